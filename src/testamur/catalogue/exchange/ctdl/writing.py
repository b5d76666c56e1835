"""Our offerings as records of CTDL."""

from collections.abc import Mapping
from typing import Any, Final

from testamur.catalogue.claim import Claim, rank, replaced
from testamur.catalogue.exchange.ctdl.plain import (
    ABSENT,
    CONTEXT,
    RECORD,
    Place,
    Publisher,
    came_from_ctdl,
    read_plain,
)
from testamur.catalogue.exchange.ctdl.slots import SLOT_OF, SLOTS, Slot
from testamur.catalogue.exchange.ctdl.words import Fact, Node, TermError
from testamur.catalogue.exchange.record import record_of
from testamur.catalogue.offering import Offering

# CTDL has no evidence a fact. Our whole record stands in one term of our own, as JSON and no part of the graph.
CONTEXT_WITH_RECORD: Final = [CONTEXT, {RECORD: {"@id": "urn:testamur:offering", "@type": "@json"}}]
_SURE: Final = frozenset("ABC")
_DATED: Final = frozenset({"existence"})


def as_ctdl(offering: Offering) -> Node:
    """Return an offering as a document of CTDL.

    One that was read from CTDL and says what it said then comes out as it came in. Any other carries its whole
    record beside the terms of CTDL, in which only facts of grade A to C stand.
    """
    return _in_graph(node_of(offering), offering.carried)


def node_of(offering: Offering) -> Node:
    """Return the record of an offering, without the graph it may have come in."""
    node = _node(offering)
    if _says_all(node, offering):
        return node
    return node | {"@context": CONTEXT_WITH_RECORD, RECORD: record_of(offering)}


def _node(offering: Offering) -> Node:
    carried = offering.carried
    came = came_from_ctdl(carried)
    node: Node = {} if "@context" in _absent(carried) or _graph(carried) else {"@context": CONTEXT}
    for slot in SLOTS:
        facts = facts_of(offering, slot, came=came)
        own = {term: carried[term] for term in slot.terms if term in carried}
        if own and _reads_as(slot, own, facts, _place(carried)):
            node |= own
        elif came or not slot.back_only:
            node |= slot.write(facts)
    return node | {term: value for term, value in carried.items() if term not in SLOT_OF and not _is_ours(term)}


def _is_ours(term: str) -> bool:
    return term in ("@graph", ABSENT, RECORD)


def facts_of(offering: Offering, slot: Slot, *, came: bool) -> list[Fact]:
    """Return what the best claims say of a slot's fields; of our own catalogue only what is sure."""
    facts = [
        Fact(name, value)
        for name in slot.fields
        if name.startswith(".") and (value := getattr(offering, name.removeprefix(".")))
    ]
    best: dict[str, int] = {}
    ended = replaced(offering.claim, at=None)
    claims = [claim for claim in offering.claim if claim.field in slot.fields and _counts(claim, ended, came=came)]
    for claim in claims:
        best[claim.field] = min(best.get(claim.field, rank(claim)), rank(claim))
    return facts + [
        Fact(c.field, c.value, c.low, c.high, c.unit, c.valid_from, c.valid_to)
        for c in claims
        if rank(c) == best[c.field]
    ]


def _counts(claim: Claim, ended: frozenset[str], *, came: bool) -> bool:
    if (claim.grade == "U") or not (came or claim.grade in _SURE):
        return False
    if (claim.valid_from or claim.valid_to) and claim.field not in _DATED:
        return False
    return not ended or claim.id not in ended


def _reads_as(slot: Slot, own: Node, facts: list[Fact], place: Place) -> bool:
    try:
        return slot.read(own, place.lookup) == facts
    except TermError:
        return False


def _says_all(node: Node, offering: Offering) -> bool:
    """Say whether a record of CTDL alone is read again as this offering."""
    if RECORD in offering.carried:
        return False
    came = came_from_ctdl(offering.carried)
    seen = offering.claim[0].seen if came and offering.claim else ""
    publisher = _publisher(offering) if came else None
    read, _ = read_plain(node, _place(offering.carried), seen=seen, publisher=publisher)
    return read == offering


def _publisher(offering: Offering) -> Publisher:
    grades = {claim.grade for claim in offering.claim}
    return "owner" if "B" in grades else "third party" if "C" in grades else ""


def _absent(carried: Mapping[str, Any]) -> tuple[str, ...]:
    absent = carried.get(ABSENT, ())
    return tuple(absent) if isinstance(absent, list | tuple) else ()


def _graph(carried: Mapping[str, Any]) -> Node | None:
    graph = carried.get("@graph")
    nodes = graph.get("@graph") if isinstance(graph, dict) else None
    return graph if isinstance(nodes, list) and nodes.count(None) == 1 else None


def _place(carried: Mapping[str, Any]) -> Place:
    graph = _graph(carried)
    return Place() if graph is None else place_in(graph)


def place_in(graph: Node) -> Place:
    """Return the place of a record in a graph, in which None stands for it."""
    nodes = (node for node in graph["@graph"] if isinstance(node, dict))
    return Place(graph, {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)})


def _in_graph(node: Node, carried: Mapping[str, Any]) -> Node:
    graph = _graph(carried)
    if graph is None:
        return node
    return graph | {"@graph": [node if other is None else other for other in graph["@graph"]]}
