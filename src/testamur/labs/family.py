"""A family of cases: one task, any number of individual cases."""

from collections.abc import Callable
from dataclasses import dataclass

from testamur.labs.case import Case


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of applied assignment.

    `make` takes a seed (see `case_seed`) and returns the case: the same seed and version give the same case.
    `version` is raised whenever the same seed can give another case.
    """

    name: str
    version: int
    title: str
    summary: str
    make: Callable[[str], Case]
