"""Checks that all screenings share."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem


def named(persons: Sequence[str] | None, n: int) -> tuple[str, ...]:
    """Return the names of n persons; "1", "2", ... if there are none."""
    return tuple(str(number) for number in range(1, n + 1)) if persons is None else tuple(persons)


def person_problems(names: Sequence[str], n: int) -> Iterator[Problem]:
    """Say what is wrong with the names of n persons."""
    if len(names) != n:
        yield Problem("persons", f"there are {n} rows and {len(names)} names")
    if len(set(names)) != len(names):
        yield Problem("persons", "a name stands twice")


def level_problems(family_level: float) -> Iterator[Problem]:
    """Say what is wrong with a level."""
    if not 0 < family_level < 1:
        yield Problem("family_level", f"must be between 0 and 1; it is {family_level:g}")


def matrix_problems(name: str, matrix: npt.NDArray[np.generic]) -> Iterator[Problem]:
    """Say that an array is no matrix of persons by items."""
    if matrix.ndim != 2 or 0 in matrix.shape:
        yield Problem(name, f"must be a matrix of persons by items, not an array of shape {matrix.shape}")


def refuse(problems: Iterator[Problem]) -> None:
    """Raise what is wrong, all at once, if anything is.

    Raises
    ------
    DocumentError
        With every problem.
    """
    if found := list(problems):
        raise DocumentError(found)
