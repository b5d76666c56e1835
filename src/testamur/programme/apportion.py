"""Weights to whole numbers of items."""

import math
from collections.abc import Mapping


def apportion(weights: Mapping[str, float], total: int) -> dict[str, int]:
    """Return how many of `total` each key gets, by largest remainder.

    Parameters
    ----------
    weights : mapping of str to float
        Shares, each > 0; they need not sum to 1.
    total : int
        Number of things to give out, >= 0.

    Returns
    -------
    dict of str to int
        Sums to `total`; equal remainders go to the key that comes first.

    References
    ----------
    Balinski & Young (2001), Fair Representation, 2nd ed., ch. 2 (the method of Hamilton).
    """
    whole = math.fsum(weights.values())
    quotas = {key: total * weight / whole for key, weight in weights.items()}
    seats = {key: math.floor(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: seats[key] - quotas[key])
    for key in by_remainder[: total - sum(seats.values())]:
        seats[key] += 1
    return seats
