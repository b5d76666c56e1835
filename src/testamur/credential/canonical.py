"""The one canonical text of an RDF graph (RDFC-1.0), and of a JSON-LD document through its graph.

Source: W3C, RDF Dataset Canonicalization (RDFC-1.0), sections 4.4 and 4.6; section 7.1 on poison graphs.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, serialize

from testamur.credential.contexts import Contexts
from testamur.credential.graph import statements
from testamur.errors import DocumentError, Problem, Refused

MAX_ORDERS: Final = 120
"""In how many orders the blank nodes that look alike at first sight may stand; the work grows with it."""

MAX_STATEMENTS: Final = 10_000


def canonicalise(document: Mapping[str, object], contexts: Contexts) -> bytes:
    """Return the canonical N-Quads of a JSON-LD document.

    Raises
    ------
    DocumentError
        If the document is not safe JSON-LD (see `testamur.credential.graph`).
    Refused
        If its graph would take too long to put in order (a poison graph).
    """
    return canonical_text(statements(document, contexts=contexts))


def canonical_text(quads: Iterable[Quad]) -> bytes:
    """Return the canonical N-Quads of statements, in code point order, one to a line.

    Raises
    ------
    Refused
        If too many blank nodes look alike (tie on their first-degree hash), or there are too many statements.
    """
    return b"".join(_sorted_lines(_canonical(quads)))


def relabelled_lines(quads: Iterable[Quad], labels: Mapping[str, str]) -> list[bytes]:
    """Return the canonical statements with other names for the blank nodes, in code point order, each a line.

    Parameters
    ----------
    quads : iterable of Quad
        The statements.
    labels : Mapping
        The canonical name of each blank node (``c14n0``) -> its other name.

    Raises
    ------
    Refused
        As `canonical_text`.
    DocumentError
        If a blank node has no other name, two have the same, or there are names for none.
    """
    quads = list(_canonical(quads))
    nodes = {term for quad in quads for term in quad if isinstance(term, BlankNode)}
    renamed = {node: labels.get(node.value, "") for node in nodes}
    if len(set(renamed.values())) < len(nodes) or len(labels) != len(nodes) or "" in renamed.values():
        raise DocumentError([Problem("", "does not name its parts as they were signed")])
    names = {node: BlankNode(name) for node, name in renamed.items()}
    return _sorted_lines(Quad(*(_renamed(term, names) for term in quad)) for quad in quads)


def _renamed(term: Any, names: Mapping[BlankNode, BlankNode]) -> Any:  # noqa: ANN401  (a term of any place in a quad)
    return names.get(term, term) if isinstance(term, BlankNode) else term


def _canonical(quads: Iterable[Quad]) -> Dataset:
    quads = list(quads)
    if len(quads) > MAX_STATEMENTS or orders(quads) > MAX_ORDERS:
        raise Refused("graph-too-complex", "It is built so that checking it would take too long.")
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _sorted_lines(quads: Iterable[Quad]) -> list[bytes]:
    text = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return sorted(text.splitlines(keepends=True))


def orders(quads: Iterable[Quad]) -> int:
    """Return in how many orders the blank nodes with the same first-degree hash may stand (section 4.6)."""
    lines: dict[BlankNode, list[str]] = {}
    for quad in set(quads):
        for node in {term for term in quad if isinstance(term, BlankNode)}:
            lines.setdefault(node, []).append(" ".join(_seen_from(node, term) for term in quad))
    sights = Counter(hashlib.sha256("\n".join(sorted(seen)).encode()).digest() for seen in lines.values())
    return math.prod(math.factorial(count) for count in sights.values())


def _seen_from(node: BlankNode, term: object) -> str:
    if isinstance(term, BlankNode):
        return "_:a" if term == node else "_:z"
    return str(term)
