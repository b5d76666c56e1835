"""The rules of response processing, run over variables, and checked before they are ever run.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "ResponseProcessing".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from testamur.documents import Node
from testamur.errors import DocumentError, Problem
from testamur.items.area import Area
from testamur.items.declaration import Declaration, OutcomeDeclaration, ResponseDeclaration
from testamur.items.expressions import EXPRESSIONS, evaluate
from testamur.items.scope import Scope, truths, wrong
from testamur.items.templates import template
from testamur.items.value import NUMBER, BaseType, Value, parse
from testamur.items.vocabulary import words


@dataclass(frozen=True, slots=True)
class _State:
    scope: Scope
    is_over: bool = False

    def holding(self, identifier: str, value: Value) -> "_State":
        return replace(self, scope=replace(self.scope, values={**self.scope.values, identifier: value}))


def run(rules: Node | None, scope: Scope) -> Mapping[str, Value]:
    """Return what every variable holds after the rules; without rules, what it held before.

    Raises
    ------
    DocumentError
        If a rule meets values of a type that it cannot take.
    """
    return _after(tuple(rules.elements()) if rules else (), _State(scope)).scope.values


def _after(rules: tuple[Node, ...], state: _State) -> _State:
    for rule in rules:
        if state.is_over:
            break
        state = RULES[rule.tag](rule, state)
    return state


def _condition(node: Node, state: _State) -> _State:
    for branch in node.elements():
        held = tuple(branch.elements())
        if branch.tag == "qti-response-else":
            return _after(held, state)
        test, *rules = held
        if truths(test, (evaluate(test, state.scope),)) == [True]:
            return _after(tuple(rules), state)
    return state


def _set_outcome(node: Node, state: _State) -> _State:
    declared = state.scope.declared(node)
    (expression,) = node.elements()
    return state.holding(declared.identifier, _fitted(node, evaluate(expression, state.scope), declared))


def _fitted(node: Node, value: Value, declared: Declaration) -> Value:
    empty = Value(declared.cardinality, declared.base_type)
    if value.is_null:
        return empty
    if value.cardinality is not declared.cardinality:
        raise wrong(node, f"would set {declared.identifier} to a {value.cardinality} value")
    if value.base_type is declared.base_type:
        return value
    if (value.base_type, declared.base_type) == (BaseType.INTEGER, BaseType.FLOAT):
        return replace(empty, members=tuple(float(m) for m in value.members if isinstance(m, int | float)))
    raise wrong(node, f"would set {declared.identifier} to a value of type {value.base_type}")


def _exit(_: Node, state: _State) -> _State:
    return replace(state, is_over=True)


def _fragment(node: Node, state: _State) -> _State:
    return _after(tuple(node.elements()), state)


RULES: Final[dict[str, Callable[[Node, _State], _State]]] = {
    "qti-exit-response": _exit,
    "qti-response-condition": _condition,
    "qti-response-processing-fragment": _fragment,
    "qti-set-outcome-value": _set_outcome,
}
BRANCHES: Final = ("qti-response-if", "qti-response-else-if", "qti-response-else")


def rules_of(processing: Node | None) -> Node | None:
    """Return the rules of an item: those written in it, or those its template stands for."""
    if processing is None or any(True for _ in processing.elements()):
        return processing
    return template(processing.attributes.get("template", ""))


def processing_problems(processing: Node, declarations: Mapping[str, Declaration]) -> Iterator[Problem]:
    """Say everything that is wrong with response processing before any response is there."""
    address = processing.attributes.get("template")
    if address is None or any(True for _ in processing.elements()):
        yield from _rules_problems(processing, declarations)
        return
    rules = template(address)
    if rules is None:
        yield Problem(f"line {processing.line}", f"the template {address[:100]!r} is not known")
        return
    for problem in _rules_problems(rules, declarations):
        yield Problem(f"line {processing.line}", f"the template {problem.sentence}")


def _rules_problems(parent: Node, declarations: Mapping[str, Declaration]) -> Iterator[Problem]:
    for rule in parent.elements():
        if rule.tag not in RULES:
            yield Problem(f"line {rule.line}", f"{rule.tag} is no rule that is supported")
        elif rule.tag == "qti-response-condition":
            yield from _condition_problems(rule, declarations)
        elif rule.tag == "qti-set-outcome-value":
            yield from _set_problems(rule, declarations)
        else:
            yield from _rules_problems(rule, declarations)


def _condition_problems(node: Node, declarations: Mapping[str, Declaration]) -> Iterator[Problem]:
    tags = [branch.tag for branch in node.elements()]
    middle = tags[1:-1] if tags[-1:] == ["qti-response-else"] else tags[1:]
    if tags[:1] != ["qti-response-if"] or set(middle) - {"qti-response-else-if"}:
        yield Problem(f"line {node.line}", "must hold one if, then any else-if, then at most one else")
        return
    for branch in node.elements():
        held = list(branch.elements())
        if branch.tag != "qti-response-else":
            if not held:
                yield Problem(f"line {branch.line}", f"{branch.tag} holds no condition")
                continue
            yield from _expression_problems(held[0], declarations)
            held = held[1:]
        yield from _rules_problems(replace(branch, children=tuple(held)), declarations)


def _set_problems(node: Node, declarations: Mapping[str, Declaration]) -> Iterator[Problem]:
    identifier = node.attributes.get("identifier", "")
    if not isinstance(declarations.get(identifier), OutcomeDeclaration):
        yield Problem(f"line {node.line}", f"sets {identifier!r}, which is not declared as an outcome")
    expressions = list(node.elements())
    if len(expressions) != 1:
        yield Problem(f"line {node.line}", f"{node.tag} holds {len(expressions)} expressions; it must hold 1")
    for expression in expressions:
        yield from _expression_problems(expression, declarations)


def _expression_problems(node: Node, declarations: Mapping[str, Declaration]) -> Iterator[Problem]:
    place = f"line {node.line}"
    rule = EXPRESSIONS.get(node.tag)
    if rule is None:
        yield Problem(place, f"{node.tag} is no expression that is supported")
        return
    arguments = list(node.elements())
    if not rule.least <= len(arguments) <= rule.most:
        yield Problem(
            place, f"{node.tag} has {len(arguments)} arguments; it takes {_range(rule.least, rule.most)}"
        )
    for name in sorted(set(node.attributes) - rule.attributes - rule.required):
        yield Problem(place, f"{node.tag}: the attribute {name!r} is not supported")
    for name in sorted(rule.required - set(node.attributes)):
        yield Problem(place, f"{node.tag}: the attribute {name!r} is missing")
    for name in sorted(set(node.attributes) & set(CHECKS)):
        if not CHECKS[name](node.attributes[name]):
            yield Problem(place, f"{node.tag}: {name} may not be {node.attributes[name][:60]!r}")
    yield from MEANING.get(node.tag, _no_meaning)(node, declarations)
    for argument in arguments:
        yield from _expression_problems(argument, declarations)


def _range(least: int, most: int) -> str:
    return f"{least}" if least == most else f"{least} or more"


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "tolerance": lambda text: len(text.split()) in {1, 2} and all(NUMBER.fullmatch(p) for p in text.split()),
    "tolerance-mode": words("exact absolute relative").__contains__,
    "rounding-mode": words("significantFigures decimalPlaces").__contains__,
    **dict.fromkeys(("figures", "n", "min", "max"), _is_whole),
}


def _no_meaning(_: Node, __: Mapping[str, Declaration]) -> Iterator[Problem]:
    return iter(())


def _variable_problems(node: Node, declarations: Mapping[str, Declaration]) -> Iterator[Problem]:
    identifier = node.attributes.get("identifier", "")
    if identifier not in declarations:
        yield Problem(f"line {node.line}", f"reads {identifier!r}, which is not declared")


def _key_problems(node: Node, declarations: Mapping[str, Declaration]) -> Iterator[Problem]:
    identifier = node.attributes.get("identifier", "")
    declared = declarations.get(identifier)
    if not isinstance(declared, ResponseDeclaration):
        yield Problem(f"line {node.line}", f"reads {identifier!r}, which is not declared as a response")
    elif KEYS[node.tag](declared) is None:
        yield Problem(f"line {node.line}", f"{node.tag} reads {identifier!r}, which has none")


KEYS: Final[dict[str, Callable[[ResponseDeclaration], object]]] = {
    "qti-correct": lambda declared: declared.correct,
    "qti-map-response": lambda declared: declared.mapping,
    "qti-map-response-point": lambda declared: declared.area_mapping,
}


def _base_value_problems(node: Node, _: Mapping[str, Declaration]) -> Iterator[Problem]:
    base_type = node.attributes.get("base-type", "")
    if base_type not in set(BaseType):
        yield Problem(f"line {node.line}", f"the base type {base_type!r} is not supported")
        return
    try:
        parse("".join(node.pieces()), BaseType(base_type))
    except ValueError as error:
        yield Problem(f"line {node.line}", f"{node.tag}: {error}")


def _equal_problems(node: Node, _: Mapping[str, Declaration]) -> Iterator[Problem]:
    if node.attributes.get("tolerance-mode", "exact") != "exact" and "tolerance" not in node.attributes:
        yield Problem(f"line {node.line}", f"{node.tag}: the attribute 'tolerance' is missing")


def _inside_problems(node: Node, _: Mapping[str, Declaration]) -> Iterator[Problem]:
    try:
        Area.read(node.attributes.get("shape", ""), node.attributes.get("coords", ""))
    except ValueError as error:
        yield Problem(f"line {node.line}", str(error))


MEANING: Final[dict[str, Callable[[Node, Mapping[str, Declaration]], Iterator[Problem]]]] = {
    "qti-base-value": _base_value_problems,
    "qti-equal": _equal_problems,
    "qti-inside": _inside_problems,
    "qti-variable": _variable_problems,
    "qti-default": _variable_problems,
    **dict.fromkeys(KEYS, _key_problems),
}


def trial_problems(rules: Node, scope: Scope) -> Iterator[Problem]:
    """Run checked rules once over the scope, and say where their types do not fit."""
    try:
        run(rules, scope)
    except DocumentError as error:
        yield from error.problems
