"""Two offerings that together cover what a role must be able to do: the best cover by evidence."""

import itertools
import math
from collections.abc import Iterable, Sequence

from testamur.catalogue import Interval, Reading
from testamur.fit.advice import Pair
from testamur.fit.candidate import Candidate
from testamur.fit.case import Case
from testamur.fit.constants import constant
from testamur.fit.constraints import weeks_free
from testamur.fit.criteria import listed_span
from testamur.fit.placing import Placing
from testamur.fit.totals import weeks_at_my_hours


def evidence(case: Case) -> dict[str, float]:
    """Return how surely an offering covers each of the role's competencies, 0 to 1, by the grade of the claim."""
    found, policy = case.facts.shown("covers"), case.facts.policy
    stated = found.value if found.is_known else ()
    width = policy.width(found.grade, found.field)

    def sure(code: str) -> float:
        named = code in stated or code.partition(".")[0] in stated
        return listed_span(named=named, width=width, unlisted=policy.unlisted).low if stated else 0.0

    return {target.code: sure(target.code) for target in case.role.target}


def covered(case: Case) -> frozenset[str]:
    """Return the target competencies of the role that an offering covers by evidence that speaks for it."""
    return frozenset(code for code, sure in evidence(case).items() if sure >= constant("speaks_for"))


def best_pair(placing: Placing) -> Pair | None:
    """Return the two of the first few that together cover most by evidence, if neither covers as much alone.

    What is surely over the budget or the time together is left out; of equal covers the one with more evidence
    counts, then the one that stands higher.
    """
    few = [placing.candidates[i] for i in placing.order[: int(constant("pair.among"))]]
    sure = {one.offering.id: evidence(one.case) for one in few}
    pairs = [pair for pair in itertools.combinations(few, 2) if _adds(pair) and _affordable(pair)]
    if not pairs:
        return None

    def cover(pair: tuple[Candidate, Candidate]) -> tuple[int, float]:
        one, other = (sure[candidate.offering.id] for candidate in pair)
        together = math.fsum(max(one[code], other[code]) for code in one)
        return len(covered(pair[0].case) | covered(pair[1].case)), round(together, 9)

    return _pair(max(pairs, key=cover))


def _adds(pair: tuple[Candidate, Candidate]) -> bool:
    one, other = (covered(candidate.case) for candidate in pair)
    return bool(one - other) and bool(other - one)


def _affordable(pair: tuple[Candidate, Candidate]) -> bool:
    """Say whether a pair is not surely over what the person can spend and the weeks the person has."""
    profile, prices = pair[0].case.profile, price_of(pair)
    weeks = weeks_of(pair)
    too_dear = profile.budget is not None and prices is not None and (prices.low or 0.0) > profile.budget
    too_long = weeks is not None and (weeks.low or 0.0) > weeks_free(pair[0].case)
    return not too_dear and not too_long


def price_of(pair: Iterable[Candidate]) -> Interval | None:
    """Return the price of both in US dollars, None if one is not stated so."""
    prices = [candidate.case.facts.reading("price") for candidate in pair]
    return None if any(price.unit != "USD" for price in prices) else _sum(prices)


def weeks_of(pair: Iterable[Candidate]) -> Interval | None:
    """Return the weeks of both, one after the other, None if one is not known."""
    return _sum([weeks_at_my_hours(candidate.case) for candidate in pair])


def _sum(readings: Sequence[Reading]) -> Interval | None:
    intervals = [reading.interval for reading in readings if reading.is_known and reading.interval is not None]
    if len(intervals) < len(readings):
        return None
    lows, highs = [one.low for one in intervals], [one.high for one in intervals]
    return Interval(
        math.fsum(low or 0.0 for low in lows),
        None if None in highs else math.fsum(high or 0.0 for high in highs),
    )


def _pair(pair: tuple[Candidate, Candidate]) -> Pair:
    one, other = pair
    targets = [target.code for target in one.case.role.target]
    found = covered(one.case) | covered(other.case)
    added = len(found) - len(covered(one.case))
    sentence = (
        f"{one.offering.name} and {other.offering.name} together cover {len(found)} of the {len(targets)} "
        f"competencies of your role by evidence; the second adds {added}."
    )
    return Pair(
        first=one.offering.id,
        second=other.offering.id,
        covered=tuple(code for code in targets if code in found),
        uncovered=tuple(code for code in targets if code not in found),
        sentence=sentence,
        price=price_of(pair),
        weeks=weeks_of(pair),
    )
