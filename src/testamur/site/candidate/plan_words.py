"""A plan in words: the answer, what it rests on, what is left to settle, and who states what."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from testamur.catalogue import Claim, Interval, Reading, source_of
from testamur.fit.plan import Finish, StudyPlan
from testamur.fit.prerequisites import Met, Stated, between, figure
from testamur.site.candidate.fees import FactLine
from testamur.site.candidate.plan_inputs import SettleInput
from testamur.site.candidate.wording import day
from testamur.site.records.models import PlanStep

MISSING: Final[dict[str, Promise]] = {
    "the hours in all": _("When you finish cannot be told: nobody states how many hours it takes."),
    "how many hours a week you have": _("Say how many hours a week you have, and you see when you finish."),
    "how long it takes": _("When you finish cannot be told: nobody states how long it takes."),
    "whether you set the pace": _("When you finish cannot be told: nobody states whether you set the pace."),
}
PACINGS: Final[dict[str, Promise]] = {
    "self-paced": _("at your own pace"),
    "cohort": _("with a group, on its dates"),
    "": _("not stated: ask whether you set the pace"),
}
LONGEST: Final = 500
"""Characters of the name of a thing to settle, as the records keep it."""
LOOKS: Final = {Met.MET: "passed", Met.NOT: "failed", Met.OPEN: "unknown"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to settle: what it is, how it stands, what one learnt, and how to say so."""

    id: str
    what: str
    title: str
    sentence: str
    met: Met
    grade: str
    sources: tuple[Source, ...]
    step: PlanStep | None
    form: SettleInput

    @property
    def look(self) -> str:
        """How the list marks it."""
        return LOOKS[self.met]


def headline(plan: StudyPlan, lines: Sequence[Line]) -> str:
    """Return when one finishes, and how much is left to settle first."""
    return f"{when(plan)} {left(lines)}"


def when(plan: StudyPlan) -> str:
    """Return when one finishes, or why that cannot be told."""
    if plan.weeks.interval is None:
        return str(MISSING[plan.weeks.missing])
    if plan.start is None:
        return gettext("When you finish cannot be told: no start that is still ahead is stated.")
    said = _finish(plan.finish)
    if plan.pacing == "self-paced":
        return gettext("At %(hours)s hours a week you finish %(when)s.") % {
            "hours": figure(plan.hours_per_week or 0),
            "when": said,
        }
    if plan.pacing == "cohort":
        return gettext("With the group you finish %(when)s.") % {"when": said}
    return gettext("Whether you set the pace or a group does, you finish %(when)s.") % {"when": said}


def _finish(finish: Finish) -> str:
    first, last = finish.earliest, finish.latest
    if first is not None and first == last:
        return gettext("on %(day)s") % {"day": day(first)}
    if first is not None and last is not None:
        return gettext("between %(first)s and %(last)s") % {"first": day(first), "last": day(last)}
    if first is not None:
        return gettext("not before %(first)s; how long after is not stated") % {"first": day(first)}
    return gettext("by %(last)s at the latest") % {"last": day(last or date.max)}


def left(lines: Sequence[Line]) -> str:
    """Return how much speaks against it, or is left to settle."""
    against = sum(line.met is Met.NOT for line in lines)
    if against:
        text = ngettext("%(n)d thing speaks against it.", "%(n)d things speak against it.", against)
        return text % {"n": against}
    waiting = sum(line.met is Met.OPEN for line in lines)
    if not waiting:
        return gettext("Nothing is left to confirm before you pay.")
    text = ngettext("%(n)d thing to confirm before you pay.", "%(n)d things to confirm before you pay.", waiting)
    return text % {"n": waiting}


def in_time(plan: StudyPlan) -> str:
    """Return whether the wanted day is met, and what would do it; nothing if no day is wanted."""
    if plan.by is None:
        return ""
    words = {"day": day(plan.by)}
    said = {
        Met.MET: gettext("That is in time for %(day)s."),
        Met.NOT: gettext("That is too late for %(day)s."),
        Met.OPEN: gettext("Whether that is in time for %(day)s cannot be told."),
    }[plan.in_time] % words
    if plan.hours_needed is None or plan.in_time is Met.MET:
        return said
    return f"{said} {_needed(plan.hours_needed)}".strip()


