"""The class of a credential: every class that is still possible where facts are missing.

The table `RULES` is the only thing that decides. It is read from above: the first rule that holds gives the class.
Where a signal is unknown, each of its two answers is followed, so the answer is a set.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from testamur.catalogue.field import SIGNALS
from testamur.catalogue.rubric.rule import Signals, holds, names

# Strongest governance first. No class is better as such: each serves another purpose.
CLASSES: Final[dict[str, str]] = {
    "organisation-certification": "certification of an organisation or product",
    "professional-certification-accredited": "accredited professional certification",
    "professional-certification": "professional certification",
    "exam-based-credential": "exam-based credential",
    "assessment-based-certificate-accredited": "accredited assessment-based certificate",
    "assessment-based-certificate": "assessment-based certificate",
    "certificate-of-completion": "certificate of completion",
    "certificate-of-attendance": "certificate of attendance",
}
MEANINGS: Final[dict[str, str]] = {
    "organisation-certification": "An organisation or a product holds it. No person does.",
    "professional-certification-accredited": (
        "You are certified apart from any course, and an accreditor lists the certification."
    ),
    "professional-certification": (
        "You show education or experience, pass a secured or job-based exam apart from any course, "
        "and keep it up or lose it."
    ),
    "exam-based-credential": "You pass an exam. That the rest of a certification is in place is not shown.",
    "assessment-based-certificate-accredited": (
        "You are taught, pass a test of what was taught, and an accreditor lists the certificate."
    ),
    "assessment-based-certificate": "You are taught, and pass a test of what was taught to a set standard.",
    "certificate-of-completion": "You are taught. No test to a set standard decides, or retakes are endless.",
    "certificate-of-attendance": "You were there. Nothing was assessed.",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: the class it gives, the rule as it works here, and as the rubric publishes it.

    `reading` says why the two differ, empty where they say the same.
    """

    gives: str
    rule: str
    published: str = ""
    reading: str = ""


RULES: Final = (
    Rule("organisation-certification", "o1", "o1"),
    Rule("professional-certification-accredited", "s1 and s11", "s1 and s11"),
    Rule(
        "professional-certification",
        "s1 and s2 and s3 and s4 and (s6 or s8)",
        "s1 and s2 and s3 and s4 and (s6 or s8)",
    ),
    Rule(
        "exam-based-credential",
        "(s1 or s3) and passed and not (a1 and not s1)",
        "(s1 or s3) and summative exam, but not enough of s2,s4,s6,s7,s9 to be called certification",
        "Enough to be called certification is the rule above it. An exam that is open only to those whom the "
        "issuer taught is the test of a course, even if the certificate ends: the next rules class it.",
    ),
    Rule(
        "assessment-based-certificate-accredited",
        "a1 and passed and standard and a5",
        "a1 and a2 and a3 and a5",
        "An examination that decides the award stands for a2 and a3.",
    ),
    Rule(
        "assessment-based-certificate",
        "a1 and passed and standard and not c2",
        "a1 and a2 and a3 and not c2",
        "An examination that decides the award stands for a2 and a3.",
    ),
    Rule(
        "certificate-of-completion",
        "a1 and (c1 or c2 or not passed or not standard)",
        "a1 and (c1 or c2 or not a2)",
        "A test without a standard set in advance decides nothing, so it leaves a certificate of completion.",
    ),
    Rule(
        "exam-based-credential",
        "passed",
        reading="No rule above names an exam that is not open to all comers, does not end, and follows no "
        "teaching by the issuer. It is an exam, and nothing more is shown.",
    ),
    Rule(
        "certificate-of-attendance",
        "True",
        "attendance only, no assessment",
        "What is left: no teaching towards outcomes, and no assessment.",
    ),
)
# What no claim speaks of is unknown, but for these: an issuer or accreditor that had it to say would say it.
PRESUMED_FALSE: Final[dict[str, str]] = {
    "o1": "A person holds it, not an organisation or product.",
    "a5": "No accreditor of certificates lists it; accreditors publish whom they accredit.",
    "s5": "It gives no letters or title; an issuer that does announces them.",
}


@dataclass(frozen=True, slots=True)
class Implication:
    """What follows where a signal is true, and why; so the signal is false where that is known not to be so."""

    signal: str
    other: str
    answer: bool
    because: str


