"""Who asks, and what they can give: the questions of the guide."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from testamur.documents import read_toml, shape
from testamur.errors import DocumentError, Problem

Need = Literal["cme", "hire", "internal-credentialing", "capability", "leadership"]
Licence = Literal["", "none", "physician", "registered-nurse", "pharmacist", "radiographer"]

NEEDS: Final[dict[Need, str]] = {
    "cme": "credit to renew a licence",
    "hire": "to be hired, or promoted elsewhere",
    "internal-credentialing": "to be credentialled by one's own institution",
    "capability": "to be able to do the work",
    "leadership": "to lead",
}
LICENCES: Final[tuple[Licence, ...]] = ("none", "physician", "registered-nurse", "pharmacist", "radiographer")


@dataclass(frozen=True, slots=True)
class Profile:
    """Who asks. What is left out is not asked of an offering.

    `country` is an ISO 3166-1 code; `licence` is the role's where it is empty; `budget` is in US dollars for the
    whole; `hours_per_week` and `weeks` are what one can give; `by` is when it must be done.
    """

    role: str
    country: str = ""
    licence: Licence = ""
    need: Need = "capability"
    budget: float | None = None
    hours_per_week: float | None = None
    weeks: float | None = None
    by: date | None = None
    programming_ok: bool | None = None
    pacing: Literal["", "self-paced", "cohort"] = ""


def profile_problems(profile: Profile) -> Iterator[Problem]:
    """Say everything that is wrong with a well-formed profile."""
    country = profile.country
    if country and not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
        yield Problem("country", f"must be a country code such as US; it is {country!r}")
    if profile.budget is not None and not (math.isfinite(profile.budget) and profile.budget >= 0):
        yield Problem("budget", "must be finite and not negative")
    hours = profile.hours_per_week
    if hours is not None and not 0 < hours <= 168:
        yield Problem("hours_per_week", "must be above 0 and at most 168")
    if profile.weeks is not None and not (math.isfinite(profile.weeks) and profile.weeks > 0):
        yield Problem("weeks", "must be finite and above 0")


def read_profile(source: Path | bytes, *, name: str = "") -> Profile:
    """Return the profile in a TOML file.

    Raises
    ------
    DocumentError
        With every problem.
    """
    name = name or (source.name if isinstance(source, Path) else "")
    profile = shape(read_toml(source, name=name), Profile, name=name)
    problems = list(profile_problems(profile))
    if problems:
        raise DocumentError(problems, name=name)
    return profile
