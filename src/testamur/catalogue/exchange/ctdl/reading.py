"""Documents of CTDL: one record, or a graph of records, to our offerings."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from testamur.catalogue.exchange.ctdl.plain import (
    CONTEXT,
    RECORD,
    Place,
    Publisher,
    no_offering,
    read_plain,
)
from testamur.catalogue.exchange.ctdl.slots import SLOT_OF, class_of
from testamur.catalogue.exchange.ctdl.words import Node
from testamur.catalogue.exchange.ctdl.writing import node_of, place_in
from testamur.catalogue.offering import Offering, offering_problems
from testamur.catalogue.reading import offering_of
from testamur.errors import DocumentError, Problem

# What one record of a graph with several may refer to; it is kept with each that does.
MAX_NEAR_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A node of a document: where it stands, and what it may refer to."""

    where: str
    node: Any
    place: Place
    problem: Problem | None = None


def offering_from_ctdl(document: object, *, seen: str = "", publisher: Publisher | None = None) -> Offering:
    """Return the one offering in a document of CTDL.

    Parameters
    ----------
    document : object
        A record, or a graph that holds one credential or course.
    seen : str
        The day it was read, for its claims.
    publisher : {"", "owner", "third party"}, optional
        Who published it, which decides the grade of its claims: the owner's word has grade B on what it controls
        and D beyond, a third party's C, and that of nobody known E. Without it the owner is taken to have
        published a record that lies where the credential's own page lies, and nobody known any other.

    Raises
    ------
    DocumentError
        With every problem.
    """
    found = [one for one in nodes_of(document) if _is_offering(one.node)]
    if len(found) != 1:
        raise DocumentError([Problem("", f"must hold one credential or course; it holds {len(found)}")])
    offering, problems = offering_from_node(found[0], seen=seen, publisher=publisher)
    if offering is None:
        raise DocumentError(problems)
    return offering


def _is_offering(node: object) -> bool:
    return isinstance(node, dict) and bool(class_of(node))


def nodes_of(document: object) -> Iterator[Found]:
    """Yield the nodes of a document that are offerings, and those that no offering refers to."""
    if isinstance(document, list):
        for i, part in enumerate(document):
            yield from (replace(one, where=f"[{i}] {one.where}".strip()) for one in nodes_of(part))
    elif isinstance(document, dict) and isinstance(document.get("@graph"), list):
        yield from _in_graph(document)
    else:
        yield Found("", document, Place())


def _in_graph(document: Node) -> Iterator[Found]:
    nodes: list[Any] = document["@graph"]
    offerings = [i for i, node in enumerate(nodes) if _is_offering(node)]
    used: set[int] = set(offerings)
    by_address = {node["@id"]: i for i, node in enumerate(nodes) if isinstance(node, dict) and _address(node)}
    sizes: dict[int, int] = {}
    for i in offerings:
        problem = None
        if len(offerings) == 1:
            graph = document | {"@graph": [None if j == i else node for j, node in enumerate(nodes)]}
            used |= set(range(len(nodes))) - {j for j, node in enumerate(nodes) if not isinstance(node, dict)}
        else:
            near = _near(nodes, i, by_address=by_address)
            used |= near
            if sum(sizes.setdefault(j, len(json.dumps(nodes[j]))) for j in near) > MAX_NEAR_BYTES:
                problem = Problem("", f"refers to more of the graph than the {MAX_NEAR_BYTES:,} bytes allowed")
                near = set()
            kept = sorted({i, *near})
            graph = {"@context": document.get("@context", CONTEXT)}
            graph["@graph"] = [None if j == i else nodes[j] for j in kept]
        yield Found(f"@graph[{i}]", nodes[i], place_in(graph), problem)
    for i, node in enumerate(nodes):
        if i not in used:
            yield Found(f"@graph[{i}]", node, Place())


def _near(nodes: list[Any], start: int, *, by_address: Mapping[str, int]) -> set[int]:
    """Return which nodes of a graph that are no offerings one refers to, directly or by way of others."""
    near: set[int] = set()
    waiting = [start]
    while waiting:
        for address in _addresses(nodes[waiting.pop()]):
            i = by_address.get(address)
            if i is not None and i not in near and not _is_offering(nodes[i]):
                near.add(i)
                waiting.append(i)
    return near


def _address(node: Node) -> bool:
    return isinstance(node.get("@id"), str)


def _addresses(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _addresses(part)


def offering_from_node(
    found: Found, *, seen: str = "", publisher: Publisher | None = None
) -> tuple[Offering | None, list[Problem]]:
    """Return the offering in a node, or everything that is wrong with it."""
    node = found.node
    if found.problem:
        return None, [found.problem]
    if not isinstance(node, dict):
        return None, [Problem("", "must be a record, which is a JSON object")]
    if not class_of(node):
        return None, [no_offering(node)]
    if RECORD in node:
        return _with_record(node)
    return read_plain(node, found.place, seen=seen, publisher=publisher)


def _with_record(node: Node) -> tuple[Offering | None, list[Problem]]:
    """Return the offering in our own record beside the terms of CTDL, which must say the same."""
    try:
        offering = offering_of(node[RECORD])
    except DocumentError as error:
        return None, [Problem(_within(problem.path), problem.sentence) for problem in error.problems]
    problems = [
        Problem(_within(problem.path), problem.sentence)
        for problem in offering_problems(offering, roles=frozenset(), codes=frozenset())
    ]
    expected = node_of(offering)
    problems += [
        Problem(term, f"does not say what {RECORD} says")
        for term in SLOT_OF
        if term in node or term in expected
        if node.get(term) != expected.get(term)
    ]
    others = {term: node[term] for term in node if term not in expected and term not in SLOT_OF}
    if others:
        offering = replace(offering, carried={**offering.carried, **others})
    return (None, problems) if problems else (offering, [])


def _within(path: str) -> str:
    return f"{RECORD}.{path}" if path else RECORD
