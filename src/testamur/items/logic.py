"""Expressions that compare, combine truths, and look into containers.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "Expressions".
"""

from collections import Counter

from testamur.documents import Node
from testamur.items.area import Area
from testamur.items.scope import FALSE, TRUE, UNKNOWN, Arguments, Scope, is_true, truth, truths, wrong
from testamur.items.value import NUMERIC, BaseType, Cardinality, Point, Value, canonical, single


def is_null(_: Node, arguments: Arguments, __: Scope) -> Value:
    """Nothing is held."""
    return truth(arguments[0].is_null)


def negation(node: Node, arguments: Arguments, _: Scope) -> Value:
    """Not; NULL stays NULL."""
    (held,) = truths(node, arguments)
    return UNKNOWN if held is None else truth(not held)


def conjunction(node: Node, arguments: Arguments, _: Scope) -> Value:
    """And, of three values."""
    held = truths(node, arguments)
    return FALSE if False in held else UNKNOWN if None in held else TRUE


def disjunction(node: Node, arguments: Arguments, _: Scope) -> Value:
    """Or, of three values."""
    held = truths(node, arguments)
    return TRUE if True in held else UNKNOWN if None in held else FALSE


def any_n(node: Node, arguments: Arguments, _: Scope) -> Value:
    """At least `min` and at most `max` hold, so far as is known."""
    held = truths(node, arguments)
    least, most = int(node.attributes["min"]), int(node.attributes["max"])
    sure, possible = held.count(True), held.count(True) + held.count(None)
    if least <= sure and possible <= most:
        return TRUE
    return FALSE if possible < least or sure > most else UNKNOWN


def match(node: Node, arguments: Arguments, _: Scope) -> Value:
    """Two values are the same; order counts only where the container is ordered."""
    first, second = arguments
    if first.is_null or second.is_null:
        return UNKNOWN
    comparable = first.base_type is second.base_type or {first.base_type, second.base_type} <= NUMERIC
    if first.cardinality is not second.cardinality or not comparable:
        raise wrong(node, "needs two values of one type")
    ours, theirs = _members(first), _members(second)
    return truth(Counter(ours) == Counter(theirs) if first.cardinality is Cardinality.MULTIPLE else ours == theirs)


def member(node: Node, arguments: Arguments, _: Scope) -> Value:
    """The container holds the value."""
    one, container = arguments
    if one.is_null or container.is_null:
        return UNKNOWN
    if one.base_type is not container.base_type or one.cardinality is not Cardinality.SINGLE:
        raise wrong(node, "needs one value and a container of its type")
    return truth(_members(one)[0] in _members(container))


def contains(node: Node, arguments: Arguments, _: Scope) -> Value:
    """The first container holds all of the second; if ordered, in one unbroken run."""
    container, wanted = arguments
    if container.is_null or wanted.is_null:
        return UNKNOWN
    if container.base_type is not wanted.base_type or container.cardinality is not wanted.cardinality:
        raise wrong(node, "needs two containers of one type")
    ours, theirs = _members(container), _members(wanted)
    if container.cardinality is Cardinality.MULTIPLE:
        return truth(Counter(theirs) <= Counter(ours))
    starts = range(len(ours) - len(theirs) + 1)
    return truth(any(ours[start : start + len(theirs)] == theirs for start in starts))


def _members(value: Value) -> list[object]:
    return [canonical(held, value.base_type) for held in value.members]


def string_match(node: Node, arguments: Arguments, _: Scope) -> Value:
    """Two texts are the same, or with `substring` the first holds the second."""
    part = is_true(node.attributes.get("substring"), default=False)
    return _texts_match(node, arguments, part=part)


def substring(node: Node, arguments: Arguments, _: Scope) -> Value:
    """The second text holds the first."""
    return _texts_match(node, arguments[::-1], part=True)


def _texts_match(node: Node, arguments: Arguments, *, part: bool) -> Value:
    if any(argument.is_null for argument in arguments):
        return UNKNOWN
    if any(argument.base_type is not BaseType.STRING or len(argument.members) > 1 for argument in arguments):
        raise wrong(node, "needs two texts")
    first, second = (str(argument.one) for argument in arguments)
    if not is_true(node.attributes.get("case-sensitive"), default=True):
        first, second = first.casefold(), second.casefold()
    return truth(second in first if part else first == second)


def inside(node: Node, arguments: Arguments, _: Scope) -> Value:
    """A point, or one of several, lies in the area."""
    if arguments[0].is_null:
        return UNKNOWN
    area = Area.read(node.attributes["shape"], node.attributes.get("coords", ""))
    return truth(any(isinstance(point, Point) and area.holds(point) for point in arguments[0].members))


def multiple(node: Node, arguments: Arguments, _: Scope) -> Value:
    """One container of all the values, their order of no account."""
    return _container(node, arguments, Cardinality.MULTIPLE)


def ordered(node: Node, arguments: Arguments, _: Scope) -> Value:
    """One container of all the values, in order."""
    return _container(node, arguments, Cardinality.ORDERED)


def _container(node: Node, arguments: Arguments, cardinality: Cardinality) -> Value:
    held = [argument for argument in arguments if not argument.is_null]
    base_types = {argument.base_type for argument in held or arguments} or {BaseType.IDENTIFIER}
    mixed = any(argument.cardinality not in {Cardinality.SINGLE, cardinality} for argument in held)
    if mixed or (held and len(base_types) > 1):
        raise wrong(node, "needs values of one type")
    members = tuple(member for argument in held for member in argument.members)
    return Value(cardinality, min(base_types), members)


def container_size(_: Node, arguments: Arguments, __: Scope) -> Value:
    """How many values are held."""
    return single(BaseType.INTEGER, len(arguments[0].members))


def index(node: Node, arguments: Arguments, _: Scope) -> Value:
    """The n-th value of an ordered container, or NULL beyond its end."""
    (container,) = arguments
    if container.cardinality is not Cardinality.ORDERED:
        raise wrong(node, "needs an ordered container")
    place = int(node.attributes["n"])
    found = container.members[place - 1] if 1 <= place <= len(container.members) else None
    return single(container.base_type, found)


def delete(node: Node, arguments: Arguments, _: Scope) -> Value:
    """The container without every value that is the same as the first argument."""
    one, container = arguments
    if one.is_null or container.is_null:
        return Value(container.cardinality, container.base_type)
    if one.base_type is not container.base_type:
        raise wrong(node, "needs one value and a container of its type")
    gone = _members(one)[0]
    members = tuple(held for held in container.members if canonical(held, container.base_type) != gone)
    return Value(container.cardinality, container.base_type, members)
