"""The hidden side of a question: the answer, the named mistakes, and what follows from earlier answers."""

from dataclasses import dataclass
from typing import Literal

Rule = Literal["share of counts", "Wilson low", "Wilson high", "value elsewhere", "verdict"]


@dataclass(frozen=True, slots=True)
class Trap:
    """An answer that a known mistake leads to, the sentence that names the mistake, and the share it earns.

    `tolerance` is the part's unless it is given here.
    """

    answer: str
    sentence: str
    share: float = 0.0
    tolerance: str = ""


@dataclass(frozen=True, slots=True)
class Carry:
    """How a part follows from the candidate's own earlier answers (`of`, ids of parts) and fixed numbers."""

    rule: Rule
    of: tuple[str, ...]
    constants: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """The answer to one part.

    `answers` holds the one right answer, or every option that counts for a part with several choices. `working`
    says how it is reached. An answer among `unsafe` fails the whole case, whatever the points.
    """

    part: str
    answers: tuple[str, ...]
    working: str
    traps: tuple[Trap, ...] = ()
    carry: Carry | None = None
    unsafe: tuple[str, ...] = ()
