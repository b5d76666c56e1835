"""A rule over three-valued signals: written as it is published, and true, false or not to be told."""

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

Signals = Mapping[str, bool | None]
"""Each signal by its name: true, false, or None where nobody states it."""
Evaluate = Callable[[Signals], bool | None]

# Two words that rules use: an examination that decides an award is an assessment with a standard that must be met.
TERMS: Final[dict[str, str]] = {"passed": "exam or a2", "standard": "exam or a3"}


def holds(text: str, signals: Signals) -> bool | None:
    """Say whether a rule holds: None if what is known of its signals does not decide it.

    The logic is Kleene's strong one (Introduction to Metamathematics, 1952, section 64): an unknown part makes the
    whole unknown unless the other parts decide it.
    """
    return _compiled(text)(signals)


@lru_cache
def names(text: str) -> tuple[str, ...]:
    """Return the signals that a rule reads, in the order in which it reads them."""
    found = sorted(
        (node for node in ast.walk(_parsed(text)) if isinstance(node, ast.Name)), key=lambda node: node.col_offset
    )
    return tuple(dict.fromkeys(name for node in found for name in _behind(node.id)))


def _behind(name: str) -> tuple[str, ...]:
    return names(TERMS[name]) if name in TERMS else (name,)


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@lru_cache
def _compiled(text: str) -> Evaluate:
    return _evaluator(_parsed(text))


def _evaluator(node: ast.expr) -> Evaluate:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return _all([_evaluator(value) for value in values])
        case ast.BoolOp(op=ast.Or(), values=values):
            return _any([_evaluator(value) for value in values])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _not(_evaluator(operand))
        case ast.Name(id=name):
            return _compiled(TERMS[name]) if name in TERMS else lambda signals: signals[name]
        case ast.Constant(value=True):
            return lambda _: True
    raise ValueError(f"no rule is written so: {ast.unparse(node)}")


def _all(parts: list[Evaluate]) -> Evaluate:
    def evaluate(signals: Signals) -> bool | None:
        said = [part(signals) for part in parts]
        return False if False in said else None if None in said else True

    return evaluate


def _any(parts: list[Evaluate]) -> Evaluate:
    def evaluate(signals: Signals) -> bool | None:
        said = [part(signals) for part in parts]
        return True if True in said else None if None in said else False

    return evaluate


def _not(part: Evaluate) -> Evaluate:
    def evaluate(signals: Signals) -> bool | None:
        said = part(signals)
        return None if said is None else not said

    return evaluate
