"""A screening of the worked example, with a note on what it found."""

from datetime import datetime, timedelta

from testamur.delivery import ReviewWord
from testamur.site.records.actions import reviews
from testamur.site.records.models import Person, ProgrammeEdition
from testamur.site.records.screening import Wanted


def screen_sittings(*, edition: ProgrammeEdition, examiner: Person, at: datetime) -> None:
    """Screen what simulated people answered, two of whom answer alike; the examiner asks around a day later."""
    screening = reviews.screen(
        edition=edition, wanted=Wanted(0.01, is_same_time=True, exposed=()), by=examiner, at=at
    )
    for case in screening.cases.all():
        reviews.say(
            case=case,
            word=ReviewWord.NOTE,
            reason="The invigilator was asked who sat in which room (simulated).",
            by=examiner,
            at=at + timedelta(days=1),
        )
