"""The shape against two JSON-LD processors on badges at random: three canonical forms, the same to the byte.

As many as `TESTAMUR_FUZZ_BADGES` says, each against the whole way of this package (PyLD, then pyoxigraph) and
against pyoxigraph alone, every tenth against PyLD alone too.
"""

import json
import os
import random
from dataclasses import replace

import pytest
from example_badge import BADGE, CREDENTIAL, KEY, NOW
from pyld import jsonld

from testamur.credential import compose, sign
from testamur.credential.canonical import canonicalise
from testamur.credential.contexts import vendored
from testamur.credential.proof_shape import proof_shape
from testamur.credential.second_opinion import canonical_again, is_proven
from testamur.credential.shape import compile_shape
from testamur.credential.shape_trial import random_values, stand_trial
from testamur.credential.slots import slots_of
from testamur.errors import Refused

BADGES = int(os.environ.get("TESTAMUR_FUZZ_BADGES", "200"))
SEED = int(os.environ.get("TESTAMUR_FUZZ_SEED", "2026"))
LIKE_SYNTAX = 'text with _:b0 and {v1} and %s and 5 % and "quotes" \\ and _:c14n0 <urn:x> .\nsecond line'
DESCRIBED = replace(BADGE, achievement=replace(BADGE.achievement, description=LIKE_SYNTAX))
SHAPES = {
    "whole": compose(DESCRIBED),
    "plain": compose(replace(DESCRIBED, valid_until=None, results=(), evidence=(), status=None)),
}


def chance():
    return random.Random(SEED)  # noqa: S311  (a test must come out the same)


def by_pyld_alone(document):
    def load(url, _options):
        return {"contextUrl": None, "documentUrl": url, "document": dict(vendored().body(url))}

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load, "base": None}
    return jsonld.normalize(document, options).encode()


@pytest.mark.parametrize("example", SHAPES.values(), ids=SHAPES)
def test_three_ways_agree(example):
    shape, rng = compile_shape(example, slots_of(example), contexts=vendored()), chance()

    for number in range(BADGES // len(SHAPES)):
        fitted = shape.fitted(random_values(shape, rng))
        document = json.loads(shape.text(fitted))
        made = shape.canonical(fitted)

        assert made == canonicalise(document, vendored()) == canonical_again(document, vendored())
        assert number % 10 or made == by_pyld_alone(document)
        assert shape.fitted_of(document) == fitted


def test_a_shape_that_is_wrong_fails_its_trial():
    """The text of one badge over the graph of another: nobody would see it in the file."""
    mine, other = compose(BADGE), compose(replace(BADGE, name="Something else"))
    right = compile_shape(mine, slots_of(mine), contexts=vendored())
    wrong = replace(right, _graph=compile_shape(other, slots_of(other), contexts=vendored())._graph)

    stand_trial(right, contexts=vendored(), rng=chance(), count=3)
    with pytest.raises(Refused) as caught:
        stand_trial(wrong, contexts=vendored(), rng=chance(), count=3)

    assert caught.value.rule == "shape-untrue"


def test_a_shape_that_ties_time_and_again_fails_its_trial():
    document = compose(BADGE)
    document["credentialSubject"]["identifier"] *= 2
    slots = [slot for slot in slots_of(document) if "identifier" not in slot.places[0].path]
    shape = compile_shape(document, slots, contexts=vendored())

    with pytest.raises(Refused) as caught:
        stand_trial(shape, contexts=vendored(), rng=chance(), count=2)

    assert caught.value.rule == "shape-ambiguous"


def test_the_options_of_a_proof_have_a_shape():
    urls = tuple(CREDENTIAL["@context"])
    made = proof_shape(KEY.id, urls=urls, contexts=vendored())

    stand_trial(made.options, contexts=vendored(), rng=chance(), count=10)

    assert made.is_of(CREDENTIAL["proof"])
    assert not made.is_of({**CREDENTIAL["proof"], "nonce": "x"})
    assert json.loads(made.text(CREDENTIAL["proof"]["created"], CREDENTIAL["proof"]["proofValue"])) == {
        **CREDENTIAL["proof"]
    }


def test_the_second_opinion_accepts_what_is_signed_and_nothing_else():
    text = json.dumps(sign(compose(DESCRIBED), KEY, at=NOW))

    assert is_proven(text, KEY.public, vendored())
    assert not is_proven(text.replace("second line", "other line"), KEY.public, vendored())
    assert not is_proven(text.replace("2026-06-01T12", "2026-06-01T13"), KEY.public, vendored())
