"""Slider: a number between two bounds.

It is drawn as a number field: a slider on a page always shows a value, so it could not tell no answer from one.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "SliderInteraction".
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from testamur.documents import Node
from testamur.errors import Problem, Refused
from testamur.items.declaration import ResponseDeclaration
from testamur.items.drawing import question
from testamur.items.entry import MAX_NUMBER, Entry, decimal
from testamur.items.interaction import Interaction, Offer, Sheet
from testamur.items.markup import Html, element
from testamur.items.value import NUMBER, BaseType, Cardinality, Scalar, Value, figures, single
from testamur.items.vocabulary import words


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a slider starts and ends, and its step (0 for none)."""

    lower: float
    upper: float
    step: float

    def holds(self, number: float) -> bool:
        """Tell whether the number lies on the scale and on one of its steps."""
        steps = (number - self.lower) / self.step if self.step else 0.0
        on_a_step = math.isclose(steps, round(steps), abs_tol=1e-9)
        return self.lower <= number <= self.upper and on_a_step


def scale(node: Node) -> Scale:
    """Return the scale of a node without problems."""
    return Scale(
        float(node.attributes["lower-bound"]),
        float(node.attributes["upper-bound"]),
        float(node.attributes.get("step", "0")),
    )


def offer(_: Node) -> Offer:
    """Return nothing: the answer is a number."""
    return Offer()


def draw(node: Node, sheet: Sheet) -> Html:
    """Return a number field, named after the prompt, with the bounds in words."""
    asked, label = question(node, sheet)
    found = scale(node)
    word = "range-step" if found.step else "range"
    bounds = {"lower": figures(found.lower), "upper": figures(found.upper)}
    text = sheet.word(word, step=figures(found.step), **bounds)
    field = element(
        "input",
        {
            "type": "number",
            "id": sheet.field,
            "name": sheet.field,
            "value": "".join(figures(m) for m in sheet.held.members if isinstance(m, int | float)),
            "min": bounds["lower"],
            "max": bounds["upper"],
            "step": figures(found.step) if found.step else "any",
            "inputmode": "decimal" if sheet.held.base_type is BaseType.FLOAT else "numeric",
            "aria-describedby": f"{sheet.field}::range",
            **label,
        },
    )
    line = element("p", {"class": "hint", "id": f"{sheet.field}::range"}, text)
    return element("div", {"class": "options"}, asked, line, field)


def take(node: Node, declaration: ResponseDeclaration, entry: Entry) -> Value:
    """Return the number that was set; one off the scale is refused."""
    text = entry.line(limit=MAX_NUMBER)
    if text is None:
        return single(declaration.base_type, None)
    number = decimal(text)
    whole = declaration.base_type is BaseType.INTEGER
    if not scale(node).holds(number) or (whole and not number.is_integer()):
        raise Refused("response-not-offered", f"{text} is not on the scale")
    return single(declaration.base_type, int(number) if whole else number)


def problems(node: Node, declaration: ResponseDeclaration) -> Iterator[Problem]:
    """Say whether the scale is one, and whether the key lies on it."""
    place = f"line {node.line}"
    given = {name: node.attributes.get(name, "0") for name in ("lower-bound", "upper-bound", "step")}
    wrong = [name for name, text in given.items() if not NUMBER.fullmatch(text)]
    for name in wrong:
        yield Problem(place, f"{name}: {given[name]!r} is not a number")
    if wrong:
        return
    found = Scale(*(float(text) for text in given.values()))
    if found.lower >= found.upper or found.step < 0:
        yield Problem(place, "the scale has no room between its bounds")
        return
    key: tuple[Scalar, ...] = declaration.correct.members if declaration.correct else ()
    for member in key:
        if not isinstance(member, int | float) or not found.holds(member):
            yield Problem(place, f"the key {member} is not on the scale")


INTERACTION: Final = Interaction(
    name="slider",
    kinds=frozenset({(Cardinality.SINGLE, BaseType.INTEGER), (Cardinality.SINGLE, BaseType.FLOAT)}),
    attributes=words("response-identifier lower-bound upper-bound step step-label orientation reverse"),
    required=words("lower-bound upper-bound"),
    offer=offer,
    draw=draw,
    take=take,
    problems=problems,
)
