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
from test_credential_tampering import at, places

from testamur.credential import Shapes, verify
from testamur.credential.confined import here
from testamur.credential.shape_trial import LOOKALIKES, random_values
from testamur.credential.slots import slots_of

MUTANTS = int(os.environ.get("TESTAMUR_FUZZ_MUTANTS", "120"))
SEED = int(os.environ.get("TESTAMUR_FUZZ_SEED", "2026"))
LISTING = status_list()
ODD = (None, True, False, 0, 1, 1.0, "", "x", "true", [], {}, *LOOKALIKES)
CONTENT = {key: value for key, value in CREDENTIAL.items() if key != "proof"}
SLOTS = [place.path for slot in slots_of(CONTENT) for place in slot.places]


@pytest.fixture(scope="module")
def shapes():
    made = Shapes(trials=2)
    made.prepare(BADGE)
    made.sign(BADGE, KEY, at=AWARDED)
    return made


def another_value(document, rng, shape):
    """Put a value that fits into a slot, in all of its places."""
    number = rng.randrange(len(shape.slots))
    value = random_values(shape, rng)[number]
    for place in shape.slots[number].places:
        at(document, place.path[:-1])[place.path[-1]] = f"{place.before}{value}{place.after}"


def values_exchanged(document, rng, _shape):
    one, other = rng.sample(SLOTS, 2)
    first, second = at(document, one), at(document, other)
    at(document, one[:-1])[one[-1]], at(document, other[:-1])[other[-1]] = second, first


def something_odd(document, rng, _shape):
    *above, last = rng.choice(list(places(document)))
    at(document, above)[last] = rng.choice(ODD)


def something_left_out(document, rng, _shape):
    *above, last = rng.choice(list(places(document)))
    del at(document, above)[last]


def something_moved(document, rng, _shape):
    *above, last = rng.choice(list(places(document)))
    value = at(document, above).pop(last)
    holders = [document, *[at(document, path) for path in places(document)]]
    holder = rng.choice([one for one in holders if isinstance(one, dict)])
    holder[last if isinstance(last, str) else "evidence"] = value


def something_twice(document, rng, _shape):
    lists = [at(document, path) for path in places(document) if isinstance(at(document, path), list)]
    chosen = rng.choice([one for one in lists if one] or [["x"]])
    chosen.append(json.loads(json.dumps(rng.choice(chosen))))


def another_order(document, rng, _shape):
    objects = [document, *[at(document, path) for path in places(document)]]
    chosen = rng.choice([one for one in objects if isinstance(one, dict)])
    members = list(chosen.items())
    rng.shuffle(members)
    chosen.clear()
    chosen.update(members)


CHANGES = (
    another_value,
    values_exchanged,
    something_odd,
    something_left_out,
    something_moved,
    something_twice,
    another_order,
)


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
        chosen = rng.choices(CHANGES, k=rng.choice((1, 1, 1, 2, 3)))
        for change in sorted(chosen, key=CHANGES.index):  # first those that need every slot to be there
            change(document, rng, shape)
        separators = rng.choice(((",", ":"), (", ", ": ")))  # as we write it, or as others do
        text = json.dumps(document, ensure_ascii=False, separators=separators).encode()

        quick = ask(text, shapes)

        assert quick == ask(text)
        if quick.is_good:
            assert json.dumps(meaning(document)) == json.dumps(meaning(CREDENTIAL))
            good += 1

    assert good > 0
