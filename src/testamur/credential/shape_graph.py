"""The graph of a shape: its statements with gaps, and their canonical text for one set of values.

RDFC-1.0 hashes for every blank node the statements about it (step 3 of the algorithm) and, where those hashes
differ pairwise, names the nodes in the order of their hashes (step 4); nothing further is done then (step 5 has
nothing left). So what is computed here *is* the algorithm; if two hashes are equal, there is no answer here.

Source: W3C, RDF Dataset Canonicalization (RDFC-1.0), sections 4.4.3 and 4.6.3.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, serialize

from testamur.credential.patterns import BytesPattern, Pieces, bytes_pattern, in_order, joined, pieces
from testamur.errors import Refused

_NAMES: Final = tuple(b"_:c14n%d" % number for number in range(500))
_BORDER: Final = "\0"
"""Between blocks of lines; it stands in no value that fits, and canonical N-Quads escape it."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The statements about one blank node, as it is hashed from them, and whether they stand in order already."""

    lines: BytesPattern
    is_in_order: bool

    def hashed(self, values: Sequence[bytes]) -> bytes:
        """Return the first-degree hash for these values; its bytes are in the order of its hexadecimal digits."""
        text = self.lines.filled(values)
        if not self.is_in_order:
            text = b"".join(sorted(text.splitlines(keepends=True)))
        return hashlib.sha256(text).digest()


@dataclass(frozen=True, slots=True)
class ShapeGraph:
    """The statements of a shape; the gaps of its texts are first the slots, then the blank nodes.

    Attributes
    ----------
    fixed : tuple of bytes
        The blocks of lines without a gap. A block is what is said of one subject, in order whatever the values
        are; where that depends on them, each line is a block of its own.
    varying : BytesPattern
        The other blocks, with borders between them.
    sights : tuple
        For each blank node its hash, or what it is hashed from.
    """

    fixed: tuple[bytes, ...]
    varying: BytesPattern
    sights: tuple[bytes | Sight, ...]

    def canonical(self, values: Sequence[str]) -> bytes | None:
        """Return the canonical N-Quads for escaped values, or none if they need the complete algorithm."""
        encoded = "\n".join(values).encode().split(b"\n")
        names = _named([sight if isinstance(sight, bytes) else sight.hashed(encoded) for sight in self.sights])
        if names is None:
            return None
        blocks = [*self.fixed, *self.varying.filled(encoded + names).split(b"\0")]
        blocks.sort()
        return b"".join(blocks)


def _named(hashes: list[bytes]) -> list[bytes] | None:
    ranked = sorted(hashes)
    ranks = dict(zip(ranked, _NAMES, strict=False))
    return [ranks[seen] for seen in hashes] if len(ranks) == len(hashes) <= len(_NAMES) else None


def shape_graph(quads: Iterable[Quad], marks: Mapping[str, int], places: Collection[str]) -> ShapeGraph:
    """Return statements as a graph with gaps.

    Parameters
    ----------
    quads : iterable of Quad
        The statements of a document in which marks stand for its slots.
    marks : mapping
        Mark -> number of the slot.
    places : collection of str
        The whole texts in which the marks stand in the document; each has to come out as a whole term.

    Raises
    ------
    Refused
        If a mark vanished or came out as anything but a whole address or the whole text of a literal, if there
        is a named graph, or if two statements about the same thing could become one.
    """
    statements = sorted(set(quads), key=str)
    _check_places(statements, marks, places)
    _check_apart(statements, marks)
    nodes = sorted({term for quad in statements for term in quad if isinstance(term, BlankNode)}, key=str)
    names: dict[BlankNode, Pieces] = {node: (len(marks) + index,) for index, node in enumerate(nodes)}
    blocks = list(_blocks(statements, marks, names))
    return ShapeGraph(
        fixed=tuple(sorted(_fixed(block) for block in blocks if not _has_gaps(block))),
        varying=bytes_pattern(joined([block for block in blocks if _has_gaps(block)], _BORDER)),
        sights=tuple(_sight(node, statements, marks, nodes) for node in nodes),
    )


def _has_gaps(text: Pieces) -> bool:
    return any(isinstance(piece, int) for piece in text)


def _fixed(text: Pieces) -> bytes:
    return "".join(map(str, text)).encode()


def _blocks(
    statements: list[Quad], marks: Mapping[str, int], names: Mapping[BlankNode, Pieces]
) -> Iterable[Pieces]:
    for _, about in groupby(statements, key=lambda quad: str(quad.subject)):
        lines = [_line(quad, marks, names) for quad in about]
        ordered = in_order(lines)
        yield from lines if ordered is None else [joined(ordered, "")]


def _sight(
    node: BlankNode, statements: list[Quad], marks: Mapping[str, int], nodes: list[BlankNode]
) -> bytes | Sight:
    names: dict[BlankNode, Pieces] = {other: ("_:a" if other == node else "_:z",) for other in nodes}
    lines = [_line(quad, marks, names) for quad in statements if node in tuple(quad)]
    ordered = in_order(lines)
    sight = Sight(bytes_pattern(joined(ordered or lines, "")), is_in_order=ordered is not None)
    return sight if sight.lines.gaps else sight.hashed(())


def _line(quad: Quad, marks: Mapping[str, int], names: Mapping[BlankNode, Pieces]) -> Pieces:
    terms = [
        names[term] if isinstance(term, BlankNode) else pieces(_written(term), marks)
        for term in (quad.subject, quad.predicate, quad.object)
    ]
    return joined([*terms, (".\n",)], " ")


def _written(term: object) -> str:
    """Return a term exactly as the serializer of canonical N-Quads writes it."""
    quad = Quad(NamedNode("urn:s"), NamedNode("urn:p"), term)  # type: ignore[arg-type]  # any term but a triple
    line = (serialize([quad], format=RdfFormat.N_QUADS) or b"").decode()
    return line.removeprefix("<urn:s> <urn:p> ").removesuffix(" .\n")


def _marked(text: str, marks: Mapping[str, int]) -> bool:
    return any(mark in text for mark in marks)


def _check_places(statements: list[Quad], marks: Mapping[str, int], places: Collection[str]) -> None:
    whole: set[str] = set()
    for quad in statements:
        if quad.graph_name != DefaultGraph():
            raise Refused("shape-graph", "A credential with a graph inside it has no shape.")
        ends = [str(getattr(term, "value", "")) for term in (quad.subject, quad.object)]
        at_place = [end for end in ends if end in places]
        whole.update(at_place)
        # A mark anywhere else: in the predicate, in a datatype or language, in a longer text.
        found = sum(str(term).count(mark) for term in quad for mark in marks)
        if found != sum(_marked(end, marks) for end in at_place):
            raise Refused("shape-place", "What varies does not come out whole in the graph.")
    if whole != set(places):
        raise Refused("shape-lost", "What varies is lost in the graph.")


def _check_apart(statements: list[Quad], marks: Mapping[str, int]) -> None:
    """Refuse a shape in which two literals could become one, for a graph holds each statement once."""
    of_one = Counter((quad.subject, quad.predicate) for quad in statements)
    for quad in statements:
        is_alone = of_one[quad.subject, quad.predicate] == 1
        if (
            not is_alone
            and not isinstance(quad.object, NamedNode | BlankNode)
            and _marked(str(quad.object), marks)
        ):
            raise Refused("shape-repeat", "Two values of one property could become the same.")
