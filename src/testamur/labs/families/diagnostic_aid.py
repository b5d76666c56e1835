"""A diagnostic aid: does it perform here as its vendor claims.

A hospital's local cases against a vendor's claim sheet: count, estimate, judge with a margin, decide. The key is
worked out by the evaluation room from the data file as shipped; a case that would be unfair is drawn again.
"""

from typing import Final

from testamur.evaluation import EDITION
from testamur.labs.case import Case, digest
from testamur.labs.diagnostic_aid.cases import read_cases, simulated, truth
from testamur.labs.diagnostic_aid.claim_sheet import NOTICE, TITLE, claim_sheet
from testamur.labs.diagnostic_aid.fairness import unfair
from testamur.labs.diagnostic_aid.marking import keys
from testamur.labs.diagnostic_aid.questions import questions
from testamur.labs.diagnostic_aid.scenario import Wanted, drawn, wanted
from testamur.labs.diagnostic_aid.worksheet import MISTAKES, work_out
from testamur.labs.family import Family
from testamur.labs.seed import check_seed, generator

NAME: Final = "diagnostic-aid"
VERSION: Final = 1
TRIES: Final = 200


def make(seed: str) -> Case:
    """Return the case of a seed.

    Parameters
    ----------
    seed : str
        1 to 64 lower-case hexadecimal digits; see `case_seed`.

    Returns
    -------
    Case
        The same for the same seed and version, byte for byte.

    Raises
    ------
    DocumentError
        If the seed is not hexadecimal.
    RuntimeError
        If no fair case was found in `TRIES` tries.
    """
    check_seed(seed)
    aim = wanted(generator(seed, family=NAME, version=VERSION, attempt=0))
    for attempt in range(1, TRIES + 1):
        case = _tried(seed, aim, attempt=attempt)
        if case is not None:
            return case
    raise RuntimeError(f"no fair case in {TRIES} tries")


def _tried(seed: str, aim: Wanted, *, attempt: int) -> Case | None:
    """Return the case of one try, or None if it would be unfair."""
    rng = generator(seed, family=NAME, version=VERSION, attempt=attempt)
    scenario = drawn(rng)
    rates = truth(scenario, aim, rng)
    if rates is None:
        return None
    data = simulated(scenario, rates, rng)
    asked = questions(scenario, rng)
    parts = tuple(part for question in asked for part in question.parts)
    cases = read_cases(data)
    right = work_out(cases, scenario)
    wrong = {name: work_out(cases, scenario, reading) for name, reading in MISTAKES.items()}
    if any(unfair(cases, scenario, aim=aim, parts=parts, right=right, wrong=wrong)):
        return None
    return Case(
        family=NAME,
        version=VERSION,
        engine=EDITION,
        seed=seed,
        title=TITLE,
        notice=NOTICE,
        data=data,
        digest=digest(data),
        sheet=claim_sheet(scenario),
        questions=asked,
        keys=keys(parts, right, wrong, scenario),
    )


FAMILY: Final = Family(
    name=NAME,
    version=VERSION,
    title=TITLE,
    summary="Count, estimate and judge a vendor's claim on local cases, then decide.",
    make=make,
)
