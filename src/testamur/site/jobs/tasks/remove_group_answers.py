"""remove-group-answers: remove what people volunteered for the check of fairness after three years."""

from datetime import datetime, timedelta
from typing import Final

from testamur.site.jobs.job import Job
from testamur.site.records.actions import groups


def run(at: datetime) -> int:
    """Remove what is past its time; return how much was removed."""
    return groups.remove_old(at=at)


JOB: Final = Job("remove-group-answers", timedelta(days=1), run)
