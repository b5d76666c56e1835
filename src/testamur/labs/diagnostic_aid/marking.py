"""The key of a case: right answers from the worksheet, and the traps that stand far enough from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from testamur.evaluation import Measure, Verdict
from testamur.labs.carrying import written
from testamur.labs.diagnostic_aid.questions import reason
from testamur.labs.diagnostic_aid.scenario import MARGIN, Scenario, Wanted
from testamur.labs.diagnostic_aid.words import (
    APPROVE,
    DECISION_SAID,
    FALLACIES,
    MISTAKES_SAID,
    PILOT,
    RARER,
    REJECT,
    SHARES_CALLED,
    VERDICT_REASONS,
    VERDICT_SAID,
    WORKING,
)
from testamur.labs.diagnostic_aid.worksheet import NUMBERS, Worksheet
from testamur.labs.key import Carry, Key, Rule, Trap
from testamur.labs.question import Part

TOLERANCES_APART: Final = 3
"""A trap is named only if its answer stands at least this many tolerances (or cases) from the right one."""

FRACTION_SHARE: Final = 0.5

CARRIED: Final[Mapping[str, tuple[Rule, tuple[str, ...]]]] = MappingProxyType(
    {
        "sensitivity": ("share of counts", ("tp", "fn")),
        "sensitivity-low": ("Wilson low", ("tp", "fn")),
        "sensitivity-high": ("Wilson high", ("tp", "fn")),
        "specificity": ("share of counts", ("tn", "fp")),
        "specificity-low": ("Wilson low", ("tn", "fp")),
        "specificity-high": ("Wilson high", ("tn", "fp")),
        "ppv": ("share of counts", ("tp", "fp")),
        "ppv-elsewhere": ("value elsewhere", ("sensitivity", "specificity")),
    }
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A known way to a wrong number: for which part, its name, and where it leads."""

    part: str
    name: str
    answer: float


def mistakes(right: Worksheet, wrong: Mapping[str, Worksheet], scenario: Scenario) -> Iterator[Mistake]:
    """Yield every known way to a wrong number, whether or not it can be told from the right one."""
    for name, worksheet in wrong.items():
        for part, number in NUMBERS.items():
            yield Mistake(part, name, number(worksheet))
    answer = {part: number(right) for part, number in NUMBERS.items()}
    lacking = right.tabulation
    yield Mistake("without-reference", "all that lack something", lacking.without_outcome + lacking.without_score)
    yield Mistake("indeterminate", "all indeterminate", lacking.without_score + lacking.without_both)
    yield Mistake("fp", "exchanged", answer["fn"])
    yield Mistake("fn", "exchanged", answer["fp"])
    yield Mistake("sensitivity", "claimed", scenario.claimed(Measure.SENSITIVITY))
    yield Mistake("sensitivity", "predictive for sensitivity", answer["ppv"])
    yield Mistake("specificity", "claimed", scenario.claimed(Measure.SPECIFICITY))
    yield Mistake("specificity", "predictive for specificity", 100 * (right.npv.value or 0.0))
    yield Mistake("ppv", "study prevalence", scenario.claimed(Measure.PPV))
    yield Mistake("ppv", "sensitivity for predictive", answer["sensitivity"])
    yield Mistake("ppv-elsewhere", "study prevalence", scenario.claimed(Measure.PPV))
    yield Mistake("ppv-elsewhere", "local prevalence", answer["ppv"])
    yield Mistake("ppv-elsewhere", "claimed elsewhere", _claimed_elsewhere(scenario))


def is_apart(mistake: Mistake, right: Worksheet, part: Part) -> bool:
    """Return whether a mistake's answer stands far enough from the right one to be told from it."""
    step = float(part.tolerance) or 1.0
    return abs(mistake.answer - NUMBERS[mistake.part](right)) >= TOLERANCES_APART * step


