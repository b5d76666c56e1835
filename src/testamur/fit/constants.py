"""Every constant of the ranking, in one published table, each with its reason."""

from dataclasses import dataclass
from typing import Final

from testamur.catalogue.rubric import SHARES


@dataclass(frozen=True, slots=True)
class Constant:
    """One number that the ranking uses, and why it is this number."""

    name: str
    value: float
    reason: str


_WIDTH: Final = "how far a fact of this grade may be from the truth, on the scale of value from 0 to 1"
_SEEN: Final = "counts only when somebody without an interest has shown it; an interested party's word is no sight"
_NEED: Final = "how much more, or less, the criterion counts for this need than for the role alone"
_RULE: Final = "what the answer to this rule's question counts, of 1, where a reader's situation sets it off"

TABLE: Final = (
    Constant("width.A", 0.0, f"{_WIDTH}: an independent authority is taken as it stands"),
    Constant("width.B", 0.05, f"{_WIDTH}: the provider decides the fact, but pages are old or loosely worded"),
    Constant("width.C", 0.15, f"{_WIDTH}: a secondary source repeats, shortens and ages"),
    Constant(
        "width.D",
        0.35,
        f"{_WIDTH}: an interested party chooses what it says; kept below one half, so that it "
        "still speaks for or against",
    ),
    Constant(
        "width.E",
        0.60,
        f"{_WIDTH}: copies, undated and machine-written pages are wrong often enough that one "
        "alone gives no reason for or against",
    ),
    Constant("width.U", 1.0, f"{_WIDTH}: nothing is confirmed, so anything may be true"),
    Constant("seen.A", 0.0, _SEEN),
    Constant("seen.B", 0.05, _SEEN),
    Constant("seen.C", 0.15, _SEEN),
    Constant("seen.D", 1.0, _SEEN),
    Constant("seen.E", 1.0, _SEEN),
    Constant("seen.U", 1.0, _SEEN),
    Constant(
        "unlisted",
        0.5,
        "what a stated outline, audience or credit does not name may still be there, but less likely than not",
    ),
    Constant(
        "caution",
        1 / 3,
        "where in a doubtful interval the truth is expected: who sells says what is good, so "
        "silence is more often bad news than good (Milgrom 1981, Bell Journal of Economics 12(2):380-391); the "
        "mean of the falling density that is drawn from, Beta(1, 2)",
    ),
    Constant(
        "draws",
        5000,
        "a first-place share is then within 0.02 of its limit in more than 99 % of runs "
        "(standard error at most 0.0071)",
    ),
    Constant(
        "concentration",
        40.0,
        "weights are drawn from a Dirichlet distribution around the role's: a weight of "
        "0.20 then lies between 0.09 and 0.34 in 95 % of draws, about as far as reasonable people differ",
    ),
    Constant("clear", 0.6, "first in 60 % of the draws or more: clear"),
    Constant("leaning", 0.4, "first in 40 % of the draws or more: leaning; below: open"),
    Constant(
        "counsel.poor", 0.4, "where all that is left is surely worth less than this of 1, no credential is advised"
    ),
    Constant(
        "counsel.list",
        3.0,
        "at most so many where the first place is open: people compare three side by side, and are less content "
        "with a choice among many (Iyengar and Lepper 2000, Journal of Personality and Social Psychology "
        "79(6):995-1006)",
    ),
    Constant(
        "counsel.often", 0.1, "first in one draw of ten: too often to leave out where the first place is open"
    ),
    Constant(
        "counsel.pair_short",
        0.5,
        "a first place that covers less than half of the role's competencies by evidence leaves more open than it "
        "settles",
    ),
    Constant("counsel.pair_gain", 0.25, "a second price is worth naming where it adds a quarter of the role"),
    Constant("pair.among", 10.0, "pairs are sought among the first places, so that what fits badly is not paired"),
    Constant("complements", 2.0, "at most so many for one condition; the next ones fit less"),
    Constant("against", 4.0, "so many are set against the first place: those that a reader sees beside it"),
    Constant("against.behind", 2.0, "the two differences that weigh most say why; the rest is in the table"),
    Constant("against.ahead", 1.0, "what speaks most for the other is said as well"),
    Constant("changes.weights", 3.0, "the three smallest moves; larger ones change the question, not the answer"),
    Constant("changes.places", 5.0, "facts are supposed of the first five; those below need more than one fact"),
    Constant("changes.facts_each", 3.0, "at most so many of one offering, so that others are heard"),
    Constant("changes.facts", 8.0, "more is no longer read"),
    Constant("speaks_for", 0.5, "a value that is surely at least this is a reason for"),
    Constant("speaks_against", 0.5, "a value that is surely at most this, and not for, is a reason against"),
    Constant("weak_share", 0.5, "above this share of a value from grades D and E or from nothing, it is said so"),
    Constant(
        "price_scale",
        5000.0,
        "USD at which a price is worth 0 where no budget is given: above all but the "
        "executive programmes of the catalogue",
    ),
    Constant(
        "hours_scale",
        120.0,
        "hours at which the work is worth 0 where no time is given: about half a year at "
        "the 4 to 5 hours a week that these programmes name",
    ),
    Constant("fresh_years", 1.0, "facts this old or younger are worth 1: prices and dates change by the year"),
    Constant("stale_years", 5.0, "facts this old or older are worth 0: the field of five years ago was another"),
    Constant("portability.p1", SHARES["p1"], "share of this check in portability, as the rubric publishes it"),
    Constant("portability.p2", SHARES["p2"], "share of this check in portability, as the rubric publishes it"),
    Constant("portability.p3", SHARES["p3"], "share of this check in portability, as the rubric publishes it"),
    Constant("portability.p4", SHARES["p4"], "share of this check in portability, as the rubric publishes it"),
    Constant(
        "portability.p6",
        SHARES["p6"],
        "share of this check in portability, as the rubric publishes it; p5, that it can "
        "be verified, is the criterion verification and is counted once",
    ),
    Constant("need.cme.ce", 3.0, f"{_NEED}: only credit renews the licence"),
    Constant("need.hire.rigour", 1.5, f"{_NEED}: a stranger must believe it"),
    Constant("need.hire.portability", 1.5, f"{_NEED}: it must be worth something elsewhere"),
    Constant("need.hire.ce", 0.5, f"{_NEED}: an employer hires no credit hours"),
    Constant("need.internal-credentialing.rigour", 1.5, f"{_NEED}: a committee asks how it was assessed"),
    Constant("need.internal-credentialing.verification", 1.5, f"{_NEED}: a committee must verify it"),
    Constant("need.specialty.rigour", 1.5, f"{_NEED}: a speciality is shown by examination"),
    Constant("need.specialty.audience", 1.5, f"{_NEED}: a speciality is of one profession"),
    Constant("need.specialty.portability", 0.5, f"{_NEED}: who asks for one accepts that its recognition varies"),
    Constant("need.capability.coverage", 1.25, f"{_NEED}: what can be done afterwards is the point"),
    Constant("need.leadership.coverage", 1.25, f"{_NEED}: what can be done afterwards is the point"),
    Constant("need.leadership.audience", 1.25, f"{_NEED}: material for those who lead differs"),
    Constant("need.leadership.rigour", 0.75, f"{_NEED}: a leader is seldom asked for an exam result"),
    Constant("rule.R5", 0.5, f"{_RULE}: the rule puts it first, so it counts as much as all else together"),
    Constant("rule.R8", 0.5, f"{_RULE}: the rule puts it first, so it counts as much as all else together"),
    Constant(
        "rule.R9", 0.1, f"{_RULE}: the rule calls it relevant, not first, so it counts as one criterion of ten"
    ),
    Constant("rule.R10", 0.5, f"{_RULE}: the rule puts it first, so it counts as much as all else together"),
)
CONSTANTS: Final[dict[str, Constant]] = {constant.name: constant for constant in TABLE}


def constant(name: str) -> float:
    """Return the value of a constant of the table."""
    return CONSTANTS[name].value
