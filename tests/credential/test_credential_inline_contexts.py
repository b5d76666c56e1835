"""A document may define its own words, and change the meaning of no other."""

import pytest
from general_examples import DEGREE, EXAMPLES, V2, answers, checked, failure, signed

from testamur.credential.contexts import general
from testamur.credential.inline_contexts import known_addresses
from testamur.errors import DocumentError

OWN = {"wardName": "https://hospital.example/terms#wardName"}


def with_context(*more, **subject):
    return {
        **DEGREE,
        "@context": [V2, *more],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "did:example:1", **subject},
    }


@pytest.mark.parametrize(
    "context",
    [
        OWN,
        {"@context": OWN},
        {"@protected": True, "@version": 1.1, **OWN},
        {"wardName": {"@id": "https://hospital.example/terms#wardName", "@type": "https://x.example/text"}},
        {"@vocab": "https://hospital.example/terms#"},
    ],
)
def test_a_word_of_ones_own_is_signed_and_checked(context):
    verification = checked(signed(with_context(context, wardName="North 3")))

    assert set(answers(verification).values()) == {"yes"}


@pytest.mark.parametrize(
    ("context", "place", "sentence"),
    [
        ({"validUntil": "https://x.example/a"}, "validUntil", f"gives another meaning to a word of {V2}"),
        ({"VerifiableCredential": "https://x.example/a"}, "VerifiableCredential",
         f"gives another meaning to a word of {V2}"),
        ({"endsOn": "https://www.w3.org/2018/credentials#validUntil"}, "endsOn",
         f"gives another name to what {V2} names already"),
        ({"@vocab": "https://www.w3.org/2018/credentials#valid"}, "@vocab",
         f"gives another name to what {V2} names already"),
        ({"kind": "@type"}, "kind", "must be defined by an absolute address"),
        ({"ward": "https ://x"}, "ward", "must be defined by an absolute address"),
        ({"ward": {"@id": "urn:x:ward", "@type": "@json"}}, "ward",
         "must be defined by an absolute address, and how its values are read"),
        ({"ward": {"@id": "urn:x:ward", "@context": {}}}, "ward",
         "must be defined by an absolute address, and how its values are read"),
        ({"ward": {"@reverse": "urn:x:ward"}}, "ward",
         "must be defined by an absolute address, and how its values are read"),
        ({"@base": "https://x.example/"}, "@base", "is no plain term"),
        ({"@import": EXAMPLES}, "@import", "is no plain term"),
        ({"@language": "en"}, "@language", "is no plain term"),
        ({"@vocab": ""}, "@vocab", "says what is not accepted"),
        ({"a:b": "urn:x:ward"}, "a:b", "is no plain term"),
    ],
)  # fmt: skip
def test_what_changes_how_the_rest_reads_is_refused(context, place, sentence):
    with pytest.raises(DocumentError) as caught:
        signed(with_context(context))

    assert f"@context[1].{place}: {sentence}" in caught.value.lines()


def test_a_second_definition_of_ones_own_word_is_refused():
    with pytest.raises(DocumentError) as caught:
        signed(with_context(OWN, {"wardName": "urn:x:other"}))

    assert caught.value.lines() == ["@context[2].wardName: gives another meaning to a word of @context[1]"]


def test_two_names_for_one_thing_are_refused():
    with pytest.raises(DocumentError) as caught:
        signed(with_context({**OWN, "station": OWN["wardName"]}))

    assert caught.value.lines() == ["@context[1].station: gives another name to what @context[1] names already"]


def test_more_than_a_hundred_definitions_are_refused():
    many = {f"word{number}": f"urn:x:{number}" for number in range(101)}

    with pytest.raises(DocumentError) as caught:
        signed(with_context(many))

    assert "@context[1]: defines more than 100 terms" in caught.value.lines()


def test_a_vocabulary_of_none_leaves_unknown_words_unknown():
    assert set(answers(checked(signed(with_context({"@vocab": None}, name="A")))).values()) == {"yes"}
    with pytest.raises(DocumentError) as caught:
        signed({**with_context({"@vocab": None}), "type": ["VerifiableCredential", "Ward"]})

    assert caught.value.lines() == ["the type 'Ward' is in no context"]


def test_a_definition_that_was_slipped_in_is_found():
    document = signed(with_context(OWN, wardName="North 3"))

    found = checked({**document, "@context": [V2, {**OWN, "endsOn": "urn:x:ends"}], "endsOn": "never"})

    assert failure(found)[:2] == (
        "proof",
        "The signature does not match: something was changed after it was signed.",
    )


def test_addresses_behind_prefixes_are_known():
    v1 = "https://www.w3.org/2018/credentials/v1"

    assert "https://www.w3.org/2018/credentials#credentialSchema" in known_addresses(general(), v1)
