"""remove-old-rounds: remove what was kept about checks and messages once its time is over."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.job import Job
from testamur.site.records.actions import notices, rounds, verifications, webhooks


def run(at: datetime) -> int:
    """Remove what is past its time; return how much was removed."""
    removing = (rounds.remove_old_lines, webhooks.remove_old, notices.remove_old, verifications.remove_old)
    return sum(remove(at=at) for remove in removing)


JOB: Final = Job("remove-old-rounds", timedelta(hours=6), run)
