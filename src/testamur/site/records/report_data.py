"""From the records of an edition to the data of its technical report."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur import items
from testamur.delivery import Kind
from testamur.errors import Refused
from testamur.psychometrics import Calibration
from testamur.psychometrics.report import About, FormSittings, Ratings, ReportData, ReportItem
from testamur.site.records.calibrations import in_use
from testamur.site.records.groups import groups_among, title_of
from testamur.site.records.library import placed_competencies
from testamur.site.records.measuring import (
    ExamAnswers,
    ExamForm,
    ExamResponses,
    attempts,
    exam_answers,
    exam_responses,
    read_kept,
)
from testamur.site.records.models import Incident, ItemVersion, Panel, ProgrammeEdition, Score, Sitting
from testamur.site.records.panels.asked import counting, said_by_all
from testamur.site.records.panels.naming import record_named
from testamur.site.records.stored import read_item

RATED: Final = frozenset({Panel.Method.ANGOFF, Panel.Method.YES_NO})
CHOICES: Final = ("qti-simple-choice", "qti-inline-choice")


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a report is about, both included."""

    since: date
    until: date

    @property
    def begins_at(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.since, time.min, UTC)

    @property
    def ends_at(self) -> datetime:
        """The first moment after the last day."""
        return datetime.combine(self.until + timedelta(days=1), time.min, UTC)

    def __str__(self) -> str:
        return f"{self.since.isoformat()} to {self.until.isoformat()}"


def report_data(edition: ProgrammeEdition, *, period: Period, on: date, at: datetime) -> ReportData:
    """Return what an edition's technical report over a period is made of.

    First attempts of each enrolment count, as in every other figure, with the scores that stand at a moment; those
    whose sitting was first measured in the period.

    Parameters
    ----------
    edition : ProgrammeEdition
    period : Period
    on : date
        The day that stands on the report.
    at : datetime

    Raises
    ------
    Refused
        If the programme has no exam, or nobody sat it in the period.
    """
    if edition.programme.exam is None:
        raise Refused("exam-unknown", "This programme has no exam.")
    given = exam_responses(edition, at=at).in_order()
    inside = _inside(edition, period)
    rows = np.array([row for row, sitting in enumerate(given.sittings) if sitting in inside], dtype=np.intp)
    if not len(rows):
        raise Refused("report-sittings", f"Nobody finished a first attempt from {period}.")
    answers = exam_answers(given)
    names = _names(given)
    return ReportData(
        forms=tuple(_form(edition, given, answers, place, rows, names) for place in _sat(given, rows)),
        about=_about(edition, given, inside, period, at=at),
        on=on,
        is_simulated=given.is_simulated,
        ratings=_ratings(edition),
        earlier=_earlier(edition, given, names, period),
        sources=(
            ("the edition of the programme", edition.digest),
            *((f"form {form.name}", form.digest) for form in given.forms),
            ("all first attempts so far", given.sha256),
        ),
    )


def _inside(edition: ProgrammeEdition, period: Period) -> set[int]:
    """Return the sittings that were measured in a period; a score made anew keeps the day of its sitting."""
    scores = Score.objects.filter(sitting__form__edition=edition, sitting__purpose="exam")
    inside = scores.filter(measured_at__gte=period.begins_at, measured_at__lt=period.ends_at)
    return set(inside.values_list("sitting_id", flat=True))


def _sat(given: ExamResponses, rows: npt.NDArray[np.intp]) -> list[int]:
    return [place for place in range(len(given.forms)) if (given.form_of[rows] == place).any()]


def _names(given: ExamResponses) -> list[str]:
    """Return how each column is called: by its identifier, unless there are two versions of the item."""
    times = Counter(item.identifier for item in given.items)
    return [item.identifier if times[item.identifier] == 1 else item.name for item in given.items]


def _form(
    edition: ProgrammeEdition,
    given: ExamResponses,
    answers: ExamAnswers,
    place: int,
    rows: npt.NDArray[np.intp],
    names: list[str],
) -> FormSittings:
    form, exam = given.forms[place], edition.programme.exam
    mine = rows[given.form_of[rows] == place]
    cells = np.ix_(mine, form.columns)
    made = _items(given, form, names)
    filled = ((given.scores[cells] * 1.0, 1.0), (answers.chosen[cells], ""), (answers.seconds[cells], np.nan))
    scores, chosen, seconds = (
        np.column_stack([known, np.full((len(mine), form.credited), fill)]) for known, fill in filled
    )
    has_key = np.array([bool(item.key) for item in made])
    return FormSittings(
        name=form.name,
        items=made,
        scores=np.where(has_key & (chosen == "") & (scores == 0), np.nan, scores),
        cut=exam.cut.correct if exam else 0,
        chosen=chosen if (chosen != "").any() else None,
        seconds=np.where(seconds > 0, seconds, np.nan) if np.isfinite(seconds).any() else None,
        attempts=(1,) * len(mine),
        traits=_traits(given, mine),
    )


def _items(given: ExamResponses, form: ExamForm, names: list[str]) -> tuple[ReportItem, ...]:
    """Return the items of a form; a point that a change of scoring gave everybody is one that all have right."""
    versions = {given.items[column].version: column for column in form.columns.tolist()}
    documents = dict(ItemVersion.objects.filter(pk__in=versions).values_list("pk", "document"))
    made = [_item(given, column, names[column], documents[version]) for version, column in versions.items()]
    free = [ReportItem(f"given to everybody ({number})") for number in range(1, form.credited + 1)]
    return (*made, *free)


