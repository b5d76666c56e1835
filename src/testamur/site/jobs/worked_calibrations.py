"""Calibrations of the worked example: one signed, by which the next forms are assembled, and one that waits."""

from datetime import datetime, timedelta

from testamur.site.records.actions import calibrations
from testamur.site.records.models import Calibration, Person, ProgrammeEdition


def sign_calibration(*, edition: ProgrammeEdition, examiner: Person, owner: Person, at: datetime) -> None:
    """Calibrate what simulated people answered, and sign it a day later."""
    asked = calibrations.ask(edition=edition, model="auto", is_anchored=False, by=examiner, at=at)
    calibrations.sign(
        calibration=Calibration.objects.get(request=asked),
        statement="It converged; the flagged items were looked at and their keys are right (simulated).",
        by=owner,
        at=at + timedelta(days=1),
    )


def draft_calibration(*, edition: ProgrammeEdition, examiner: Person, at: datetime) -> None:
    """Calibrate the same people with slopes, for somebody to sign or refuse."""
    calibrations.ask(edition=edition, model="2pl", is_anchored=False, by=examiner, at=at)