def keys(
    parts: tuple[Part, ...], right: Worksheet, wrong: Mapping[str, Worksheet], scenario: Scenario
) -> tuple[Key, ...]:
    """Return the key to every part."""
    known = list(mistakes(right, wrong, scenario))
    numbers = tuple(
        _number(part, right, [m for m in known if m.part == part.id], scenario)
        for part in parts
        if part.kind == "number"
    )
    verdicts = tuple(
        _verdict(share, verdict, scenario) for share, verdict in zip(SHARES_CALLED, right.verdicts, strict=True)
    )
    return *numbers, *verdicts, _decision(right.verdicts), _reasons(right.verdicts)


def decided(verdicts: Wanted) -> str:
    """Return the protocol's decision on two verdicts."""
    if Verdict.NOT_SUPPORTED in verdicts:
        return REJECT
    return PILOT if Verdict.CANNOT_TELL in verdicts else APPROVE


def _number(part: Part, right: Worksheet, known: list[Mistake], scenario: Scenario) -> Key:
    answer = NUMBERS[part.id](right)
    traps = [Trap(written(m.answer), MISTAKES_SAID[m.name]) for m in known if is_apart(m, right, part)]
    if part.unit == "%":
        tolerance = written(float(part.tolerance) / 100)
        traps.append(Trap(written(answer / 100), MISTAKES_SAID["fraction"], FRACTION_SHARE, tolerance))
    return Key(part.id, (written(answer),), WORKING[part.id], tuple(traps), _carry(part.id, scenario))


def _carry(part: str, scenario: Scenario) -> Carry | None:
    if part not in CARRIED:
        return None
    rule, of = CARRIED[part]
    constant = scenario.elsewhere_permille / 1000 if part == "ppv-elsewhere" else float(scenario.cases)
    return Carry(rule, of, (constant,))


def _verdict(share: str, verdict: Verdict, scenario: Scenario) -> Key:
    claimed = scenario.claimed(Measure(share))
    floor = Decimal(written(claimed)) - MARGIN
    return Key(
        f"verdict-{share}",
        (verdict.value,),
        f"The claim is {claimed}%, the margin {MARGIN} points, so the floor is {floor}%.",
        tuple(Trap(given.value, VERDICT_SAID[verdict, given]) for given in Verdict if given is not verdict),
        Carry("verdict", (share, f"{share}-low", f"{share}-high"), (claimed, float(MARGIN))),
    )


def _decision(verdicts: Wanted) -> Key:
    right = decided(verdicts)
    traps = tuple(
        Trap(given, *DECISION_SAID[right, given]) for given in (APPROVE, PILOT, REJECT) if given != right
    )
    said = ", ".join(f"{share} {verdict}" for share, verdict in zip(SHARES_CALLED, verdicts, strict=True))
    unsafe = (APPROVE,) if right == REJECT else ()
    return Key("decision", (right,), f"By the protocol, from the verdicts: {said}.", traps, unsafe=unsafe)


def _reasons(verdicts: Wanted) -> Key:
    true = tuple(reason(share, verdict) for share, verdict in zip(SHARES_CALLED, verdicts, strict=True))
    untrue = tuple(
        Trap(reason(share, other), VERDICT_SAID[verdict, other])
        for share, verdict in zip(SHARES_CALLED, verdicts, strict=True)
        for other in VERDICT_REASONS
        if other is not verdict
    )
    fallacies = tuple(Trap(identifier, said) for identifier, (_, said) in FALLACIES.items())
    return Key("reasons", (*true, RARER), "The others are untrue here, or no reasons.", (*untrue, *fallacies))


def _claimed_elsewhere(scenario: Scenario) -> float:
    prevalence = scenario.elsewhere_permille / 1000
    right = scenario.claimed(Measure.SENSITIVITY) * prevalence
    return 100 * right / (right + (100 - scenario.claimed(Measure.SPECIFICITY)) * (1 - prevalence))
