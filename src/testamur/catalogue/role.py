"""A role in health care: what one must be able to do in it, and what then counts in a credential."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

from testamur.catalogue.offering import Group
from testamur.errors import Problem

Archetype = Literal["shaper", "driver", "creator", "embedder", "user", "purchaser"]
Licence = Literal["", "physician", "registered-nurse", "pharmacist", "radiographer"]
Scheme = Literal["O*NET-SOC", "ESCO"]


@dataclass(frozen=True, slots=True)
class OccupationCode:
    """The role's code in a public classification; `verify` if it was not checked against that."""

    scheme: Scheme
    code: str
    verify: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A competency the role asks for, and to which level."""

    code: str
    level: Literal["foundation", "apply", "evaluate", "lead"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing a holder of the role must be able to do."""

    id: str
    does: str


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each criterion counts for the role; they sum to 1."""

    audience: float
    coverage: float
    rigour: float
    portability: float
    ce: float
    cost: float
    time: float
    recency: float
    verification: float


@dataclass(frozen=True, slots=True)
class Role:
    """A role, its codes, its target competencies, its tasks and its published weights."""

    id: str
    name: str
    group: Group
    archetypes: tuple[Archetype, ...]
    target: tuple[Target, ...]
    task: tuple[Task, ...]
    weights: Weights
    weights_reason: str
    code: tuple[OccupationCode, ...] = ()
    licence: Licence = ""
    note: str = ""


def role_problems(role: Role, *, levels: dict[str, str]) -> Iterator[Problem]:
    """Say everything that is wrong with a well-formed role.

    `levels` has the level of every competency by its code; an empty table is not checked.
    """
    yield from _weight_problems(role.weights)
    yield from _target_problems(role, levels=levels)
    if not role.task:
        yield Problem("task", "is empty; a role does something")
    for i, code in enumerate(role.code):
        if not code.code.strip():
            yield Problem(f"code[{i}].code", "is empty")


def _weight_problems(weights: Weights) -> Iterator[Problem]:
    shares = [getattr(weights, field.name) for field in fields(Weights)]
    if any(not math.isfinite(share) or share < 0 for share in shares):
        yield Problem("weights", "must be finite and not negative")
    elif not math.isclose(math.fsum(shares), 1, abs_tol=1e-9):
        yield Problem("weights", f"must sum to 1; they sum to {math.fsum(shares):g}")


def _target_problems(role: Role, *, levels: dict[str, str]) -> Iterator[Problem]:
    if not role.target:
        yield Problem("target", "is empty; a role asks for something")
    codes = [target.code for target in role.target]
    for i, target in enumerate(role.target):
        if codes.index(target.code) != i:
            yield Problem(f"target[{i}].code", f"{target.code!r} stands twice")
        if levels and target.code not in levels:
            yield Problem(f"target[{i}].code", f"no competency has the code {target.code!r}")
        elif levels and levels[target.code] != target.level:
            yield Problem(f"target[{i}].level", f"is {levels[target.code]!r} in the framework")
