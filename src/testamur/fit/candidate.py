"""An offering that no constraint rules out, with what every criterion gives it and what that is worth."""

from dataclasses import dataclass

from testamur.catalogue import Offering
from testamur.fit.case import Case
from testamur.fit.constants import constant
from testamur.fit.constraints import Answer
from testamur.fit.criteria import Value, values
from testamur.fit.rules import situation, situation_weight


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offering in the ranking, before it has a place."""

    case: Case
    answers: tuple[Answer, ...]
    values: tuple[Value, ...]

    @property
    def offering(self) -> Offering:
        """The offering, with the claims that the policy counts."""
        return self.case.facts.offering

    def worth(self, weights: dict[str, float]) -> dict[str, float]:
        """Return what each criterion is expected to add to the weighted value."""
        caution = constant("caution")
        return {
            value.criterion: weights[value.criterion]
            * (value.span.low + caution * (value.span.high - value.span.low))
            for value in self.values
        }


def valued(case: Case) -> tuple[Value, ...]:
    """Return what every criterion of a question gives an offering, in the order of its weights."""
    found = values(case)
    return (*found, situation(case)) if situation_weight(case.profile, case.role) else found
