"""One fact of a Statement: what is so, as a sentence for people and as lines for programs; or why nothing is said.

A fact is an ``Evidence`` of Open Badges 3.0. Its ``genre`` is its state, its ``narrative`` the sentence, its
``description`` one line a detail, ``name: value``. What is not known is a state in words, never a blank or 0.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from testamur.errors import Problem

VALUE: Final = "value"
TOO_EARLY: Final = "not yet enough data"
NOT_DONE: Final = "not done"
NOT_APPLICABLE: Final = "does not apply"
NOT_SAID: Final = "not said"
STATES: Final = (VALUE, TOO_EARLY, NOT_DONE, NOT_APPLICABLE, NOT_SAID)
"""What can be said of a fact: that it is so, or in which way it is not known."""

DETAILS: Final = ("value", "unit", "of", "low", "high", "n", "method", "on", "simulated")
"""The details of a fact, in the order in which they are written."""

_KEY: Final = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*(\.[A-Za-z0-9]+(-[A-Za-z0-9]+)*)*")
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact by its key, such as ``cut`` or ``blueprint.H1``.

    Attributes
    ----------
    title, sentence : str
        What it is about, and what is said of it, for people.
    state : str
        One of `STATES`.
    value, unit, of : str
        The value if there is one: a number, a word or a text; its unit; of how many.
    low, high : str
        The ends of its 95 % interval, in the unit of the value.
    n : str
        From how many persons, sittings or judges it is.
    method, on : str
        How it was found, and the day for which it stands (ISO 8601).
    is_simulated : bool
        Whether it comes from people who do not exist.
    """

    key: str
    title: str
    sentence: str
    state: str = VALUE
    value: str = ""
    unit: str = ""
    of: str = ""
    low: str = ""
    high: str = ""
    n: str = ""
    method: str = ""
    on: str = ""
    is_simulated: bool = False

    @property
    def is_known(self) -> bool:
        """Whether it has a value."""
        return self.state == VALUE

    @property
    def number(self) -> float | None:
        """The value as a number, if it is one."""
        return float(self.value) if self.is_known and _NUMBER.fullmatch(self.value) else None

    def document(self, statement: str) -> dict[str, object]:
        """Return the fact as the statement with this address carries it."""
        lines = [f"{name}: {value}" for name, value in self._details() if value]
        evidence: dict[str, object] = {
            "id": f"{statement}#{self.key}",
            "type": ["Evidence"],
            "name": self.title,
            "genre": self.state,
            "narrative": self.sentence,
        }
        return evidence | ({"description": "\n".join(lines)} if lines else {})

    def _details(self) -> Iterator[tuple[str, str]]:
        for name in DETAILS[:-1]:
            yield name, getattr(self, name)
        yield "simulated", "yes" if self.is_simulated else ""

    def problems(self) -> Iterator[Problem]:
        """Say what is wrong with the fact, each with its path."""
        if not _KEY.fullmatch(self.key):
            yield Problem(self.key, "must be words of letters and digits, joined by hyphens and dots")
        if self.state not in STATES:
            yield Problem(self.key, f"is in none of the states {', '.join(STATES)}")
        if bool(self.value) != self.is_known:
            yield Problem(self.key, "has a value if and only if it is known")
        if any("\n" in value for _, value in self._details()):
            yield Problem(self.key, "has a detail of several lines")
        for name in ("low", "high", "of", "n"):
            if (text := getattr(self, name)) and not _NUMBER.fullmatch(text):
                yield Problem(f"{self.key}.{name}", "must be a number")
        if bool(self.low) != bool(self.high) or (self.low and not self._is_in_order()):
            yield Problem(self.key, "has an interval that does not hold its value")
        if self.on and not _DAY.fullmatch(self.on):
            yield Problem(f"{self.key}.on", "must be a day such as 2026-05-31")

    def _is_in_order(self) -> bool:
        ends = [text for text in (self.low, self.value, self.high) if _NUMBER.fullmatch(text)]
        return len(ends) == 3 and float(self.low) <= float(self.value) <= float(self.high)


def in_form(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return facts as they can be signed: texts on one line in normal form C, keys without other characters.

    Of two facts with one key the first is kept.
    """
    found: dict[str, Fact] = {}
    for fact in facts:
        key = ".".join(
            filter(None, (re.sub("[^A-Za-z0-9]+", "-", word).strip("-") for word in fact.key.split(".")))
        )
        found.setdefault(
            key,
            replace(
                fact,
                key=key,
                title=_line(fact.title),
                sentence=_line(fact.sentence),
                value=_line(fact.value),
                unit=_line(fact.unit),
                method=_line(fact.method),
            ),
        )
    return tuple(found.values())


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def fact_of(evidence: Mapping[str, object], *, statement: str) -> Fact | None:
    """Return the fact that an evidence of a statement is; None if it is none of ours in form.

    A detail of another name is left out, so that newer statements can say more.
    """
    key = str(evidence.get("id", "")).removeprefix(f"{statement}#")
    texts = {name: evidence.get(name, "") for name in ("name", "genre", "narrative", "description")}
    if key == evidence.get("id") or not all(isinstance(text, str) for text in texts.values()):
        return None
    details = dict(_lines(str(texts["description"])))
    is_simulated = details.pop("simulated", "") == "yes"
    return Fact(
        key=key,
        title=str(texts["name"]),
        sentence=str(texts["narrative"]),
        state=str(texts["genre"]),
        is_simulated=is_simulated,
        **details,
    )


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        name, parted, value = line.partition(": ")
        if parted and name in DETAILS:
            yield name, value
