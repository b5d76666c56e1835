"""The story of an enrolment as tables: what the rule says, what happened, what was decided."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext

from testamur.programme import Progress, Ruling
from testamur.site.records.models import Decision, Enrolment, Score, Sitting
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff.wording import OUTCOMES, PURPOSES, STATES, day, moment, part_title

SHOWN_STATE = {"done": "done", "open": "open", "not yet open": "open", "overdue": "late", "failed": "missed"}


def progress_steps(progress: Progress) -> list[dict[str, object]]:
    """Return the steps as `parts/progress.html` shows them."""
    return [
        {
            "name": step.component.title,
            "state": "next" if step is progress.next and step.state == "open" else SHOWN_STATE[step.state],
            "by": step.due_on,
            "text": step.component.kind,
        }
        for step in progress.steps
    ]


def ruling_rows(enrolment: Enrolment, ruling: Ruling) -> list[Row]:
    """Return every requirement of the rule, and whether it is met."""
    programme = enrolment.edition.programme

    def name(component: str) -> str:
        return gettext("Attendance") if component == "attendance" else part_title(programme, component)

    return rows(
        [gettext("Requirement"), gettext("Met"), gettext("Why")],
        (
            [
                name(reason.component),
                gettext("yes") if reason.met else gettext("no"),
                reason.sentence,
            ]
            for reason in ruling.reasons
        ),
    )


def activity_rows(enrolment: Enrolment) -> list[Row]:
    """Return everything that was recorded, the oldest first."""
    programme = enrolment.edition.programme
    return rows(
        [gettext("Part"), gettext("Outcome"), gettext("Result"), gettext("On")],
        (
            [
                part_title(programme, record.part),
                OUTCOMES.get(record.outcome, record.outcome),
                number("–" if record.value is None else f"{record.value:g}"),
                day(record.on),
            ]
            for record in enrolment.activities.all()
        ),
    )


def sitting_rows(sittings: Iterable[Sitting], *, slug: str, may_watch: bool) -> list[Row]:
    """Return sittings with state, score and incidents; each leads to its page for those who may watch."""
    return rows(
        [gettext("Sitting"), gettext("Form"), gettext("State"), gettext("Score"), gettext("Incidents")],
        (_sitting_line(sitting, slug=slug, may_watch=may_watch) for sitting in sittings),
    )


def _sitting_line(sitting: Sitting, *, slug: str, may_watch: bool) -> list[object]:
    url = reverse("staff:sitting", args=[slug, sitting.pk]) if may_watch else ""
    score = sitting.score
    title = gettext("%(what)s, booked %(day)s") % {
        "what": PURPOSES[sitting.purpose],
        "day": day(sitting.booked_at),
    }
    return [
        Cell(title, url),
        sitting.form.name,
        STATES[sitting.standing().state],
        number(_points(score) if score else "–"),
        number(len(sitting.incidents.all())),
    ]


def _points(score: Score) -> str:
    words = {"n": score.correct, "of": score.of}
    return (gettext("%(n)d of %(of)d, scored anew") if score.change_id else gettext("%(n)d of %(of)d")) % words


def decision_rows(decisions: Iterable[Decision]) -> list[Row]:
    """Return the decisions, the oldest first, each with its appeal if there was one."""
    return rows(
        [gettext("Decision"), gettext("Reason"), gettext("By"), gettext("On"), gettext("Appeal")],
        (
            [
                decision.get_outcome_display(),
                decision.reason,
                str(decision.by) if decision.by else gettext("the rule"),
                moment(decision.at),
                decision.appeal.text if hasattr(decision, "appeal") else gettext("none"),
            ]
            for decision in decisions
        ),
    )
