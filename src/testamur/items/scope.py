"""What an expression of response processing sees, and what all expressions share: truth, numbers, refusals."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from testamur.documents import Node
from testamur.errors import DocumentError, Problem
from testamur.items.declaration import Declaration
from testamur.items.value import NUMERIC, BaseType, Cardinality, Value, single


@dataclass(frozen=True, slots=True)
class Scope:
    """What expressions can see: the declarations, and what each variable holds now."""

    declarations: Mapping[str, Declaration]
    values: Mapping[str, Value]

    def declared(self, node: Node) -> Declaration:
        """Return the declaration that the node's `identifier` names."""
        return self.declarations[node.attributes["identifier"]]


Arguments = tuple[Value, ...]
Function = Callable[[Node, Arguments, Scope], Value]
TRUE: Final = Value(Cardinality.SINGLE, BaseType.BOOLEAN, (True,))
FALSE: Final = Value(Cardinality.SINGLE, BaseType.BOOLEAN, (False,))
UNKNOWN: Final = single(BaseType.BOOLEAN, None)
NO_NUMBER: Final = single(BaseType.FLOAT, None)


def wrong(node: Node, sentence: str) -> DocumentError:
    """Return the refusal of an expression that its types do not allow."""
    return DocumentError([Problem(f"line {node.line}", f"{node.tag} {sentence}")])


def truth(holds: object) -> Value:
    """Return whether something holds, as a value."""
    return TRUE if holds else FALSE


def truths(node: Node, arguments: Arguments) -> list[bool | None]:
    """Return the arguments as truths, None for NULL."""
    held = [argument for argument in arguments if not argument.is_null]
    if any(a.base_type is not BaseType.BOOLEAN or a.cardinality is not Cardinality.SINGLE for a in held):
        raise wrong(node, "needs true or false")
    return [None if argument.is_null else argument.one is True for argument in arguments]


def numbers(node: Node, arguments: Arguments) -> list[float] | None:
    """Return every number among the arguments, or None if one of them is NULL."""
    if any(argument.is_null for argument in arguments):
        return None
    if any(argument.base_type not in NUMERIC for argument in arguments):
        raise wrong(node, "needs numbers")
    return [float(m) for argument in arguments for m in argument.members if isinstance(m, int | float)]


def single_numbers(node: Node, arguments: Arguments) -> list[float] | None:
    """Return the numbers that the arguments are, one each, or None if one of them is NULL."""
    if any(argument.cardinality is not Cardinality.SINGLE for argument in arguments):
        raise wrong(node, "needs single numbers")
    return numbers(node, arguments)


def number(found: float, *, whole: bool = False) -> Value:
    """Return a number as a value; what is no number is NULL."""
    if not math.isfinite(found):
        return NO_NUMBER
    return single(BaseType.INTEGER, round(found)) if whole else single(BaseType.FLOAT, float(found))


def is_true(text: str | None, *, default: bool) -> bool:
    """Return what a boolean attribute says."""
    return default if text is None else text in {"true", "1"}
