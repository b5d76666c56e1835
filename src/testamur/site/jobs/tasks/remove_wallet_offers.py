"""remove-wallet-offers: remove what was offered to wallets more than a day ago; the audit keeps that it was."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.job import Job
from testamur.site.records.actions import wallets


def run(at: datetime) -> int:
    """Remove what is over; return how many offers were removed."""
    return wallets.remove_ended(at=at)


JOB: Final = Job("remove-wallet-offers", timedelta(hours=1), run)
