"""An oracle of the hard constraints: it reads the files of the catalogue by itself and knows nothing of our code.

Its rules, in words. A fact is known if its best claim (on what an issuer controls: B, A, C, D, E) had
been read by the day, holds on it and is not U. Not for organisations. Unconfirmed status, or doubt whether it is
still offered: cannot tell. About health care: not if a source of grade A to C says it is generic or denies ten of
the twelve uses; yes if such sources show three uses and the title, audience or a claim names health; else cannot
tell. Open to all: yes; a list of licences without mine: no; further words: cannot tell. And so on, one function a
rule.
"""

import math
import tomllib
from datetime import date, timedelta
from functools import cache
from typing import Any

from testamur.catalogue import content_folder
from testamur.fit import Profile

FOLDER = content_folder()
RAW = {path.stem: tomllib.loads(path.read_text()) for path in (FOLDER / "offerings").glob("*.toml")}
ROLES = {path.stem: tomllib.loads(path.read_text()) for path in (FOLDER / "roles").glob("*.toml")}
AT = date(2026, 11, 30)
YES, NO, MAYBE = "eligible", "not", "cannot tell"
WEEKS = {"days": 1 / 7, "weeks": 1, "months": 365.2425 / 12 / 7}


def best(raw: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """Return the best claims on a field; those of a file are looked up once."""
    key = (raw["id"], field)
    if raw is not RAW.get(raw["id"]):
        return best_of(raw, field)
    if key not in BEST:
        BEST[key] = best_of(raw, field)
    return BEST[key]


BEST: dict[tuple[str, str], list[dict[str, Any]]] = {}


def best_of(raw: dict[str, Any], field: str) -> list[dict[str, Any]]:
    claims = [c for c in raw.get("claim", ()) if c["field"] == field and c.get("seen", "") <= AT.isoformat()]
    # The one claim that has ended is a grant to March 2023.
    claims = [c for c in claims if not c.get("valid_to") or c["valid_to"] >= AT.isoformat()[:7]]
    for grade in "BACDE":
        if found := [c for c in claims if c["grade"] == grade]:
            return found
    return []


def value(raw: dict[str, Any], field: str) -> Any:
    found = best(raw, field)
    return found[0]["value"] if found else None


def number(raw: dict[str, Any], field: str) -> tuple[float, float] | None:
    found = best(raw, field)
    if not found:
        return None
    factor = WEEKS[found[0]["unit"]] if field.startswith("length") else 1
    ends = [(c.get("value", c.get("low", 0)), c.get("value", c.get("high", math.inf))) for c in found]
    return min(low for low, _ in ends) * factor, max(high for _, high in ends) * factor


def product(one: tuple[float, float] | None, other: tuple[float, float] | None) -> tuple[float, float] | None:
    return (one[0] * other[0], one[1] * other[1]) if one and other else None


def at_most(span: tuple[float, float] | None, most: float) -> str:
    if span is None:
        return MAYBE
    return YES if span[1] <= most else NO if span[0] > most else MAYBE


def weeks_of(raw: dict[str, Any]) -> tuple[float, float] | None:
    return number(raw, "length") or product(number(raw, "modules"), number(raw, "length_per_module"))


def weekly_of(raw: dict[str, Any]) -> tuple[float, float] | None:
    return number(raw, "hours_per_week") or product(number(raw, "days_per_week"), (7, 8))


def hours_of(raw: dict[str, Any]) -> tuple[float, float] | None:
    by_course = product(number(raw, "courses"), number(raw, "hours_per_course"))
    return number(raw, "hours") or by_course or product(weeks_of(raw), weekly_of(raw))


def exists(raw: dict[str, Any]) -> str:
    sure = raw["status"] == "confirmed-exists" and "whether it is still offered" not in raw["unknown"]
    return YES if sure else MAYBE


# Which competencies, by code, show each use in care; the first of each letter stands for a whole domain of them.
USES = {
    "ehr-data": "H1.4",
    "clinical-decision-support": "H3 H3.1 H3.3",
    "diagnostic-imaging": "",
    "patient-safety": "H3.2 H3.3 H6.2",
    "clinical-trials-or-evidence": "H4 H4.3 H4.4 H4.5",
    "operations-and-flow": "H5.2",
    "governance-policy-law": "H8 H8.1 H8.2 H8.3 H8.5",
    "procurement-vendor": "H7 H7.1 H7.2 H7.3 H7.4 H7.5",
    "equity-bias-in-care": "H2 H2.1 H2.3",
    "privacy-health-law": "H8.4",
    "workflow-integration": "H5 H5.1 H5.3",
    "applied-work-on-clinical-data": "",
}


def confirmed(raw: dict[str, Any], field: str) -> Any:
    """Return what an authority, the provider or an independent source says; lists of one grade are joined."""
    found = best(raw, field)
    if not found or found[0]["grade"] not in "ABC":
        return None
    lists = isinstance(found[0]["value"], list | tuple)
    return [word for claim in found for word in claim["value"]] if lists else found[0]["value"]


def healthy(raw: dict[str, Any]) -> str:
    """Say whether it is about health care; of a file this is worked out once."""
    return healthy_file(raw["id"]) if raw is RAW.get(raw["id"]) else healthy_of(raw)


@cache
def healthy_file(name: str) -> str:
    return healthy_of(RAW[name])


def healthy_of(raw: dict[str, Any]) -> str:
    made_for, covered = confirmed(raw, "health_domain"), set(confirmed(raw, "covers") or ())
    said = {use: confirmed(raw, f"domain.{use}") for use in USES}
    shown = [
        use for use, codes in USES.items() if said[use] or (said[use] is None and covered & set(codes.split()))
    ]
    words = ("health", "medic", "clinic", "nurs", "imaging")
    named = made_for or confirmed(raw, "audience_roles") or any(word in raw["name"].lower() for word in words)
    if made_for is False or list(said.values()).count(False) > 9:
        return NO
    return YES if named and len(shown) >= 3 else MAYBE


def admitted(raw: dict[str, Any], licence: str) -> str:
    licences = value(raw, "eligible_licences")
    if value(raw, "open_to_all"):
        return YES
    if licences and licence not in licences:
        return NO
    further = value(raw, "eligibility") or value(raw, "requirement")
    return YES if licences and not further else MAYBE


def credited(raw: dict[str, Any], licence: str, country: str) -> str:
    carries = value(raw, "ce")
    if carries is False:
        return NO
    mine = licence != "none" and licence in (value(raw, "ce_for") or ())
    return YES if carries and mine and country in ("", "US") else MAYBE


def affordable(raw: dict[str, Any], budget: float) -> str:
    field = "price" if best(raw, "price") else "price_per_course"
    if not best(raw, field) or best(raw, field)[0]["unit"] != "USD":
        return MAYBE
    whole = number(raw, "price") or product(number(raw, "courses"), number(raw, "price_per_course"))
    return at_most(whole, budget)


def paced(raw: dict[str, Any]) -> bool | None:
    pacing = value(raw, "pacing")
    return None if pacing is None else pacing != "cohort"


def slow_enough(raw: dict[str, Any], mine: float) -> str:
    if paced(raw):
        return YES
    said = at_most(weekly_of(raw), mine)
    return MAYBE if said == NO and paced(raw) is None else said


def short_enough(raw: dict[str, Any], profile: Profile) -> str:
    free = math.inf if profile.weeks is None else profile.weeks
    if profile.by:
        free = min(free, (profile.by - AT).days / 7)
    if paced(raw) and profile.hours_per_week and (hours := hours_of(raw)):
        return at_most((hours[0] / profile.hours_per_week, hours[1] / profile.hours_per_week), free)
    return at_most(weeks_of(raw), free)


def in_time(raw: dict[str, Any], by: date) -> str:
    if paced(raw):
        return YES
    length = weeks_of(raw)
    for text in value(raw, "starts") or ():
        if len(text) == 10 and length and length[1] < math.inf:
            start = date.fromisoformat(text)
            if start >= AT and start + timedelta(weeks=length[1]) <= by:
                return YES
    return MAYBE


DEGREES = ("none", "bachelor", "master", "doctorate")


def educated(raw: dict[str, Any], mine: str) -> str:
    asked = value(raw, "education_required")
    if mine == "doctorate" or (asked is None and value(raw, "open_to_all")):
        return YES
    return MAYBE if asked is None else YES if DEGREES.index(mine) >= DEGREES.index(asked) else NO


def boarded(raw: dict[str, Any], *, mine: bool) -> str:
    asked = value(raw, "board_required")
    if mine or asked is False or (asked is None and value(raw, "open_to_all")):
        return YES
    return NO if asked else MAYBE


def oracle(raw: dict[str, Any], profile: Profile) -> dict[str, str]:
    """Return what every asked rule says, by its name."""
    licence = profile.licence or ROLES[profile.role].get("licence", "none")
    countries = raw.get("countries", [])
    said = {
        "holder": YES if raw["holder"] == "person" else NO,
        "offered": exists(raw),
        "domain": healthy(raw),
        "admission": admitted(raw, licence),
    }
    if profile.country:
        admitted_from = value(raw, "eligible_countries")
        offered_there = YES if "*" in countries or profile.country in countries else MAYBE
        said["country"] = (
            offered_there if admitted_from is None else YES if profile.country in admitted_from else NO
        )
    if profile.need == "cme":
        said["credit"] = credited(raw, licence, profile.country)
    if profile.budget is not None:
        said["budget"] = affordable(raw, profile.budget)
    return said | on_time(raw, profile) | on_the_person(raw, profile)


def on_time(raw: dict[str, Any], profile: Profile) -> dict[str, str]:
    said = {}
    if profile.hours_per_week is not None:
        said["hours"] = slow_enough(raw, profile.hours_per_week)
    if profile.weeks is not None or profile.by:
        said["weeks"] = short_enough(raw, profile)
    if profile.by:
        said["start"] = in_time(raw, profile.by)
    if profile.pacing:
        own = paced(raw)
        said["pacing"] = MAYBE if own is None else YES if own == (profile.pacing == "self-paced") else NO
    return said


def on_the_person(raw: dict[str, Any], profile: Profile) -> dict[str, str]:
    said = {}
    if profile.programming_ok is False:
        said["programming"] = {True: NO, False: YES, None: MAYBE}[value(raw, "programming_required")]
    if profile.education:
        said["education"] = educated(raw, profile.education)
    if profile.board_certified is not None:
        said["board"] = boarded(raw, mine=profile.board_certified)
    if profile.prior:
        said["prior"] = NO if raw["id"] in profile.prior else YES
    return said
