"""Score an item: from what was answered to what it is worth.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "ResponseProcessing".
"""

from collections.abc import Mapping

from testamur.errors import Refused
from testamur.items.binding import interactions_of
from testamur.items.declaration import Declaration, ResponseDeclaration, Worth
from testamur.items.entry import Entry, PostedForm
from testamur.items.item import Item, empty_answers, key_answers
from testamur.items.rules import run
from testamur.items.scope import Scope
from testamur.items.value import Cardinality, Plain, Value, from_plain, to_plain

Responses = Mapping[str, Plain]
Outcomes = dict[str, Plain]


def take(item: Item, form: PostedForm, *, prefix: str = "") -> dict[str, Plain]:
    """Return the responses that a plain form post holds, by response identifier; None for no answer.

    Parameters
    ----------
    item : Item
        The item that was shown.
    form : mapping of str to sequence of str
        All fields of the post; those of other items and of the page itself are left alone.
    prefix : str
        What `render` was given.

    Raises
    ------
    Refused
        If an option was not offered, stands twice, or is one too many; if a number is none, a text too long, or an
        answer half given.
    """
    return {
        name: to_plain(kind.take(node, item.responses[name], Entry.of(form, f"{prefix}{name}")))
        for node, kind in interactions_of(item.body)
        for name in [node.attributes["response-identifier"]]
    }


def describe(item: Item, responses: Responses) -> dict[str, str]:
    """Return each response in words, by response identifier; empty for no answer."""
    return {
        name: kind.describe(_value(item.responses[name], responses), kind.offer(node))
        for node, kind in interactions_of(item.body)
        for name in [node.attributes["response-identifier"]]
    }


def score(item: Item, responses: Responses) -> Outcomes:
    """Return what every declared outcome holds once the responses are processed.

    Parameters
    ----------
    item : Item
        Any item.
    responses : mapping of str to plain value
        By response identifier; a response that is not there is no answer. Single values are scalars, several are
        lists, pairs and points are "A B".

    Returns
    -------
    dict of str to plain value
        ``SCORE`` among them; None where an outcome holds nothing, as when a person has yet to score.

    Raises
    ------
    Refused
        If a response is not declared, or of another type than is declared.

    Examples
    --------
    >>> from testamur.items import Draft, Option, compose, read
    >>> draft = Draft(
    ...     "example", "single", "Example", ("Which is even?",), ("B",),
    ...     options=(Option("A", "3", "It is 2 + 1."), Option("B", "4", "It is 2 x 2.")),
    ...     competency="H1.1", level="recall", reference="Euclid, Elements, book VII",
    ... )
    >>> score(read(compose(draft)), {"RESPONSE": "B"})["SCORE"]
    1.0
    """
    unknown = sorted(set(responses) - set(item.responses))
    if unknown:
        raise Refused("response-not-offered", f"the question has no response {unknown[0][:60]!r}")
    declarations: dict[str, Declaration] = {**item.outcomes, **item.responses}
    given = {name: _value(declared, responses) for name, declared in item.responses.items()}
    values = run(item.processing, Scope(declarations, {**empty_answers(item.outcomes), **given}))
    return {name: to_plain(values[name]) for name in item.outcomes}


def _value(declared: ResponseDeclaration, responses: Responses) -> Value:
    plain = responses.get(declared.identifier)
    return from_plain(plain, cardinality=declared.cardinality, base_type=declared.base_type)


def key(item: Item) -> dict[str, Plain]:
    """Return the right responses, by response identifier; None where the item states none."""
    return {
        name: to_plain(declared.correct) if declared.correct else None for name, declared in item.responses.items()
    }


def maximum(item: Item) -> float | None:
    """Return the most points that the item can give, or None if it does not tell.

    It is what ``MAXSCORE`` says, or the maximum declared of ``SCORE``, or what the key scores, and what the best
    answers of a mapping score if that is more.
    """
    declared = item.outcomes.get("MAXSCORE")
    if declared and declared.default and isinstance(declared.default.one, int | float):
        return float(declared.default.one)
    if item.outcomes["SCORE"].normal_maximum is not None:
        return item.outcomes["SCORE"].normal_maximum
    declarations: dict[str, Declaration] = {**item.outcomes, **item.responses}
    values = run(item.processing, Scope(declarations, key_answers(declarations)))["SCORE"].members
    scored = [float(member) for member in values if isinstance(member, int | float)]
    rules = item.processing.walk() if item.processing else ()
    mapped = [
        _best(item.responses[rule.attributes["identifier"]]) for rule in rules if rule.tag == "qti-map-response"
    ]
    return max([*scored, *mapped], default=None) or None


def _best(declared: ResponseDeclaration) -> float:
    worth = declared.mapping or Worth()
    points = [entry.points for entry in worth.entries if entry.points > 0]
    total = sum(points) if declared.cardinality is not Cardinality.SINGLE else max(points, default=0.0)
    return worth.bounded(total)
