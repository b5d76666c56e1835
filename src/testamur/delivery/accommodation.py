"""Extra time belongs to the person and follows them to every sitting."""

from dataclasses import dataclass
from datetime import timedelta

from testamur.errors import Refused


@dataclass(frozen=True, slots=True)
class Accommodation:
    """What has been approved: a multiplier of the time, and minutes on top."""

    multiplier: float = 1.0
    extra_minutes: int = 0


def limit(minutes: int, accommodation: Accommodation | None = None) -> timedelta:
    """Return the working time of a sitting.

    Raises
    ------
    Refused
        If the accommodation would shorten the time, or more than triple it.
    """
    granted = accommodation or Accommodation()
    if not 1.0 <= granted.multiplier <= 3.0 or granted.extra_minutes < 0:
        raise Refused("accommodation-range", "Time can be multiplied by 1 to 3, and minutes added.")
    return timedelta(minutes=minutes) * granted.multiplier + timedelta(minutes=granted.extra_minutes)
