"""How Testamur says no: a wrong file, or a rule that refuses."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a document: where it stands and one sentence about it."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}" if self.path else self.sentence


class DocumentError(ValueError):
    """A file is wrong; `problems` holds everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem], *, name: str = "") -> None:
        self.problems = tuple(problems)
        self.name = name
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Return one `file:path: sentence` line a problem."""
        return [f"{self.name}:{problem}" if self.name else str(problem) for problem in self.problems]


class Refused(Exception):  # noqa: N818  (it is a word of the house: a rule refuses)
    """A rule says no; the reason is fit to show to the person."""

    def __init__(self, rule: str, reason: str) -> None:
        self.rule = rule
        self.reason = reason
        super().__init__(reason)
