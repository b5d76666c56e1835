"""close-due-sittings: close every sitting whose time is over, dated at its deadline."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.job import Job
from testamur.site.records.actions import sittings


def run(at: datetime) -> int:
    """Close what is over; return how many sittings were closed."""
    return sittings.close_due(at=at)


JOB: Final = Job("close-due-sittings", timedelta(seconds=15), run)
