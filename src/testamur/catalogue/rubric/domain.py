"""Domain alignment: which uses in care an offering is shown to treat, and whether health care is its subject.

A topic in a published outline or a graded outcome counts; a topic that only an interested party or a weak source
names is unknown. A credential that is not shown to treat three uses is not left out for that: nobody can tell.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from testamur.catalogue.claim import Claim, Grade, Interval
from testamur.catalogue.field import DOMAIN
from testamur.catalogue.offering import Offering
from testamur.catalogue.role import Role
from testamur.catalogue.shown import Shown, shown

# Facts of these grades count as shown; of the others it is known only that somebody says so.
COUNTED: Final[frozenset[Grade]] = frozenset({"A", "B", "C"})
LEAST_CHECKS: Final = 3
Look = Callable[[str], Shown]
"""How somebody looks up what is shown for a field."""
# What speaks of health in a title. Beginnings and middles of words: medicine, paramedics, biomedical.
HEALTH_WORDS: Final = ("health", "medic", "clinic", "nurs", "imaging")

TOPICS: Final[dict[str, str]] = {
    "ehr-data": "data of health records",
    "clinical-decision-support": "clinical decision support",
    "diagnostic-imaging": "diagnostic imaging",
    "patient-safety": "patient safety",
    "clinical-trials-or-evidence": "clinical trials and evidence",
    "operations-and-flow": "operations and patient flow",
    "governance-policy-law": "governance, policy and law",
    "procurement-vendor": "procurement and vendors",
    "equity-bias-in-care": "equity and bias in care",
    "privacy-health-law": "privacy and health law",
    "workflow-integration": "fitting AI into clinical work",
    "applied-work-on-clinical-data": "work on clinical data",
}
"""Each check by what it is about, as a sentence names it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The competencies of the healthcare-AI framework whose coverage shows a check, and why these.

    A whole domain of competencies stands for a check only where the domain's own title says the same.
    """

    codes: tuple[str, ...]
    because: str


EVIDENCE: Final[dict[str, Evidence]] = {
    "ehr-data": Evidence(("H1.4",), "H1.4 is how the data of health records come about."),
    "clinical-decision-support": Evidence(
        ("H3", "H3.1", "H3.3"), "H3 is the encounter with AI at hand; H3.1 and H3.3 are acting on its output."
    ),
    "diagnostic-imaging": Evidence((), "No competency is about images; it must be stated itself."),
    "patient-safety": Evidence(
        ("H3.2", "H3.3", "H6.2"), "Automation bias, acting safely on an alert, and reporting a safety event."
    ),
    "clinical-trials-or-evidence": Evidence(
        ("H4", "H4.3", "H4.4", "H4.5"), "H4 is evidence on tools: validation, its design, and reading a study."
    ),
    "operations-and-flow": Evidence(("H5.2",), "H5.2 is the tool for schedules and patient flow."),
    "governance-policy-law": Evidence(
        ("H8", "H8.1", "H8.2", "H8.3", "H8.5"), "H8 is governance, safety and law; H8.4 and H8.6 are other checks."
    ),
    "procurement-vendor": Evidence(
        ("H7", "H7.1", "H7.2", "H7.3", "H7.4", "H7.5"), "H7 is procurement and vendors, in each of its parts."
    ),
    "equity-bias-in-care": Evidence(
        ("H2", "H2.1", "H2.3"), "H2 is justice, equity and ethics; H2.2 is telling the patient, another matter."
    ),
    "privacy-health-law": Evidence(("H8.4",), "H8.4 is the limits of privacy, security and use of data."),
    "workflow-integration": Evidence(
        ("H5", "H5.1", "H5.3"), "H5 is analysis of workflow; H5.2 alone is about schedules."
    ),
    "applied-work-on-clinical-data": Evidence((), "A competency does not say what the work is done on."),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One use in care: whether it is shown to be treated, None if nobody can tell, and the claims that say so."""

    name: str
    title: str
    holds: bool | None
    claims: tuple[Claim, ...] = ()

    @property
    def topic(self) -> str:
        """What it is about, as a sentence names it."""
        return TOPICS[self.name]


