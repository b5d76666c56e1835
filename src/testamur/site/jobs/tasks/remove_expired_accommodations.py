"""remove-expired-accommodations: remove extra time whose last day is over; it is special data."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.job import Job
from testamur.site.records.actions import sittings


def run(at: datetime) -> int:
    """Remove what has expired; return how many accommodations were removed."""
    return sittings.remove_expired_accommodations(at=at)


JOB: Final = Job("remove-expired-accommodations", timedelta(hours=1), run)
