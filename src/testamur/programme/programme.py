"""The nouns of a programme: what one TOML file in `content/programmes/` says."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

ComponentKind = Literal["module", "session", "assignment", "exam", "evaluation"]
Pacing = Literal["self-paced", "on demand", "cohort"]
Proctoring = Literal["none", "record and review", "live"]
Level = Literal["foundation", "apply", "evaluate", "lead"]
AwardKind = Literal["exam-based credential", "assessment-based certificate", "certificate of completion"]


@dataclass(frozen=True, slots=True)
class Competence:
    """What a holder of the award can do: a competency of a framework, and to which level."""

    code: str
    level: Level


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition of admission, tested on one fact about the applicant."""

    fact: str
    reason: str
    any_of: tuple[str, ...] = ()
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """What we ask, beside what the modelled programme is said to ask."""

    covers: str
    ours: int = 0
    currency: str = "USD"
    modelled: int | None = None
    modelled_source: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One thing to do: a module of texts with quizzes, a session, an assignment, the exam, an evaluation."""

    id: str
    kind: ComponentKind
    title: str
    summary: str = ""
    week: int = 1
    weeks: int = 1
    day: int = 1
    time: str = ""
    minutes: int | None = None
    style: str = ""
    hours: float | None = None
    texts: tuple[str, ...] = ()
    quiz_pass_correct: int | None = None
    attempts: int | None = None
    lab: str = ""
    pass_share: float | None = None
    credits: float | None = None
    competencies: tuple[Competence, ...] = ()
    sold_separately: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """How time runs: at the learner's pace, or by cohorts with fixed starts."""

    pacing: Pacing
    hours_per_week: tuple[float, float] | None = None
    weeks: int | None = None
    starts: tuple[date, ...] = ()
    complete_within_weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """The share of live sessions that must be attended."""

    least_share: float


@dataclass(frozen=True, slots=True)
class Area:
    """One line of a blueprint: how much of the form one competency, or one domain of them, gets."""

    competency: str
    weight: float
    level: Level = "apply"
    aligned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """One judge's ratings, by area: of 100 just-competent candidates, how many answer an item right."""

    name: str
    ratings: dict[str, float]


@dataclass(frozen=True, slots=True)
class Cut:
    """The pass mark as what it is, a number of correct answers, and where it comes from.

    `panel` is the digest of the signed record of a panel, which an installation keeps.
    """

    correct: int
    method: str
    source: str
    decided_on: date | None = None
    judges: tuple[Judge, ...] = ()
    simulated: bool = False
    panel: str = ""


@dataclass(frozen=True, slots=True)
class Exam:
    """The examination: its size, clock, pass mark, blueprint and rules of sitting."""

    items: int
    minutes: int
    cut: Cut
    blueprint: tuple[Area, ...]
    proctoring: Proctoring = "none"
    identity: str = ""
    attempts: int | None = None
    wait_days: int = 0
    forms: int = 2
    overlap_most: int | None = None
    judge_share_least: float = 0.0
    recall_share_most: float = 1.0
    whole_cases: bool = False


@dataclass(frozen=True, slots=True)
class ContinuingEducation:
    """Credit designated in advance; the learner claims what was really done."""

    name: str
    designated: float
    designated_on: date
    expires_on: date
    step: float = 0.25
    statement: str = ""


@dataclass(frozen=True, slots=True)
class RenewalWay:
    """One way to extend an award: a new sitting of a shorter exam, or activities worth enough units."""

    kind: Literal["re-examination", "activities"]
    items: int | None = None
    minutes: int | None = None
    correct: int | None = None
    units: float | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """When and how an award may be extended."""

    ways: tuple[RenewalWay, ...]
    opens_days_before: int = 180
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class AwardRule:
    """What is awarded, in which words, and for how long it holds."""

    title: str
    kind: AwardKind
    criteria: str
    validity_months: int | None = None
    afterwards: Literal["expired", "elapsed"] = "expired"
    decided_by: Literal["rule", "person"] = "rule"
    can_be_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme that we run, in one published edition."""

    id: str
    edition: str
    title: str
    summary: str
    modelled_on: str
    audience: tuple[str, ...]
    calendar: Calendar
    award: AwardRule
    component: tuple[Component, ...]
    competency: tuple[Competence, ...]
    fee: tuple[Fee, ...]
    eligibility: tuple[Requirement, ...] = ()
    attendance: Attendance | None = None
    exam: Exam | None = None
    continuing_education: ContinuingEducation | None = None
    renewal: Renewal | None = None
    language: str = "en"
    notes: tuple[str, ...] = field(default=())

    def find(self, component: str) -> Component:
        """Return the component of that id."""
        return next(c for c in self.component if c.id == component)
