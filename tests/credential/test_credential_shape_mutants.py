"""Signed badges changed at random: with shapes the verification is what it is without, and never a false yes.

As many as `TESTAMUR_FUZZ_MUTANTS` says. A mutant may be good only if it says the same as the badge that was
signed.
"""

import json
import os
import random

import pytest
from example_badge import (
    AWARDED,
    BADGE,
    CREDENTIAL,
    DID,
    DID_DOCUMENT,
    KEY,
    NOW,
    STATUS_URL,
    publishing,
    status_list,
)
from mutations import another_value, changed_document, written

from testamur.credential import Shapes, verify
from testamur.credential.confined import here

MUTANTS = int(os.environ.get("TESTAMUR_FUZZ_MUTANTS", "120"))
SEED = int(os.environ.get("TESTAMUR_FUZZ_SEED", "2026"))
LISTING = status_list()


@pytest.fixture(scope="module")
def shapes():
    made = Shapes(trials=2)
    made.prepare(BADGE)
    made.sign(BADGE, KEY, at=AWARDED)
    return made


def ask(document, shapes=None):
    return verify(
        document,
        resolve=publishing({DID: DID_DOCUMENT}),
        fetch_status=publishing({STATUS_URL: LISTING}),
        at=NOW,
        known_issuers={DID},
        shapes=shapes,
        confine=here,
    )


def meaning(document):
    """Return what a document says: of a list each element once, in any order; an empty list says nothing."""
    if isinstance(document, dict):
        said = {key: meaning(value) for key, value in document.items()}
        return {key: value for key, value in sorted(said.items()) if value != []}
    if isinstance(document, list):
        elements = {json.dumps(meaning(one)): meaning(one) for one in document}
        return next(iter(elements.values())) if len(elements) == 1 else [elements[key] for key in sorted(elements)]
    return document


def test_a_mutant_is_judged_alike_and_never_falsely_good(shapes):
    rng = random.Random(SEED)  # noqa: S311  (a test must come out the same)
    (shape,) = shapes._of_mould.values()
    good = 0

    for _ in range(MUTANTS):
        document = json.loads(json.dumps(CREDENTIAL))
        if rng.random() < 0.3:
            another_value(document, rng, shape)
        text = written(changed_document(document, rng) if rng.random() < 0.8 else document, rng)

        quick = ask(text, shapes)

        assert quick == ask(text)
        if quick.is_good:
            assert json.dumps(meaning(document)) == json.dumps(meaning(CREDENTIAL))
            good += 1

    assert good > 0
