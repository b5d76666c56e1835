"""The sentences of the key: what each mistake means, how each answer is worked, what each verdict says."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from testamur.evaluation import Verdict

APPROVE: Final = "approve"
PILOT: Final = "pilot"
REJECT: Final = "do not approve"

MISTAKES_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "study threshold": "This is what the study's threshold gives. The vendor chose that one with the "
        "study's results in view; the protocol asks for the threshold at which the aid is delivered.",
        "indeterminate left out": "This leaves the indeterminate results out. On the ward they raise no "
        "alert, so the protocol counts them as not flagged; leaving them out flatters an aid that gives up "
        "on hard cases.",
        "unknown as negative": "This counts cases without a reference standard as negative. What is not "
        "known cannot be counted either way.",
        "exchanged": "False positives and false negatives are exchanged: a false positive is flagged and "
        "negative by the reference standard, a false negative is positive and not flagged.",
        "all that lack something": "This adds the indeterminate results. Cases with an indeterminate result "
        "have a place in the table; only those without a reference standard have none.",
        "all indeterminate": "This counts every indeterminate result in the file, also of cases that are "
        "out of the table because their reference standard is not available.",
        "claimed": "This is the vendor's figure. The question is what your own data show.",
        "fraction": "This is a fraction; the answer is asked in per cent.",
        "predictive for sensitivity": "This is the share of flagged cases that are positive (the positive "
        "predictive value). Sensitivity is the share of positive cases that are flagged.",
        "predictive for specificity": "This is the share of cases not flagged that are negative (the "
        "negative predictive value). Specificity is the share of negative cases that are not flagged.",
        "sensitivity for predictive": "This is the share of positive cases that are flagged (sensitivity). "
        "The positive predictive value is the share of flagged cases that are positive.",
        "study prevalence": "This is the vendor's predictive value. It belongs to a study that was enriched "
        "with positive cases; where the condition is rarer, a flag is right less often.",
        "local prevalence": "This is the predictive value in your own data. At the other clinic the "
        "condition is rarer, so a flag is right less often there.",
        "claimed elsewhere": "This is worked from the vendor's sensitivity and specificity. Your own data "
        "tell you what to expect here.",
    }
)

WORKING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "without-reference": "Count the cases whose reference is 'not available'.",
        "indeterminate": "Count the cases with score 'indeterminate' whose reference is positive or negative.",
        "tp": "Positive by the reference standard, score at or above the delivered threshold.",
        "fp": "Negative by the reference standard, score at or above the delivered threshold.",
        "fn": "Positive by the reference standard, score below the delivered threshold or indeterminate.",
        "tn": "Negative by the reference standard, score below the delivered threshold or indeterminate.",
        "sensitivity": "TP / (TP + FN).",
        "sensitivity-low": "Lower Wilson limit of TP of TP + FN.",
        "sensitivity-high": "Upper Wilson limit of TP of TP + FN.",
        "specificity": "TN / (TN + FP).",
        "specificity-low": "Lower Wilson limit of TN of TN + FP.",
        "specificity-high": "Upper Wilson limit of TN of TN + FP.",
        "ppv": "TP / (TP + FP).",
        "ppv-elsewhere": "With sensitivity s, specificity c and the clinic's prevalence p: "
        "s p / (s p + (1 - c)(1 - p)).",
    }
)

VERDICT_SAID: Final[Mapping[tuple[Verdict, Verdict], str]] = MappingProxyType(
    {
        (
            Verdict.SUPPORTED,
            Verdict.NOT_SUPPORTED,
        ): "The whole interval lies at or above the floor, so the data do support the claim within its margin.",
        (
            Verdict.SUPPORTED,
            Verdict.CANNOT_TELL,
        ): "The whole interval lies at or above the floor: the data do decide, "
        "in favour of the claim. An interval need not lie above the claim itself.",
        (
            Verdict.NOT_SUPPORTED,
            Verdict.SUPPORTED,
        ): "The whole interval lies below the floor: the shortfall is larger "
        "than the margin allows, and chance does not explain it.",
        (
            Verdict.NOT_SUPPORTED,
            Verdict.CANNOT_TELL,
        ): "The whole interval lies below the floor: the data do decide, against the claim.",
        (
            Verdict.CANNOT_TELL,
            Verdict.SUPPORTED,
        ): "The interval reaches below the floor, so a shortfall larger than "
        "the margin is not ruled out. The point estimate alone hides that.",
        (
            Verdict.CANNOT_TELL,
            Verdict.NOT_SUPPORTED,
        ): "The interval reaches above the floor, so the claim may still "
        "hold within its margin. Absence of proof is not proof of the contrary.",
    }
)
"""By the right verdict and the one given."""

DECISION_SAID: Final[Mapping[tuple[str, str], tuple[str, float]]] = MappingProxyType(
    {
        (APPROVE, PILOT): ("Both claims are supported; the protocol's conditions for approval are met.", 0.5),
        (APPROVE, REJECT): (
            "Both claims are supported. Refusing a sound aid also has a price for patients.",
            0.25,
        ),
        (PILOT, APPROVE): ("At least one claim is not settled by the data; approval would rest on hope.", 0.0),
        (PILOT, REJECT): ("Neither claim is contradicted; more cases under safeguards can settle it.", 0.5),
        (REJECT, PILOT): ("At least one claim is contradicted by the data; a pilot exposes patients to it.", 0.25),
        (REJECT, APPROVE): (
            "At least one claim is contradicted by the data. Approval puts patients at risk.",
            0.0,
        ),
    }
)
"""By the right decision and the one given: a sentence, and the share that the less harmful mistake earns."""

FALLACIES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "vendor-outweighs": (
            "The vendor's study was run under controlled conditions, so its figures outweigh ours.",
            (
                "A study elsewhere, on other cases and at another threshold, does not outweigh what the aid "
                "does here."
            ),
        ),
        "overall-accuracy": (
            "The overall share of right results is high, which settles the matter.",
            (
                "Overall accuracy mixes both kinds of error and follows the prevalence; it can be high while "
                "cases are missed."
            ),
        ),
        "intervals-overlap": (
            "Our interval and the vendor's overlap, so the claim is confirmed.",
            ("Overlapping intervals confirm nothing; the protocol compares our interval with claim less margin."),
        ),
        "prevalence-forbids": (
            ("Prevalence here differs from the study's, so sensitivity and specificity cannot be judged here."),
            (
                "Predictive values change with prevalence; sensitivity and specificity can be judged in any "
                "sample that was taken fairly."
            ),
        ),
    }
)
"""Reasons that are none: what is offered, and what is said to who takes it."""

RARER: Final = "flags-less-often-right"
RARER_TEXT: Final = (
    "The condition is rarer here than in the vendor's study, so a flag is right less often than the brochure says."
)

SHARES_CALLED: Final = ("sensitivity", "specificity")
VERDICT_REASONS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.SUPPORTED: "Our interval for {share} lies at or above the claim less the margin.",
        Verdict.NOT_SUPPORTED: "Our interval for {share} lies wholly below the claim less the margin.",
        Verdict.CANNOT_TELL: "Our interval for {share} holds the claim less the margin: our data do not "
        "settle it.",
    }
)
