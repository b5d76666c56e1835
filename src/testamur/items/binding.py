"""Say where the interactions of an item and its declarations do not fit each other."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from testamur.documents import Node
from testamur.errors import Problem
from testamur.items.declaration import Declaration, OutcomeDeclaration, ResponseDeclaration
from testamur.items.interaction import Interaction
from testamur.items.kinds import INTERACTIONS
from testamur.items.structure import repeated
from testamur.items.value import IDENTIFIER, PAIRED, BaseType, Scalar

MAX_INTERACTIONS: Final = 100
CHOSEN: Final = PAIRED | {BaseType.IDENTIFIER}


def interactions_of(body: Node) -> Iterator[tuple[Node, Interaction]]:
    """Yield every interaction of a body with its kind, in document order."""
    return ((node, INTERACTIONS[node.tag]) for node in body.walk() if node.tag in INTERACTIONS)


def binding_problems(
    document: Node, body: Node, *, declarations: Mapping[str, Declaration], broken: Collection[str]
) -> Iterator[Problem]:
    """Say what is wrong between interactions and declarations; those that are `broken` have been told of."""
    found = list(interactions_of(body))
    if len(found) > MAX_INTERACTIONS:
        yield Problem(f"line {body.line}", f"holds {len(found)} interactions; {MAX_INTERACTIONS} are allowed")
        return
    bound = ((node, node.attributes.get("response-identifier", "")) for node, _ in found)
    yield from repeated(bound, "an interaction with the response")
    for node, kind in found:
        yield from _choice_problems(node, kind)
        name = node.attributes.get("response-identifier", "")
        declared = declarations.get(name)
        if isinstance(declared, ResponseDeclaration):
            yield from fit_problems(node, kind, declared)
        elif name not in broken:
            yield Problem(f"line {node.line}", f"answers to {name!r}, which is not declared as a response")
    for node in document.walk():
        if "outcome-identifier" in node.attributes:
            yield from _feedback_problems(node, declarations, broken)


def _choice_problems(node: Node, kind: Interaction) -> Iterator[Problem]:
    offer = kind.offer(node)
    same = offer.first == offer.second
    named = [(c.node, c.identifier) for c in (*offer.first, *(() if same else offer.second))]
    yield from repeated(named, "the choice")
    for holder, identifier in named:
        if not IDENTIFIER.fullmatch(identifier):
            yield Problem(f"line {holder.line}", f"{identifier[:60]!r} does not name a choice")
    if kind.choices and not offer.first:
        yield Problem(f"line {node.line}", f"{node.tag} offers nothing to choose")


def fit_problems(node: Node, kind: Interaction, declared: ResponseDeclaration) -> Iterator[Problem]:
    """Say where an interaction and the declaration that it answers to do not fit each other."""
    if (declared.cardinality, declared.base_type) not in kind.kinds:
        kinds = f"{declared.cardinality} {declared.base_type}"
        yield Problem(f"line {node.line}", f"{node.tag} cannot give a {kinds} response")
        return
    if declared.base_type in CHOSEN:
        offer = kind.offer(node)
        for what, member in _keys(declared):
            if not offer.holds(member):
                yield Problem(
                    f"line {node.line}", f"{what} {str(member)!r} of {declared.identifier} names no choice"
                )
    yield from kind.problems(node, declared)


def _keys(declared: ResponseDeclaration) -> Iterator[tuple[str, Scalar]]:
    for member in declared.correct.members if declared.correct else ():
        yield "the key", member
    for member in declared.default.members if declared.default else ():
        yield "the default", member
    for entry in declared.mapping.entries if declared.mapping else ():
        yield "the mapping of", entry.key


def _feedback_problems(
    node: Node, declarations: Mapping[str, Declaration], broken: Collection[str]
) -> Iterator[Problem]:
    outcome = node.attributes["outcome-identifier"]
    is_outcome = isinstance(declarations.get(outcome), OutcomeDeclaration)
    if not is_outcome and outcome not in broken:
        yield Problem(
            f"line {node.line}", f"{node.tag} waits for {outcome!r}, which is not declared as an outcome"
        )
