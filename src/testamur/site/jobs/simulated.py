"""What simulated people answer: to a quiz, a form, a case."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.random import Generator

from testamur import items, labs
from testamur.delivery import Response
from testamur.items import Plain
from testamur.items.facts import key_position
from testamur.site.records.models import Sitting
from testamur.site.records.stored import read_item


def answer(item: items.Item, *, right: bool, rng: Generator) -> dict[str, Plain]:
    """Return the key, or else a wrong option, or nothing where there are no options to err between."""
    if right:
        return items.key(item)
    key = key_position(item)
    if key is None:
        return {}
    (name,) = item.responses
    return {name: str(rng.choice([option for option in "ABCD" if option != key]))}


def answer_quiz_of(quiz: tuple[items.Item, ...], *, correct: int, rng: Generator) -> dict[str, dict[str, Plain]]:
    """Return responses to a quiz of which the first `correct` are right."""
    return {item.identifier: answer(item, right=n < correct, rng=rng) for n, item in enumerate(quiz)}


def answer_form(sitting: Sitting, *, correct: int, rng: Generator) -> list[Response]:
    """Return one saved response a question, `correct` of them right: easy items more often than hard ones."""
    places = list(sitting.form.places.select_related("version"))
    ease = np.array([_ease(place.version.digest) for place in places])
    right = set(rng.choice(len(places), size=correct, replace=False, p=ease / ease.sum()).tolist())
    rows = []
    for n, place in enumerate(places):
        item = read_item(place.version.document)
        rows.append(Response(n + 1, item.identifier, answer(item, right=n in right, rng=rng)))
    return rows


def _ease(digest: str) -> float:
    """Return how easily a version of an item is had right, between 1/e and e, the same each time."""
    return math.exp(int(digest[:8], 16) / 2**31 - 1)


def answer_lab(case: labs.Case, *, right: bool) -> Mapping[str, object]:
    """Return the key of a case as a candidate would write it, or blanks."""
    if not right:
        return {}
    picks = {part.id: part.pick for part in case.parts}
    return {
        key.part: list(key.answers[: picks[key.part]]) if picks[key.part] else key.answers[0] for key in case.keys
    }
