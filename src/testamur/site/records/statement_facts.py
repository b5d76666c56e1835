"""From the records of an edition to the facts of its Statement."""

from datetime import datetime
from typing import Final

from testamur.credential import Fact
from testamur.credential.statement_fact import in_form
from testamur.programme.measured import ExamSittings, FormSittings, measured_facts
from testamur.programme.stated import stated_facts
from testamur.site.records.library import library
from testamur.site.records.measuring import attempts, firsts
from testamur.site.records.models import Form, ProgrammeEdition, Score
from testamur.site.records.panels.naming import panel_of
from testamur.site.records.rescoring.rules import credited, rules_of

OWN_FRAMEWORK: Final = "healthcare-ai"
MOST: Final = 2_000
"""Of so many first attempts at a form, the latest, the answers are looked at one by one."""


def facts_of(edition: ProgrammeEdition, *, at: datetime) -> tuple[Fact, ...]:
    """Return the facts of an edition's Statement as they are at a moment."""
    frameworks = library().frameworks.values()
    found = [
        *stated_facts(
            edition.programme,
            digest=edition.digest,
            names={c.code: c.statement for framework in frameworks for c in framework.competencies},
            frameworks={c.code: f.title for f in frameworks if f.id != OWN_FRAMEWORK for c in f.competencies},
            panel=panel_of(edition),
        ),
        *measured_facts(exam_sittings(edition, at=at)),
    ]
    if edition.organisation.is_simulated:
        said = "This issuer belongs to a worked example. Nobody real is assessed."
        found.insert(0, Fact("worked-example", "Worked example", said, value="yes", is_simulated=True))
    return in_form(found)


def exam_sittings(edition: ProgrammeEdition, *, at: datetime) -> ExamSittings | None:
    """Return the first attempts at an edition's exam; those of simulated people only while there are no others."""
    exam = edition.programme.exam
    if exam is None:
        return None
    counted = attempts(edition, at=at)
    rows = firsts(counted.scores.values_list("sitting__enrolment", "pk", "correct", "sitting__form"))
    forms = edition.forms.filter(purpose="exam", assembled_at__lte=at).order_by("pk")
    of_form = {form.pk: [pk for _, pk, _, of in rows if of == form.pk] for form in forms}
    return ExamSittings(
        forms=tuple(_form(form, of_form[form.pk]) for form in forms),
        totals=tuple(correct for _, _, correct, _ in rows),
        cut=exam.cut.correct,
        on=at.date(),
        is_simulated=counted.is_simulated,
    )


def _form(form: Form, scores: list[int]) -> FormSittings:
    rules = rules_of(form)
    items = [rule.identifier for rule in rules if rule.measures]
    whole = scores[: len(scores) // 10 * 10][-MOST:] or scores
    rows = Score.objects.filter(pk__in=whole).order_by("sitting_id").values_list("by_item", flat=True)
    return FormSittings(
        name=form.name,
        digest=form.digest,
        items=frozenset(rule.identifier for rule in rules),
        scores=tuple(tuple(float(row[item]) for item in items) for row in rows),
        credited=credited(rules),
        dropped=sum(not rule.counts for rule in rules),
    )
