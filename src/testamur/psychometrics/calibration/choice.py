"""From how many persons on slopes are estimated, and when they have a prior (our policy)."""

from typing import Final

from testamur.psychometrics.item_model import Prior

SLOPES_FROM: Final = 200
"""With fewer persons slopes are not estimated unless somebody asks for it."""

FREELY_FROM: Final = 1000
"""With fewer persons slopes have a prior."""

SLOPE: Final = Prior(0.0, 0.5, of_logarithm=True)
"""The prior of slopes: the logarithm of a is N(0, 0.5^2)."""