def _needed(hours: Interval) -> str:
    """Return how many hours a week would surely do, rounded up to a tenth; else how many are the least."""
    if hours.high is not None:
        text = gettext("To be sure of it you need %(hours)s hours a week.")
        return text % {"hours": f"{math.ceil(round(hours.high * 10, 6)) / 10:g}"}
    if hours.low is not None:
        text = gettext("It takes at least %(hours)s hours a week; how many would surely do is not stated.")
        return text % {"hours": figure(hours.low)}
    return ""


def counted_from(plan: StudyPlan) -> str:
    """Return from which day the plan counts."""
    if plan.start is None:
        return ""
    if plan.start.first != plan.start.last:
        words = {"first": day(plan.start.first), "last": day(plan.start.last)}
        return gettext("Counted from a start between %(first)s and %(last)s, stated to the month only.") % words
    words = {"day": day(plan.start.first)}
    if plan.start.is_stated:
        return gettext("Counted from %(day)s, a stated start.") % words
    if plan.pacing == "self-paced":
        return gettext("Counted from %(day)s.") % words
    return gettext("Counted from %(day)s, the day that you set; no start is stated.") % words


def lines(plan: StudyPlan, steps: Iterable[PlanStep]) -> tuple[list[Line], list[Line]]:
    """Return what is asked before one may begin, and what to confirm before paying, each with what one learnt."""
    settled = {step.what: step for step in steps}
    asked = [
        _line(one.title, one.sentence, one.met, settled, grade=one.grade, sources=one.sources)
        for one in plan.prerequisites
    ]
    return asked, [_line("", fact, Met.OPEN, settled) for fact in plan.confirm]


def _line(
    title: str,
    sentence: str,
    met: Met,
    settled: dict[str, PlanStep],
    *,
    grade: str = "",
    sources: Iterable[str] = (),
) -> Line:
    what = kept_as(sentence)
    step = settled.get(what)
    if step is not None:
        met = Met.MET if step.is_met else Met.NOT
    identifier = id_of(what)
    return Line(
        id=identifier,
        what=what,
        title=title,
        sentence=sentence,
        met=met,
        grade=grade,
        sources=named(sources),
        step=step,
        form=SettleInput(initial={"what": identifier}, auto_id=f"{identifier}-%s"),
    )


def kept_as(sentence: str) -> str:
    """Return what names a thing to settle in the records: its sentence, or the beginning of a very long one."""
    return sentence if len(sentence) <= LONGEST else f"{sentence[: LONGEST - 1]}…"


def id_of(sentence: str) -> str:
    """Return a short name for a thing to settle, fit for an address."""
    return f"s{hashlib.sha256(sentence.encode()).hexdigest()[:10]}"


def named(sources: Iterable[str]) -> tuple[Source, ...]:
    """Return sources as people read them, each once."""
    found = [source_of(Claim("", source, "U")) for source in sources]
    return tuple(dict.fromkeys(Source(one.name, one.address) for one in found))


def facts(plan: StudyPlan) -> list[FactLine]:
    """Return the numbers that the plan counts with, each with how it was had and who states it."""
    length = plan.weeks
    weeks = between(*length.interval) if length.interval else None
    return [
        _reading(gettext("Hours in all"), plan.hours),
        _reading(gettext("Hours a week it asks"), plan.asked),
        FactLine(
            gettext("Weeks it takes you"),
            weeks,
            length.grade,
            gettext("ours to work out") if weeks else "",
            note=length.derivation,
        ),
    ]


def _reading(title: str, found: Reading) -> FactLine:
    if not found.is_known or found.interval is None:
        return FactLine(title, None, "U", "")
    source = source_of(found.claims[0]) if found.claims else None
    return FactLine(
        title,
        between(*found.interval),
        found.grade,
        source.name if source else "",
        source.address if source else "",
        seen=found.claims[0].seen if found.claims else "",
        note=gettext("ours to work out: %(how)s") % {"how": found.derivation} if found.derivation else "",
    )


def assessed(stated: Iterable[Stated]) -> list[FactLine]:
    """Return what is stated about the assessment, unknown said so."""
    return [_stated(one) for one in stated]


def _stated(one: Stated) -> FactLine:
    sources = named(one.sources)
    first = sources[0] if sources else Source("")
    how = gettext("ours to work out: %(how)s") % {"how": one.derivation} if one.derivation else ""
    return FactLine(one.title, one.text or None, one.grade, first.name, first.url, note=how)
