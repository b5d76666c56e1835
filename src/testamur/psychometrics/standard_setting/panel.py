"""A panel in rounds: where it stands after its events, and the board's cut from the panel's.

Sources: rounds with feedback between them, Hambleton & Pitoniak (2006), in Brennan (ed.), Educational Measurement,
4th ed., ch. 12; a cut some standard errors from the panel's, Cizek & Bunch (2007), Standard Setting, ch. 16.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from testamur.errors import Refused
from testamur.psychometrics.standard_setting.cut import CutScore, whole_cut

MOST_ROUNDS: Final = 5
ADJUSTMENTS: Final = (-2, -1, 0, 1, 2)
"""By how many standard errors a board may move the cut."""


class State(StrEnum):
    """Where a panel stands."""

    DRAFTED = "drafted"
    OPEN = "round open"
    CLOSED = "round closed"
    SIGNED = "signed off"
    ENDED = "ended"


class Kind(StrEnum):
    """What can happen to a panel."""

    OPEN = "open"
    CLOSE = "close"
    SIGN = "sign"
    END = "end"


NEXT: Final[dict[State, dict[Kind, State]]] = {
    State.DRAFTED: {Kind.OPEN: State.OPEN, Kind.END: State.ENDED},
    State.OPEN: {Kind.CLOSE: State.CLOSED, Kind.END: State.ENDED},
    State.CLOSED: {Kind.OPEN: State.OPEN, Kind.SIGN: State.SIGNED, Kind.END: State.ENDED},
    State.SIGNED: {},
    State.ENDED: {},
}


@dataclass(frozen=True, slots=True)
class Panel:
    """Where a panel stands: `round` is the last that was opened (0 before), `closed` how many are closed."""

    state: State = State.DRAFTED
    round: int = 0
    closed: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen any more."""
        return not NEXT[self.state]

    def after(self, kind: Kind) -> "Panel":
        """Return where the panel stands after an event.

        Raises
        ------
        Refused
            If it cannot happen now, or all rounds are used up.
        """
        try:
            state = NEXT[self.state][kind]
        except KeyError:
            raise Refused("panel-order", f"This cannot be done: the panel is {self.said}.") from None
        if kind is Kind.OPEN and self.round == MOST_ROUNDS:
            raise Refused("panel-rounds", f"A panel has at most {MOST_ROUNDS} rounds.")
        return Panel(state, self.round + (kind is Kind.OPEN), self.closed + (kind is Kind.CLOSE))

    @property
    def said(self) -> str:
        """The state in words, with the round."""
        words = {State.OPEN: f"in round {self.round}", State.CLOSED: f"between rounds, after round {self.round}"}
        return words.get(self.state, str(self.state))


def replay(kinds: Iterable[Kind]) -> Panel:
    """Return where a panel stands after its events, oldest first."""
    panel = Panel()
    for kind in kinds:
        panel = panel.after(kind)
    return panel


def adjusted(cut: CutScore, errors: int) -> int:
    """Return the whole cut that lies so many standard errors from the panel's expectation, within the form.

    Parameters
    ----------
    cut : CutScore
        The panel's.
    errors : int
        -2 to 2; negative lets more candidates pass.

    Raises
    ------
    Refused
        If the panel's cut has no value or no error, or it would lie outside 1..maximum.

    Examples
    --------
    An expectation of 27.6 points with an error of 1.3: one error below is 26.3, rounded up.

    >>> from testamur.psychometrics.estimate import estimated
    >>> cut = CutScore(28, 40, estimated(27.6, (25, 30), n=7, method="panel"), 1.3, "judges")
    >>> adjusted(cut, -1), adjusted(cut, 0)
    (27, 28)
    """
    if cut.expected.value is None or (errors and cut.error is None):
        raise Refused("panel-cut", "The panel's ratings give no cut; decide on a number of your own.")
    moved = whole_cut(cut.expected.value + errors * (cut.error or 0))
    if not 1 <= moved <= cut.maximum:
        raise Refused("panel-cut", f"This gives {moved} of {cut.maximum:g}, which is no pass mark.")
    return moved
