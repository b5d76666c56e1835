"""The Statement: facts to document and back, what is refused, and three verifiers that are not ours."""

import json
from dataclasses import replace

import pytest
from example_badge import CREDENTIAL, DID_DOCUMENT, KEY, NOW, OTHER_KEY, copied, judged, status_list
from example_statement import ADDRESS, DATA, FACTS, SIGNED, STATED, STATEMENT
from hypothesis import given
from hypothesis import strategies as st

from independent import openbadgeslib_proof_holds
from testamur.credential import Fact, Verdict, compose_statement, sign, statement_of
from testamur.credential.compose import achievement_document
from testamur.credential.contexts import CREDENTIALS, vendored
from testamur.credential.proof import check_proof
from testamur.credential.second_opinion import canonical_again
from testamur.credential.statement_fact import STATES, fact_of
from testamur.errors import DocumentError

words = st.text(st.characters(codec="ascii", categories=("Ll", "Lu", "Nd")), min_size=1, max_size=12)
numbers = st.integers(-(10**6), 10**6).map(str)


@st.composite
def facts(draw):
    """Draw a fact in form: with a value and perhaps an interval around it, or in a state without one."""
    about = Fact(".".join(draw(st.lists(words, min_size=1, max_size=3))), draw(words), draw(words))
    about = replace(about, n=draw(st.just("") | st.integers(0, 999).map(str)), method=draw(st.just("") | words))
    about = replace(about, is_simulated=draw(st.booleans()))
    if draw(st.booleans()):
        return replace(about, state=draw(st.sampled_from(STATES[1:])))
    low, value, high = sorted(draw(st.tuples(*[st.integers(-99, 99)] * 3)))
    if draw(st.booleans()):
        return replace(about, value=str(value), low=str(low), high=str(high), unit=draw(st.just("") | words))
    return replace(about, value=draw(words), of=draw(st.just("") | numbers))


def test_a_fact_is_written_as_an_evidence():
    assert FACTS[2].document(ADDRESS) == {
        "id": "https://academy.example:8443/statements/1#cut",
        "type": ["Evidence"],
        "name": "Pass mark",
        "genre": "value",
        "narrative": "70 correct of 110, which is 63.6 %.",
        "description": "value: 70\nunit: correct answers\nof: 110\nn: 6\nmethod: modified Angoff\non: 2026-01-15",
    }


def test_what_is_not_known_has_its_state_and_no_value():
    assert FACTS[5].document(ADDRESS)["genre"] == "not yet enough data"
    assert "description" not in FACTS[5].document(ADDRESS)
    assert FACTS[5].number is None
    assert FACTS[3].number == 0.91


@given(fact=facts())
def test_a_fact_is_read_as_it_was_written(fact):
    assert list(fact.problems()) == []
    assert fact_of(fact.document(ADDRESS), statement=ADDRESS) == fact


@given(drawn=st.lists(facts(), min_size=1, max_size=8, unique_by=lambda fact: fact.key))
def test_a_statement_is_read_as_it_was_composed(drawn):
    statement = replace(STATEMENT, facts=tuple(drawn))

    assert statement_of(compose_statement(statement)) == statement


def test_it_is_about_the_achievement_of_the_badge_and_about_nobody():
    assert SIGNED["@context"][0] == CREDENTIALS
    assert SIGNED["type"] == ["VerifiableCredential"]
    assert SIGNED["credentialSubject"] == CREDENTIAL["credentialSubject"]["achievement"]
    assert judged(SIGNED).verdict is Verdict.NOT_GENUINE  # as a badge


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        (
            Fact("a b", "A", "A.", value="1"),
            "a b: must be words of letters and digits, joined by hyphens and dots",
        ),
        (Fact("a", "A", "A."), "a: has a value if and only if it is known"),
        (Fact("a", "A", "A.", state="not done", value="0"), "a: has a value if and only if it is known"),
        (Fact("a", "A", "A.", value="1", low="2", high="3"), "a: has an interval that does not hold its value"),
        (Fact("a", "A", "A.", value="1", low="0"), "a: has an interval that does not hold its value"),
        (Fact("a", "A", "A.", value="1", n="many"), "a.n: must be a number"),
        (Fact("a", "A", "A.", value="1", on="May"), "a.on: must be a day such as 2026-05-31"),
        (Fact("a", "A", "A.", value="1\nn: 900"), "a: has a detail of several lines"),
    ],
)
def test_a_fact_out_of_form_is_not_signed(fact, problem):
    with pytest.raises(DocumentError) as caught:
        compose_statement(replace(STATEMENT, facts=(fact,)))

    assert problem in [str(one) for one in caught.value.problems]


