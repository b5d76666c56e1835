"""send-webhooks: tell other systems of credentials whose status changed."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.budget import for_seconds
from testamur.site.jobs.job import Job
from testamur.site.records.actions import webhooks


def run(at: datetime) -> int:
    """Send what is due, as long as there is time; return how many attempts were made."""
    return webhooks.deliver_due(at=at, goes_on=for_seconds())


JOB: Final = Job("send-webhooks", timedelta(seconds=5), run)
