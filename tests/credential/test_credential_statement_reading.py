"""What becomes of the Statement that a credential is bound to, and of endorsements: only the proven is fact."""

from dataclasses import replace

import pytest
from example_badge import AWARDED, BADGE, DAY, DID, DID_DOCUMENT, KEY, NOW, OTHER_KEY, publishing, status_list
from example_statement import (
    ADDRESS,
    BOUND,
    DATA,
    ENDORSED,
    ENDORSEMENT,
    SIGNED,
    SOCIETY,
    SOCIETY_DOCUMENT,
    SOCIETY_KEY,
    STATED,
    STATEMENT,
    as_bytes,
    published,
)

from independent import openbadgeslib_proof_holds
from testamur.credential import (
    RelatedResource,
    compose,
    compose_endorsement,
    compose_statement,
    integrity_of,
    issuer_document,
    read_endorsement,
    read_statements,
    sign,
)
from testamur.credential.endorsement import endorsement_of
from testamur.credential.keys import from_seed
from testamur.errors import DocumentError

CREDENTIAL = compose(replace(BADGE, related=(BOUND,)))


def reading(data=DATA, *, network=None, credential=CREDENTIAL, bound=None):
    """Return what becomes of the one statement of a credential; `data` is what is published, bound or not."""
    if bound is not None:
        credential = compose(replace(BADGE, related=(bound,)))
    (one,) = read_statements(credential, network=network or published(data), at=NOW)
    return one


def signed(statement, key=KEY):
    return as_bytes(sign(compose_statement(statement), key, at=STATED))


def rebound(data):
    """Return what becomes of a statement to which the credential is bound as it is published."""
    return reading(data, bound=RelatedResource(ADDRESS, integrity_of(data)))


def test_a_statement_of_the_issuer_is_read():
    one = reading()

    assert (one.answer, one.statement, one.data) == ("yes", STATEMENT, DATA)


def test_a_credential_without_one_has_nothing_to_read():
    assert read_statements(compose(BADGE), network=published(), at=NOW) == ()


def test_pictures_and_contexts_are_not_asked_for():
    others = (replace(BOUND, media_type="image/png"), replace(BOUND, id="https://www.w3.org/ns/credentials/v2"))

    assert read_statements(compose(replace(BADGE, related=others)), network=published(), at=NOW) == ()


def test_at_most_three_are_asked_for():
    many = tuple(replace(BOUND, id=f"{ADDRESS}{number}") for number in range(9))

    assert len(read_statements(compose(replace(BADGE, related=many)), network=published(), at=NOW)) == 3


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (lambda: reading(signed(replace(STATEMENT, name="Newer"))), "not what was signed with the credential"),
        (lambda: reading(DATA + b" "), "not what was signed with the credential"),
        (lambda: reading(network=replace(published(), fetch=publishing({}))), "connection refused"),
        (lambda: rebound(b"{}"), "is not in the form of a statement"),
        (lambda: rebound(as_bytes({**SIGNED, "name": "Better"})), "its signature does not hold"),
        (lambda: rebound(signed(STATEMENT, OTHER_KEY)), "its signature does not hold"),
        (lambda: rebound(signed(replace(STATEMENT, valid_from=NOW + DAY))), "it is dated in the future"),
        (lambda: rebound(signed(replace(STATEMENT, id=f"{ADDRESS}0"))), "it names another address as its own"),
        (
            lambda: rebound(signed(replace(STATEMENT, achievement=replace(BADGE.achievement, id="urn:x:y")))),
            "it is about another programme",
        ),
    ],
)
def test_what_is_not_proven_is_a_warning_and_is_not_shown(one, why):
    found = one()

    assert (found.answer, found.statement, found.data) == ("warning", None, b"")
    assert why in found.sentence


def test_a_statement_of_somebody_else_says_so():
    other = replace(STATEMENT, issuer=replace(ENDORSEMENT.issuer, id=SOCIETY))

    found = rebound(signed(other, SOCIETY_KEY))

    assert (found.answer, found.statement) == ("warning", other)
    assert found.sentence.startswith("Example Society of Psychometrics states how it is assessed, and is not the")


def endorsed(data=ENDORSED, *, bound=BOUND, known=(), at=NOW, network=None):
    return read_endorsement(data, statement=bound, network=network or published(), at=at, known_issuers=known)


FORGED = from_seed(SOCIETY_KEY.id, seed=bytes(32))


def resigned(key=SOCIETY_KEY, **changes):
    return as_bytes(sign(compose_endorsement(replace(ENDORSEMENT, **changes)), key, at=AWARDED))


def test_an_endorsement_is_read_with_who_endorses():
    stranger, known = endorsed(), endorsed(known=(SOCIETY,))

    assert (stranger.answer, stranger.endorsement, stranger.is_known) == ("warning", ENDORSEMENT, False)
    assert (known.answer, known.is_known) == ("yes", True)


def test_an_endorsement_is_read_as_it_was_composed():
    assert endorsement_of(compose_endorsement(ENDORSEMENT)) == ENDORSEMENT


@pytest.mark.parametrize(
    ("one", "answer", "why"),
    [
        (lambda: endorsed(bound=replace(BOUND, digest=integrity_of(b"newer"))), "no", "another statement"),
        (lambda: endorsed(bound=replace(BOUND, id=f"{ADDRESS}0")), "no", "another statement"),
        (lambda: endorsed(resigned(FORGED)), "no", "changed"),
        (lambda: endorsed(ENDORSED.replace(b"found it sound", b"found it grand")), "no", "changed"),
        (lambda: endorsed(resigned(valid_until=NOW - DAY)), "no", "expired"),
        (lambda: endorsed(DATA), "no", "It is no endorsement"),
        (lambda: endorsed(b"junk"), "no", "It is no endorsement"),
        (lambda: endorsed(network=replace(published(), resolve=publishing({}))), "cannot tell", "connection"),
    ],
)
def test_an_endorsement_that_does_not_hold_shows_nothing(one, answer, why):
    found = one()

    assert (found.answer, found.endorsement) == (answer, None)
    assert why in found.sentence


def test_an_endorsement_without_a_digest_is_none():
    document = compose_endorsement(ENDORSEMENT)
    del document["credentialSubject"]["digestSRI"]

    with pytest.raises(DocumentError, match="digestSRI: is missing"):
        endorsement_of(document)


def test_openbadgeslib_accepts_an_endorsement_and_not_a_changed_one():
    good = sign(compose_endorsement(ENDORSEMENT), SOCIETY_KEY, at=AWARDED)
    bad = {**good, "credentialSubject": {**good["credentialSubject"], "endorsementComment": "Grand."}}

    assert openbadgeslib_proof_holds(good, SOCIETY_DOCUMENT)
    assert not openbadgeslib_proof_holds(bad, SOCIETY_DOCUMENT)


@pytest.mark.node
def test_both_verifiers_in_node_accept_an_endorsement(node_verifier):
    keys = issuer_document(DID, [KEY])
    own = replace(ENDORSEMENT, issuer=BADGE.issuer)
    answers = node_verifier(sign(compose_endorsement(own), KEY, at=AWARDED), keys, status_list(), NOW)

    assert keys == DID_DOCUMENT
    assert [answer["verified"] for answer in answers.values()] == [True, True]
