"""The pictures of an answer as numbers that a template draws: every fit on one axis, and how sure the first is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext

from testamur.fit import Advice, Fit
from testamur.fit.constants import constant

AT_ONCE: Final = 6
"""How many fits the picture shows before it is unfolded."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fit: its value from low to high with what is expected, and in how many of 100 draws it is first."""

    fit: Fit
    said: str
    share: str


def rows(fits: Iterable[Fit]) -> list[Row]:
    """Return fits as lines of the picture, in their places."""
    return [Row(one, _said(one), share(one.first_share)) for one in fits]


def _said(one: Fit) -> str:
    return gettext("Worth %(low).2f to %(high).2f, expected %(expected).2f") % {
        "low": one.value.low,
        "high": one.value.high,
        "expected": one.expected,
    }


def share(part: float) -> str:
    """Return a share of the draws in hundredths; what is less than one but not none is said so."""
    if 0 < part < 0.005:
        return gettext("under 1 %")
    return gettext("%(part).0f %%") % {"part": part * 100}


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure the first place is: its share of first places, and where leaning and clear begin; 0 to 100."""

    share: float
    leaning: float
    clear: float
    said: str


def sureness(answer: Advice) -> Sureness | None:
    """Return how sure the first place is; None where nothing is ranked."""
    if not answer.fits:
        return None
    first = answer.fits[0].first_share * 100
    leaning, clear = constant("leaning") * 100, constant("clear") * 100
    said = gettext(
        "First in %(share).0f of 100 draws. From %(leaning).0f on it leans, from %(clear).0f it is clear."
    )
    return Sureness(first, leaning, clear, said % {"share": first, "leaning": leaning, "clear": clear})


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a table that is its own picture: a solid part, and a lighter one up to `lighter_to`, 0 to 1.

    Without a figure there is no picture either: the line is the heading of a group.
    """

    label: object
    figure: str
    solid: float
    lighter_to: float = 0.0
    code: str = ""
    url: str = ""
    note: object = ""
    grade: str = ""
    chip: str = ""
