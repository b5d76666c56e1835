"""Assemble the forms of an exam and freeze them."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from testamur import assembly, items
from testamur.errors import Refused
from testamur.programme import Exam
from testamur.site.records.actions.audit import audit
from testamur.site.records.calibrations import in_use
from testamur.site.records.library import library
from testamur.site.records.measuring import informed, read_kept
from testamur.site.records.models import Calibration, Form, FormItem, ItemVersion, Person, ProgrammeEdition


@transaction.atomic
def assemble(
    *, edition: ProgrammeEdition, count: int, seed: int, by: Person | None, at: datetime, purpose: str = "exam"
) -> list[Form]:
    """Assemble parallel forms from the bank and keep each with the very text of its items.

    Where a calibration is signed and knows enough of the bank, the forms are to tell at the pass mark what the
    calibrated forms told, and carry the digest of its document.

    Raises
    ------
    Refused
        If the programme has no such exam, or no form can satisfy the blueprint; the reason names what is short.
    """
    exam = edition.programme.exam
    if exam is None:
        raise Refused("exam-unknown", "This programme has no exam.")
    size = exam.items if purpose == "exam" else _renewal_items(edition)
    asked, bank, kept = _asked(edition, exam, size=size)
    drawn = assembly.assemble(asked, bank, count=count, seed=seed)
    if kept:
        drawn = tuple(assembly.made_by(form, kept.digest) for form in drawn)
    earlier = Form.objects.filter(edition=edition).count()
    return [
        _frozen(edition, form, exam=exam, name=f"{purpose}-{earlier + number}", purpose=purpose, by=by, at=at)
        for number, form in enumerate(drawn, 1)
    ]


def _renewal_items(edition: ProgrammeEdition) -> int:
    renewal = edition.programme.renewal
    for way in renewal.ways if renewal else ():
        if way.kind == "re-examination" and way.items:
            return way.items
    raise Refused("renewal-way", "This programme has no re-examination.")


def _asked(
    edition: ProgrammeEdition, exam: Exam, *, size: int
) -> tuple[assembly.Specification, list[assembly.ItemFacts], Calibration | None]:
    """Return what is asked of the forms, the bank, and the calibration behind both, if there is one."""
    asked, bank, kept = assembly.exam_specification(exam, items=size), _facts(exam), in_use(edition)
    told = informed(read_kept(kept.document), bank, correct=exam.cut.correct, size=size) if kept else None
    if told is None:
        return asked, bank, None
    return replace(asked, target=told.target), told.bank, kept


def _facts(exam: Exam) -> list[assembly.ItemFacts]:
    return assembly.facts_for(exam, library().bank.items.values())


def _frozen(
    edition: ProgrammeEdition,
    drawn: assembly.Form,
    *,
    exam: Exam,
    name: str,
    purpose: str,
    by: Person | None,
    at: datetime,
) -> Form:
    bank = library().bank
    form = Form.objects.create(
        edition=edition,
        name=name,
        purpose=purpose,
        document=assembly.form_document(drawn),
        digest=drawn.id,
        assembled_at=at,
    )
    for position, placed in enumerate(drawn.items, 1):
        item = bank.items[placed.id]
        code = item.record.competency if item.record else ""
        area = assembly.area_of(exam, code) or code
        FormItem.objects.create(form=form, position=position, version=_version(item), area=area)
    detail = {"calibration": drawn.calibration} if drawn.calibration else {}
    audit("form.assemble", form, by=by, at=at, digest=form.digest, seed=drawn.seed, **detail)  # type: ignore[arg-type]  # what is told
    return form


def _version(item: items.Item) -> ItemVersion:
    version, _ = ItemVersion.objects.get_or_create(
        digest=item.digest, defaults={"identifier": item.identifier, "document": library().item_texts[item.digest]}
    )
    return version
