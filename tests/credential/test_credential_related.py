"""Related resources: integrity texts, what a badge carries of them, and badges with them signed by shapes."""

import json
from dataclasses import replace

import pytest
from example_badge import AWARDED, BADGE, DID_DOCUMENT, KEY, NOW, judged, status_list
from hypothesis import given
from hypothesis import strategies as st

from independent import openbadgeslib_verdict
from testamur.credential import Recipient, RelatedResource, Shapes, Verdict, compose, integrity_of, sign
from testamur.credential.related_resource import integrity_holds, related_resources
from testamur.errors import DocumentError, Problem

STATEMENT = RelatedResource("https://academy.example:8443/statements/1", integrity_of(b"what is published there"))
BOUND = replace(BADGE, related=(STATEMENT,))
SCRIPT = b"alert('Hello, world.');"
SHA384 = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
"""Both from W3C, Subresource Integrity (2016), section 3.2.1, example 2."""


def test_the_digest_of_the_standards_example():
    assert integrity_of(SCRIPT) == SHA384
    assert integrity_holds(SHA384, SCRIPT)


@given(data=st.binary(max_size=200), other=st.binary(max_size=200))
def test_an_integrity_text_holds_for_its_bytes_alone(data, other):
    for algorithm in ("sha256", "sha384", "sha512"):
        text = integrity_of(data, algorithm=algorithm)

        assert integrity_holds(text, data)
        assert integrity_holds(text, other) is (data == other)


def test_of_several_digests_the_strongest_counts():
    weak, strong = integrity_of(SCRIPT, algorithm="sha256"), integrity_of(SCRIPT, algorithm="sha512")
    wrong = integrity_of(b"else", algorithm="sha512")

    assert integrity_holds(f"{weak} {strong}", SCRIPT)
    assert integrity_holds(f"{wrong} {strong}", SCRIPT)
    assert not integrity_holds(f"{weak} {wrong}", SCRIPT)
    assert integrity_holds(f"{SHA384}?ct=application/javascript", SCRIPT)


@pytest.mark.parametrize("text", ["", "md5-aGVsbG8=", "sha384-", "sha384-AAAA", "sha384-A===", SHA384[7:]])
def test_what_names_no_digest_that_is_known_holds_for_nothing(text):
    assert not integrity_holds(text, SCRIPT)


def test_a_badge_carries_what_it_is_bound_to():
    document = compose(BOUND)

    assert document["relatedResource"] == [
        {"id": STATEMENT.id, "mediaType": "application/vc", "digestSRI": STATEMENT.digest}
    ]
    assert related_resources(document) == (STATEMENT,)
    assert {key: value for key, value in document.items() if key != "relatedResource"} == compose(BADGE)


def test_what_is_no_address_cannot_be_bound():
    with pytest.raises(DocumentError) as caught:
        compose(replace(BADGE, related=(replace(STATEMENT, id="statement 1"),)))

    assert Problem("relatedResource[0].id", "must be an absolute address") in caught.value.problems


@pytest.mark.parametrize(
    "stated",
    [
        None,
        "text",
        [],
        {},
        [1],
        {"id": "x y", "digestSRI": SHA384},
        {"id": "urn:a:b"},
        {"id": "urn:a:b", "digestSRI": 1},
    ],
)
def test_what_is_no_related_resource_is_left_out(stated):
    assert related_resources({"relatedResource": stated}) == ()


def test_shapes_sign_the_same_and_keep_badges_of_different_statements_apart():
    shapes = Shapes(trials=2)
    newer = (RelatedResource("https://academy.example:8443/statements/2", integrity_of(b"newer")),)
    badges = [
        replace(
            BOUND,
            id=f"urn:uuid:58172aac-d8ba-11ed-83dd-{n:012}",
            evidence=(),
            recipient=Recipient(f"{n}", "s"),
            related=newer if n % 2 else BOUND.related,
        )
        for n in range(6)
    ]

    texts = [shapes.sign(badge, KEY, at=AWARDED) for badge in badges]

    whole = [
        json.dumps(sign(compose(b), KEY, at=AWARDED), ensure_ascii=False, separators=(",", ":")) for b in badges
    ]
    assert texts == whole
    assert all(shapes.recognise(json.loads(text)) is not None for text in texts)


def test_a_bound_badge_is_judged_alike_by_others_and_not_when_its_digest_is_changed():
    good = sign(compose(BOUND), KEY, at=AWARDED)
    bad = {**good, "relatedResource": [{**good["relatedResource"][0], "digestSRI": integrity_of(b"else")}]}

    assert judged(good).verdict is Verdict.CURRENT
    assert judged(bad).verdict is Verdict.NOT_GENUINE
    assert openbadgeslib_verdict(good, DID_DOCUMENT, status_list(), NOW)
    assert not openbadgeslib_verdict(bad, DID_DOCUMENT, status_list(), NOW)


@pytest.mark.node
def test_a_bound_badge_is_good_for_both_verifiers_in_node(node_verifier):
    answers = node_verifier(sign(compose(BOUND), KEY, at=AWARDED), DID_DOCUMENT, status_list(), NOW)

    assert {name: answer["verified"] for name, answer in answers.items()} == {
        "digitalbazaar": True,
        "digitalcredentials": True,
    }
