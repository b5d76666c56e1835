import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from example_badge import (
    ALL_YES,
    AWARDED,
    BADGE,
    CREDENTIAL,
    DID,
    DID_DOCUMENT,
    EXPIRES,
    INDEX,
    KEY,
    NOW,
    OTHER_KEY,
    answers,
    copied,
    judged,
    sentence,
    status_list,
    stopped_at,
    unreachable,
)

from testamur.credential import (
    Issuer,
    StatusEntry,
    Verdict,
    compose,
    compose_status_list,
    issuer_document,
    sign,
    verify,
)
from testamur.credential.did import as_did_key
from testamur.credential.verification import TITLES

ANOTHER = "answers for somebody else."
NOT_JSON = "what is published is wrong (DID document:line 1: is not JSON: Expecting value)."
SECOND = timedelta(seconds=1)


def signed(**changes):
    """Return the example badge with other members, rightly signed."""
    content = {key: value for key, value in copied(CREDENTIAL).items() if key != "proof"}
    return sign({**content, **changes}, KEY, at=AWARDED)


def test_a_good_badge_is_genuine_and_current():
    verification = judged(json.dumps(CREDENTIAL).encode())

    assert verification.verdict is Verdict.CURRENT
    assert verification.is_good
    assert verification.title == "This credential is genuine and current."
    assert answers(verification) == ALL_YES
    assert [step.name for step in verification.steps] == [
        "well-formed", "contexts", "schema", "issuer", "proof", "status", "validity", "known issuer", "holder",
    ]  # fmt: skip
    assert [step.sentence for step in verification.steps] == [
        "It can be read, and says the same to people and to programs.",
        "Every term in it is used as the open standards define it.",
        "It is an Open Badge 3.0 with everything that one must have.",
        "The issuer did:web:academy.example%3A8443:issuers:1 publishes its keys.",
        "The signature matches: nothing was changed since the issuer signed it on 1 March 2026.",
        "The issuer has not withdrawn it (list of 1 June 2026).",
        "It is valid until 1 March 2028.",
        "The issuer did:web:academy.example%3A8443:issuers:1 is known here.",
        "Nobody asked whose it is. To learn whether it is the person's who showed it, give their e-mail address.",
    ]
    assert verification.credential == CREDENTIAL


def test_text_and_value_are_judged_alike():
    assert judged(json.dumps(CREDENTIAL, indent=4).encode()) == judged(CREDENTIAL)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_either_suite_will_do(suite):
    credential = sign(compose(BADGE), KEY, at=AWARDED, suite=suite)

    assert judged(credential).verdict is Verdict.CURRENT


@pytest.mark.parametrize(
    ("at", "verdict", "said"),
    [
        (AWARDED - SECOND, Verdict.NOT_YET_VALID, "It is valid only from 1 March 2026."),
        (AWARDED, Verdict.CURRENT, "It is valid until 1 March 2028."),
        (EXPIRES, Verdict.CURRENT, "It is valid until 1 March 2028."),
        (EXPIRES + SECOND, Verdict.EXPIRED, "It expired on 1 March 2028."),
    ],
)
def test_it_holds_from_its_first_second_to_its_last(at, verdict, said):
    verification = judged(at=at)

    assert (verification.verdict, sentence(verification, "validity")) == (verdict, said)
    assert verification.credential == CREDENTIAL


def test_a_badge_without_an_end_holds_for_good():
    badge = sign(compose(replace(BADGE, valid_until=None)), KEY, at=AWARDED)

    verification = judged(badge, at=datetime(2090, 1, 1, tzinfo=UTC))

    assert verification.is_good
    assert sentence(verification, "validity") == "It is valid since 1 March 2026, without an end."


def test_a_revoked_badge_is_revoked_even_when_it_has_expired():
    revoked = judged(listing=status_list(INDEX))
    both = judged(at=EXPIRES + SECOND, listing=status_list(INDEX, at=EXPIRES + SECOND))

    assert (revoked.verdict, both.verdict) == (Verdict.REVOKED, Verdict.REVOKED)
    assert answers(revoked) == {**ALL_YES, "status": "no"}
    assert sentence(revoked, "status") == "The issuer has revoked it (list of 1 June 2026)."
    assert revoked.title == "This credential was revoked by its issuer."


