"""Every periodic job, by name."""

from typing import Final

from testamur.registry import collect
from testamur.site.jobs import tasks
from testamur.site.jobs.job import Job

JOBS: Final[dict[str, Job]] = collect(tasks, constant="JOB", kind=Job)
