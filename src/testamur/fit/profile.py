"""Who asks, and what they can give: the questions of the guide."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from testamur.documents import read_toml, shape
from testamur.errors import DocumentError, Problem

Need = Literal["cme", "hire", "internal-credentialing", "specialty", "capability", "leadership"]
Licence = Literal["", "none", "physician", "registered-nurse", "pharmacist", "radiographer"]

Archetype = Literal["", "shaper", "driver", "creator", "embedder", "user", "purchaser"]
Setting = Literal["", "academic-medical-centre", "health-system", "multinational", "public-service"]
Education = Literal["", "none", "bachelor", "master", "doctorate"]

NEEDS: Final[dict[Need, str]] = {
    "cme": "credit to renew a licence",
    "hire": "to be hired, or promoted elsewhere",
    "internal-credentialing": "to be credentialled by one's own institution",
    "specialty": "a speciality credential in AI",
    "capability": "to be able to do the work",
    "leadership": "to lead",
}
LICENCES: Final[tuple[Licence, ...]] = ("none", "physician", "registered-nurse", "pharmacist", "radiographer")
# What one does with AI: the five archetypes of DART-Ed (Health Education England and NHS AI Lab, 2022), and the
# purchaser of the joint syllabus of the societies of imaging (2025).
ARCHETYPES: Final[dict[Archetype, str]] = {
    "shaper": "set the direction, the policy or the rules for AI",
    "driver": "lead the change that brings AI into the work",
    "creator": "build AI, or the data for it",
    "embedder": "put AI into systems and keep it working there",
    "user": "use AI in the work",
    "purchaser": "choose and buy AI",
}
SETTINGS: Final[dict[Setting, str]] = {
    "academic-medical-centre": "an academic medical centre",
    "health-system": "a hospital or health system",
    "multinational": "an employer in several countries",
    "public-service": "a public health service",
}
# In rising order: who holds one holds those before it.
EDUCATION: Final[dict[Education, str]] = {
    "none": "no degree",
    "bachelor": "a bachelor's degree",
    "master": "a master's degree",
    "doctorate": "a doctorate",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """Who asks. What is left out is not asked of an offering.

    `country` is an ISO 3166-1 code; `licence` is the role's where it is empty, and none
    where the role has none; `budget` is in US dollars for the
    whole; `hours_per_week` and `weeks` are what one can give; `by` is when it must be done. `archetype` is what
    one does with AI, `setting` where one works, `education` the highest degree; `board_certified` says whether a
    physician holds a primary certification of a speciality board; `prior` are the keys of offerings held already.
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
    archetype: Archetype = ""
    setting: Setting = ""
    education: Education = ""
    board_certified: bool | None = None
    prior: tuple[str, ...] = ()


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
    if len(set(profile.prior)) != len(profile.prior) or not all(key.strip() for key in profile.prior):
        yield Problem("prior", "must name offerings, each once")


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
