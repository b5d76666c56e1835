"""What the interface takes and gives, typed; the OpenAPI document is made from these."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

Grade = Literal["A", "B", "C", "D", "E", "U"]


class ErrorOut(Schema):
    """What is said when the answer is no: the rule, the reason for people, and every single problem."""

    rule: str
    reason: str
    problems: list[str]


class ClaimOut(Schema):
    """One fact as somebody states it."""

    field: str
    value: Any = Field(None, description="text, number, flag or list of texts, as the field asks")
    low: float | None
    high: float | None
    unit: str
    source: str
    grade: Grade
    stated_by: str
    interest: str
    as_of: str
    seen: str
    valid_from: str
    valid_to: str
    note: str


class OfferingLine(Schema):
    """An offering in a list."""

    id: str
    name: str
    provider: str
    holder: str
    status: str
    countries: list[str]
    role_groups: list[str]


class OfferingOut(OfferingLine):
    """An offering with every claim on it, and what nobody states."""

    jurisdiction: str
    note: str
    unknown: list[str]
    claim: list[ClaimOut]


Value = Annotated[str, Field(max_length=80)]
Values = Annotated[list[Value], Field(default_factory=list, max_length=40)]


class Narrowed(Schema):
    """By what offerings are narrowed; each facet may be given several times."""

    group: Values
    role: Values
    kind: Values
    credit: Values
    price: Values
    pacing: Values
    language: Values
    country: Values
    holder: Values
    status: Values
    evidence: Values

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Return the facets with a choice."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: tuple(value.lower() for value in given) for name, given in values.items() if given}


class HitOut(Schema):
    """An offering that was found."""

    id: str = Field(alias="key")
    name: str = Field(alias="title")
    provider: str
    score: float


class CountOut(Schema):
    """How many have a value of a facet."""

    value: str
    count: int
    is_chosen: bool


class SearchOut(Schema):
    """What was found: a part of it, how much in all, and how it parts by facets."""

    total: int
    read_as: str = Field(description="the question as understood, where a word was taken for mistyped")
    unknown: list[str] = Field(description="words that no offering holds")
    hits: list[HitOut]
    facets: dict[str, list[CountOut]]


class TargetOut(Schema):
    """A competency the role asks for."""

    code: str
    level: str
    note: str


class TaskOut(Schema):
    """One thing a holder of the role must be able to do."""

    id: str
    does: str


class WeightsOut(Schema):
    """How much each criterion counts; they sum to 1."""

    audience: float
    coverage: float
    rigour: float
    portability: float
    ce: float
    cost: float
    time: float
    recency: float
    verification: float


class RoleOut(Schema):
    """A role with its tasks, competencies and weights."""

    id: str
    name: str
    group: str
    licence: str
    target: list[TargetOut]
    task: list[TaskOut]
    weights: WeightsOut
    weights_reason: str
    note: str


class FrameworkLine(Schema):
    """A framework in a list; its CASE package is at `case_url`."""

    id: str
    title: str
    creator: str
    version: str
    status: str
    licence_note: str
    entries: int
    case_url: str


class ProgrammeOut(Schema):
    """A programme that runs here, in its newest edition."""

    id: str
    edition: str
    title: str
    summary: str
    organisation: str
    modelled_on: str
    award: str
    kind: str
    pacing: str
    starts: list[date]
    validity_months: int | None
    audience: list[str]
    simulated: bool
    digest: str
    url: str


class VerifyIn(Schema):
    """A credential: as JSON, as its text (JSON or a token), by address, or as a file in base64; one of these.

    A file is whatever the verify page takes: a PDF with the credential inside, a badge picture, a picture of a
    QR code. With `email` it is also compared with its holder's; the address is not kept.
    """

    credential: dict[str, Any] | None = None
    text: Annotated[str | None, Field(None, max_length=262_144)]
    address: Annotated[str | None, Field(None, max_length=2000)]
    file: Annotated[str | None, Field(None, max_length=1_000_000)]
    email: Annotated[str, Field("", max_length=320)]


class StepOut(Schema):
    """One thing that was checked."""

    name: str
    answer: Literal["yes", "no", "cannot tell", "warning", "not asked"]
    sentence: str
    details: list[str]


class FactOut(Schema):
    """One fact of a statement: its value with interval, n, method and day; or in which way it is not known."""

    key: str
    title: str
    sentence: str
    state: Literal["value", "not yet enough data", "not done", "does not apply", "not said"]
    value: str
    unit: str
    of: str
    low: str
    high: str
    n: str
    method: str
    on: str
    is_simulated: bool


class CriterionOut(Schema):
    """One criterion of the guide: where it lies between 0 and 1, its facts, and what nobody can tell."""

    name: Literal["domain", "rigour", "portability"]
    low: float
    high: float
    figure: str
    sentence: str
    facts: list[FactOut]
    open: list[str]


class EndorsedOut(Schema):
    """Who endorses a statement; what they say only if it holds."""

    name: str
    issuer: str
    comment: str
    since: datetime | None
    holds: bool
    is_known: bool
    sentence: str
    url: str


class AssessedOut(Schema):
    """A statement of how was assessed, to which the credential is bound; filled only if it is proven."""

    address: str
    answer: Literal["yes", "warning"]
    sentence: str
    name: str
    issuer: str
    stated_at: datetime | None
    is_simulated: bool
    criteria: list[CriterionOut]
    others: list[FactOut]
    endorsements: list[EndorsedOut]


class VerificationOut(Schema):
    """The answer about a credential; its content and its statements are given only if its proof holds."""

    verdict: str
    title: str
    is_good: bool
    at: datetime
    steps: list[StepOut]
    credential: dict[str, Any] | None
    statements: list[AssessedOut]


class EnrolmentOut(Schema):
    """One of your enrolments."""

    id: int
    programme: str
    title: str
    edition: str
    organisation: str
    only: str
    started_on: date
    done: int
    parts: int
    next: str
    next_due_on: date | None


class CredentialOut(Schema):
    """One of your credentials."""

    address: str
    title: str
    organisation: str
    issued_at: datetime
    holds_until: date | None
    revoked: bool
    suspended: bool
    superseded: bool


class ResultOut(Schema):
    """One measured sitting; its candidate is named by the number of the enrolment only."""

    sitting: int
    enrolment: int
    programme: str
    edition: str
    form: str
    purpose: str
    correct: int
    of: int
    needed: int | None
    measured_at: datetime
    decision: str