def changed(**members):
    return {**copied(SIGNED), **members}


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (CREDENTIAL, "credentialSubject.id: is missing"),
        (changed(type=["VerifiableCredential", "OpenBadgeCredential"]), "type: is that of a badge"),
        (changed(evidence=[]), "evidence"),
        (
            changed(evidence=SIGNED["evidence"][:1] * 2),
            "states https://academy.example:8443/statements/1#purpose 2",
        ),
        (changed(id="https://academy.example:8443/statements/2"), "which is no fact of this statement"),
        (changed(evidence=[{**SIGNED["evidence"][0], "genre": "excellent"}]), "evidence[0].genre: must be one of"),
        (changed(evidence=[{**SIGNED["evidence"][0], "narrative": ""}]), "evidence[0].narrative: must be text"),
    ],
)
def test_what_is_no_statement_is_not_read_as_one(document, sentence):
    with pytest.raises(DocumentError) as caught:
        statement_of(document)

    assert sentence in str(caught.value)


def test_a_detail_of_a_newer_form_is_left_out():
    evidence = {**FACTS[2].document(ADDRESS)}
    evidence["description"] += "\ncolour: blue"

    assert fact_of(evidence, statement=ADDRESS) == FACTS[2]


def tampered():
    """Yield the statement with one thing changed in each text and each list."""
    for number, evidence in enumerate(SIGNED["evidence"]):
        for name in ("name", "genre", "narrative", "description"):
            if name in evidence:
                document = copied(SIGNED)
                document["evidence"][number][name] += "9"
                yield document
    yield changed(evidence=SIGNED["evidence"][:-1])
    yield changed(validFrom="2025-01-01T00:00:00Z")
    yield changed(credentialSubject={**SIGNED["credentialSubject"], "version": "2027"})


def test_its_proof_holds_for_us_and_openbadgeslib_and_for_nothing_changed():
    assert check_proof(SIGNED, did_document=DID_DOCUMENT, at=NOW).answer == "yes"
    assert openbadgeslib_proof_holds(SIGNED, DID_DOCUMENT)
    for document in tampered():
        assert check_proof(document, did_document=DID_DOCUMENT, at=NOW).answer == "no"
    assert not openbadgeslib_proof_holds(next(tampered()), DID_DOCUMENT)
    assert not openbadgeslib_proof_holds(sign(compose_statement(STATEMENT), OTHER_KEY, at=STATED), DID_DOCUMENT)


def test_a_second_processor_reads_the_same_graph():
    document = compose_statement(STATEMENT)

    assert canonical_again(document, contexts=vendored()).count(b"/spec/vc/ob/vocab.html#Evidence> ") == len(FACTS)


@pytest.mark.node
def test_both_verifiers_in_node_accept_it_and_refuse_it_changed(node_verifier):
    good = node_verifier(SIGNED, DID_DOCUMENT, status_list(), NOW)
    bad = node_verifier(next(tampered()), DID_DOCUMENT, status_list(), NOW)

    assert [answer["verified"] for answer in good.values()] == [True, True]
    assert [answer["verified"] for answer in bad.values()] == [False, False]


def test_signing_twice_gives_the_same_bytes_so_that_the_digest_can_be_kept():
    again = sign(compose_statement(STATEMENT), KEY, at=STATED)

    assert json.dumps(again, ensure_ascii=False, separators=(",", ":")).encode() == DATA
    assert achievement_document(STATEMENT.achievement) == again["credentialSubject"]
