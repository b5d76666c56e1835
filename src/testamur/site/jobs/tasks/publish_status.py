"""publish-status: sign anew every status list whose time is half over, so that none lapses."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.job import Job
from testamur.site.records.actions import credentials


def run(at: datetime) -> int:
    """Publish what is half over; return how many lists were published."""
    return credentials.publish_status(at=at)


JOB: Final = Job("publish-status", timedelta(minutes=10), run)
