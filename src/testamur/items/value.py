"""QTI values: how many (cardinality), of what (base type), and how they are written in a file and in JSON.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "Cardinality" and "BaseType".
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from testamur.errors import Refused

IDENTIFIER: Final = re.compile(r"[^\W\d][\w.\-]{0,99}")
INTEGER: Final = re.compile(r"[+-]?[0-9]{1,15}")
NUMBER: Final = re.compile(r"[+-]?([0-9]{1,15}([.][0-9]{0,15})?|[.][0-9]{1,15})([eE][+-]?[0-9]{1,2})?")


class Cardinality(StrEnum):
    """How many values a variable holds, and whether their order counts."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDERED = "ordered"


class BaseType(StrEnum):
    """What one value of a variable is."""

    IDENTIFIER = "identifier"
    STRING = "string"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    PAIR = "pair"
    DIRECTED_PAIR = "directedPair"
    POINT = "point"


NUMERIC: Final = frozenset({BaseType.INTEGER, BaseType.FLOAT})
PAIRED: Final = frozenset({BaseType.PAIR, BaseType.DIRECTED_PAIR})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two identifiers put together; whether their order counts is the base type's matter."""

    first: str
    second: str

    def __str__(self) -> str:
        return f"{self.first} {self.second}"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on an image, in whole pixels from the top left corner."""

    x: int
    y: int

    def __str__(self) -> str:
        return f"{self.x} {self.y}"


Scalar = bool | int | float | str | Pair | Point
Plain = None | bool | int | float | str | list[bool | int | float | str]


@dataclass(frozen=True, slots=True)
class Value:
    """What a variable holds. No members is QTI's NULL; an empty container is NULL too."""

    cardinality: Cardinality
    base_type: BaseType
    members: tuple[Scalar, ...] = ()

    @property
    def is_null(self) -> bool:
        """Nothing is held."""
        return not self.members

    @property
    def one(self) -> Scalar:
        """The only member of a single value."""
        (member,) = self.members
        return member


def single(base_type: BaseType, member: Scalar | None) -> Value:
    """Return a single value, or NULL for `None`."""
    return Value(Cardinality.SINGLE, base_type, () if member is None else (member,))


def figures(number: float) -> str:
    """Return a number as a person writes it, exactly: figures and a point, no exponent."""
    text = f"{Decimal(repr(float(number))):f}"
    return text.removesuffix(".0")


def is_identifier(text: str) -> bool:
    """Tell whether `text` may name a variable, a choice or an item."""
    return IDENTIFIER.fullmatch(text) is not None


def parse(text: str, base_type: BaseType) -> Scalar:
    """Return the one value of `base_type` that `text` writes.

    Raises
    ------
    ValueError
        With a sentence that says what the text should be.
    """
    return PARSERS[base_type](text if base_type is BaseType.STRING else text.strip())


def _identifier(text: str) -> str:
    if not is_identifier(text):
        raise ValueError(f"{text!r} is not an identifier")
    return text


def _integer(text: str) -> int:
    if not INTEGER.fullmatch(text):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def _float(text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is not a number")
    return float(text)


def _boolean(text: str) -> bool:
    if text not in BOOLEANS:
        raise ValueError(f"{text!r} is neither true nor false")
    return BOOLEANS[text]


def _pair(text: str) -> Pair:
    first, _, second = text.partition(" ")
    if not (is_identifier(first) and is_identifier(second.strip())):
        raise ValueError(f"{text!r} is not a pair of identifiers")
    return Pair(first, second.strip())


def _point(text: str) -> Point:
    x, _, y = text.partition(" ")
    if not (INTEGER.fullmatch(x) and INTEGER.fullmatch(y.strip())):
        raise ValueError(f"{text!r} is not a point, two whole numbers")
    return Point(int(x), int(y))


BOOLEANS: Final = {"true": True, "false": False, "1": True, "0": False}
PARSERS: Final[dict[BaseType, Callable[[str], Scalar]]] = {
    BaseType.IDENTIFIER: _identifier,
    BaseType.STRING: str,
    BaseType.INTEGER: _integer,
    BaseType.FLOAT: _float,
    BaseType.BOOLEAN: _boolean,
    BaseType.PAIR: _pair,
    BaseType.DIRECTED_PAIR: _pair,
    BaseType.POINT: _point,
}


def canonical(member: Scalar, base_type: BaseType) -> Scalar:
    """Return `member` such that two members mean the same exactly if they are equal."""
    if base_type is BaseType.PAIR and isinstance(member, Pair):
        return Pair(*sorted((member.first, member.second)))
    return member


def to_plain(value: Value) -> Plain:
    """Return `value` as JSON has it: a scalar, a list, or null; pairs and points as "A B"."""
    members = [str(m) if isinstance(m, Pair | Point) else m for m in value.members]
    if value.cardinality is Cardinality.SINGLE:
        return members[0] if members else None
    return members or None


def from_plain(plain: object, *, cardinality: Cardinality, base_type: BaseType) -> Value:
    """Return the value that JSON data writes, its types taken strictly.

    Raises
    ------
    Refused
        If the data is no such value: rule ``response-wrong-type``.
    """
    if plain is None or plain == []:
        return Value(cardinality, base_type)
    listed = cardinality is not Cardinality.SINGLE
    if isinstance(plain, list) is not listed:
        raise Refused("response-wrong-type", f"must be {'a list' if listed else 'one value'}")
    members: Iterable[object] = plain if isinstance(plain, list) else [plain]
    try:
        return Value(cardinality, base_type, tuple(_member(m, base_type) for m in members))
    except ValueError as error:
        raise Refused("response-wrong-type", str(error)) from None


def _member(plain: object, base_type: BaseType) -> Scalar:
    wanted = PLAIN_TYPES.get(base_type, (str,))
    if type(plain) not in wanted:
        raise ValueError(f"{plain!r} is not of type {base_type}")
    if base_type is BaseType.FLOAT:
        number = float(plain)  # type: ignore[arg-type]  # int or float, as tested above
        if not math.isfinite(number):
            raise ValueError(f"{number} is not a number")
        return number
    return parse(plain, base_type) if isinstance(plain, str) else plain  # type: ignore[return-value]  # bool, int


PLAIN_TYPES: Final[dict[BaseType, tuple[type, ...]]] = {
    BaseType.INTEGER: (int,),
    BaseType.FLOAT: (int, float),
    BaseType.BOOLEAN: (bool,),
}
