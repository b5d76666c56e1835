"""Rigour: how hard the award is to get without being able to do the work, on the ladder of the rubric, 0 to 5."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from testamur.catalogue.rubric.rule import Signals

LEVELS: Final[tuple[str, ...]] = (
    "no assessment",
    "a quiz, open, that may be tried without limit",
    "a test or graded assignment that must be passed, to a standard set in advance, with limited tries",
    "as before, with identity checked and watched, or marked against a rubric by a qualified second person",
    "as before, from a published job analysis, with the method of its pass mark and its statistics published",
    "as before, and seen in an accreditor's list",
)
RIGOUR: Final[dict[str, str]] = {
    "exam": "an examination decides the award",
    "a2": "a summative assessment must be passed",
    "a3": "its pass standard is set in advance",
    "c2": "the same quiz may be retaken until passed",
    "s8": "identity is checked and the sitting watched",
    "second_marker": "a qualified second person marks the work against a rubric",
    "s6": "its outline comes from a published job analysis",
    "s7": "the method of its pass mark is stated",
    "statistics": "the statistics of its exam are published",
    "s11": "the certification is accredited by a third party",
    "a5": "the certificate is accredited by a third party",
}
"""The signals that the ladder reads, each in words."""


class Rigour(NamedTuple):
    """The levels between which the rigour lies, each 0 to 5."""

    low: int
    high: int


def rigour_level(signals: Mapping[str, float]) -> float:
    """Return the rigour of a credential, by the ladder of the rubric.

    One step for an assessment (1); one that is an exam, or summative with a pass standard and no endless retries
    (2); identity checked and proctored, or work marked against a rubric by a qualified second person (3); job
    analysis, a stated pass-mark method and published statistics, which an accreditor also asks for (4);
    accreditation seen (5). A step holds as far as its weakest condition does (minimum) and all below it; of
    alternatives the strongest counts (maximum).

    Parameters
    ----------
    signals : mapping of str to float
        How far each signal of `RIGOUR` holds, 0 to 1.

    Returns
    -------
    float
        From 0 to 5; a whole number where every signal is 0 or 1. It grows in every signal but ``c2``, in which it
        falls, so its bounds are its values at the signals' bounds.
    """
    accredited = max(signals["s11"], signals["a5"])
    assessed = max(signals["exam"], signals["a2"])
    summative = max(signals["exam"], min(signals["a2"], signals["a3"], 1.0 - signals["c2"]))
    checked = min(summative, max(signals["s8"], signals["second_marker"]))
    published = min(signals["s6"], signals["s7"], signals["statistics"])
    founded = min(checked, max(accredited, published))
    return assessed + summative + checked + founded + min(founded, accredited)


def rigour(signals: Signals) -> Rigour:
    """Return between which levels the rigour lies; a signal that is unknown or left out may be either.

    Examples
    --------
    >>> rigour({"exam": True, "s8": True, "s11": False, "a5": False, "statistics": False})
    Rigour(low=3, high=3)
    """
    low, high = (
        {name: float(_filled(name, signals, unknown=(name == "c2") != best)) for name in RIGOUR}
        for best in (False, True)
    )
    return Rigour(int(rigour_level(low)), int(rigour_level(high)))


def _filled(name: str, signals: Signals, *, unknown: bool) -> bool:
    said = signals.get(name)
    return unknown if said is None else said
