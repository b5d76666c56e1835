"""Programmes whose pass mark names a panel's record: the record is found, or the edition is refused."""

from collections.abc import Iterator

from testamur.errors import DocumentError, Problem
from testamur.programme import PanelSummary, Programme
from testamur.site.records.models import Organisation, PanelRecord, ProgrammeEdition
from testamur.site.records.panels.document import summary_of


def record_named(organisation: Organisation, programme: Programme) -> PanelRecord | None:
    """Return the record that a programme's pass mark names, if the organisation has it."""
    if programme.exam is None or not programme.exam.cut.panel:
        return None
    kept = PanelRecord.objects.select_related("panel__edition__organisation", "panel__form")
    of_ours = kept.filter(panel__edition__organisation=organisation, panel__edition__identifier=programme.id)
    return of_ours.filter(digest=programme.exam.cut.panel).first()


def panel_of(edition: ProgrammeEdition) -> PanelSummary | None:
    """Return what is said of the panel that set an edition's pass mark; None if its file names none."""
    found = record_named(edition.organisation, edition.programme)
    return summary_of(found) if found else None


def refuse_unset(organisation: Organisation, programme: Programme) -> None:
    """Refuse a programme whose pass mark names a record that does not stand behind it.

    Raises
    ------
    DocumentError
        Naming everything that does not agree.
    """
    if problems := list(_problems(organisation, programme)):
        raise DocumentError(problems, name=f"{programme.id}.toml")


def _problems(organisation: Organisation, programme: Programme) -> Iterator[Problem]:
    exam = programme.exam
    if exam is None or not exam.cut.panel:
        return
    found = record_named(organisation, programme)
    if found is None:
        yield Problem(
            "exam.cut.panel", f"{organisation.name} has no signed record with this digest for {programme.id}"
        )
        return
    said = summary_of(found)
    if exam.cut.correct != said.correct:
        yield Problem(
            "exam.cut.correct", f"the panel's record decided {said.correct}; the file says {exam.cut.correct}"
        )
    if exam.items != said.of:
        yield Problem("exam.items", f"the panel's record is about {said.of} questions; the file says {exam.items}")
    if exam.cut.simulated != said.is_simulated:
        word = "true" if said.is_simulated else "left out"
        yield Problem("exam.cut.simulated", f"must be {word}, as the judges of the record are")
