"""The table of the kinds of interaction, by the name of their element."""

from typing import Final

from testamur.items import interactions
from testamur.items.interaction import Interaction
from testamur.registry import collect

INTERACTIONS: Final[dict[str, Interaction]] = {
    kind.tag: kind for kind in collect(interactions, constant="INTERACTION", kind=Interaction).values()
}
INLINE: Final = frozenset(tag for tag, kind in INTERACTIONS.items() if kind.inline)
EMBEDDED: Final = frozenset(tag for kind in INTERACTIONS.values() for tag in kind.embedded)