def _traits(given: ExamResponses, rows: npt.NDArray[np.intp]) -> dict[str, tuple[str, ...]]:
    """Return the groups of these people, and who had extra time, which is counted and not compared."""
    people = rows.tolist()
    time = {name: tuple(given.groups[name][row] for row in people) for name in ("time",) if name in given.groups}
    groups = groups_among(given, rows=people)
    return {**time, **{title_of(name).lower(): values for name, values in groups.items()}}


def _item(given: ExamResponses, column: int, name: str, document: str) -> ReportItem:
    item = given.items[column]
    return ReportItem(name, _area(item.area), item.key or "", _offered(read_item(document)) if item.key else ())


def _earlier(
    edition: ProgrammeEdition, given: ExamResponses, names: list[str], period: Period
) -> Calibration | None:
    """Return the calibration in use, if it was made before the period; its items are called as they are here."""
    kept = in_use(edition)
    if kept is None or kept.made_at >= period.begins_at:
        return None
    called = {item.name: name for item, name in zip(given.items, names, strict=True)}
    found = read_kept(kept.document).calibration
    return replace(found, items=tuple(replace(one, item=called.get(one.item, one.item)) for one in found.items))


def _area(code: str) -> str:
    """Return the code of a competency with its name, if the library knows it."""
    found = placed_competencies().get(code)
    return f"{code} {found.competency.name or found.competency.statement}" if found else code


def _offered(question: items.Item) -> tuple[str, ...]:
    return tuple(node.attributes["identifier"] for node in question.body.walk() if node.tag in CHOICES)


def _about(
    edition: ProgrammeEdition, given: ExamResponses, inside: set[int], period: Period, *, at: datetime
) -> About:
    programme = edition.programme
    exam, record = programme.exam, record_named(edition.organisation, edition.programme)
    if exam is None:
        return About()
    firsts = set(given.sittings)
    every = attempts(edition, at=at).scores.values_list("sitting_id", "correct")
    later = [correct for sitting, correct in every if sitting in inside and sitting not in firsts]
    people = "simulated" if exam.cut.simulated else "named in the programme"
    judges = f"{len(exam.cut.judges)} judges, {people}" if exam.cut.judges else ""
    return About(
        programme=f"{programme.title}, edition {programme.edition}",
        organisation=edition.organisation.name,
        period=str(period),
        cut_method=exam.cut.method,
        cut_source=f"panel record {record.digest}" if record else exam.cut.source,
        cut_decided_on=exam.cut.decided_on,
        panel=f"{counting(record.panel).count()} judges, by the signed record" if record else judges,
        key_changes=_scoring_changes(edition, period),
        incidents=_incidents(edition, period, is_simulated=given.is_simulated),
        voided=_voided(edition, period, is_simulated=given.is_simulated),
        later=len(later),
        later_passed=sum(correct >= exam.cut.correct for correct in later),
        blueprint={_area(area.competency): area.weight for area in exam.blueprint},
    )


def _scoring_changes(edition: ProgrammeEdition, period: Period) -> str:
    """Return the changes of scoring that were signed in a period, by date and digest; their reasons are inside."""
    signed = edition.scoring_changes.filter(
        signature__at__gte=period.begins_at, signature__at__lt=period.ends_at
    ).select_related("signature")
    told = [f"{change.signature.at.date().isoformat()} (digest {change.digest[:12]})" for change in signed]
    return f"signed by two persons: {', '.join(told)}" if told else "none was signed in the period"


def _of_people(*, is_simulated: bool) -> dict[str, bool]:
    return {"sitting__enrolment__person__is_simulated": is_simulated}


def _incidents(edition: ProgrammeEdition, period: Period, *, is_simulated: bool) -> str:
    noted = Incident.objects.filter(
        sitting__form__edition=edition,
        sitting__purpose="exam",
        at__gte=period.begins_at,
        at__lt=period.ends_at,
        **_of_people(is_simulated=is_simulated),
    )
    return f"{noted.count()} noted by invigilators"


def _voided(edition: ProgrammeEdition, period: Period, *, is_simulated: bool) -> int:
    voided = Sitting.objects.filter(
        form__edition=edition,
        purpose="exam",
        enrolment__person__is_simulated=is_simulated,
        events__kind=Kind.VOID,
        events__at__gte=period.begins_at,
        events__at__lt=period.ends_at,
    )
    return voided.distinct().count()


def _ratings(edition: ProgrammeEdition) -> Ratings | None:
    """Return what the panel behind the pass mark rated, if it rated items one by one and everybody did."""
    record = record_named(edition.organisation, edition.programme)
    if record is None or record.panel.method not in RATED:
        return None
    panel = record.panel
    judges = list(counting(panel))
    questions = list(panel.form.places.values_list("version__identifier", flat=True))
    tables = []
    for number in range(1, panel.standing().closed + 1):
        said = said_by_all(panel, number)
        table = [[said.get(judge.pk, {}).get(name, np.nan) / 100 for name in questions] for judge in judges]
        tables.append(np.array(table))
    if len(judges) < 2 or not tables or not all(np.isfinite(table).all() for table in tables):
        return None
    return Ratings(tuple(judge.alias for judge in judges), tuple(questions), tuple(tables))