UNSHOWN: Final = {name: Check(name, title, holds=None) for name, title in DOMAIN.items()}


@dataclass(frozen=True, slots=True)
class Domain:
    """How far an offering is aligned with health care: the twelve checks, and whether health is its subject."""

    checks: tuple[Check, ...]
    health: bool | None

    @property
    def shown(self) -> tuple[Check, ...]:
        """The uses in care that are shown to be treated."""
        return tuple(check for check in self.checks if check.holds)

    @property
    def gate(self) -> bool | None:
        """Whether it belongs on a list of health AI: three uses in care shown, and health its subject."""
        most = sum(check.holds is not False for check in self.checks)
        if self.health is False or most < LEAST_CHECKS:
            return False
        return True if self.health and len(self.shown) >= LEAST_CHECKS else None


def domain_of(offering: Offering, *, at: date | None = None, counted: Collection[Grade] = COUNTED) -> Domain:
    """Return how far an offering is aligned with health care.

    Parameters
    ----------
    offering : Offering
        The claims about it.
    at : date, optional
        The day asked about; claims about other days do not count.
    counted : collection of Grade
        The grades whose word counts; by default what an authority, the provider or an independent source states.
    """
    return domain_seen(offering.name, lambda field: shown(offering, field, at=at), counted=counted)


def domain_seen(title: str, look: Look, *, counted: Collection[Grade] = COUNTED) -> Domain:
    """Return the same from a title and from what is shown for each field, as somebody has looked it up."""
    covers = look("covers")
    named = frozenset(covers.value) if covers.is_known and covers.grade in counted else frozenset()
    checks = (_check(name, look(f"domain.{name}"), covers, named=named, counted=counted) for name in DOMAIN)
    return Domain(tuple(checks), _health(title, look, counted=counted))


def _check(name: str, stated: Shown, covers: Shown, *, named: frozenset[str], counted: Collection[Grade]) -> Check:
    """Answer one check: what is said of the use itself goes before the competencies that touch it."""
    if _is_flag(stated, counted):
        return Check(name, DOMAIN[name], bool(stated.value), stated.best)
    if named and not named.isdisjoint(EVIDENCE[name].codes):
        return Check(name, DOMAIN[name], holds=True, claims=covers.best)
    return UNSHOWN[name]


def _is_flag(found: Shown, counted: Collection[Grade]) -> bool:
    return not found.missing and found.is_known and found.grade in counted and isinstance(found.value, bool)


def _health(title: str, look: Look, *, counted: Collection[Grade]) -> bool | None:
    """Say whether health is in the title, the audience or what is said of the whole; a denial goes before all."""
    stated, audience = look("health_domain"), look("audience_roles")
    if _is_flag(stated, counted):
        return bool(stated.value)
    # Every role of the catalogue is one in health care.
    named = audience.is_known and audience.grade in counted
    return True if named or any(word in title.lower() for word in HEALTH_WORDS) else None


def check_weights(role: Role) -> Mapping[str, float]:
    """Return how much each check counts for a role: by how many of its target competencies it is about.

    The weights sum to 1. If no check is about a target of the role, all count alike.
    """
    targets = [target.code for target in role.target]
    counts = {name: sum(code in evidence.codes for code in targets) for name, evidence in EVIDENCE.items()}
    whole = sum(counts.values())
    return {name: count / whole if whole else 1 / len(counts) for name, count in counts.items()}


def domain_score(domain: Domain, role: Role | None = None) -> Interval:
    """Return which share of the checks is treated, from what is shown to what is not denied, 0 to 1.

    Without a role every check counts alike; with one, as `check_weights` says.
    """
    weights = check_weights(role) if role else {name: 1 / len(DOMAIN) for name in DOMAIN}
    return Interval(
        math.fsum(weights[check.name] for check in domain.checks if check.holds),
        math.fsum(weights[check.name] for check in domain.checks if check.holds is not False),
    )
