"""The table of the expressions that response processing knows, and the few that read variables and keys.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "Expressions".
"""

from dataclasses import dataclass
from typing import Final

from testamur.documents import Node
from testamur.items import arithmetic, logic
from testamur.items.declaration import MapEntry, ResponseDeclaration, Worth
from testamur.items.scope import Arguments, Function, Scope, number, wrong
from testamur.items.value import BaseType, Point, Scalar, Value, canonical, parse, single
from testamur.items.vocabulary import words

MANY: Final = 1_000


@dataclass(frozen=True, slots=True)
class Expression:
    """One line of the table: the function, how many arguments it takes, and its attributes."""

    function: Function
    least: int = 0
    most: int = 0
    attributes: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()


def evaluate(node: Node, scope: Scope) -> Value:
    """Return the value of an expression whose structure has been checked.

    Raises
    ------
    DocumentError
        If an argument is of a type that the expression cannot take.
    """
    arguments = tuple(evaluate(child, scope) for child in node.elements())
    return EXPRESSIONS[node.tag].function(node, arguments, scope)


def _base_value(node: Node, _: Arguments, __: Scope) -> Value:
    base_type = BaseType(node.attributes["base-type"])
    return single(base_type, parse("".join(node.pieces()), base_type))


def _variable(node: Node, _: Arguments, scope: Scope) -> Value:
    return scope.values[node.attributes["identifier"]]


def _correct(node: Node, _: Arguments, scope: Scope) -> Value:
    declared = scope.declared(node)
    key = declared.correct if isinstance(declared, ResponseDeclaration) else None
    return key or Value(declared.cardinality, declared.base_type)


def _default(node: Node, _: Arguments, scope: Scope) -> Value:
    declared = scope.declared(node)
    return declared.default or Value(declared.cardinality, declared.base_type)


def _null(_: Node, __: Arguments, ___: Scope) -> Value:
    return single(BaseType.IDENTIFIER, None)


def _map_response(node: Node, _: Arguments, scope: Scope) -> Value:
    declared = scope.declared(node)
    if not isinstance(declared, ResponseDeclaration) or declared.mapping is None:
        raise wrong(node, f"needs a mapping of {declared.identifier}")
    worth, base_type = declared.mapping, declared.base_type
    answers = dict.fromkeys(canonical(held, base_type) for held in scope.values[declared.identifier].members)
    return number(worth.bounded(sum(_points(answer, worth, base_type) for answer in answers)))


def _points(answer: Scalar, worth: Worth, base_type: BaseType) -> float:
    fitting = (entry.points for entry in worth.entries if _is_entry(answer, entry, base_type))
    return next(fitting, worth.default)


def _is_entry(answer: Scalar, entry: MapEntry, base_type: BaseType) -> bool:
    key = canonical(entry.key, base_type)
    if isinstance(key, str) and isinstance(answer, str) and not entry.case_sensitive:
        return key.casefold() == answer.casefold()
    return key == answer


def _map_response_point(node: Node, _: Arguments, scope: Scope) -> Value:
    """Add up the points, each area counted once; of areas that lie over each other the first listed wins."""
    declared = scope.declared(node)
    if not isinstance(declared, ResponseDeclaration) or declared.area_mapping is None:
        raise wrong(node, f"needs an area mapping of {declared.identifier}")
    worth = declared.area_mapping
    free, total = list(worth.areas), 0.0
    for point in scope.values[declared.identifier].members:
        hit = next((entry for entry in free if isinstance(point, Point) and entry.area.holds(point)), None)
        total += hit.points if hit else worth.default
        if hit:
            free.remove(hit)
    return number(worth.bounded(total))


_NAMED: Final = words("identifier")
_TOLERANCE: Final = words("tolerance-mode tolerance include-lower-bound include-upper-bound")
_ROUNDING: Final = words("rounding-mode")
EXPRESSIONS: Final[dict[str, Expression]] = {
    "qti-and": Expression(logic.conjunction, 1, MANY),
    "qti-any-n": Expression(logic.any_n, 1, MANY, required=words("min max")),
    "qti-base-value": Expression(_base_value, required=words("base-type")),
    "qti-contains": Expression(logic.contains, 2, 2),
    "qti-container-size": Expression(logic.container_size, 1, 1),
    "qti-correct": Expression(_correct, required=_NAMED),
    "qti-default": Expression(_default, required=_NAMED),
    "qti-delete": Expression(logic.delete, 2, 2),
    "qti-divide": Expression(arithmetic.DIVIDE, 2, 2),
    "qti-equal": Expression(arithmetic.equal, 2, 2, _TOLERANCE),
    "qti-equal-rounded": Expression(arithmetic.equal_rounded, 2, 2, _ROUNDING, words("figures")),
    "qti-gt": Expression(arithmetic.MORE, 2, 2),
    "qti-gte": Expression(arithmetic.AT_LEAST, 2, 2),
    "qti-index": Expression(logic.index, 1, 1, required=words("n")),
    "qti-inside": Expression(logic.inside, 1, 1, words("coords"), words("shape")),
    "qti-integer-divide": Expression(arithmetic.INTEGER_DIVIDE, 2, 2),
    "qti-integer-modulus": Expression(arithmetic.INTEGER_MODULUS, 2, 2),
    "qti-integer-to-float": Expression(arithmetic.integer_to_float, 1, 1),
    "qti-is-null": Expression(logic.is_null, 1, 1),
    "qti-lt": Expression(arithmetic.LESS, 2, 2),
    "qti-lte": Expression(arithmetic.AT_MOST, 2, 2),
    "qti-map-response": Expression(_map_response, required=_NAMED),
    "qti-map-response-point": Expression(_map_response_point, required=_NAMED),
    "qti-match": Expression(logic.match, 2, 2),
    "qti-max": Expression(arithmetic.LARGEST, 1, MANY),
    "qti-member": Expression(logic.member, 2, 2),
    "qti-min": Expression(arithmetic.SMALLEST, 1, MANY),
    "qti-multiple": Expression(logic.multiple, 0, MANY),
    "qti-not": Expression(logic.negation, 1, 1),
    "qti-null": Expression(_null),
    "qti-or": Expression(logic.disjunction, 1, MANY),
    "qti-ordered": Expression(logic.ordered, 0, MANY),
    "qti-power": Expression(arithmetic.POWER, 2, 2),
    "qti-product": Expression(arithmetic.PRODUCT, 1, MANY),
    "qti-round": Expression(arithmetic.ROUND, 1, 1),
    "qti-round-to": Expression(arithmetic.round_to, 1, 1, _ROUNDING, words("figures")),
    "qti-string-match": Expression(logic.string_match, 2, 2, words("substring case-sensitive")),
    "qti-substring": Expression(logic.substring, 2, 2, words("case-sensitive")),
    "qti-subtract": Expression(arithmetic.subtract, 2, 2),
    "qti-sum": Expression(arithmetic.SUM, 1, MANY),
    "qti-truncate": Expression(arithmetic.TRUNCATE, 1, 1),
    "qti-variable": Expression(_variable, required=_NAMED),
}
