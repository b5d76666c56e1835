import re
from collections import defaultdict

import pytest
from example_badge import CREDENTIAL, status_list

from other_body import other_body, with_other_body
from testamur.credential.canonical import canonicalise
from testamur.credential.contexts import OPEN_BADGES, PINNED, pinned, vendored
from testamur.errors import DocumentError, Problem


def defined(context):
    """Yield every term that a context defines, at any depth, with its IRI and definition."""
    for term, definition in context.items():
        if term.startswith("@"):
            continue
        yield term, definition.get("@id") if isinstance(definition, dict) else definition, definition
        if isinstance(definition, dict) and isinstance(definition.get("@context"), dict):
            yield from defined(definition["@context"])


ALL_TERMS = [found for body in vendored().bodies.values() for found in defined(body["@context"])]


def test_every_pinned_context_is_there_and_whole():
    bodies = vendored().bodies

    assert set(bodies) == set(PINNED)
    assert all("@context" in body for body in bodies.values())


def test_an_unknown_context_is_refused():
    with pytest.raises(DocumentError) as caught:
        vendored().body("https://example.org/context")

    assert caught.value.problems == (
        Problem("@context", "names 'https://example.org/context', which is not a known context"),
    )


def test_a_context_whose_bytes_differ_from_its_pin_is_refused():
    with pytest.raises(DocumentError, match=r"did-v1\.json:is not the context that was pinned"):
        pinned("did-v1.json", sha256="0" * 64)


def test_no_two_terms_that_may_be_written_mean_the_same():
    """So that a property cannot hide under another name with its signature intact."""
    properties, types = defaultdict(set), defaultdict(set)
    for term, iri, _ in ALL_TERMS:
        (properties if re.fullmatch("[a-z][A-Za-z0-9]*", term) else types)[iri].add(term)

    assert {iri: terms for iri, terms in properties.items() if len(terms) > 1} == {}
    assert {iri: terms for iri, terms in types.items() if len(terms) > 1} == {}


def test_no_term_serves_as_a_prefix():
    """So that an id such as `name:x` stands for itself."""
    prefixes = [
        term
        for term, iri, definition in ALL_TERMS
        if (isinstance(definition, str) and iri[-1] in ":/?#[]@")
        or (isinstance(definition, dict) and "@prefix" in definition)
    ]

    assert prefixes == []


def test_no_context_has_a_catch_all_vocabulary_or_imports_another():
    keywords = {
        key
        for body in vendored().bodies.values()
        for scope in [body["@context"], *(d["@context"] for *_, d in defined(body["@context"]) if scoped(d))]
        for key in scope
        if key.startswith("@")
    }

    assert keywords <= {"@protected", "@version"}


def scoped(definition):
    return isinstance(definition, dict) and isinstance(definition.get("@context"), dict)


def test_the_two_published_bodies_of_open_badges_differ_in_two_terms():
    ours = vendored().body(OPEN_BADGES)["@context"]
    theirs = other_body()["@context"]

    assert {term: ours[term] for term in ours if ours[term] != theirs.get(term)}.keys() == {
        "endorsementJwt",
        "jti",
    }
    assert set(theirs) < set(ours)


@pytest.mark.parametrize("document", [CREDENTIAL, status_list()], ids=["credential", "status list"])
def test_what_we_compose_means_the_same_under_both_bodies(document):
    assert canonicalise(document, with_other_body()) == canonicalise(document, vendored())


def test_a_term_that_one_body_lacks_would_be_noticed():
    document = {**CREDENTIAL, "jti": "urn:uuid:1"}

    assert canonicalise(document, vendored())
    with pytest.raises(DocumentError):
        canonicalise(document, with_other_body())
