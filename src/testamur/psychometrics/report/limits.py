"""How many persons a figure needs before a report shows it.

N >= 100 for reliability, error of measurement and consistency of decisions, and N >= 10 for means, is what public
technical reports use (Pearson, technical reports of state teacher licensure). A report that stays inside the
programme shows intervals from 30 persons on, as the engine does, and hides no small group from those who see every
candidate anyway.
"""

from dataclasses import dataclass
from typing import Final, Literal

from testamur.psychometrics.estimate import TOO_FEW

Audience = Literal["public", "internal"]

SMALL: Final = 200
"""With fewer sittings of a form the methods for small numbers are used, and the report says so."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The least number of persons for each kind of figure.

    Attributes
    ----------
    audience : {"public", "internal"}
    means : int
        For means, shares and distributions.
    precision : int
        For reliability, error of measurement, and how often decisions are right or repeated.
    cell : int
        Groups of fewer persons are hidden, and with them as many others as it takes that they cannot be computed.
    """

    audience: Audience
    means: int
    precision: int
    cell: int


LIMITS: Final[dict[Audience, Limits]] = {
    "public": Limits("public", means=10, precision=100, cell=10),
    "internal": Limits("internal", means=10, precision=TOO_FEW, cell=1),
}
