"""What changed between two versions of an offering, fact by fact."""

from dataclasses import dataclass, fields
from typing import Final

from testamur.catalogue.claim import Claim, replaced
from testamur.catalogue.offering import Offering

# What an offering is, apart from its claims; what an import only carries along is no fact.
PARTS: Final = tuple(part.name for part in fields(Offering) if part.name not in ("id", "claim", "carried"))


@dataclass(frozen=True, slots=True)
class Changes:
    """What a version changed: claims that are new, replaced or gone, and the names of other parts."""

    added: tuple[Claim, ...] = ()
    replaced: tuple[Claim, ...] = ()
    dropped: tuple[Claim, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that something is said about, each once."""
        return tuple(dict.fromkeys(claim.field for claim in (*self.added, *self.replaced, *self.dropped)))

    def __bool__(self) -> bool:
        return bool(self.added or self.replaced or self.dropped or self.parts)


def changes(before: Offering | None, after: Offering) -> Changes:
    """Return what changed from one version to the next; before the first, nothing was known."""
    if before is None:
        return Changes(added=after.claim)
    old, new = ({claim.id: claim for claim in one.claim} for one in (before, after))
    ended = replaced(after.claim, at=None) - replaced(before.claim, at=None)
    return Changes(
        added=tuple(claim for key, claim in new.items() if key not in old),
        replaced=tuple(claim for key, claim in new.items() if key in ended),
        dropped=tuple(claim for key, claim in old.items() if key not in new),
        parts=tuple(name for name in PARTS if getattr(before, name) != getattr(after, name)),
    )
