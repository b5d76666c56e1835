"""The claim sheet: the vendor's words and figures, the small print, and the protocol of the hospital."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from testamur.evaluation import Measure, wilson
from testamur.labs.diagnostic_aid.cases import AGE_BANDS, INDETERMINATE, NOT_AVAILABLE
from testamur.labs.diagnostic_aid.scenario import MARGIN, SITES, UNITS, Scenario
from testamur.labs.sheet import Section, Sheet

TITLE: Final = "Does the diagnostic aid perform as its vendor claims?"
NOTICE: Final = "Simulated data. The vendor, the product, the hospital and every case are fictional."


def claim_sheet(scenario: Scenario) -> Sheet:
    """Return the sheet that the candidate reads."""
    return Sheet(
        TITLE,
        NOTICE,
        (_product(scenario), _claims(scenario), _small_print(scenario), _protocol(scenario), _file(scenario)),
    )


def _product(s: Scenario) -> Section:
    return Section(
        "The product",
        (
            f"{s.vendor} offers {s.product}, an aid that reads {s.setting.material} for {s.setting.condition}.",
            (
                f"Intended use: {s.setting.population}. The result is a score from 0 to 1; a higher score means "
                f"more suspect. {s.product} is delivered with a threshold of {s.delivered_at}: a case "
                "is flagged if its score is at or above it."
            ),
            f"{s.hospital} is asked to buy it. You are asked whether it does here what the vendor says.",
        ),
    )


def _claims(s: Scenario) -> Section:
    ppv = s.claimed(Measure.PPV)
    t = s.study
    return Section(
        "What the vendor claims",
        (
            (
                f'"In our clinical study {s.product} found {s.claimed(Measure.SENSITIVITY):.1f}% of all cases of '
                f'{s.setting.condition}, and {ppv:.1f}% of its flags were right."'
            ),
        ),
        (
            ("Figure", "Claim", "95% interval (Wilson)", "From"),
            _row("Sensitivity", t.tp, t.events),
            _row("Specificity", t.tn, t.nonevents),
            _row("Positive predictive value", t.tp, t.flagged),
        ),
    )


def _row(name: str, x: int, n: int) -> tuple[str, ...]:
    low, high = wilson(x, n)
    return name, f"{100 * x / n:.1f}%", f"{100 * low:.1f}% to {100 * high:.1f}%", f"{x} of {n} cases"


def _small_print(s: Scenario) -> Section:
    enriched = (
        f"The study had {s.study.n} cases from the vendor's image library, chosen so that "
        f"{s.claimed(Measure.PREVALENCE):.1f}% of them had {s.setting.condition}."
    )
    left_out = (
        f"A further {s.study_indeterminate} cases gave an indeterminate result and were left out of the analysis."
    )
    threshold = (
        f"The figures are for a threshold of {s.studied_at}, which gave the best balance in "
        f"the same cases. The vendor puts the figures forward for {s.product} as delivered."
    )
    return Section("The small print of the study", (enriched, left_out, threshold))


def _protocol(s: Scenario) -> Section:
    return Section(
        "The protocol, fixed before the data were opened",
        (
            (
                f"{s.hospital} ran {s.product} in silence, its results seen by nobody, on consecutive cases: "
                f"{s.setting.population}. The reference standard is {s.setting.reference}."
            ),
            f"1. A case is flagged if its score is at or above the delivered threshold of {s.delivered_at}.",
            "2. A case with an indeterminate result counts as not flagged: on the ward, no alert is raised.",
            (
                "3. A case without a reference standard is left out of the table, and the number of such cases "
                "is given."
            ),
            (
                "4. Intervals are 95% Wilson intervals. For x of n, with p = x / n and z = 1.96, the limits are "
                "(p + z^2/2n - h) / (1 + z^2/n) and (p + z^2/2n + h) / (1 + z^2/n), where h is z times the "
                "square root of p(1 - p)/n + z^2/4n^2. Any calculator may be used."
            ),
            (
                f"5. Margin: the claimed sensitivity and specificity need only be met up to {MARGIN} percentage "
                "points. The floor is the claim less the margin. A claim is supported if our whole interval "
                "lies at or above the floor, not supported if it lies wholly below, and otherwise the data "
                "cannot tell."
            ),
            (
                "6. Approve if both claims are supported. Do not approve if at least one is not supported. "
                "Otherwise pilot with conditions: second reading of every case, and a new look when more cases "
                "are in."
            ),
        ),
    )


DESCRIBED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "case_id": "Number of the case; one row is one case",
        "age_band": ", ".join(AGE_BANDS),
        "sex": "female, male",
        "site": ", ".join(SITES),
        "scanner": ", ".join(UNITS),
        "score": f"Score from 0 to 1, or '{INDETERMINATE}'",
        "reference": f"positive, negative, or '{NOT_AVAILABLE}'",
    }
)


def _file(s: Scenario) -> Section:
    return Section(
        "The data file",
        (f"case.csv holds {s.cases} simulated cases.",),
        (("Column", "What it holds"), *DESCRIBED.items()),
    )
