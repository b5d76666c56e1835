"""The one-page case in words: its answer, its facts, what it covers by name, and its doubts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

from django.utils.translation import gettext, ngettext

from testamur.catalogue import FIELDS, Reading, Shown, worst
from testamur.catalogue.rubric.classified import Classified, classified, in_words
from testamur.catalogue.rubric.rigour import Rigour
from testamur.fit.prerequisites import between, figure
from testamur.fit.proposal import Proposal
from testamur.site.public.queries import placed_competencies
from testamur.site.records.facts import amount, value_of, words

ON_PAPER: Final = 8
"""Lines of a list that stand on the printed page; the rest stand on the screen and at the printed address."""
MOST_CLASSES: Final = 3
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Thing]):
    """A list as paper and screen have it."""

    first: tuple[Thing, ...]
    more: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the case: what, how much, how it was had, and how well it is known."""

    name: str
    text: str
    note: str = ""
    grade: str = "U"


@dataclass(frozen=True, slots=True)
class Group:
    """Competencies of the role that are borne out alike."""

    title: str
    kind: str
    names: tuple[str, ...]


def listed(things: Sequence[Thing]) -> Listed[Thing]:
    """Return a list with what does not fit on paper set apart."""
    return Listed(tuple(things[:ON_PAPER]), tuple(things[ON_PAPER:]))


def title(case: Proposal) -> str:
    """Return the answer in one sentence: what it is shown to cover, what it costs and how long it takes."""
    whole, shown = len(case.role.target), len(case.covered.evidenced)
    said = {
        "name": case.offering.name,
        "shown": shown,
        "whole": whole,
        "claimed": len(case.covered.claimed),
        "cost": _cost(case),
        "time": _time(case),
    }
    if shown:
        text = gettext(
            "%(name)s is shown to cover %(shown)d of %(whole)d competencies of the role, %(cost)s and %(time)s."
        )
    elif case.covered.claimed:
        text = gettext(
            "%(name)s is said, not shown, to cover %(claimed)d of %(whole)d competencies of the role, "
            "%(cost)s and %(time)s."
        )
    else:
        text = gettext(
            "What %(name)s covers of the role’s %(whole)d competencies is not stated; it %(cost)s and %(time)s."
        )
    return text % said


def _cost(case: Proposal) -> str:
    price = case.price
    if not price.is_known:
        return gettext("costs an unknown amount")
    return gettext("costs %(amount)s") % {"amount": amount(price.interval, price.unit, "price")}


def _time(case: Proposal) -> str:
    weeks = case.plan.weeks.interval
    if weeks is None:
        return gettext("takes an unknown time")
    return gettext("takes %(weeks)s weeks") % {"weeks": between(*weeks)}


def facts(case: Proposal, *, at: date) -> list[Fact]:
    """Return what whoever pays asks first: cost, time, class, rigour, recognition."""
    return [
        _price(gettext("Cost of the whole"), case.price),
        _price(gettext("Cost of an hour"), case.price_per_hour),
        _weeks(case),
        *_rubric(case, at=at),
    ]


def _price(name: str, found: Reading) -> Fact:
    if not found.is_known:
        return Fact(name, "")
    how = gettext("ours to work out: %(how)s") % {"how": found.derivation} if found.derivation else ""
    return Fact(name, amount(found.interval, found.unit, found.name), how, found.grade)


def _weeks(case: Proposal) -> Fact:
    plan = case.plan
    name = gettext("Time")
    if plan.hours_per_week:
        name = gettext("Time, at %(hours)s hours a week") % {"hours": figure(plan.hours_per_week)}
    if plan.weeks.interval is None:
        note = gettext("not stated: %(what)s") % {"what": plan.weeks.missing}
        return Fact(name, "", note)
    text = gettext("%(weeks)s weeks") % {"weeks": between(*plan.weeks.interval)}
    notes = [plan.weeks.derivation, plan.clash]
    return Fact(name, text, ". ".join(note for note in notes if note), plan.weeks.grade)


