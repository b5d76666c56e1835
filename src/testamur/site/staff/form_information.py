"""What a form was made to tell at the pass mark, and the calibration by which that was counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from testamur.assembly import facts_for, read_form
from testamur.site.records.calibrations import in_use
from testamur.site.records.library import library
from testamur.site.records.measuring import expected_right, informed, known_of, read_kept
from testamur.site.records.models import Calibration, Form, ProgrammeEdition
from testamur.site.records.table import Row, number, rows
from testamur.site.staff.form_facts import Placed


@dataclass(frozen=True, slots=True)
class Informing:
    """The calibration behind a form, how many of its items it knows, and what the form tells by it."""

    kept: Calibration
    known: int
    farthest: str
    rows: list[Row]


def informing(form: Form, questions: Iterable[Placed]) -> Informing | None:
    """Return what a form tells by the calibration that it was assembled by; None if it was by none."""
    told = read_form(form.document) if "calibration" in form.document else None
    if told is None or told.information is None:
        return None
    signed = Calibration.objects.filter(sign_off__outcome="signed", digest=told.calibration)
    kept = signed.filter(edition__organisation=form.edition.organisation_id).latest("pk")
    items = [question.facts for question in questions]
    read = read_kept(kept.document)
    right = expected_right(read, items, told.information.abilities)
    labels = [gettext("Ability"), gettext("Information"), gettext("Asked for"), gettext("Right answers expected")]
    lines = zip(told.information.abilities, told.information.information, told.information.aim, right, strict=True)
    table = rows(
        labels,
        (
            [f"{at:.2f}", number(f"{got:.2f}"), number(f"{asked:.2f}"), number(f"{score:.1f}")]
            for at, got, asked, score in lines
        ),
    )
    return Informing(
        kept,
        known_of(read, items),
        gettext("%(n)s %%") % {"n": f"{told.information.deviation:.1%}".rstrip("%")},
        table,
    )


def how_drawn(edition: ProgrammeEdition) -> str:
    """Say by what the next forms of an edition are assembled."""
    kept, exam = in_use(edition), edition.programme.exam
    if kept is None or exam is None:
        return gettext("No calibration is signed: forms are drawn at random among those that keep the blueprint.")
    bank, read = facts_for(exam, library().bank.items.values()), read_kept(kept.document)
    words = {"known": known_of(read, bank), "all": len(bank)}
    if informed(read, bank, correct=exam.cut.correct, size=exam.items) is None:
        return (
            gettext(
                "The signed calibration knows %(known)d of the bank's %(all)d items, which is too few to assemble "
                "forms by; they are drawn at random among those that keep the blueprint."
            )
            % words
        )
    return (
        gettext(
            "Forms are assembled by the signed calibration, so that they tell at the pass mark what the forms "
            "before told. It knows %(known)d of the bank's %(all)d items in just this version; the others count "
            "as an item of average difficulty."
        )
        % words
    )
