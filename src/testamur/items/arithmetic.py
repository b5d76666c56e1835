"""Expressions on numbers. What has no result, such as a division by zero, is NULL.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "Expressions".
"""

import math
import operator
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from testamur.documents import Node
from testamur.items.scope import (
    NO_NUMBER,
    UNKNOWN,
    Arguments,
    Function,
    Scope,
    is_true,
    number,
    numbers,
    single_numbers,
    truth,
)
from testamur.items.value import BaseType, Value, single


def equal(node: Node, arguments: Arguments, _: Scope) -> Value:
    """The second number lies within the tolerance around the first."""
    found = single_numbers(node, arguments)
    if found is None:
        return UNKNOWN
    middle, given = (Decimal(str(held)) for held in found)
    below, above = _tolerances(node, middle)
    lower_in = is_true(node.attributes.get("include-lower-bound"), default=True)
    upper_in = is_true(node.attributes.get("include-upper-bound"), default=True)
    is_low_enough = given <= middle + above if upper_in else given < middle + above
    is_high_enough = given >= middle - below if lower_in else given > middle - below
    return truth(is_low_enough and is_high_enough)


def _tolerances(node: Node, middle: Decimal) -> tuple[Decimal, Decimal]:
    mode = node.attributes.get("tolerance-mode", "exact")
    if mode == "exact":
        return Decimal(0), Decimal(0)
    parts = [Decimal(part) for part in node.attributes["tolerance"].split()]
    scale = Decimal(1) if mode == "absolute" else abs(middle) / 100
    return parts[0] * scale, parts[-1] * scale


def equal_rounded(node: Node, arguments: Arguments, _: Scope) -> Value:
    """Two numbers are the same once they are rounded."""
    found = single_numbers(node, arguments)
    if found is None:
        return UNKNOWN
    first, second = (_rounded(node, held) for held in found)
    return truth(first == second)


def round_to(node: Node, arguments: Arguments, _: Scope) -> Value:
    """The number, rounded to so many figures or decimal places."""
    found = single_numbers(node, arguments)
    return NO_NUMBER if found is None else number(float(_rounded(node, found[0])))


def _rounded(node: Node, given: float) -> Decimal:
    figures, exact = int(node.attributes["figures"]), Decimal(str(given))
    by_place = node.attributes.get("rounding-mode", "significantFigures") == "decimalPlaces"
    places = figures if by_place else figures - 1 - (exact.adjusted() if exact else 0)
    try:
        return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    except InvalidOperation:  # more figures than any float has: nothing to round
        return exact


def _compared(holds: Callable[[float, float], bool]) -> Function:
    def compared(node: Node, arguments: Arguments, _: Scope) -> Value:
        found = single_numbers(node, arguments)
        return UNKNOWN if found is None else truth(holds(found[0], found[1]))

    return compared


def _are_whole(arguments: Arguments) -> bool:
    return all(argument.base_type is BaseType.INTEGER for argument in arguments)


def _reduced(total: Callable[[list[float]], float]) -> Function:
    def reduced(node: Node, arguments: Arguments, _: Scope) -> Value:
        found = numbers(node, arguments)
        return NO_NUMBER if found is None else number(total(found), whole=_are_whole(arguments))

    return reduced


def _computed(result: Callable[[float, float], float], *, whole: bool = False) -> Function:
    def computed(node: Node, arguments: Arguments, _: Scope) -> Value:
        found = single_numbers(node, arguments)
        if found is None:
            return NO_NUMBER
        try:
            return number(result(found[0], found[1]), whole=whole)
        except (ArithmeticError, TypeError):  # by zero, too large, or a complex number
            return NO_NUMBER

    return computed


def _to_whole(rounded: Callable[[Decimal], Decimal]) -> Function:
    def to_whole(node: Node, arguments: Arguments, _: Scope) -> Value:
        found = single_numbers(node, arguments)
        member = None if found is None else int(rounded(Decimal(str(found[0]))))
        return single(BaseType.INTEGER, member)

    return to_whole


def _half_up(exact: Decimal) -> Decimal:
    return (exact + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR")


def _towards_zero(exact: Decimal) -> Decimal:
    return exact.to_integral_value(rounding=ROUND_DOWN)


def subtract(node: Node, arguments: Arguments, _: Scope) -> Value:
    """The first number less the second."""
    found = single_numbers(node, arguments)
    return NO_NUMBER if found is None else number(found[0] - found[1], whole=_are_whole(arguments))


def integer_to_float(node: Node, arguments: Arguments, _: Scope) -> Value:
    """The same number, as one that may have decimals."""
    found = single_numbers(node, arguments)
    return NO_NUMBER if found is None else number(found[0])


LESS: Final = _compared(operator.lt)
MORE: Final = _compared(operator.gt)
AT_MOST: Final = _compared(operator.le)
AT_LEAST: Final = _compared(operator.ge)
SUM: Final = _reduced(math.fsum)
PRODUCT: Final = _reduced(math.prod)
LARGEST: Final = _reduced(max)
SMALLEST: Final = _reduced(min)
DIVIDE: Final = _computed(operator.truediv)
POWER: Final = _computed(operator.pow)
INTEGER_DIVIDE: Final = _computed(operator.floordiv, whole=True)
INTEGER_MODULUS: Final = _computed(operator.mod, whole=True)
ROUND: Final = _to_whole(_half_up)
TRUNCATE: Final = _to_whole(_towards_zero)
