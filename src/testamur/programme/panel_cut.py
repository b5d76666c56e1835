"""A pass mark that a panel set and somebody signed off: what is said of it, how a programme's file names it."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from testamur.documents import read_toml, shape
from testamur.errors import Refused
from testamur.programme.programme import Cut, Exam, Programme

DIGEST: Final = re.compile(r"[0-9a-f]{64}")

_TABLE: Final = re.compile(r"^\[\[?\s*([A-Za-z0-9_.\- ]+?)\s*\]\]?\s*(#.*)?$")
_EDITION: Final = re.compile(r"^edition\s*=.*$")


@dataclass(frozen=True, slots=True)
class PanelSummary:
    """What a signed record says of a panel, without anybody in it.

    Attributes
    ----------
    digest : str
        SHA-256 of the record, which is its name.
    method : str
        Such as ``modified Angoff``.
    judges, rounds : int
        How many judges count, and how many rounds they rated.
    expected, error : float, optional
        The panel's expectation and its standard error, in questions.
    correct, of : int
        What was decided, and of how many questions.
    errors : int, optional
        By how many standard errors the decision lies from the panel; None if it is a number of the board's own.
    signed_on : date
    is_simulated : bool
        Whether the judges do not exist.
    address : str
        Where the public summary is.
    """

    digest: str
    method: str
    judges: int
    rounds: int
    expected: float | None
    error: float | None
    correct: int
    of: int
    errors: int | None
    signed_on: date
    is_simulated: bool
    address: str = ""

    @property
    def sentence(self) -> str:
        """How the mark was set."""
        rounds = "1 round" if self.rounds == 1 else f"{self.rounds} rounds"
        error = f", standard error {self.error:.1f} questions" if self.error is not None else ""
        return (
            f"A panel of {self.judges} judges, {self.method}, {rounds}{error}; {self.decision}, "
            f"signed off on {self.signed_on:%-d %B %Y}."
        )

    @property
    def decision(self) -> str:
        """What the board did with the panel's cut."""
        if self.errors is None:
            return "the board decided on a number of its own"
        if self.errors == 0:
            return "the cut is the panel's"
        many = "one standard error" if abs(self.errors) == 1 else f"{abs(self.errors)} standard errors"
        return f"the board moved it {'down' if self.errors < 0 else 'up'} by {many}"

    def cut(self) -> Cut:
        """Return the pass mark as a programme's file states it."""
        return Cut(
            correct=self.correct,
            method=self.method,
            source=self.sentence,
            decided_on=self.signed_on,
            simulated=self.is_simulated,
            panel=self.digest,
        )

    def lines(self) -> str:
        """Return the table of a programme's file that names the record."""
        simulated = "simulated = true\n" if self.is_simulated else ""
        return (
            f'[exam.cut]\ncorrect = {self.correct}\nmethod = "{self.method}"\nsource = "{self.sentence}"\n'
            f'decided_on = {self.signed_on.isoformat()}\n{simulated}panel = "{self.digest}"\n'
        )


def with_panel(text: str, summary: PanelSummary, *, edition: str) -> str:
    """Return a programme's file with the pass mark of a panel, as a new edition.

    Raises
    ------
    Refused
        If the file is laid out so that only a person can change it.
    """
    before = shape(read_toml(text.encode()), Programme)
    lines, inside, is_top = [], False, True
    for line in text.splitlines():
        table = _TABLE.match(line)
        if table:
            was, is_top = inside, False
            inside = table[1] == "exam.cut" or table[1].startswith("exam.cut.")
            if inside and not was:
                lines += [*summary.lines().splitlines(), ""]
        if is_top and _EDITION.match(line):
            lines.append(f'edition = "{edition}"')
        elif not inside:
            lines.append(line)
    made = "\n".join(lines) + "\n"
    if shape(read_toml(made.encode()), Programme) != changed(before, summary, edition=edition):
        raise Refused("panel-file", "This file cannot be changed by a program. Paste the lines into it yourself.")
    return made


def changed(programme: Programme, summary: PanelSummary, *, edition: str) -> Programme:
    """Return a programme with the pass mark of a panel, as a new edition."""
    exam: Exam | None = programme.exam
    if exam is None:
        raise Refused("exam-unknown", "This programme has no exam.")
    return replace(programme, edition=edition, exam=replace(exam, cut=summary.cut()))
