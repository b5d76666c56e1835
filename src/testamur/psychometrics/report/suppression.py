"""Hiding small groups so that they cannot be computed from what is shown.

A cell of fewer persons than a limit is hidden. Since totals are shown, hiding it alone would hide nothing: so
others are hidden with it (complementary suppression), until the numbers that are left allow at least as many
values of each hidden one as the limit says. What they allow is found by linear programming over all tables of
counts that agree with what is shown.

Source: Cox (1980), Journal of the American Statistical Association 75:377-385; Hundepool et al. (2012),
Statistical Disclosure Control, ch. 4.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.scoring import FloatArray

Hidden = npt.NDArray[np.bool_]
SURE: Final = 1e-6


def hidden(counts: npt.ArrayLike, *, least: int) -> Hidden:
    """Return which cells of a table must not be shown, if the sums of its rows are known.

    Parameters
    ----------
    counts : array_like of int, shape (n_rows, n_columns)
        Persons, each in one cell: forms by groups. How many sat a form is no secret.
    least : int
        Smallest number of persons that may be shown; 1 hides nothing.

    Returns
    -------
    ndarray of bool, shape (n_rows + 1, n_columns + 1)
        The last row and the last column are the sums; the last column is never hidden. Every number below
        `least` is hidden, and what is shown leaves each of them at least `least` possible values, or all that
        its row leaves it. Cells of nobody are shown.

    Raises
    ------
    DocumentError
        If it is no table of counts.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or 0 in table.shape or not np.isfinite(table).all() or (table < 0).any():
        raise DocumentError([Problem("counts", "must be a table of counts, none negative")])
    whole = with_totals(table)
    secret = (whole > 0) & (whole < least)
    secret[:, -1] = False
    found: Hidden = secret.copy()
    while _is_too_close(table, whole, found, secret, least):
        place = _companion(whole, found)
        if place is None:
            break
        found[place] = True
    return found


def with_totals(table: FloatArray) -> FloatArray:
    """Return a table (n_rows, n_columns) with the sums of its rows and columns: (n_rows + 1, n_columns + 1)."""
    wide = np.column_stack([table, table.sum(axis=1)])
    return np.vstack([wide, wide.sum(axis=0)])


def bounds(table: npt.ArrayLike, is_hidden: Hidden, place: tuple[int, int]) -> tuple[float, float]:
    """Return the lowest and the highest value that one number may have, by what is shown.

    Parameters
    ----------
    table : array_like, shape (n_rows, n_columns)
    is_hidden : ndarray of bool, shape (n_rows + 1, n_columns + 1)
    place : tuple of int
        Row and column, the totals being the last.
    """
    counts = np.asarray(table, dtype=np.float64)
    rows, columns = counts.shape
    sums = _sums(rows, columns)
    shown = ~is_hidden.ravel()
    known, values = sums[shown], with_totals(counts).ravel()[shown]
    wanted = sums[place[0] * (columns + 1) + place[1]]
    ends = [
        sign * float(linprog(sign * wanted, A_eq=known, b_eq=values, bounds=(0, None), method="highs").fun)
        for sign in (1.0, -1.0)
    ]
    return ends[0], ends[1]


def _sums(rows: int, columns: int) -> FloatArray:
    """Return which cells each number of the whole table is the sum of."""
    cells = np.eye(rows * columns).reshape(rows, columns, -1)
    wide = np.concatenate([cells, cells.sum(axis=1, keepdims=True)], axis=1)
    whole: FloatArray = np.concatenate([wide, wide.sum(axis=0, keepdims=True)]).reshape(-1, rows * columns)
    return whole


def _is_too_close(table: FloatArray, whole: FloatArray, found: Hidden, secret: Hidden, least: int) -> bool:
    """Say whether a number that should not be known can be bounded closer than it may be."""
    for row, column in np.argwhere(secret).tolist():
        low, high = bounds(table, found, (row, column))
        if high - low < min(least - 1, whole[row, -1]) - SURE:
            return True
    return False


def _companion(whole: FloatArray, found: Hidden) -> tuple[int, int] | None:
    """Return the smallest number that is still shown, where something else is hidden in its row or column.

    Only so can it take part in hiding another. Numbers of nobody come last.
    """
    places = [(row, column) for row, column in np.argwhere(~found[:, :-1]).tolist()]
    if not places:
        return None

    def order(place: tuple[int, int]) -> tuple[bool, bool, float, tuple[int, int]]:
        is_linked = bool(found[place[0]].any() or found[:, place[1]].any())
        return whole[place] == 0, not is_linked, float(whole[place]), place

    return min(places, key=order)
