"""What the guide takes and gives, typed."""

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

from testamur.catalogue import Reading
from testamur.site.api.schemas import Grade


class ProfileIn(Schema):
    """Who asks. What is left out is not asked of an offering."""

    role: Annotated[str, Field(max_length=100)]
    country: Annotated[str, Field("", max_length=2, description="ISO 3166-1 code, such as US")]
    licence: Literal["", "none", "physician", "registered-nurse", "pharmacist", "radiographer"] = ""
    need: Literal["cme", "hire", "internal-credentialing", "specialty", "capability", "leadership"] = "capability"
    budget: Annotated[float | None, Field(None, ge=0, le=1e7, description="US dollars for the whole")]
    hours_per_week: Annotated[float | None, Field(None, gt=0, le=168)]
    weeks: Annotated[float | None, Field(None, gt=0, le=1000)]
    by: date | None = None
    programming_ok: bool | None = None
    pacing: Literal["", "self-paced", "cohort"] = ""
    archetype: Literal["", "shaper", "driver", "creator", "embedder", "user", "purchaser"] = ""
    setting: Literal["", "academic-medical-centre", "health-system", "multinational", "public-service"] = ""
    education: Literal["", "none", "bachelor", "master", "doctorate"] = ""
    board_certified: Annotated[bool | None, Field(None, description="by a speciality board; physicians only")]
    prior: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=200)], ...],
        Field((), max_length=50, description="keys of offerings that are held already"),
    ]


class RankIn(Schema):
    """A question to the guide."""

    profile: ProfileIn
    policy: Annotated[str, Field("graded", max_length=40)]
    on: Annotated[date | None, Field(None, description="the day asked about; today if left out")]
    weights: Annotated[
        dict[Annotated[str, Field(max_length=40)], Annotated[float, Field(ge=0, le=1000)]] | None,
        Field(None, max_length=20, description="your own weights of the criteria in place of the role's"),
    ]


class SpanOut(Schema):
    """What a value on the scale from 0 to 1 lies between."""

    low: float
    high: float


class ReasonOut(Schema):
    """Why an offering stands where it stands."""

    direction: Literal["for", "against"]
    criterion: str
    sentence: str
    grade: Grade
    sources: list[str]


class AnswerOut(Schema):
    """What one constraint answers; `missing` names the fact that would settle it."""

    constraint: str
    standing: str
    sentence: str
    missing: str


class CautionOut(Schema):
    """Something to know before trusting a place."""

    kind: str
    sentence: str


class ReadingOut(Schema):
    """One number, what it lies between, and how it is made; neither end is known where nobody states it."""

    low: float | None = None
    high: float | None = None
    unit: str
    grade: Grade
    derivation: str

    @staticmethod
    def resolve_low(reading: Reading) -> float | None:
        """Return the least it can be."""
        return reading.interval.low if reading.interval else None

    @staticmethod
    def resolve_high(reading: Reading) -> float | None:
        """Return the most it can be."""
        return reading.interval.high if reading.interval else None


class TotalsOut(Schema):
    """What the whole costs in money and time, on one basis."""

    price: ReadingOut
    price_per_hour: ReadingOut
    hours: ReadingOut
    weeks_at_my_hours: ReadingOut


class FitOut(Schema):
    """One offering in its place."""

    place: int
    offering: str
    name: str
    provider: str
    standing: str
    value: SpanOut
    expected: float
    first_share: float
    reasons: list[ReasonOut]
    confirm: list[str]
    cautions: list[CautionOut]
    answers: list[AnswerOut]
    totals: TotalsOut
    dominated_by: str
    win_rate: float
    rank_shares: list[float]
    central_weights: dict[str, float] | None
    covered: list[str]


class SetAsideOut(Schema):
    """An offering that is not ranked, and why."""

    offering: str
    name: str
    provider: str
    standing: str
    because: list[str]
    missing: list[str]


class ModuleOut(Schema):
    """One part of a programme that is said to be usable alone."""

    offering: str
    name: str
    part: str
    place: int
    price: ReadingOut
    weeks: ReadingOut
    sentence: str


class CounselOut(Schema):
    """What to do, in one form."""

    kind: Literal["one", "list", "pair", "module", "none"]
    sentence: str
    offerings: list[str]
    module: ModuleOut | None
    instead: list[str]


class ComplementOut(Schema):
    """An offering to take as well, where what `when` says is true: it completes "if you"."""

    offering: str
    name: str
    when: str
    sentence: str
    adds: list[str]


class PairOut(Schema):
    """Two offerings that together cover most of the role."""

    first: str
    second: str
    covered: list[str]
    uncovered: list[str]
    sentence: str


class ChangeOut(Schema):
    """One thing that would put another first; `first` is empty if nothing would be left."""

    kind: Literal["weight", "fact"]
    what: str
    offering: str
    sentence: str
    first: str
    weights: dict[str, float] | None


class WhyNotOut(Schema):
    """Why an offering is not in the first place."""

    offering: str
    name: str
    win_rate: float
    sentences: list[str]


class RuleOut(Schema):
    """A conditional rule of the guide that the question sets off."""

    id: str
    sentence: str


class AdviceOut(Schema):
    """The answer of the guide; the same question on the same catalogue gives it again."""

    policy: str
    at: date
    draws: int
    confidence: Literal["clear", "leaning", "open", "none"]
    weights: dict[str, float]
    fits: list[FitOut]
    set_aside: list[SetAsideOut]
    cautions: list[CautionOut]
    counsel: CounselOut
    complements: list[ComplementOut]
    pair: PairOut | None
    modules: list[ModuleOut]
    changes: list[ChangeOut]
    against: list[WhyNotOut]
    rules: list[RuleOut]
    confidence_factor: float | None
    second_opinion: str
    considered: int
    ruled_out: dict[str, int]
