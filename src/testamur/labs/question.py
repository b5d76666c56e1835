"""Questions of a case: parts to be answered with a number, one choice, or a few choices."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "choice", "choices"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the id that comes back, and what the candidate reads."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One answer to give.

    `tolerance` is absolute, in `unit`, written as a decimal; it is shown to the candidate. `pick` is how many
    options are to be chosen.
    """

    id: str
    label: str
    kind: Kind
    points: int
    unit: str = ""
    tolerance: str = "0"
    options: tuple[Option, ...] = ()
    pick: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what is asked, and its parts. Part ids are unique in the whole case."""

    id: str
    title: str
    prompt: str
    parts: tuple[Part, ...]
