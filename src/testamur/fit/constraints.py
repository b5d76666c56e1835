"""Hard constraints, each with three answers: eligible, not, or cannot tell and which fact is missing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from testamur.catalogue import STATUSES, STILL_OFFERED, Interval, Reading, rubric
from testamur.fit.case import Case
from testamur.fit.profile import EDUCATION, Profile


class Standing(StrEnum):
    """What a constraint answers."""

    ELIGIBLE = "eligible"
    NOT = "not"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one constraint answers, in a sentence; `missing` names the fact that would settle it."""

    standing: Standing
    sentence: str
    missing: str = ""
    constraint: str = ""


def _eligible(sentence: str) -> Answer:
    return Answer(Standing.ELIGIBLE, sentence)


def _not(sentence: str) -> Answer:
    return Answer(Standing.NOT, sentence)


def _cannot_tell(sentence: str, missing: str) -> Answer:
    return Answer(Standing.CANNOT_TELL, sentence, missing)


def _within(interval: Interval, most: float) -> Standing:
    """Say whether a number that lies in `interval` is at most `most`."""
    if interval.high is not None and interval.high <= most:
        return Standing.ELIGIBLE
    if interval.low is not None and interval.low > most:
        return Standing.NOT
    return Standing.CANNOT_TELL


def _holder(case: Case) -> Answer:
    if case.facts.offering.holder == "organisation":
        return _not("It certifies an organisation, not a person.")
    return _eligible("A person can hold it.")


# What must be learnt before an offering with this status can be said to be there.
_DOUBTS: Final = {
    "source-guide-only": "a page of the provider that offers it",
    "credential-not-identified": "which credential is meant",
    "single-weak-source": "a second source that it exists",
    "unconfirmed": "that it exists",
}


def _offered(case: Case) -> Answer:
    offering = case.facts.offering
    missing = "" if case.facts.policy.source else _DOUBTS.get(offering.status, "")
    if missing:
        return _cannot_tell(f"That it is on offer is not confirmed: {STATUSES[offering.status]}.", missing)
    if STILL_OFFERED in offering.unknown:
        return _cannot_tell("It was offered; nobody states that it still is.", STILL_OFFERED)
    return _eligible("It is on offer.")


HEALTH_WORDS: Final = rubric.HEALTH_WORDS
USES_FACT: Final = "an outline that shows at least three uses in care"
HEALTH_FACT: Final = "whether it is made for health care"


def _domain(case: Case) -> Answer:
    if case.facts.policy.source:
        return _domain_as_told(case)
    found = rubric.domain_seen(case.facts.offering.name, case.facts.shown)
    gate = found.gate
    topics = "; ".join(check.topic for check in found.shown)
    if gate:
        return _eligible(f"Health care is its subject; its stated content shows {topics}.")
    if found.health is False:
        return _not("It is generic, not made for health care.")
    if gate is False:
        return _not("It is said to leave out nearly every use in care.")
    if found.health is None:
        return _cannot_tell("Whether it is made for health care is not shown.", HEALTH_FACT)
    shown = f"only {topics}" if topics else "none of them"
    return _cannot_tell(f"At least three uses in care must be shown; its stated content shows {shown}.", USES_FACT)


def _domain_as_told(case: Case) -> Answer:
    """Answer as the one source tells it: made for health care if it says so, or by its title."""
    found = case.facts.shown("health_domain")
    if found.is_known and found.value is False:
        return _not("It is generic, not made for health care.")
    if found.is_known or any(word in case.facts.offering.name.lower() for word in HEALTH_WORDS):
        return _eligible("It is said to be made for health care.")
    return _cannot_tell("Whether it is made for health care is not stated.", HEALTH_FACT)


def _admission(case: Case) -> Answer:
    licences, words = case.facts.shown("eligible_licences"), case.facts.shown("eligibility")
    if _open_to_all(case):
        return _eligible("Anyone may enrol.")
    if licences.is_known and case.licence not in licences.value:
        return _not(f"It is open only to: {', '.join(licences.value)}.")
    further = words if words.is_known else case.facts.shown("requirement")
    if further.is_known:
        return _cannot_tell(f"It asks: {_text(further.value)}.", "whether you meet what it asks of applicants")
    if licences.is_known:
        return _eligible("Your licence is among those admitted.")
    return _cannot_tell("Who may enrol is not stated.", "who may enrol")


