"""A simulated market over real words of ESCO: offerings that have something to find and something to rank.

Credential Engine counted 1,850,034 credentials in the United States in December 2025, 1,022,028 of them badges,
from some 134,000 providers; the share of badges and the number of providers are taken from there. The other
shares, the prices and the lengths are our own assumptions. Every entry says that it is simulated.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from testamur.catalogue import GROUPS, Claim, Grade, Offering, content_folder, read_catalogue

LABELS: Final = Path(__file__).parent / "data" / "esco-labels.txt"
NOTE: Final = "Simulated: made from words of ESCO to measure with. Nobody offers it."
SEEN_FROM: Final = date(2025, 1, 1)
BADGES: Final = 1_022_028 / 1_850_034
PROVIDERS: Final = 134_000
ABOUT_CLINICAL_AI: Final = 0.2
COUNTRIES: Final = ("US", "US", "US", "US", "GB", "IN", "DE", "CA", "AU", "FR", "NL", "IE", "*")
LANGUAGES: Final = ("en", "en", "en", "en", "en", "de", "fr", "es", "hi", "nl")
AREAS: Final = (
    "clinical decision support",
    "diagnostic imaging",
    "sepsis prediction",
    "patient flow",
    "AI governance",
    "health data privacy",
    "bias and equity in care",
    "procurement of AI",
    "alert burden",
    "electronic health records",
    "large language models in care",
    "evaluation of AI tools",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of credential: its share of the market, its name, and between what price, hours and weeks lie."""

    share: float
    name: str
    price: tuple[float, float]
    hours: tuple[float, float]
    weeks: tuple[float, float]
    signals: tuple[str, ...]


KINDS: Final = (
    Kind(BADGES, "Badge", (0, 200), (1, 20), (1, 4), ("c2", "a1")),
    Kind(0.25, "Certificate", (200, 6_000), (20, 300), (4, 40), ("a1", "a2", "a4")),
    Kind(0.06, "Certification", (150, 2_500), (10, 120), (2, 26), ("exam", "s1", "s3", "s4", "s8")),
    Kind(0.13, "Degree", (4_000, 60_000), (800, 4_000), (52, 208), ("a1", "a2", "s2")),
    Kind(1 - BADGES - 0.44, "Licence", (50, 800), (1, 40), (1, 12), ("exam", "s2", "s3", "s4", "s10")),
)


@dataclass(frozen=True, slots=True)
class Words:
    """What entries are made of."""

    skills: tuple[str, ...]
    occupations: tuple[str, ...]
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    codes: tuple[str, ...]


@cache
def words() -> Words:
    """Return the labels of ESCO, and our own roles and competencies."""
    lines = [line.split("\t") for line in LABELS.read_text(encoding="utf-8").splitlines()]
    catalogue = read_catalogue(content_folder())
    competencies = catalogue.frameworks["healthcare-ai"].competencies
    return Words(
        skills=tuple(label for kind, label in lines if kind == "skill"),
        occupations=tuple(label for kind, label in lines if kind == "occupation"),
        roles=tuple(sorted(catalogue.roles)),
        groups=tuple(GROUPS),
        codes=tuple(c.code for c in competencies if c.code),
    )


def market(count: int, *, seed: int = 1) -> Iterator[Offering]:
    """Make so many offerings; the same seed makes the same ones, and fewer of them are the first of more."""
    rng = random.Random(seed)  # noqa: S311  (a benchmark, not a secret)
    known = words()
    for number in range(1, count + 1):
        yield _offering(number, known, rng)


def _offering(number: int, known: Words, rng: random.Random) -> Offering:
    kind = rng.choices(KINDS, [kind.share for kind in KINDS])[0]
    slug = f"sim-{number:07d}"
    page = f"https://registry.example/{slug}"
    is_clinical = rng.random() < ABOUT_CLINICAL_AI
    skills = _some(known.skills, rng.randint(2, 6), rng)
    subject = rng.choice(AREAS) if is_clinical else skills[0]
    return Offering(
        id=slug,
        name=f"{subject[0].upper()}{subject[1:]} for {rng.choice(known.occupations)}: {kind.name}"[:300],
        provider=provider_name(int(PROVIDERS * rng.random() ** 3), known),
        holder="person",
        status=rng.choice(("confirmed-exists", "single-weak-source", "unconfirmed")),
        countries=(rng.choice(COUNTRIES),),
        role_groups=(rng.choice(known.groups),) if is_clinical else (),  # type: ignore[arg-type]  # our own groups
        note=NOTE,
        unknown=("whether it is still offered",) if rng.random() < 0.1 else (),
        claim=tuple(_claims(kind, page, skills, known, is_clinical=is_clinical, rng=rng)),
        page=page,
    )


def provider_name(number: int, known: Words) -> str:
    """Return what a simulated provider is called."""
    area = known.occupations[number % len(known.occupations)]
    kind = ("Institute", "University", "College", "Academy", "Society")[number % 5]
    return f"{kind} of the {area} {number}"


def _some(labels: Sequence[str], count: int, rng: random.Random) -> tuple[str, ...]:
    """Return some labels, each once, the first ones more often than the last, as words are."""
    found = {labels[int(len(labels) * rng.random() ** 2)] for _ in range(count)}
    return tuple(sorted(found))


def _claims(
    kind: Kind, page: str, skills: tuple[str, ...], known: Words, *, is_clinical: bool, rng: random.Random
) -> Iterator[Claim]:
    grade: Grade = rng.choice(("B", "B", "B", "E", "U"))
    seen = (SEEN_FROM + timedelta(days=rng.randrange(600))).isoformat()

    def claim(field: str, value: object = None, *, unit: str = "", graded: Grade = grade) -> Claim:
        return Claim(field, page, graded, value, unit=unit, seen=seen)

    yield claim("skills", skills)
    yield claim("languages", (rng.choice(LANGUAGES),))
    yield claim("pacing", rng.choice(("self-paced", "cohort", "on demand")))
    if rng.random() < 0.9:
        low = round(rng.uniform(*kind.price))
        yield claim("price", 0 if rng.random() < 0.15 else low, unit="USD")
    if rng.random() < 0.8:
        yield claim("hours", round(rng.uniform(*kind.hours)), unit="hours")
    if rng.random() < 0.7:
        yield claim("length", round(rng.uniform(*kind.weeks)), unit="weeks")
    for signal in kind.signals:
        if rng.random() < 0.6:
            yield claim(f"signal.{signal}", rng.random() < 0.85)
    if not is_clinical:
        return
    yield claim("health_domain", True)
    yield claim("audience_roles", _few(known.roles, rng.randint(1, 3), rng))
    yield claim("covers", _few(known.codes, rng.randint(1, 8), rng))
    if rng.random() < 0.3:
        yield claim("ce", True)
        yield claim("ce_for", (rng.choice(("physician", "registered-nurse", "pharmacist")),))
    if rng.random() < 0.3:
        yield claim(f"portability.p{rng.randint(1, 6)}", True, graded="A")


def _few(labels: Sequence[str], count: int, rng: random.Random) -> tuple[str, ...]:
    return tuple(sorted(rng.sample(labels, count)))
