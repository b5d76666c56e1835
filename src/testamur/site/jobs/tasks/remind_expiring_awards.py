"""remind-expiring-awards: write to holders 90 and 30 days before their award ends, once each."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.job import Job
from testamur.site.jobs.queries import ending_awards
from testamur.site.records.actions import renewals


def run(at: datetime) -> int:
    """Remind every holder who is due; return how many were."""
    ending = ending_awards(at.date(), within=timedelta(days=max(renewals.REMIND_DAYS)))
    return sum(renewals.remind(award=award, at=at) for award in ending)


JOB: Final = Job("remind-expiring-awards", timedelta(hours=6), run)