def _text(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _country(case: Case) -> Answer:
    countries, own = case.facts.offering.countries, case.profile.country
    admitted = case.facts.shown("eligible_countries")
    if admitted.is_known:
        if own in admitted.value:
            return _eligible(f"It is open to people in {own}.")
        return _not(f"It is open only to people in {', '.join(admitted.value)}.")
    if "*" in countries:
        return _eligible("It is taught or sat without regard to place.")
    if own in countries:
        return _eligible(f"It is offered in {own}.")
    place = f"It is offered in {', '.join(countries)}" if countries else "Where it is offered is not stated"
    return _cannot_tell(
        f"{place}; whether it is open to people in {own} is not stated.", "whether it is open in your country"
    )


CREDIT_FACT: Final = "whether it carries credit for your licence, how much, and until when"


def _credit(case: Case) -> Answer:
    found, licences, licence = case.facts.shown("ce"), case.facts.shown("ce_for"), case.licence
    if not found.is_known or not isinstance(found.value, bool):
        return _cannot_tell("Whether it carries credit is not stated.", CREDIT_FACT)
    if not found.value:
        return _not("It carries no credit.")
    if licence == "none":
        return _cannot_tell("It carries credit; for you it depends on your licence.", "your licence")
    if not licences.is_known or licence not in licences.value:
        return _cannot_tell(f"It carries credit; not stated for: {licence}.", CREDIT_FACT)
    if case.profile.country not in ("", "US"):
        return _cannot_tell(
            f"Its credit is US credit; whether it counts in {case.profile.country} is not stated.",
            "whether your regulator accepts US credit",
        )
    return _eligible(f"It carries credit for: {licence}.")


def _budget(case: Case) -> Answer:
    price = case.facts.reading("price")
    if not price.is_known or price.interval is None:
        return _cannot_tell("Its price is not stated.", "the price of the whole")
    if price.unit != "USD":
        return _cannot_tell(f"Its price is stated in {price.unit}.", "the price in US dollars")
    stated = f"It costs {_number(price)} in all"
    return _judged(
        _within(price.interval, case.profile.budget or 0.0),
        f"{stated}; you can spend {case.profile.budget:,.0f}.",
        "the price of the whole",
    )


def _judged(standing: Standing, sentence: str, missing: str) -> Answer:
    return Answer(standing, sentence, missing if standing is Standing.CANNOT_TELL else "")


def _number(reading: Reading) -> str:
    low, high = reading.interval or (None, None)
    ends = list(dict.fromkeys(f"{end:,.0f}" for end in (low, high) if end is not None))
    words = " to ".join(ends) + (" or more" if high is None else "")
    return f"{words} {reading.unit}".strip()


OWN_PACE: Final = ("self-paced", "on demand")


def _hours(case: Case) -> Answer:
    mine, pacing = case.profile.hours_per_week or 0.0, case.facts.shown("pacing")
    if pacing.is_known and pacing.value in OWN_PACE:
        return _eligible("You set the pace.")
    asked = case.facts.reading("hours_per_week")
    if not asked.is_known or asked.interval is None:
        return _cannot_tell("The hours a week are not stated.", "the hours a week")
    standing = _within(asked.interval, mine)
    sentence = f"It asks {_number(asked)} a week; you have {mine:g}."
    if standing is Standing.NOT and not pacing.is_known:
        return _cannot_tell(f"{sentence} Whether you may go slower is not stated.", "whether you set the pace")
    return _judged(standing, sentence, "the hours a week")


def weeks_free(case: Case) -> float:
    """Return the weeks one has: the fewer of those stated and those until the day it must be done."""
    until = (case.profile.by - case.facts.at).days / 7 if case.profile.by else float("inf")
    return min(case.profile.weeks if case.profile.weeks is not None else float("inf"), until)


def _weeks(case: Case) -> Answer:
    free, pacing = weeks_free(case), case.facts.shown("pacing")
    hours, length = case.facts.reading("hours"), case.facts.reading("weeks")
    own_pace = pacing.is_known and pacing.value in OWN_PACE
    mine = case.profile.hours_per_week
    if own_pace and mine and hours.is_known and hours.interval is not None:
        weeks = Interval(*(None if end is None else end / mine for end in hours.interval))
        sentence = f"At your pace its {_number(hours)} take {_number(Reading('weeks', weeks, 'weeks'))}"
    elif length.is_known and length.interval is not None:
        weeks, sentence = length.interval, f"It takes {_number(length)}"
    else:
        return _cannot_tell("How long it takes is not stated.", "how long it takes")
    return _judged(_within(weeks, free), f"{sentence}; you have {free:.0f}.", "how long it takes")


def _start(case: Case) -> Answer:
    pacing, starts = case.facts.shown("pacing"), case.facts.shown("starts")
    by = case.profile.by or date.max
    if pacing.is_known and pacing.value in OWN_PACE:
        return _eligible("You may start when you like.")
    length = case.facts.reading("weeks").interval
    days = [day_of(text) for text in starts.value or ()] if starts.is_known else []
    if length is not None and length.high is not None:
        whole = timedelta(weeks=length.high)
        for day in days:
            if day and case.facts.at <= day and day + whole <= by:
                return _eligible(f"A start on {day.isoformat()} ends in time.")
    return _cannot_tell("No start that ends in time is stated.", "a start date that ends in time")


def day_of(text: str) -> date | None:
    """Return a start stated to the day; a month alone is no start."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _programming(case: Case) -> Answer:
    found = case.facts.shown("programming_required")
    if not found.is_known or not isinstance(found.value, bool):
        return _cannot_tell("Whether programming is needed is not stated.", "whether programming is needed")
    return _not("Programming is needed.") if found.value else _eligible("No programming is needed.")


def _pacing(case: Case) -> Answer:
    found, wanted = case.facts.shown("pacing"), case.profile.pacing
    if not found.is_known:
        return _cannot_tell(
            "Whether it is self-paced or by cohort is not stated.", "whether it is self-paced or by cohort"
        )
    own_pace = found.value in OWN_PACE
    fits = own_pace == (wanted == "self-paced")
    return _eligible(f"It is {found.value}.") if fits else _not(f"It is {found.value}; you asked for {wanted}.")


_DEGREES: Final = tuple(EDUCATION)


def _education(case: Case) -> Answer:
    asked, mine = case.facts.shown("education_required"), case.profile.education
    if mine == _DEGREES[-1]:
        return _eligible("You hold the highest degree.")
    if asked.is_known and asked.value in _DEGREES:
        enough = _DEGREES.index(asked.value) <= _DEGREES.index(mine)
        sentence = f"It asks for {EDUCATION[asked.value]}; you have {EDUCATION[mine]}."
        return _eligible(sentence) if enough else _not(sentence)
    if _open_to_all(case):
        return _eligible("Anyone may enrol.")
    return _cannot_tell("Which degree it asks for is not stated.", "which degree it asks for")


def _open_to_all(case: Case) -> bool:
    found = case.facts.shown("open_to_all")
    return found.is_known and found.value is True


def _board(case: Case) -> Answer:
    asked = case.facts.shown("board_required")
    if case.profile.board_certified:
        return _eligible("You are certified by a speciality board.")
    if asked.is_known and isinstance(asked.value, bool):
        if asked.value:
            return _not("It is open only to those whom a speciality board has certified.")
        return _eligible("It asks for no certification by a speciality board.")
    if _open_to_all(case):
        return _eligible("Anyone may enrol.")
    return _cannot_tell(
        "Whether it asks for certification by a speciality board is not stated.",
        "whether it asks for certification by a speciality board",
    )


def _prior(case: Case) -> Answer:
    if case.facts.offering.id in case.profile.prior:
        return _not("You hold it already.")
    return _eligible("You do not hold it yet.")


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint: whether a profile asks it, and how it is answered."""

    name: str
    asked: Callable[[Profile], bool]
    answer: Callable[[Case], Answer]


def _always(_: Profile) -> bool:
    return True


CONSTRAINTS: Final = (
    Constraint("holder", _always, _holder),
    Constraint("offered", _always, _offered),
    Constraint("domain", _always, _domain),
    Constraint("admission", _always, _admission),
    Constraint("country", lambda profile: bool(profile.country), _country),
    Constraint("credit", lambda profile: profile.need == "cme", _credit),
    Constraint("budget", lambda profile: profile.budget is not None, _budget),
    Constraint("hours", lambda profile: profile.hours_per_week is not None, _hours),
    Constraint("weeks", lambda profile: profile.weeks is not None or profile.by is not None, _weeks),
    Constraint("start", lambda profile: profile.by is not None, _start),
    Constraint("programming", lambda profile: profile.programming_ok is False, _programming),
    Constraint("pacing", lambda profile: bool(profile.pacing), _pacing),
    Constraint("education", lambda profile: bool(profile.education), _education),
    Constraint("board", lambda profile: profile.board_certified is not None, _board),
    Constraint("prior", lambda profile: bool(profile.prior), _prior),
)


def answers(case: Case) -> tuple[Answer, ...]:
    """Return the answer of every constraint that the profile asks."""
    found = ((c.name, c.answer(case)) for c in CONSTRAINTS if c.asked(case.profile))
    return tuple(Answer(a.standing, a.sentence, a.missing, name) for name, a in found)


def standing(answers: Iterable[Answer]) -> Standing:
    """Return the whole answer: not, if one says not; else cannot tell, if one cannot; else eligible."""
    said = {answer.standing for answer in answers}
    return next(s for s in (Standing.NOT, Standing.CANNOT_TELL, Standing.ELIGIBLE) if s in said)
