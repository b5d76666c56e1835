"""The shape of many credentials: JSON-LD processed once, and for each credential only its values put in.

Sound because a text leaf becomes a term by the active context and the text alone: the contexts are pinned, and
values whose text would itself change the graph do not fit a slot (`testamur.credential.shape_values`). Numbers,
truth values and whatever else is no text are never slots. The JSON and the graph of a shape come from the same
template, so that they cannot drift apart. A shape that cannot answer says so, and the complete algorithm does.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from testamur.credential.contexts import Contexts, body_digest, defined_words
from testamur.credential.graph import statements
from testamur.credential.patterns import Pattern, pattern, pieces
from testamur.credential.screening import context_problems, form_problems
from testamur.credential.shape_addresses import taken_addresses
from testamur.credential.shape_graph import ShapeGraph, shape_graph
from testamur.credential.shape_values import SCHEMES, escaped
from testamur.credential.slots import Slot, at
from testamur.errors import DocumentError, Refused


@dataclass(frozen=True, slots=True)
class Shape:
    """What one template makes of values, in the order of its slots.

    Attributes
    ----------
    key : str
        The SHA-256 of the template and of the contexts it was made with.
    urls : tuple of str
        The contexts that it names.
    slots : tuple of Slot
        What varies.
    """

    key: str
    urls: tuple[str, ...]
    slots: tuple[Slot, ...]
    _graph: ShapeGraph
    _open_text: Pattern
    _sorted_text: Pattern
    _plain: re.Pattern[str]
    _address: int | None
    _taken: frozenset[str]

    def fitted(self, values: Sequence[str]) -> list[str] | None:
        """Return values escaped for `canonical` and `text`, or none if one of them does not fit its slot."""
        try:
            lines = "\n".join(values)
        except TypeError:
            return None
        if self._plain.fullmatch(lines):
            return lines.split("\n")
        if len(values) != len(self.slots) or set(map(type, values)) != {str}:
            return None
        if not all(slot.kind.fits(value) for slot, value in zip(self.slots, values, strict=True)):
            return None
        return [escaped(value) for value in values]

    def canonical(self, fitted: Sequence[str]) -> bytes | None:
        """Return the canonical N-Quads for fitted values, or none if they need the complete algorithm."""
        if self._address is not None and fitted[self._address] in self._taken:
            return None
        return self._graph.canonical(fitted)

    def text(self, fitted: Sequence[str]) -> str:
        """Return the JSON text for fitted values, members in the order of the template, without blanks."""
        return self._open_text.filled(fitted) + "}"

    def signed_text(self, fitted: Sequence[str], proof: str) -> str:
        """Return the JSON text with one more member, the proof."""
        return "".join((self._open_text.filled(fitted), ',"proof":', proof, "}"))

    def fitted_of(self, document: Mapping[str, object]) -> list[str] | None:
        """Return the fitted values of a document of exactly this shape, of any other none."""
        fitted = self.fitted_in(document)
        return fitted if fitted is not None and self.is_text_of(document, fitted) else None

    def fitted_in(self, document: Mapping[str, object]) -> list[str] | None:
        """Return the fitted values that stand in the slots of a document, whatever else it may be."""
        values = [slot.places[0].value_in(document) for slot in self.slots]
        return None if None in values else self.fitted([value for value in values if value is not None])

    def is_text_of(self, document: Mapping[str, object], fitted: Sequence[str]) -> bool:
        """Say whether the values make this document, in our own order of members or in any other.

        What is compared is text: to Python ``True``, ``1`` and ``1.0`` are the same, to JSON they are not.
        """
        if _json(document) == self.text(fitted):
            return True
        return _json(document, sort_keys=True) == self._sorted_text.filled(fitted)


def compile_shape(document: Mapping[str, object], slots: Sequence[Slot], *, contexts: Contexts) -> Shape:
    """Return the shape of all documents that differ from this one in its slots only.

    Parameters
    ----------
    document : Mapping
        An unsigned document, whose contexts are all in `contexts`.
    slots : sequence of Slot
        What varies.
    contexts : Contexts
        The known contexts; the digests of those it names are part of the shape's key.

    Raises
    ------
    DocumentError
        If the JSON of the document is not exactly what its graph says.
    Refused
        If it has no shape with these slots: one is lost in the graph, or comes out in a way that substitution
        would not be right for.
    """
    problems = [*context_problems(document, contexts=contexts), *form_problems(document)]
    if problems:
        raise DocumentError(problems)
    _check_schemes(document, contexts)
    template, marks = _marked(document, slots)
    places = {at(template, place.path) for slot in slots for place in slot.places}
    quads = statements(template, contexts=contexts)
    graph = shape_graph(quads, marks, frozenset(str(place) for place in places))
    taken = taken_addresses(quads, dict(zip(marks, slots, strict=True)))
    sorted_text = pattern(pieces(_json(template, sort_keys=True), marks))
    shape = Shape(
        key=_key(sorted_text, document, contexts),
        urls=_urls(document),
        slots=tuple(slots),
        _graph=graph,
        _open_text=pattern(pieces(_json(template)[:-1], marks)),
        _sorted_text=sorted_text,
        _plain=re.compile("\n".join(f"(?:{slot.kind.plain})" for slot in slots)),
        _address=next((number for number, slot in enumerate(slots) if slot.kind.is_address), None),
        _taken=taken,
    )
    if shape.fitted_of(document) is None:
        raise Refused("shape-values", "What varies holds a value that may not vary.")
    return shape


def skeleton(document: Mapping[str, object], slots: Sequence[Slot]) -> str:
    """Return by what documents are known that would have the same shape, as a digest."""
    return hashlib.sha256(_json(_marked(document, slots)[0], sort_keys=True).encode()).hexdigest()


_MARK: Final = "urn:slot:"


def _marked(document: Mapping[str, object], slots: Sequence[Slot]) -> tuple[dict[str, object], dict[str, int]]:
    """Return the document with a mark in every slot; a mark is an address, so that it comes out as one too."""
    text = _json(document)
    if _MARK in text:
        raise Refused("shape-mark", "It uses the word by which slots are marked.")
    template: dict[str, object] = json.loads(text)
    marks = {f"{_MARK}{number:04}": number for number in range(len(slots))}
    for mark, slot in zip(marks, slots, strict=True):
        values = {place.value_in(document) for place in slot.places}
        if len(values) != 1 or None in values:
            raise Refused("shape-values", "What varies is not the same in all its places.")
        for place in slot.places:
            holder = at(template, place.path[:-1])
            holder[place.path[-1]] = f"{place.before}{mark}{place.after}"  # type: ignore[index]  # a text is there
    return template, marks


def _check_schemes(document: Mapping[str, object], contexts: Contexts) -> None:
    for url in _urls(document):
        if not SCHEMES.isdisjoint(defined_words(contexts, url)):
            raise Refused("shape-scheme", "A context gives the beginning of an address another meaning.")


def _key(sorted_text: Pattern, document: Mapping[str, object], contexts: Contexts) -> str:
    parts = [sorted_text.text, repr(sorted_text.gaps), *(body_digest(contexts, url) for url in _urls(document))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _urls(document: Mapping[str, object]) -> tuple[str, ...]:
    named = document["@context"]
    return tuple(map(str, named)) if isinstance(named, list) else ()


def _json(document: Mapping[str, object], *, sort_keys: bool = False) -> str:
    return (_SORTED if sort_keys else _AS_IT_STANDS).encode(document)


_AS_IT_STANDS: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SORTED: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
