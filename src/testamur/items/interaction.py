"""What a kind of interaction is, and what all kinds have in common."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from testamur.documents import Node
from testamur.errors import Problem, Refused
from testamur.items.declaration import ResponseDeclaration
from testamur.items.entry import Entry
from testamur.items.markup import Attributes, Html
from testamur.items.value import BaseType, Cardinality, Pair, Scalar, Value, figures
from testamur.items.vocabulary import GLOBAL_ATTRIBUTES, Element
from testamur.items.wording import Wording

Kind = tuple[Cardinality, BaseType]
Members = TypeVar("Members", tuple[str, ...], tuple[Pair, ...])
Drawers = Mapping[str, Callable[[Node], Html]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen; `limit` is how often it may be used, 0 for any number of times."""

    identifier: str
    node: Node
    limit: int = 1

    @property
    def text(self) -> str:
        """Its text in one line."""
        return one_line(self.node.text)


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen; in a paired interaction, a member of `first` goes with one of `second`."""

    first: tuple[Choice, ...] = ()
    second: tuple[Choice, ...] = ()

    def holds(self, member: Scalar) -> bool:
        """Tell whether a candidate could answer with `member`."""
        if isinstance(member, Pair):
            return member.first in names(self.first) and member.second in names(self.second)
        return str(member) in names(self.first)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an interaction is drawn on: its field's name, what it holds, its label, and how to draw the rest."""

    field: str
    held: Value
    label: Attributes
    content: Callable[[Node, Drawers], Html]
    words: Wording

    def word(self, name: str, **values: object) -> str:
        """Return one of our own words, its places filled."""
        return self.words[name].format(**values)


def no_problems(_: Node, __: ResponseDeclaration) -> Iterator[Problem]:
    """Say nothing: the common rules are enough for this kind."""
    return iter(())


def described(value: Value, offer: Offer) -> str:
    """Return a response in words: the text of what was chosen, or what was written."""
    texts = {choice.identifier: choice.text for choice in (*offer.first, *offer.second)}
    members = [_described(member, texts) for member in value.members]
    if value.cardinality is Cardinality.ORDERED:
        members = [f"{place}. {text}" for place, text in enumerate(members, 1)]
    return "; ".join(members)


def _described(member: Scalar, texts: Mapping[str, str]) -> str:
    if isinstance(member, Pair):
        first, second = (texts.get(name, name) for name in (member.first, member.second))
        return f"{first} \N{RIGHTWARDS ARROW} {second}"
    if isinstance(member, float):
        return figures(member)
    return texts.get(member, member) if isinstance(member, str) else str(member)


@dataclass(frozen=True, slots=True)
class Interaction:
    """A kind of interaction: what it may carry, and how it is checked, drawn, taken in and described.

    `attributes` may reach the candidate; `withheld` are read, kept, and left out of what a candidate gets.
    `parts` are the elements that only this kind holds, `embedded` those of them that stand in its text, and
    `choices` those whose order ``shuffle`` changes.
    """

    name: str
    kinds: frozenset[Kind]
    attributes: frozenset[str]
    offer: Callable[[Node], Offer]
    draw: Callable[[Node, Sheet], Html]
    take: Callable[[Node, ResponseDeclaration, Entry], Value]
    problems: Callable[[Node, ResponseDeclaration], Iterator[Problem]] = no_problems
    describe: Callable[[Value, Offer], str] = described
    parts: Mapping[str, Element] = field(default_factory=dict)
    embedded: frozenset[str] = frozenset()
    choices: str = ""
    required: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    inline: bool = False
    flow: bool = False

    @property
    def tag(self) -> str:
        """The name of its element."""
        return f"qti-{self.name}-interaction"

    @property
    def element(self) -> Element:
        """Its line in the table of elements."""
        prompt = frozenset() if self.inline else frozenset({"qti-prompt"})
        return Element(
            GLOBAL_ATTRIBUTES | self.attributes | self.withheld,
            self.required | {"response-identifier"},
            prompt | frozenset(self.parts),
            flow=self.flow,
        )


CHOICE_ATTRIBUTES: Final = frozenset({"fixed"})


def choices(node: Node, *tags: str) -> tuple[Choice, ...]:
    """Return the choices of these element names directly in `node`."""
    return tuple(
        Choice(child.attributes.get("identifier", ""), child, count(child, "match-max", 1))
        for child in node.elements(*tags)
    )


def names(offered: Iterable[Choice]) -> tuple[str, ...]:
    """Return the identifiers of the choices."""
    return tuple(choice.identifier for choice in offered)


def count(node: Node, name: str, default: int) -> int:
    """Return the whole number in an attribute, or the default if it is not there or no number."""
    text = node.attributes.get(name, "")
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else default


def one_line(text: str) -> str:
    """Return `text` with every run of spaces and line breaks as one space."""
    return " ".join(text.split())


def chosen(values: Iterable[str], offered: tuple[Choice, ...]) -> tuple[str, ...]:
    """Return the posted identifiers in the order of the choices.

    Raises
    ------
    Refused
        If one is not offered or stands twice.
    """
    posted = Counter(values)
    if not set(posted) <= set(names(offered)):
        raise Refused("response-not-offered", "an option was sent that the question does not have")
    if any(times > 1 for times in posted.values()):
        raise Refused("response-repeated", "an option was sent more than once")
    return tuple(name for name in names(offered) if name in posted)


def at_most(members: Members, limit: int) -> Members:
    """Return `members`, refused if there are more than `limit`; 0 is no limit."""
    if limit and len(members) > limit:
        raise Refused("response-too-many", f"choose at most {limit}")
    return members


def paired(pairs: tuple[Pair, ...], offer: Offer, *, limit: int) -> tuple[Pair, ...]:
    """Return `pairs`, refused if too many, repeated, or if one choice is used more often than it allows."""
    if len(set(pairs)) < len(pairs):
        raise Refused("response-repeated", "two of the pairs are the same")
    used = Counter(pair.first for pair in pairs) + Counter(pair.second for pair in pairs)
    for choice in {choice.identifier: choice for choice in (*offer.first, *offer.second)}.values():
        if choice.limit and used[choice.identifier] > choice.limit:
            text = choice.text or choice.identifier
            times = "once" if choice.limit == 1 else f"{choice.limit} times"
            raise Refused("response-too-many", f'"{text}" may be used {times}')
    return at_most(pairs, limit)
