"""A periodic job."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done `every` so often; `run` takes the time and says on how many records it worked.

    What is to be done is read from the records, never from when the job ran last: running it twice, or in two
    processes at once, does nothing twice.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], int]