def _rubric(case: Proposal, *, at: date) -> Iterator[Fact]:
    """Return class, rigour and recognition, with what they are without interested parties and weak sources."""
    found = classified(case.offering, at=at)
    grade = worst(signal.grade for signal in found.signals if signal.answer is not None)
    settled = [gettext("Ask %(what)s.") % {"what": question.asks} for question in found.settling[:1]]
    notes = [_confirmed_class(found), *settled]
    yield Fact(gettext("Class"), found.words, " ".join(note for note in notes if note), grade)
    text = gettext("%(steps)s on a ladder from 0 to 5") % {"steps": _steps(found.rigour)}
    notes = [_confirmed_rigour(found), case.rigour.sentence]
    yield Fact(gettext("Rigour of the assessment"), text, " ".join(note for note in notes if note), grade)
    score = found.portability.score
    text = gettext("%(score)s on a scale from 0 to 1") % {"score": _scale(score.low or 0, score.high or 0)}
    yield Fact(gettext("Recognition elsewhere"), text, case.portability.sentence, case.portability.grade)


def _confirmed_class(found: Classified) -> str:
    if found.classes == found.confirmed_classes:
        return ""
    if len(found.confirmed_classes) > MOST_CLASSES:
        return gettext("On facts of grade A to C alone, any of %(n)d.") % {"n": len(found.confirmed_classes)}
    return gettext("On facts of grade A to C alone: %(classes)s.") % {"classes": in_words(found.confirmed_classes)}


def _confirmed_rigour(found: Classified) -> str:
    if found.rigour == found.confirmed_rigour:
        return ""
    return gettext("On facts of grade A to C alone, %(steps)s.") % {"steps": _steps(found.confirmed_rigour)}


def _scale(low: float, high: float) -> str:
    ends = f"{low:.2f}", f"{high:.2f}"
    return ends[0] if ends[0] == ends[1] else gettext("%(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}


def _steps(found: Rigour) -> str:
    if found.low == found.high:
        return str(found.low)
    return gettext("%(low)d to %(high)d") % {"low": found.low, "high": found.high}


def covered(case: Proposal) -> list[Group]:
    """Return the role's competencies by name, in three groups; a group that holds none is there too."""
    groups = (
        (gettext("Shown by a source of grade A to C"), "good", case.covered.evidenced),
        (gettext("Only claimed, by an interested party or a weak source"), "warn", case.covered.claimed),
        (gettext("Not known"), "", case.covered.unknown),
    )
    return [Group(name, kind, tuple(map(_named, codes))) for name, kind, codes in groups]


def _named(code: str) -> str:
    found = placed_competencies().get(code)
    return f"{code} {found.competency.name or found.competency.statement}" if found else code


def doubts(case: Proposal) -> Listed[str]:
    """Return what speaks for caution, then every fact on which the sources differ."""
    return listed([*case.doubts, *map(_conflict, case.conflicts)])


def _conflict(found: Shown) -> str:
    """Return what others say instead; of texts and lists, which would fill the page, how many do."""
    kind = FIELDS[found.field].kind
    if kind in ("text", "list"):
        sources = len({claim.source for claim in found.conflicts})
        text = ngettext(
            "%(name)s: %(n)d source says otherwise.", "%(name)s: %(n)d sources say otherwise.", sources
        )
        return text % {"name": found.title, "n": sources}
    others = [
        amount(claim.interval(), claim.unit, claim.field) if kind == "number" else words(claim.field, claim.value)
        for claim in found.conflicts
    ]
    said = {"name": found.title, "others": gettext(" and ").join(dict.fromkeys(others))}
    shown = value_of(found)
    if not shown:
        return gettext("%(name)s: the sources contradict each other (%(others)s).") % said
    return gettext("%(name)s: %(shown)s is shown; %(others)s is said, too.") % {**said, "shown": shown}