def test_a_neighbour_being_revoked_does_not_matter():
    assert judged(listing=status_list(INDEX - 1, INDEX + 1)).is_good


def test_a_suspended_badge_is_suspended():
    badge = sign(
        compose(replace(BADGE, status=StatusEntry(BADGE.status.list_url, INDEX, "suspension"))), KEY, at=AWARDED
    )

    verification = judged(badge, listing=status_list(INDEX, purpose="suspension"))

    assert verification.verdict is Verdict.SUSPENDED


def test_a_badge_that_cannot_be_withdrawn_gets_a_warning():
    badge = sign(compose(replace(BADGE, status=None)), KEY, at=AWARDED)

    verification = judged(badge)

    assert verification.verdict is Verdict.CURRENT
    assert answers(verification) == {**ALL_YES, "status": "warning"}


def test_an_issuer_that_is_not_known_gets_a_warning():
    verification = judged(known_issuers=())

    assert verification.verdict is Verdict.CURRENT
    assert answers(verification) == {**ALL_YES, "known issuer": "warning"}


def test_a_badge_of_a_retired_key_still_holds():
    assert judged(did_document=issuer_document(DID, [OTHER_KEY, KEY])).is_good


def test_a_key_that_the_issuer_does_not_list_is_refused():
    verification = judged(did_document=issuer_document(DID, [OTHER_KEY]))

    assert verification.verdict is Verdict.NOT_GENUINE
    assert answers(verification) == stopped_at("proof", "no")
    assert sentence(verification, "proof") == "The issuer does not list the key that signed it."
    assert verification.credential is None


def test_another_key_under_the_same_name_is_refused():
    impostor = issuer_document(DID, [replace(OTHER_KEY, id=KEY.id)])

    assert judged(did_document=impostor).verdict is Verdict.NOT_GENUINE


def test_a_badge_in_the_name_of_another_issuer_is_refused():
    """A stranger signs with a good key of their own what claims to be the academy's."""
    stranger = as_did_key(OTHER_KEY)
    own = sign({**compose(BADGE), "issuer": stranger.id.partition("#")[0]}, stranger, at=AWARDED)
    forged = {**own, "issuer": CREDENTIAL["issuer"]}

    verification = judged(forged)

    assert verification.verdict is Verdict.NOT_GENUINE
    assert sentence(verification, "proof") == "It is signed with a key of somebody other than the issuer it names."


def test_a_key_that_is_its_own_issuer_needs_no_network():
    key = as_did_key(KEY)
    did = key.id.partition("#")[0]
    badge = sign(
        compose(replace(BADGE, issuer=Issuer(did, "Robin", "https://robin.example"), status=None)), key, at=AWARDED
    )

    verification = verify(badge, resolve=unreachable, fetch_status=unreachable, at=NOW)

    assert verification.verdict is Verdict.CURRENT


@pytest.mark.parametrize(
    ("did_document", "answer", "said"),
    [
        (None, "cannot tell", "The issuer's published keys cannot be had: connection refused."),
        (
            b"<html>",
            "cannot tell",
            f"The issuer's published keys cannot be had: {NOT_JSON}",
        ),
        ({**DID_DOCUMENT, "id": "did:web:x.example"}, "no", f"The address of the issuer {DID} {ANOTHER}"),
        ({}, "no", f"The address of the issuer {DID} {ANOTHER}"),
    ],
)
def test_an_issuer_that_does_not_answer_rightly_stops_it(did_document, answer, said):
    verification = judged(did_document=did_document)

    assert answers(verification) == stopped_at("issuer", answer)
    assert sentence(verification, "issuer") == said


@pytest.mark.parametrize("issuer", ["https://academy.example", "did:example:1", "did:key:z6Mk"])
def test_an_issuer_of_another_kind_cannot_be_told(issuer):
    verification = judged({**CREDENTIAL, "issuer": issuer})

    assert verification.verdict is Verdict.CANNOT_TELL
    assert answers(verification) == stopped_at("issuer", "cannot tell")


