"""One or several of a list, ticked: what choice and hottext share."""

from collections.abc import Iterator

from testamur.documents import Node
from testamur.errors import Problem, Refused
from testamur.items.declaration import ResponseDeclaration
from testamur.items.entry import Entry
from testamur.items.interaction import Choice, Sheet, at_most, chosen, count
from testamur.items.value import Cardinality, Value


def take_ticked(
    node: Node, declaration: ResponseDeclaration, *, entry: Entry, offered: tuple[Choice, ...]
) -> Value:
    """Return the choices that were ticked, in the order of the list."""
    members = chosen(entry.whole(), offered)
    if declaration.cardinality is Cardinality.SINGLE and len(members) > 1:
        raise Refused("response-too-many", "choose at most 1")
    members = at_most(members, count(node, "max-choices", 1))
    return Value(declaration.cardinality, declaration.base_type, members)


def tick_problems(node: Node, declaration: ResponseDeclaration) -> Iterator[Problem]:
    """Say whether the number of choices and the declaration contradict each other."""
    limit = count(node, "max-choices", 1)
    if declaration.cardinality is Cardinality.SINGLE and limit != 1:
        yield Problem(f"line {node.line}", "max-choices must be 1 where the response holds a single value")
    if declaration.correct and limit and len(declaration.correct.members) > limit:
        key = len(declaration.correct.members)
        yield Problem(f"line {node.line}", f"the key has {key} options; max-choices allows {limit}")


def tick_hint(node: Node, sheet: Sheet) -> str:
    """Return how many may be ticked, in words."""
    limit = count(node, "max-choices", 1)
    if sheet.held.cardinality is Cardinality.SINGLE:
        return sheet.word("choose-one")
    return sheet.word("choose-up-to", count=limit) if limit else sheet.word("choose-any")
