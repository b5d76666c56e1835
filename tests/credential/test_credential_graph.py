"""JSON-LD to RDF, against the second opinion of pyoxigraph's own JSON-LD reader."""

import json

import pytest
from example_badge import CREDENTIAL, copied, status_list
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

from testamur.credential.canonical import canonicalise
from testamur.credential.contexts import Contexts, vendored
from testamur.credential.graph import statements
from testamur.errors import DocumentError

CONTENT = {key: value for key, value in CREDENTIAL.items() if key != "proof"}
LISTING = {key: value for key, value in status_list(3).items() if key != "proof"}


def second_opinion(document):
    """Return the canonical text by a processor that shares no JSON-LD code with ours."""
    bodies = [vendored().body(url)["@context"] for url in document["@context"]]
    inlined = json.dumps({**document, "@context": bodies})
    dataset = Dataset(parse(input=inlined, format=RdfFormat.JSON_LD))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return b"".join(sorted(serialize(dataset, format=RdfFormat.N_QUADS).splitlines(keepends=True)))


def in_contexts(**members):
    return {"@context": CONTENT["@context"], "type": ["VerifiableCredential"], "id": "urn:x:1", **members}


@pytest.mark.parametrize("document", [CONTENT, LISTING], ids=["badge", "status list"])
def test_two_processors_agree(document):
    assert canonicalise(document, vendored()) == second_opinion(document)


@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    value=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_two_processors_agree_on_any_text(name, value):
    document = copied(CONTENT)
    document["name"] = name
    document["credentialSubject"]["result"][0]["value"] = value

    assert canonicalise(document, vendored()) == second_opinion(document)


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"shoeSize": 42}, "the term 'shoeSize' is in no context"),
        ({"type": ["VerifiableCredential", "Prize"]}, "the type 'Prize' is in no context"),
        ({"id": "badge/1"}, "'badge/1' is not an absolute address"),
        ({"id": "_:b0"}, "'_:b0' is not an absolute address"),
        ({"issuer": "somebody"}, "'somebody' is not an absolute address"),
        ({"@included": [{"id": "urn:x:2", "name": "y"}]}, "uses @included, which is not accepted"),
        ({"name": {"@value": "x", "@direction": "rtl"}}, "uses @direction, which is not accepted"),
        ({"@reverse": {"image": {"id": "urn:x:2", "name": "y"}}}, "uses @reverse, which is not accepted"),
        ({"evidence": {"id": "urn:x:2", "type": "Evidence", "pages": 3}}, "the term 'pages' is in no context"),
        ({"name": {"@value": 1, "@type": 2}}, "is not JSON-LD"),
        ({"urn:x<y": "v"}, "the term 'urn:x<y' is in no context"),
        ({"id": 7}, "is not JSON-LD"),
        ({"type": {"a": 1}}, "is not JSON-LD"),
    ],
)
def test_whatever_would_be_lost_is_refused(members, sentence):
    with pytest.raises(DocumentError) as caught:
        statements(in_contexts(**members), contexts=vendored())

    assert any(sentence in problem.sentence for problem in caught.value.problems)


def test_all_that_would_be_lost_is_told_at_once():
    with pytest.raises(DocumentError) as caught:
        statements(in_contexts(shoeSize=42, hatSize=7), contexts=vendored())

    assert len(caught.value.problems) == 2


def test_an_address_that_rdf_does_not_know_is_refused():
    with pytest.raises(DocumentError, match="holds an address or a language that is none"):
        statements(in_contexts(evidence={"id": "http://[half", "type": "Evidence"}), contexts=vendored())


def test_a_context_that_is_not_known_is_never_asked_for():
    document = {"@context": ["https://example.org/context"], "id": "urn:x:1"}

    with pytest.raises(DocumentError, match="is not JSON-LD"):
        statements(document, contexts=vendored())


def test_contexts_given_by_one_caller_are_not_known_to_another():
    """The processor keeps a cache of contexts by address; each set of contexts has its own."""
    url = "https://example.org/context"
    document = {"@context": [url], "@id": "urn:x:1", "p": "v"}

    wide = statements(document, contexts=Contexts({url: {"@context": {"p": "urn:wide"}}}))
    other = statements(document, contexts=Contexts({url: {"@context": {"p": "urn:other"}}}))

    assert [quad.predicate.value for quad in wide + other] == ["urn:wide", "urn:other"]
    with pytest.raises(DocumentError):
        statements(document, contexts=vendored())


def test_a_language_is_read_without_regard_to_its_case():
    """As every JSON-LD processor does (JSON-LD 1.1 API, section 5.1.2, step 13.4.8)."""
    document = copied(CONTENT)
    document["name"] = {"@value": "Safety", "@language": "en-GB"}

    text = canonicalise(document, vendored())

    assert b'"Safety"@en-gb' in text
    assert text == second_opinion(document)
