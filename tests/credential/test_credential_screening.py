import json

import pytest
from example_badge import CREDENTIAL, copied

from testamur.credential.contexts import vendored
from testamur.credential.screening import MAX_BYTES, MAX_OBJECTS, context_problems, form_problems, read
from testamur.errors import DocumentError, Problem

TOO_LARGE = "is too large a number to be read alike by all"
VC, OB = CREDENTIAL["@context"]


def with_subject(**members):
    document = copied(CREDENTIAL)
    document["credentialSubject"].update(members)
    return document


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (b"", "is not JSON"),
        (b"[]", "must be a JSON object"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": NaN}', "is not a JSON number"),
        (b'{"a": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", "nested deeper"),
        (b'{"a": "' + b"x" * MAX_BYTES + b'"}', "larger than"),
        (b'{"a": "\xff"}', "is not UTF-8"),
        ({"a": {1, 2}}, "cannot be written as JSON"),
        ({"a": float("nan")}, "cannot be written as JSON"),
    ],
)
def test_what_is_no_json_object_of_decent_size_is_refused(source, sentence):
    with pytest.raises(DocumentError, match=sentence):
        read(source)


def test_a_document_without_end_is_refused():
    endless: dict = {}
    endless["self"] = endless

    with pytest.raises(DocumentError, match="cannot be written as JSON"):
        read(endless)


def test_nothing_is_wrong_with_a_badge():
    assert list(form_problems(CREDENTIAL)) == []
    assert list(context_problems(CREDENTIAL, contexts=vendored())) == []


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"validUntil": None}, ("credentialSubject.validUntil", "is null, which no signature covers")),
        ({"source": [["a"]]}, ("credentialSubject.source", "is a list within a list")),
        ({"source": ["a"] * 201}, ("credentialSubject.source", "has more than 200 elements")),
        ({"role": "\ud800"}, ("credentialSubject.role", "holds half a character")),
        ({"creditsEarned": float("1e400")}, ("credentialSubject.creditsEarned", TOO_LARGE)),
        ({"creditsEarned": 10**400}, ("credentialSubject.creditsEarned", TOO_LARGE)),
        ({"creditsEarned": -(2**53)}, ("credentialSubject.creditsEarned", TOO_LARGE)),
        (
            {"https://schema.org/name": "x"},
            ("credentialSubject", "has the property 'https://schema.org/name', which is no plain term"),
        ),
        ({"@id": "urn:x:1"}, ("credentialSubject", "has the property '@id', which is no plain term")),
        ({"@context": VC}, ("credentialSubject", "has the property '@context', which is no plain term")),
        ({"Criteria": "x"}, ("credentialSubject", "has the property 'Criteria', which is no plain term")),
        ({"id": "me"}, ("credentialSubject", "has an id that is not an absolute address")),
        ({"id": "_:b0"}, ("credentialSubject", "has an id that is not an absolute address")),
        ({"id": "urn:a b"}, ("credentialSubject", "has an id that is not an absolute address")),
        ({"id": 7}, ("credentialSubject", "has an id that is not an absolute address")),
        ({"type": ["Achievement", "Achievement"]}, ("credentialSubject", "repeats a type, or has more than 8")),
        ({"type": [f"T{n}" for n in range(9)]}, ("credentialSubject", "repeats a type, or has more than 8")),
        ({"type": []}, ("credentialSubject", "has a type that is no plain term")),
        ({"type": "urn:x:type"}, ("credentialSubject", "has a type that is no plain term")),
        ({"type": ["geo"]}, ("credentialSubject", "has a type that is no plain term")),
        ({"role": {"@value": 3, "@language": "de"}}, ("credentialSubject.role", "must be text in a language")),
        (
            {"role": {"@value": "x"}},
            ("credentialSubject.role", "has the property '@value', which is no plain term"),
        ),
        (
            {"role": {"@value": "x", "@type": "urn:t"}},
            ("credentialSubject.role", "has the property '@value', which is no plain term"),
        ),
        (
            {"source": {"id": CREDENTIAL["id"], "type": "Profile"}},
            ("credentialSubject.source", f"describes {CREDENTIAL['id']} a second time, and differently"),
        ),
    ],
)  # fmt: skip
def test_what_json_and_graph_could_read_differently_is_told(members, problem):
    assert Problem(*problem) in list(form_problems(with_subject(**members)))


def test_the_same_thing_may_be_described_twice_alike():
    issuer = CREDENTIAL["issuer"]

    assert list(form_problems(with_subject(source=issuer))) == []
    assert list(form_problems(with_subject(source={"id": issuer["id"]}))) == []


def test_a_text_may_name_its_language():
    assert list(form_problems(with_subject(role={"@value": "Pflege", "@language": "de"}))) == []


@pytest.mark.parametrize("many", [[{"type": "Profile"}] * MAX_OBJECTS, ["x"] * 1_000])
def test_too_many_objects_or_values_are_told_once(many):
    problems = list(form_problems(with_subject(source=many)))

    assert problems == [Problem("", "holds more than 150 objects or 1,000 values")]


@pytest.mark.parametrize(
    ("named", "problem"),
    [
        (None, ("@context", "must be a list of addresses")),
        (VC, ("@context", "must be a list of addresses")),
        ([], ("@context", "must be a list of addresses")),
        ([OB, VC], ("@context[0]", f"must be {VC}")),
        ([VC, OB, OB], ("@context[2]", "stands twice")),
        ([VC, {"name": "urn:x"}], ("@context[1]", "defines terms of its own, which is not accepted")),
        ([VC, None], ("@context[1]", "defines terms of its own, which is not accepted")),
        ([VC, "urn:x:c"], ("@context[1]", "names 'urn:x:c', which is not a known context")),
    ],
)  # fmt: skip
def test_other_contexts_than_the_pinned_ones_are_told(named, problem):
    document = json.loads(json.dumps({**CREDENTIAL, "@context": named}))

    assert Problem(*problem) in list(context_problems(document, contexts=vendored()))
