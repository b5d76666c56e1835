"""The parts interactions are drawn from: a group with its question, an option to tick, a list to pick from."""

from collections.abc import Iterable

from testamur.documents import Node
from testamur.items.interaction import Choice, Sheet, one_line
from testamur.items.markup import Attributes, Html, element, joined


def group(node: Node, sheet: Sheet, *parts: Html, hint: str = "") -> Html:
    """Return a group whose legend is the prompt of `node`, or the hint where there is no prompt."""
    prompt = node.first("qti-prompt")
    question = sheet.content(prompt, {}) if prompt else Html("")
    legend = element("legend", {"class": "prompt"}, question or hint)
    return element("fieldset", {"class": "options"}, legend, *parts)


def hint(text: str) -> Html:
    """Return a line of help below a question."""
    return element("p", {"class": "hint"}, text)


def box(sheet: Sheet, identifier: str, *, field: str = "", many: bool, checked: bool) -> Html:
    """Return the button of an option: a round one if one may be chosen, a square one if several may."""
    name = field or sheet.field
    attributes: Attributes = {
        "type": "checkbox" if many else "radio",
        "id": f"{name}:{identifier}",
        "name": name,
        "value": identifier,
        "checked": checked,
    }
    return element("input", attributes)


def option(sheet: Sheet, choice: Choice, *, field: str = "", many: bool, checked: bool) -> Html:
    """Return one option with its label."""
    name = field or sheet.field
    label = element(
        "label",
        {"class": "choice", "for": f"{name}:{choice.identifier}"},
        sheet.content(choice.node, {}),
    )
    button = box(sheet, choice.identifier, field=name, many=many, checked=checked)
    return element("div", {"class": "option"}, button, label)


def select(
    field: str, options: Iterable[tuple[str, str]], *, held: str, empty: str, label: Attributes | None = None
) -> Html:
    """Return a list to pick one of; its first line stands for no answer."""
    lines = [element("option", {"value": ""}, empty)]
    lines += [
        element("option", {"value": value, "selected": value == held}, one_line(text)) for value, text in options
    ]
    return element("select", {"id": field, "name": field, **(label or {})}, joined(lines))


def question(node: Node, sheet: Sheet) -> tuple[Html, Attributes]:
    """Return the prompt of a node, and the attributes by which a single field is named after it."""
    prompt = node.first("qti-prompt")
    if prompt is None:
        return element("label", {"for": sheet.field}, sheet.word("answer")), {}
    name = f"{sheet.field}::prompt"
    return element("div", {"class": "prompt", "id": name}, sheet.content(prompt, {})), {"aria-labelledby": name}
