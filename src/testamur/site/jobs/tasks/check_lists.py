"""check-lists: check the credentials that wait in a round of a roster, a few at a time."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.budget import for_seconds
from testamur.site.jobs.job import Job
from testamur.site.records.actions import rounds


def run(at: datetime) -> int:
    """Check what waits, as long as there is time; return how many were checked."""
    return rounds.work(at=at, goes_on=for_seconds())


JOB: Final = Job("check-lists", timedelta(seconds=2), run)
