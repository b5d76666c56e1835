"""apply-scoring-changes: score anew what a signed change concerns, as far as that is not done yet."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.job import Job
from testamur.site.records.actions import rescore


def run(at: datetime) -> int:
    """Apply what is signed; return how many scores were superseded."""
    return rescore.apply_due(at=at)


JOB: Final = Job("apply-scoring-changes", timedelta(seconds=15), run)
