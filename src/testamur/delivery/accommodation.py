"""Extra time belongs to the person and follows them to every sitting."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from testamur.errors import Refused

MOST_EXTRA_MINUTES: Final = 240


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
        If the accommodation would shorten the time, multiply it by more than 3, or add more than 240 minutes.
    """
    granted = accommodation or Accommodation()
    if not (1.0 <= granted.multiplier <= 3.0 and 0 <= granted.extra_minutes <= MOST_EXTRA_MINUTES):
        raise Refused("accommodation-range", "Time can be multiplied by 1 to 3, and up to 240 minutes added.")
    return timedelta(minutes=minutes) * granted.multiplier + timedelta(minutes=granted.extra_minutes)
