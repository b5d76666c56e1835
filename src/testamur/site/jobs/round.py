"""One round of the worker: run what is due, and go on when a job breaks."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from testamur.site.jobs.job import Job

LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of a job did; `records` is None if it broke."""

    job: str
    records: int | None

    @property
    def is_broken(self) -> bool:
        """The job ended by an error, which is in the log."""
        return self.records is None


def due(jobs: Iterable[Job], last: Mapping[str, datetime], *, at: datetime) -> list[Job]:
    """Return the jobs that never ran, or ran long enough ago."""
    return [job for job in jobs if job.name not in last or at - last[job.name] >= job.every]


def run_due(jobs: Iterable[Job], last: dict[str, datetime], *, at: datetime) -> list[Ran]:
    """Run every job that is due and note in `last` that it ran."""
    ran = []
    for job in due(jobs, last, at=at):
        last[job.name] = at
        ran.append(Ran(job.name, _records(job, at=at)))
    return ran


def _records(job: Job, *, at: datetime) -> int | None:
    try:
        return job.run(at)
    except Exception:  # a job that breaks must not keep the others, such as the clock of sittings, from running
        LOGGER.exception("The job %s broke.", job.name)
        return None