IMPLIED: Final = (
    Implication("s1", "exam", True, "An exam that is open to those who did not take the course is an exam."),
    Implication("exam", "a2", True, "An examination that decides the award is an assessment that must be passed."),
    Implication("exam", "a3", True, "An examination that decides the award has a standard that must be met."),
    Implication("c1", "a2", False, "What is given for watching or attending only, no assessment decides."),
    Implication("s11", "s5", True, "An accredited certification gives its holders letters or a title."),
)
READ: Final = tuple(dict.fromkeys(name for rule in RULES for name in names(rule.rule)))
"""The signals that the rules read."""
KNOWN: Final = tuple(dict.fromkeys((*READ, *(implied.other for implied in IMPLIED))))
"""Those, and the signals from which one of them follows."""
ORDER: Final = tuple(CLASSES)


def resolved(signals: Signals) -> dict[str, bool | None]:
    """Return every signal the rules read, with what is presumed and what follows filled in.

    Raises
    ------
    ValueError
        If a signal is named that does not exist.
    """
    strangers = sorted(set(signals) - set(SIGNALS))
    if strangers:
        raise ValueError(f"no signal is called {', '.join(strangers)}")
    found = {name: signals.get(name, False if name in PRESUMED_FALSE else None) for name in KNOWN}
    before: dict[str, bool | None] = {}
    while found != before:
        before = dict(found)
        for implied in IMPLIED:
            _follow(found, implied, stated=signals)
    return found


def _follow(found: dict[str, bool | None], implied: Implication, *, stated: Signals) -> None:
    """Fill in what follows from one implication, either way; what is stated stays."""
    if found[implied.signal] and stated.get(implied.other) is None:
        found[implied.other] = implied.answer
    elif found[implied.signal] is None and found[implied.other] is (not implied.answer):
        found[implied.signal] = False


def possible(signals: Signals) -> tuple[str, ...]:
    """Return the classes that remain, strongest governance first.

    Parameters
    ----------
    signals : mapping of str to bool or None
        Names of `SIGNALS`; None is unknown. A name that is left out is unknown too, but for `PRESUMED_FALSE`.

    Returns
    -------
    tuple of str
        Ids of `CLASSES`, never empty. A class is there if and only if some way to fill in the unknown signals
        gives it; so knowing more never adds one, unless it contradicts what was known, presumed or `IMPLIED`.

    Examples
    --------
    >>> possible({"s1": False, "a1": True, "a2": True})
    ('assessment-based-certificate', 'certificate-of-completion')
    """
    found = resolved(signals)
    return _remaining(tuple(found[name] for name in READ))


@lru_cache(maxsize=65536)
def _remaining(values: tuple[bool | None, ...]) -> tuple[str, ...]:
    signals = dict(zip(READ, values, strict=True))
    for rule in RULES:
        said = holds(rule.rule, signals)
        if said:
            return (rule.gives,)
        if said is None:
            first = READ.index(next(name for name in names(rule.rule) if signals[name] is None))
            either = [_remaining((*values[:first], answer, *values[first + 1 :])) for answer in (True, False)]
            return ordered(either[0] + either[1])
    raise AssertionError("the last rule holds always")  # pragma: no cover


def ordered(classes: Iterable[str]) -> tuple[str, ...]:
    """Return classes, each once, strongest governance first."""
    return tuple(sorted(set(classes), key=ORDER.index))


@dataclass(frozen=True, slots=True)
class Settling:
    """One unknown signal that would narrow the classes: what would remain if it were so, and if it were not."""

    signal: str
    if_true: tuple[str, ...]
    if_false: tuple[str, ...]


def settling(signals: Signals) -> tuple[Settling, ...]:
    """Return the unknown signals whose answer would narrow the classes, the most telling first.

    Each is tried both ways. First is the one that leaves fewest classes if things go badly, then fewest in sum,
    then in the order of the table.
    """
    now = possible(signals)
    found = resolved(signals)
    tried = [
        Settling(name, possible({**signals, name: True}), possible({**signals, name: False}))
        for name in KNOWN
        if found[name] is None
    ]
    telling = [one for one in tried if (one.if_true, one.if_false) != (now, now)]
    return tuple(sorted(telling, key=_left))


def _left(one: Settling) -> tuple[int, int]:
    sizes = len(one.if_true), len(one.if_false)
    return max(sizes), sum(sizes)


def presumed(signals: Signals) -> tuple[str, ...]:
    """Return the presumptions without which more classes would be possible."""
    now = possible(signals)
    lifted = {name: None for name in PRESUMED_FALSE if name not in signals}
    return tuple(name for name in lifted if possible({**signals, name: None}) != now)
