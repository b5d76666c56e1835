"""Mixed-integer programming by HiGHS."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import highspy
import numpy as np
import numpy.typing as npt

from testamur.assembly.rows import Row

FloatArray = npt.NDArray[np.float64]
Outcome = Literal["solved", "impossible", "out of time"]

OUTCOMES: Final[dict[highspy.HighsModelStatus, Outcome]] = {
    highspy.HighsModelStatus.kOptimal: "solved",
    highspy.HighsModelStatus.kInfeasible: "impossible",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "impossible",  # every variable is bounded
    highspy.HighsModelStatus.kTimeLimit: "out of time",
}


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The variables: each is 0..most, a whole number or not, and has its cost."""

    costs: FloatArray
    most: FloatArray
    is_whole: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """How the search ended, and the best values found: None if there are none.

    Of a linear programme also the duals, what one more on the right side of each row would cost, >= 0; and the
    reduced costs, what one more of each variable would.
    """

    outcome: Outcome
    values: FloatArray | None
    duals: FloatArray | None = None
    reduced: FloatArray | None = None


class _Quiet(highspy.Highs):
    """HiGHS without callbacks, whose setting up prints a banner on stdout before any option can silence it."""

    def enableCallbacks(self) -> None:  # noqa: N802  (HiGHS's name)
        """Enable none."""


def solve(columns: Columns, rows: Sequence[Row], *, seed: int, seconds: float, gap: float = 0.0) -> Answer:
    """Return the values of the variables, each 0..most, that keep every row at the least cost.

    Parameters
    ----------
    columns : Columns
    rows : sequence of Row
    seed : int
        Of the solver's own random choices, >= 0. One thread; without a time-out the answer depends on the
        arguments and the version of HiGHS only.
    seconds : float
        Time allowed, on the wall.
    gap : float
        An answer this share above the least cost will do.

    Raises
    ------
    RuntimeError
        If HiGHS ends in a way it should not.
    """
    programme = Programme(columns, rows, seed=seed, seconds=seconds, gap=gap)
    return programme.solve(columns.costs, np.zeros(len(columns.most)), columns.most)


class Programme:
    """A programme that can be solved again and again with other costs and bounds.

    Parameters
    ----------
    columns : Columns
        What is whole in them stays so; costs and bounds may change.
    rows : sequence of Row
    seed, seconds, gap
        As for `solve`.
    """

    def __init__(
        self, columns: Columns, rows: Sequence[Row], *, seed: int, seconds: float, gap: float = 0.0
    ) -> None:
        self._highs = _Quiet()  # type: ignore[no-untyped-call]  # HiGHS's own initialiser
        self._highs.silent()
        for option, value in (("threads", 1), ("random_seed", seed % 2**31), ("mip_rel_gap", gap)):
            self._highs.setOptionValue(option, value)
        self._highs.passModel(_model(columns, rows))
        self._places = np.arange(len(columns.costs), dtype=np.int32)
        self._seconds = float(seconds)
        self._is_whole = bool(columns.is_whole.any())
        self._start: highspy.HighsBasis | None = None

    def solve(self, costs: FloatArray, least: FloatArray, most: FloatArray) -> Answer:
        """Return the values, each least..most, that keep every row at the least cost.

        Whole numbers are searched for from the beginning each time; without any, it goes on from where it stood.

        Raises
        ------
        RuntimeError
            If HiGHS ends in a way it should not.
        """
        highs, size = self._highs, len(self._places)
        highs.changeColsCost(size, self._places, costs)
        highs.changeColsBounds(size, self._places, least, most)
        # HiGHS counts the time of all runs together.
        highs.setOptionValue("time_limit", highs.getRunTime() + self._seconds)
        if self._is_whole:
            highs.clearSolver()
        highs.run()
        status = highs.getModelStatus()
        if status not in OUTCOMES:
            raise RuntimeError(f"HiGHS ended with {highs.modelStatusToString(status)}")
        is_found = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        solution = highs.getSolution()
        duals, reduced = (
            np.array(values) if solution.dual_valid else None for values in (solution.row_dual, solution.col_dual)
        )
        return Answer(OUTCOMES[status], np.array(solution.col_value) if is_found else None, duals, reduced)

    def mark(self) -> None:
        """Remember where it stands."""
        self._start = self._highs.getBasis()

    def restart(self) -> None:
        """Go back to where it was marked, so that what comes depends on nothing that was solved since."""
        if self._start is not None:
            self._highs.setBasis(self._start)


def _model(columns: Columns, rows: Sequence[Row]) -> highspy.HighsLp:
    kinds = highspy.HighsVarType
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns.costs), len(rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = columns.costs, np.zeros(len(columns.costs)), columns.most
    model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in columns.is_whole]
    model.row_lower_ = np.array([row.least for row in rows], dtype=np.float64)
    model.row_upper_ = np.full(len(rows), highspy.kHighsInf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row.columns) for row in rows)]).astype(np.int32)
    model.a_matrix_.index_ = np.concatenate([np.asarray(row.columns, dtype=np.int32) for row in rows])
    model.a_matrix_.value_ = np.concatenate([np.asarray(row.values, dtype=np.float64) for row in rows])
    return model
