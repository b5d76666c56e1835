"""What is asked of the candidate. Nothing here knows the answer."""

from typing import Final

import numpy as np

from testamur.evaluation import Verdict
from testamur.labs.diagnostic_aid.scenario import Scenario
from testamur.labs.diagnostic_aid.words import (
    APPROVE,
    FALLACIES,
    PILOT,
    RARER,
    RARER_TEXT,
    REJECT,
    SHARES_CALLED,
    VERDICT_REASONS,
)
from testamur.labs.question import Option, Part, Question

RATE: Final = "0.1"
LIMIT: Final = "0.5"
TOP_REASONS: Final = 3


def reason(share: str, verdict: Verdict) -> str:
    """Return the id of the reason that states a verdict on one share."""
    return f"{share}-{verdict}".replace(" ", "-")


def questions(scenario: Scenario, rng: np.random.Generator) -> tuple[Question, ...]:
    """Return the nine questions of a case; the reasons are offered in random order."""
    return (
        Question(
            "left-out",
            "What cannot be used as it stands",
            "Count what the file lacks before you count anything else.",
            (
                _count("without-reference", "Cases without a reference standard"),
                _count("indeterminate", "Cases with a reference standard and an indeterminate result"),
            ),
        ),
        Question(
            "table",
            "The 2x2 table",
            f"Fill in the table at the delivered threshold of {scenario.delivered_at}, by the protocol.",
            (
                _count("tp", "True positives"),
                _count("fp", "False positives"),
                _count("fn", "False negatives"),
                _count("tn", "True negatives"),
            ),
        ),
        _share("sensitivity", "Of the cases that are positive by the reference standard, how many are flagged?"),
        _share(
            "specificity", "Of the cases that are negative by the reference standard, how many are not flagged?"
        ),
        _predictive(scenario),
        *(_verdict(share) for share in SHARES_CALLED),
        _decision(),
        _reasons(rng),
    )


def _count(identifier: str, label: str) -> Part:
    return Part(identifier, label, "number", points=1, unit="cases")


def _percent(identifier: str, label: str, *, points: int, tolerance: str) -> Part:
    return Part(identifier, label, "number", points=points, unit="%", tolerance=tolerance)


def _share(share: str, prompt: str) -> Question:
    return Question(
        share,
        f"{share.capitalize()} here",
        f"{prompt} Give per cent with one decimal, with the 95% Wilson interval.",
        (
            _percent(share, share.capitalize(), points=2, tolerance=RATE),
            _percent(f"{share}-low", f"{share.capitalize()}, lower limit", points=1, tolerance=LIMIT),
            _percent(f"{share}-high", f"{share.capitalize()}, upper limit", points=1, tolerance=LIMIT),
        ),
    )


def _predictive(scenario: Scenario) -> Question:
    return Question(
        "predictive-value",
        "How often is a flag right?",
        f"First in your own data; then at {scenario.setting.elsewhere}, where "
        f"{scenario.prevalent_elsewhere} of the cases have the condition and the aid is taken to detect and "
        "to spare as it does in your data. Give per cent with one decimal.",
        (
            _percent("ppv", "Positive predictive value in your data", points=2, tolerance=RATE),
            _percent("ppv-elsewhere", "Positive predictive value at the other clinic", points=2, tolerance=LIMIT),
        ),
    )


def _verdict(share: str) -> Question:
    options = (
        Option(Verdict.SUPPORTED.value, "Supported"),
        Option(Verdict.NOT_SUPPORTED.value, "Not supported"),
        Option(Verdict.CANNOT_TELL.value, "Cannot tell"),
    )
    return Question(
        f"verdict-{share}",
        f"The claim on {share}",
        f"By the protocol, what do your data say about the claimed {share}?",
        (Part(f"verdict-{share}", f"Verdict on {share}", "choice", points=3, options=options),),
    )


def _decision() -> Question:
    options = (
        Option(APPROVE, "Approve"),
        Option(PILOT, "Pilot with conditions"),
        Option(REJECT, "Do not approve"),
    )
    return Question(
        "decision",
        "Your decision",
        "Decide by the protocol. Approving an aid when the verdict on one of its two claims is 'not supported' is "
        "unsafe and fails the assignment, whatever the other points.",
        (Part("decision", "Decision", "choice", points=4, options=options),),
    )


def _reasons(rng: np.random.Generator) -> Question:
    offered = [
        Option(reason(share, verdict), VERDICT_REASONS[verdict].format(share=share))
        for share in SHARES_CALLED
        for verdict in Verdict
    ]
    offered.append(Option(RARER, RARER_TEXT))
    offered += [Option(identifier, text) for identifier, (text, _) in FALLACIES.items()]
    options = tuple(offered[index] for index in rng.permutation(len(offered)).tolist())
    part = Part("reasons", "Reasons", "choices", points=3, options=options, pick=TOP_REASONS)
    return Question(
        "reasons",
        "Your reasons",
        "Choose the three statements that are true here and bear on the decision.",
        (part,),
    )
