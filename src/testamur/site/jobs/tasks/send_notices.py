"""send-notices: send the e-mails about credentials whose status changed."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.budget import for_seconds
from testamur.site.jobs.job import Job
from testamur.site.records.actions import notices


def run(at: datetime) -> int:
    """Send what is due, as long as there is time; return how many were sent."""
    return notices.send_due(at=at, goes_on=for_seconds())


JOB: Final = Job("send-notices", timedelta(seconds=5), run)
