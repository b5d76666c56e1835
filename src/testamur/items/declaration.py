"""What an item declares: its response variables with their keys, and its outcome variables.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "ResponseDeclaration",
"OutcomeDeclaration", "Mapping" and "AreaMapping".
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from testamur.documents import Node
from testamur.errors import Problem
from testamur.items.area import SHAPES, Area
from testamur.items.value import (
    NUMERIC,
    BaseType,
    Cardinality,
    Scalar,
    Value,
    is_identifier,
    parse,
    single,
)


@dataclass(frozen=True, slots=True)
class MapEntry:
    """What one answer is worth."""

    key: Scalar
    points: float
    case_sensitive: bool = True


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """What a point in one area is worth."""

    area: Area
    points: float


@dataclass(frozen=True, slots=True)
class Worth:
    """A mapping from answers, or from areas, to points, kept between two bounds."""

    entries: tuple[MapEntry, ...] = ()
    areas: tuple[AreaEntry, ...] = ()
    default: float = 0.0
    lower: float | None = None
    upper: float | None = None

    def bounded(self, points: float) -> float:
        """Return `points`, kept between the bounds."""
        points = points if self.lower is None else max(points, self.lower)
        return points if self.upper is None else min(points, self.upper)


@dataclass(frozen=True, slots=True)
class ResponseDeclaration:
    """A variable that the candidate fills, and its key."""

    identifier: str
    cardinality: Cardinality
    base_type: BaseType
    correct: Value | None = None
    default: Value | None = None
    mapping: Worth | None = None
    area_mapping: Worth | None = None


@dataclass(frozen=True, slots=True)
class OutcomeDeclaration:
    """A variable that response processing, or a person, fills."""

    identifier: str
    cardinality: Cardinality
    base_type: BaseType
    default: Value | None = None
    normal_maximum: float | None = None
    by_person: bool = False

    @property
    def initial(self) -> Value:
        """What it holds before processing: its default; else 0 for a number; nothing if a person scores."""
        if self.default is not None:
            return self.default
        if self.base_type in NUMERIC and self.cardinality is Cardinality.SINGLE and not self.by_person:
            return single(self.base_type, parse("0", self.base_type))
        return Value(self.cardinality, self.base_type)


Declaration = ResponseDeclaration | OutcomeDeclaration


def response_declaration(node: Node) -> ResponseDeclaration:
    """Return the declaration in a node without problems."""
    cardinality, base_type = _type(node)
    return ResponseDeclaration(
        node.attributes["identifier"],
        cardinality,
        base_type,
        correct=_value(node.first("qti-correct-response"), cardinality, base_type),
        default=_value(node.first("qti-default-value"), cardinality, base_type),
        mapping=_mapping(node.first("qti-mapping"), base_type),
        area_mapping=_area_mapping(node.first("qti-area-mapping")),
    )


def outcome_declaration(node: Node) -> OutcomeDeclaration:
    """Return the declaration in a node without problems."""
    cardinality, base_type = _type(node)
    return OutcomeDeclaration(
        node.attributes["identifier"],
        cardinality,
        base_type,
        default=_value(node.first("qti-default-value"), cardinality, base_type),
        normal_maximum=_number(node, "normal-maximum"),
        by_person=node.attributes.get("external-scored") == "human",
    )


def _type(node: Node) -> tuple[Cardinality, BaseType]:
    return Cardinality(node.attributes["cardinality"]), BaseType(node.attributes["base-type"])


def _value(node: Node | None, cardinality: Cardinality, base_type: BaseType) -> Value | None:
    if node is None:
        return None
    members = tuple(parse(value_text(child), base_type) for child in node.elements("qti-value"))
    return Value(cardinality, base_type, members)


def value_text(node: Node) -> str:
    """Return the text of a ``qti-value``, its spaces kept."""
    return "".join(node.pieces())


def _mapping(node: Node | None, base_type: BaseType) -> Worth | None:
    if node is None:
        return None
    entries = tuple(
        MapEntry(
            parse(entry.attributes.get("map-key", ""), base_type),
            float(entry.attributes["mapped-value"]),
            case_sensitive=entry.attributes.get("case-sensitive", "true") in {"true", "1"},
        )
        for entry in node.elements("qti-map-entry")
    )
    return replace(_bounds(node), entries=entries)


def _area_mapping(node: Node | None) -> Worth | None:
    if node is None:
        return None
    areas = tuple(
        AreaEntry(
            Area.read(entry.attributes["shape"], entry.attributes.get("coords", "")),
            float(entry.attributes["mapped-value"]),
        )
        for entry in node.elements("qti-area-map-entry")
    )
    return replace(_bounds(node), areas=areas)


def _bounds(node: Node) -> Worth:
    lower, upper = _number(node, "lower-bound"), _number(node, "upper-bound")
    return Worth(default=_number(node, "default-value") or 0.0, lower=lower, upper=upper)


def _number(node: Node, name: str) -> float | None:
    return float(node.attributes[name]) if name in node.attributes else None


NUMBERS: Final = {
    "qti-mapping": ("default-value", "lower-bound", "upper-bound"),
    "qti-map-entry": ("mapped-value",),
    "qti-area-mapping": ("default-value", "lower-bound", "upper-bound"),
    "qti-area-map-entry": ("mapped-value",),
    "qti-outcome-declaration": ("normal-maximum", "normal-minimum", "mastery-value"),
}


def declaration_problems(node: Node) -> Iterator[Problem]:
    """Say everything that is wrong with one response or outcome declaration."""
    place = f"line {node.line}"
    identifier = node.attributes.get("identifier", "")
    if not is_identifier(identifier):
        yield Problem(place, f"{identifier!r} does not name a variable")
    cardinality = node.attributes.get("cardinality", "")
    if cardinality not in set(Cardinality):
        yield Problem(place, f"the cardinality {cardinality!r} of {identifier} is not supported")
    for inner in node.walk():
        yield from _number_problems(inner)
    base_type = node.attributes.get("base-type", "")
    if base_type not in set(BaseType):
        yield Problem(place, f"the base type {base_type!r} of {identifier} is not supported")
        return
    yield from _value_problems(node, BaseType(base_type), single=cardinality == Cardinality.SINGLE)


def _number_problems(node: Node) -> Iterator[Problem]:
    for name in NUMBERS.get(node.tag, ()):
        if name in node.attributes or name == "mapped-value":
            yield from _parse_problems(node, node.attributes.get(name, ""), BaseType.FLOAT)


def _value_problems(node: Node, base_type: BaseType, *, single: bool) -> Iterator[Problem]:
    for holder in node.elements("qti-correct-response", "qti-default-value"):
        values = list(holder.elements("qti-value"))
        if not values:
            yield Problem(f"line {holder.line}", f"{holder.tag} holds no value")
        if single and len(values) > 1:
            yield Problem(f"line {holder.line}", f"{holder.tag} holds {len(values)} values; one is allowed")
        for value in values:
            yield from _parse_problems(value, value_text(value), base_type)
    for mapping in node.elements("qti-mapping"):
        for entry in mapping.elements("qti-map-entry"):
            yield from _parse_problems(entry, entry.attributes.get("map-key", ""), base_type)
    for mapping in node.elements("qti-area-mapping"):
        for entry in mapping.elements("qti-area-map-entry"):
            yield from _area_problems(entry)


def _parse_problems(node: Node, text: str, base_type: BaseType) -> Iterator[Problem]:
    try:
        parse(text, base_type)
    except ValueError as error:
        yield Problem(f"line {node.line}", f"{node.tag}: {error}")


def _area_problems(entry: Node) -> Iterator[Problem]:
    shape = entry.attributes.get("shape", "")
    if shape not in SHAPES:
        yield Problem(f"line {entry.line}", f"the shape {shape!r} is not supported")
        return
    try:
        Area.read(shape, entry.attributes.get("coords", ""))
    except ValueError as error:
        yield Problem(f"line {entry.line}", str(error))
