"""An item with another key, scored by its own rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from testamur.errors import DocumentError, Problem, Refused
from testamur.items.binding import fit_problems, interactions_of
from testamur.items.declaration import ResponseDeclaration, Worth
from testamur.items.facts import is_correct
from testamur.items.item import Item
from testamur.items.processing import Responses, key, score
from testamur.items.value import Cardinality, Plain, Scalar, Value, canonical, from_plain, parse

SEPARATOR: Final = ","


def rekeyed(item: Item, right: Responses) -> Item:
    """Return the item with another key.

    Where answers have points of their own, those that are right now get the points of those that were, and those
    get theirs.

    Parameters
    ----------
    item : Item
        Any item.
    right : mapping of str to plain value
        The right response by response identifier; where one is not named, its key stays.

    Raises
    ------
    DocumentError
        With everything that is wrong with the key: a response that the item does not ask for, an answer that it
        does not offer, one that its own rules would not give all points.

    Examples
    --------
    >>> from testamur.items import Draft, Option, compose, read, score
    >>> draft = Draft(
    ...     "example", "single", "Example", ("Which is even?",), ("A",),
    ...     options=(Option("A", "3", "It is 2 + 1."), Option("B", "4", "It is 2 x 2.")),
    ...     competency="H1.1", level="recall", reference="Euclid, Elements, book VII",
    ... )
    >>> score(rekeyed(read(compose(draft)), {"RESPONSE": "B"}), {"RESPONSE": "B"})["SCORE"]
    1.0
    """
    problems = [Problem(name, "is no response of the item") for name in sorted(set(right) - set(item.responses))]
    declared: dict[str, ResponseDeclaration] = dict(item.responses)
    rules = item.processing.walk() if item.processing else ()
    mapped = {rule.attributes["identifier"] for rule in rules if rule.tag == "qti-map-response"}
    for name in sorted(set(right) & set(item.responses)):
        try:
            declared[name] = _declared(item.responses[name], right[name], by_points=name in mapped)
        except (Refused, ValueError) as error:
            problems.append(Problem(name, str(error)))
    if problems:
        raise DocumentError(problems, name=item.identifier)
    changed = replace(item, responses=declared)
    if found := list(_problems(changed, right)):
        raise DocumentError(found, name=item.identifier)
    return changed


def is_correct_by(keyed: Iterable[Item], responses: Responses) -> bool:
    """Return whether the responses earn all the points by one key or another.

    `keyed` is the item by each key, as `rekeyed` gives it.
    """
    return any(is_correct(item, responses) for item in keyed)


def points_by(keyed: Iterable[Item], responses: Responses) -> float:
    """Return the most points that the responses earn by one key or another; 0 where a person has yet to score.

    `keyed` is the item by each key, as `rekeyed` gives it; at least one.
    """
    earned = (score(item, responses).get("SCORE") for item in keyed)
    return max(float(points) if isinstance(points, int | float) else 0.0 for points in earned)


def read_key(item: Item, text: str) -> dict[str, Plain]:
    """Return the key that a line of text writes for an item that asks for one response.

    Parameters
    ----------
    text : str
        ``B``; several answers, or an order, as ``A, C``; pairs as ``A 2, B 1``; a number as it is.

    Raises
    ------
    DocumentError
        If the item asks for several responses, the text is empty, or writes no answer of the item's type.
    """
    if len(item.responses) != 1:
        sentence = f"asks for {len(item.responses)} responses; its key cannot be written in a line"
        raise DocumentError([Problem("", sentence)], name=item.identifier)
    ((name, declared),) = item.responses.items()
    several = declared.cardinality is not Cardinality.SINGLE
    parts = [part.strip() for part in (text.split(SEPARATOR) if several else [text])]
    try:
        members = [parse(part, declared.base_type) for part in parts]
    except ValueError as error:
        raise DocumentError([Problem(name, str(error))], name=item.identifier) from None
    plain = [member if isinstance(member, str | int | float | bool) else str(member) for member in members]
    return {name: plain if several else plain[0]}


def written_key(item: Item) -> str:
    """Return the item's key as `read_key` takes it; empty if it has none, or asks for several responses."""
    values = list(key(item).values())
    if len(values) != 1 or values[0] is None:
        return ""
    (value,) = values
    return f"{SEPARATOR} ".join(map(str, value)) if isinstance(value, list) else str(value)


def _declared(declared: ResponseDeclaration, plain: Plain, *, by_points: bool) -> ResponseDeclaration:
    right = from_plain(plain, cardinality=declared.cardinality, base_type=declared.base_type)
    if right.is_null:
        raise ValueError("a key is needed")
    if len({canonical(member, right.base_type) for member in right.members}) < len(right.members):
        raise ValueError("an answer stands twice in the key")
    worth = declared.mapping
    if by_points and worth and declared.correct:
        worth = _moved(worth, declared.correct, right)
    return replace(declared, correct=right, mapping=worth)


def _moved(worth: Worth, before: Value, right: Value) -> Worth:
    """Return the points with those of the answers that are right now and of those that were exchanged."""
    gone = [member for member in before.members if member not in right.members]
    come = [member for member in right.members if member not in before.members]
    if len(gone) != len(come):
        sentence = f"each answer has points: the key must name {len(before.members)}, as it does now"
        raise ValueError(sentence)
    other: Mapping[Scalar, Scalar] = dict(zip([*gone, *come], [*come, *gone], strict=True))
    entries = tuple(replace(entry, key=other.get(entry.key, entry.key)) for entry in worth.entries)
    return replace(worth, entries=entries)


def _problems(changed: Item, right: Responses) -> Iterator[Problem]:
    for node, kind in interactions_of(changed.body):
        name = node.attributes["response-identifier"]
        if name in right:
            yield from (
                Problem(name, problem.sentence) for problem in fit_problems(node, kind, changed.responses[name])
            )
    if not is_correct(changed, {**key(changed), **right}):
        yield Problem(
            "", "answered by this key it would not earn all its points; its scoring rests on something else"
        )
