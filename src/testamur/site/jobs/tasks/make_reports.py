"""make-reports: make the technical reports that wait, which are too large for a page."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.budget import for_seconds
from testamur.site.jobs.job import Job
from testamur.site.records.actions import reports


def run(at: datetime) -> int:
    """Make what waits, as long as there is time; return how many requests were worked on."""
    return reports.work(at=at, goes_on=for_seconds())


JOB: Final = Job("make-reports", timedelta(seconds=30), run)
