"""What candidates did on the form that a panel rates: totals, how hard each question was, who would pass.

It is counted when a round is closed, and kept with that event: judges, chair and board speak of the same sittings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from testamur.documents import plain, shape
from testamur.psychometrics.equating import ScoreDistribution
from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate, estimated, withheld
from testamur.psychometrics.intervals import wilson
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.standard_setting import impact
from testamur.site.records.measuring import ExamResponses, exam_responses
from testamur.site.records.models import Form, Panel
from testamur.site.records.rescoring.rules import credited, rules_of

RIGHT: Final = "share of candidates who answered right, Wilson interval"
PASSING: Final = "share of candidates at the cut or above, Wilson interval"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The first attempts at a form, counted.

    Attributes
    ----------
    items : tuple of str
        Identifiers of the questions, in the order of the form.
    correct : tuple of int
        By question, how many answered it right; everybody, where a signed change of scoring gives it to everybody,
        and nobody where one drops it.
    totals : tuple of int
        How many have each score 0, 1, ..., number of questions.
    is_simulated : bool
        Whether nobody of them exists.
    sha256 : str
        Of the responses of the whole examination; empty if nobody sat.
    """

    items: tuple[str, ...]
    correct: tuple[int, ...]
    totals: tuple[int, ...]
    is_simulated: bool
    sha256: str

    @property
    def n(self) -> int:
        """How many candidates there are."""
        return sum(self.totals)

    @property
    def is_enough(self) -> bool:
        """Whether figures about them are shown."""
        return self.n >= TOO_FEW

    @property
    def distribution(self) -> ScoreDistribution | None:
        """How many have each total; None if nobody sat."""
        return ScoreDistribution(np.array(self.totals)) if self.n else None

    @property
    def difficulties(self) -> FloatArray | None:
        """The share who answered each question right, (n_items,); None below thirty candidates."""
        return np.array(self.correct) / self.n if self.is_enough else None

    def right(self) -> Mapping[str, Estimate]:
        """Return by question the share who answered it right."""
        return {item: self._share(count) for item, count in zip(self.items, self.correct, strict=True)}

    def _share(self, count: int) -> Estimate:
        if not self.is_enough:
            return withheld(n=self.n, method=RIGHT, status="too few")
        return estimated(count / self.n, wilson(count, self.n, confidence=CONFIDENCE), n=self.n, method=RIGHT)

    def passing(self) -> tuple[Estimate, ...]:
        """Return the share who would pass at every cut 0, 1, ..., number of questions; none if nobody sat."""
        found = self.distribution
        return tuple(_turned(one.failing) for one in impact(found)) if found else ()

    def passing_at(self, cut: int | None) -> Estimate | None:
        """Return the share who would pass at a cut; None without one, or before anybody sat."""
        rates = self.passing()
        return rates[cut] if cut is not None and rates else None


def _turned(failing: Estimate) -> Estimate:
    if failing.value is None or failing.low is None or failing.high is None:
        return withheld(n=failing.n, method=PASSING, status=failing.status)
    interval = (1 - failing.high, 1 - failing.low)
    return estimated(1 - failing.value, interval, n=failing.n, method=PASSING)


def responses_to(form: Form, *, at: datetime) -> tuple[ExamResponses, FloatArray]:
    """Return the responses of the examination, and the scores (n_sat, n_items) of those who sat one form."""
    found = exam_responses(form.edition, at=at)
    place = next((number for number, one in enumerate(found.forms) if one.pk == form.pk), None)
    return found, np.empty((0, sum(rule.measures for rule in rules_of(form)))) if place is None else found.of_form(
        place
    )


def count(form: Form, *, at: datetime) -> Evidence:
    """Count the first attempts at a form; those of simulated people only while there are no others."""
    found, scores = responses_to(form, at=at)
    rules = rules_of(form)
    right = dict(zip((rule.identifier for rule in rules if rule.measures), scores.sum(axis=0), strict=True))
    given = {rule.identifier: float(len(scores) if rule.counts else 0) for rule in rules if not rule.measures}
    totals = scores.sum(axis=1).astype(np.intp) + credited(rules)
    return Evidence(
        items=tuple(rule.identifier for rule in rules),
        correct=tuple(int((right | given)[rule.identifier]) for rule in rules),
        totals=_whole(np.bincount(totals, minlength=len(rules) + 1)),
        is_simulated=found.is_simulated and len(scores) > 0,
        sha256=found.sha256 if len(scores) else "",
    )


def _whole(values: npt.NDArray[np.float64] | npt.NDArray[np.intp]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)


def kept(found: Evidence) -> dict[str, Any]:
    """Return evidence as the event keeps it."""
    document: dict[str, Any] = plain(found)
    return document


def evidence(panel: Panel) -> Evidence | None:
    """Return what was counted when the last round was closed; None before."""
    last = panel.events.filter(kind="close").last()
    return shape(last.detail, Evidence) if last else None
