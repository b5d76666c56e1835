"""Read what a candidate sent: text only, strictly, everything wrong said at once."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from testamur.errors import DocumentError, Problem
from testamur.labs.question import Part

MAX_ANSWER: Final = 24
"""The longest number that is read, in characters."""

Given = Mapping[str, tuple[str, ...]]

_DECIMAL: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)


def read_answers(parts: tuple[Part, ...], answers: object) -> Given:
    """Return the answers by part, each as a tuple; a part left blank is absent.

    Parameters
    ----------
    parts : tuple of Part
        Of the case.
    answers : object
        A table from part id to text (a decimal such as ``87.5``, or an option's id), or to a list of option ids
        where several are to be chosen.

    Raises
    ------
    DocumentError
        With every problem at once: an unknown id, a number that is not a plain decimal (NaN, Infinity, 1e3, 87,5
        and 87% are not) or too long, an option that is not offered, too many choices.
    """
    if not isinstance(answers, dict):
        raise DocumentError([Problem("", "the answers must be a table from question to answer")])
    known = {part.id: part for part in parts}
    given: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for identifier, answer in answers.items():
        if identifier not in known:
            problems.append(Problem(_clipped(identifier), "no question has this id"))
            continue
        values = _values(answer)
        problems += _problems(known[identifier], values)
        if values:
            given[identifier] = values
    if problems:
        raise DocumentError(problems)
    return given


def number(text: str) -> Decimal | None:
    """Return the decimal that `text` writes, or None if it writes none."""
    if len(text) > MAX_ANSWER or not _DECIMAL.fullmatch(text):
        return None
    return Decimal(text)


def _values(answer: object) -> tuple[str, ...] | None:
    """Return the answer as stripped texts, blanks left out; None if it is not made of text."""
    listed = answer if isinstance(answer, list) else [answer]
    texts = tuple(value.strip() for value in listed if isinstance(value, str))
    return tuple(text for text in texts if text) if len(texts) == len(listed) else None


def _problems(part: Part, values: tuple[str, ...] | None) -> Iterator[Problem]:
    if values is None:
        yield Problem(part.id, "must be text, or a list of texts")
        return
    allowed = part.pick if part.kind == "choices" else 1
    if len(values) > allowed:
        yield Problem(part.id, f"takes at most {allowed}; {len(values)} were given")
    if len(set(values)) < len(values):
        yield Problem(part.id, "names the same choice twice")
    offered = {option.id for option in part.options}
    for value in values:
        if part.kind == "number" and number(value) is None:
            yield Problem(
                part.id, f"must be a number such as 87.5, without sign of unit; it is {_clipped(value)!r}"
            )
        if part.kind != "number" and value not in offered:
            yield Problem(part.id, f"{_clipped(value)!r} is not offered here")


def _clipped(value: object) -> str:
    text = str(value)
    return text if len(text) <= MAX_ANSWER else text[:MAX_ANSWER] + "..."
