"""What would put another offering first: the price of one of the first few."""

from collections.abc import Iterator

from testamur.fit.advice import Change
from testamur.fit.case import Case
from testamur.fit.constants import constant
from testamur.fit.placing import Placing
from testamur.fit.suppositions import first_if, supposed

_STEP = 50  # US dollars: prices are named to the nearest step at which the answer was tried


def price_changes(placing: Placing) -> tuple[Change, ...]:
    """Return at which price of one of the first few another would be first, where its price is in doubt."""
    few = placing.order[: int(constant("changes.places"))]
    return tuple(change for i in few if _is_open(placing.candidates[i].case) for change in _change(placing, i))


def _is_open(case: Case) -> bool:
    price = case.facts.reading("price")
    return not price.is_known or price.grade in ("D", "E") or price.unit != "USD"


def _change(placing: Placing, i: int) -> Iterator[Change]:
    """Yield the change, if the first place turns between nothing and the price at which it is worth nothing.

    The dearer, the less an offering is worth, so the turn is found by halving.
    """
    budget = placing.candidates[i].case.profile.budget
    most = int(-(-(constant("price_scale") if budget is None else budget) // _STEP)) + 1
    first, offering = placing.first, placing.candidates[i].offering

    def turned(step: int) -> bool:
        return _first_at(placing, i, step) != placing.key(first)

    # The first place is lost from some price on; another's is won up to some price.
    low, high = (0, most) if i == first else (most, 0)
    if turned(low) or not turned(high):
        return
    while abs(high - low) > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if turned(middle) else (middle, high)
    then = _first_at(placing, i, high)
    names = {one.offering.id: one.offering.name for one in placing.candidates}
    said = "or more" if i == first else "or less"
    sentence = (
        f"{offering.name}: if it cost {high * _STEP:,} USD {said}, {names.get(then, 'nothing')} would be first."
    )
    claim = supposed("price", high * _STEP, placing.candidates[i].case, unit="USD")
    yield Change("fact", "price", offering.id, sentence, then, claims=(claim,))


def _first_at(placing: Placing, i: int, step: int) -> str:
    claim = supposed("price", step * _STEP, placing.candidates[i].case, unit="USD")
    return first_if(placing, i, (claim,), ("cost",), ("budget",))