def test_a_badge_that_is_not_signed_is_not_genuine():
    unsigned = {key: value for key, value in CREDENTIAL.items() if key != "proof"}

    for document in (
        unsigned,
        {**unsigned, "proof": []},
        {**unsigned, "proof": "yes"},
        {**unsigned, "proof": None},
    ):
        verification = judged(document)

        assert verification.verdict is Verdict.NOT_GENUINE
        assert sentence(verification, "proof") == "It is not signed."


def test_definitions_that_are_not_known_here_cannot_be_told():
    document = {**CREDENTIAL, "@context": [*CREDENTIAL["@context"], "https://example.org/more"]}

    verification = judged(document)

    assert verification.verdict is Verdict.CANNOT_TELL
    assert answers(verification) == stopped_at("contexts", "cannot tell")
    assert verification.steps[1].details == (
        "@context[2]: names 'https://example.org/more', which is not a known context",
    )


@pytest.mark.parametrize("named", [None, "https://w3id.org/openbadges/v2", [], [{"name": "urn:x"}]])
def test_definitions_of_its_own_are_refused(named):
    verification = judged({**CREDENTIAL, "@context": named})

    assert answers(verification) == stopped_at("contexts", "no")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("id",), "id: is missing"),
        (("type",), "type: is missing (and 1 more)"),
        (("issuer",), "issuer: is missing"),
        (("validFrom",), "validFrom: is missing"),
        (("credentialSubject",), "credentialSubject: is missing"),
        (
            ("credentialSubject", "identifier"),
            "credentialSubject: must name the holder, by an id or an identifier",
        ),
        (("credentialSubject", "achievement"), "credentialSubject.achievement: is missing"),
        (("credentialSubject", "achievement", "criteria"), "credentialSubject.achievement.criteria: is missing"),
        (("credentialSubject", "identifier", 0, "hashed"), "credentialSubject.identifier[0].hashed: is missing"),
        (("credentialStatus", "type"), "credentialStatus.type: is missing"),
    ],
)
def test_a_badge_must_have_what_the_standard_asks_for(path, said):
    document = copied(CREDENTIAL)
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]

    verification = judged(document)

    assert answers(verification) == stopped_at("schema", "no")
    assert sentence(verification, "schema") == f"It is not an Open Badge 3.0: {said}."


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("validUntil", ["2028-03-01T09:00:00Z"]),
        ("validUntil", "2028-03-01"),
        ("validUntil", "2028-03-01T09:00:00"),
        ("validUntil", "2028-13-01T09:00:00Z"),
        ("validUntil", "0001-01-01T00:00:00+14:00"),
        ("issuer", ["did:web:academy.example"]),
        ("issuer", {"type": ["Profile"]}),
        ("credentialStatus", "urn:x:1"),
        ("credentialStatus", ["urn:x:1"]),
        ("credentialStatus", {"id": "urn:x:1"}),
        ("evidence", ["urn:x:1"]),
        ("type", "VerifiableCredential"),
        ("credentialSubject", []),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(path, value):
    assert answers(judged({**CREDENTIAL, path: value})) == stopped_at("schema", "no")


def test_another_kind_of_credential_is_no_badge():
    verification = judged(status_list())

    assert answers(verification) == stopped_at("schema", "no")


def test_every_verdict_has_a_title():
    assert set(TITLES) == set(Verdict)


def test_a_badge_signed_again_after_a_change_holds_again():
    """So that the refusals above come from the signature, and not from the change."""
    assert judged(signed(name="Another name")).is_good


def test_a_list_of_the_same_issuer_for_another_badge_is_not_taken():
    listing = sign(
        compose_status_list(
            "https://academy.example:8443/status/9", issuer=DID, indexes=[], at=NOW, valid_for=timedelta(days=1)
        ),
        KEY,
        at=NOW,
    )

    assert judged(listing=listing).verdict is Verdict.CANNOT_TELL
