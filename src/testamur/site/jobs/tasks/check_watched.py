"""check-watched: look again at the credentials about whose status somebody wants to know."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.budget import for_seconds
from testamur.site.jobs.job import Job
from testamur.site.records.actions import roster


def run(at: datetime) -> int:
    """Look at what is due, as long as there is time; return how many were looked at."""
    return roster.check_due(at=at, goes_on=for_seconds())


JOB: Final = Job("check-watched", timedelta(seconds=5), run)
