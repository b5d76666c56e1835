"""Bootstrap standard errors for any way of equating.

Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 6; for equating Kolen & Brennan (2004),
Test Equating, Scaling, and Linking, 2nd ed., ch. 7. Both groups are drawn again, with replacement and
independently.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, Protocol, TypeVar

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.conversion import Conversion
from testamur.psychometrics.scoring import FloatArray

SAMPLES: Final = 1000
"""Samples drawn unless the asker says otherwise."""

LEAST_SHARE: Final = 0.9
"""If fewer of the samples than this can be equated, no standard error is given."""


class Group(Protocol):
    """A group that can be drawn again: a distribution of scores, alone or with those of an anchor."""

    def resampled(self, rng: np.random.Generator) -> "Group":
        """Draw as many persons again, with replacement."""
        ...


Drawn = TypeVar("Drawn", bound=Group)


def with_bootstrap_errors(
    equate: Callable[[Drawn, Drawn], Conversion],
    new: Drawn,
    old: Drawn,
    *,
    rng: np.random.Generator,
    samples: int = SAMPLES,
) -> Conversion:
    """Return the conversion with standard errors from equating samples drawn again.

    Parameters
    ----------
    equate : callable
        From the two groups to a conversion, as ``partial(equipercentile, degrees=(6, 6))``.
    new, old : ScoreDistribution or AnchorDistribution
        The groups who took the new and the old form.
    rng : numpy.random.Generator
        Seed it, and record the seed, to be able to show the same errors again.
    samples : int
        Number of pairs of samples, >= 2.

    Returns
    -------
    Conversion
        That of the groups themselves, `errors` being the standard deviation (n - 1) over the samples. Samples that
        cannot be equated are left out and counted in `error_method`; with a tenth or more of them there are no
        errors, and a warning says so.
    """
    if samples < 2:
        raise DocumentError([Problem("samples", f"two or more are needed; it is {samples}")])
    conversion = equate(new, old)
    drawn = list(_equivalents(equate, new, old, rng=rng, samples=samples))
    method = f"bootstrap, {len(drawn)} of {samples} samples"
    if len(drawn) < max(2.0, LEAST_SHARE * samples):
        warning = f"only {len(drawn)} of {samples} bootstrap samples could be equated; there is no standard error"
        return replace(conversion, errors=None, error_method="", warnings=(*conversion.warnings, warning))
    return replace(conversion, errors=np.std(drawn, axis=0, ddof=1), error_method=method)


def _equivalents(
    equate: Callable[[Drawn, Drawn], Conversion],
    new: Drawn,
    old: Drawn,
    *,
    rng: np.random.Generator,
    samples: int,
) -> Iterator[FloatArray]:
    for _ in range(samples):
        pair = new.resampled(rng), old.resampled(rng)
        try:
            yield equate(*pair).equivalents  # type: ignore[arg-type]  # a group draws a group of its own kind
        except DocumentError:
            continue
