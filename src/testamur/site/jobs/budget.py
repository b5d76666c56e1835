"""How long one run of a job may go on, so that other jobs, such as the clock of sittings, do not wait."""

from collections.abc import Callable
from time import monotonic
from typing import Final

SECONDS: Final = 4.0


def for_seconds(seconds: float = SECONDS) -> Callable[[], bool]:
    """Return what says whether there is still time, from now on; what has begun is finished all the same."""
    end = monotonic() + seconds
    return lambda: monotonic() < end
