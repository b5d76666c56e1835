from dataclasses import replace
from datetime import UTC, datetime

import pytest
from example_badge import AWARDED, BADGE, CREDENTIAL, DID, INDEX, KEY, OTHER_KEY, SCALE, STATUS_URL, copied
from hypothesis import given
from hypothesis import strategies as st

from testamur.credential import Criteria, Result, ResultDescription, compose, recipient, sign
from testamur.credential.keys import from_seed
from testamur.errors import DocumentError, Problem, Refused

ACHIEVEMENT = BADGE.achievement
PLACE = "credentialSubject"


def with_achievement(**changes):
    return replace(BADGE, achievement=replace(ACHIEVEMENT, **changes))


def problems_of(badge):
    with pytest.raises(DocumentError) as caught:
        compose(badge)
    return caught.value.problems


def test_a_badge_is_written_as_the_standard_has_it():
    """The golden document: every member by hand, after Open Badges 3.0, appendix B."""
    assert compose(BADGE) == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Clinical AI Safety, level 1",
        "issuer": {
            "id": "did:web:academy.example%3A8443:issuers:1",
            "type": ["Profile"],
            "name": "Example Academy of Clinical AI",
            "url": "https://academy.example",
        },
        "validFrom": "2026-03-01T09:00:00Z",
        "validUntil": "2028-03-01T09:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    # printf 'robin@example.org0f8fad5bd9cb469fa165' | sha256sum
                    "identityHash": "sha256$804f1182809116cc7f479e87f2855a4332257c1dfc071f7a15aa15b9e660dcb4",
                    "identityType": "emailAddress",
                    "salt": "0f8fad5bd9cb469fa165",
                }
            ],
            "result": [
                {"type": ["Result"], "resultDescription": SCALE, "value": "81", "status": "Completed"},
            ],
            "achievement": {
                "id": "https://academy.example/achievements/safety",
                "type": ["Achievement"],
                "achievementType": "Certification",
                "name": "Clinical AI Safety, level 1",
                "description": "Passed a proctored examination.\nÜber den sicheren Einsatz von KI.",
                "version": "2026.1",
                "criteria": {"narrative": "At least 70 of 110 questions answered *correctly*."},
                "resultDescription": [
                    {
                        "id": SCALE,
                        "type": ["ResultDescription"],
                        "name": "Questions answered correctly",
                        "resultType": "RawScore",
                        "valueMin": "0",
                        "valueMax": "110",
                        "requiredValue": "70",
                    }
                ],
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "Appraise an output",
                        "targetUrl": "https://framework.example/items/3.2",
                        "targetFramework": "Example framework",
                        "targetCode": "3.2",
                        "targetType": "CFItem",
                    }
                ],
            },
        },
        "evidence": [
            {
                "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33#exam",
                "type": ["Evidence"],
                "name": "Examination",
                "narrative": "Form 2026-A",
            }
        ],
        "credentialStatus": {
            "id": f"{STATUS_URL}#{INDEX}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "94567",
            "statusListCredential": "https://academy.example:8443/status/1",
        },
    }


def test_an_empty_word_on_a_scale_is_refused():
    badge = with_achievement(results=(ResultDescription(SCALE, "Level", "ext:Level", allowed_values=("",)),))

    problem = Problem("credentialSubject.achievement.resultDescription[0].allowedValue[0]", "is empty")
    assert problems_of(badge) == (problem,)


def test_a_badge_may_be_plain():
    plain = replace(BADGE, valid_until=None, results=(), evidence=(), status=None)

    document = compose(plain)

    assert {"validUntil", "evidence", "credentialStatus"}.isdisjoint(document)
    assert "result" not in document["credentialSubject"]


def test_a_scale_may_be_a_list_of_words():
    scale = ResultDescription(SCALE, "Level", "ext:Level", allowed_values=("trained", "assessed"))
    badge = with_achievement(results=(scale,))

    described = compose(badge)["credentialSubject"]["achievement"]["resultDescription"]

    assert described[0]["allowedValue"] == ["trained", "assessed"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is missing"),
        ("Cafe\u0301", "is not in Unicode normal form C"),
        ("a\x00b", "holds a control character"),
        ("a\tb", "holds a control character"),
        ("a\nb", "holds a control character"),
        ("a\x7fb", "holds a control character"),
        ("a\x85b", "holds a control character"),
        ("a\u2028b", "holds a control character"),
        ("a\ufffeb", "holds a code point that is no character"),
        ("a\ufeffb", "holds a code point that is no character"),
        ("a\ud800b", "holds a code point that is no character"),
        ("a\u202eb", "turns the direction of writing"),
        (" a", "begins or ends with a blank"),
    ],
)
def test_a_text_that_could_be_read_two_ways_is_refused(text, sentence):
    problems = problems_of(with_achievement(name=text))

    assert Problem("credentialSubject.achievement.name", sentence) in problems


@pytest.mark.parametrize(
    "text", ["Line one\nline two", "Café – \U0001f600", "שלום", 'quote " backslash \\ brace }']
)
def test_prose_may_have_lines_and_any_script(text):
    document = compose(with_achievement(description=text, criteria=Criteria(text)))

    assert document["credentialSubject"]["achievement"]["criteria"] == {"narrative": text}


@pytest.mark.parametrize(
    ("badge", "path", "sentence"),
    [
        (replace(BADGE, id="7"), "", "has an id that is not an absolute address"),
        (replace(BADGE, issuer=replace(BADGE.issuer, id="https://a.example")), "issuer.id", "must be a DID"),
        (replace(BADGE, valid_until=AWARDED), "validUntil", "is not after validFrom"),
        (with_achievement(type="Prize"), f"{PLACE}.achievement.achievementType", "must be one of Achievement"),
        (replace(BADGE, results=(Result("x:y", "1"),)), f"{PLACE}.result[0].resultDescription", "is on no scale"),
        (replace(BADGE, results=(Result(SCALE),)), f"{PLACE}.result[0]", "has neither a value nor a status"),
        (replace(BADGE, results=(Result(SCALE, status="Done"),)), f"{PLACE}.result[0].status", "must be one of"),
        (with_achievement(criteria=Criteria("")), f"{PLACE}.achievement.criteria", "must say how it is earned"),
        (
            with_achievement(alignments=(replace(ACHIEVEMENT.alignments[0], url="item 3"),)),
            f"{PLACE}.achievement.alignment[0].targetUrl",
            "must be an absolute address",
        ),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_place(badge, path, sentence):
    found = [problem for problem in problems_of(badge) if problem.path == path]

    assert [problem.sentence.startswith(sentence) for problem in found] == [True]


def test_all_that_is_wrong_is_told_at_once():
    badge = replace(with_achievement(name="a\x00b", description=""), name="b\x00c", valid_until=AWARDED)

    assert {problem.path for problem in problems_of(badge)} == {
        "name",
        "validUntil",
        "credentialSubject.achievement.name",
        "credentialSubject.achievement.description",
    }


def test_a_moment_without_a_time_zone_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="time zone"):
        compose(replace(BADGE, valid_from=datetime(2026, 3, 1)))  # noqa: DTZ001  (that is the point)


def test_a_recipient_is_known_by_the_address_in_any_case():
    robin = recipient(" Robin@Example.org ", salt="0123456789abcdef")

    assert robin.is_for("robin@example.org")
    assert not robin.is_for("robyn@example.org")
    assert "robin" not in repr(robin)


@given(st.text("0123456789abcdef", max_size=15))
def test_a_short_salt_is_refused(salt):
    with pytest.raises(Refused, match="at least 16"):
        recipient("robin@example.org", salt=salt)


def test_a_name_is_no_address():
    with pytest.raises(Refused, match="e-mail"):
        recipient("Robin", salt="0123456789abcdef")


def test_signing_adds_the_proof_and_nothing_else():
    signed = sign(compose(BADGE), KEY, at=AWARDED)

    assert {key: value for key, value in signed.items() if key != "proof"} == compose(BADGE)
    assert {key: value for key, value in signed["proof"].items() if key != "proofValue"} == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-03-01T09:00:00Z",
        "verificationMethod": f"{DID}#key-2026a",
        "proofPurpose": "assertionMethod",
    }


def test_signing_twice_gives_the_same_signature_and_another_key_another():
    assert sign(compose(BADGE), KEY, at=AWARDED) == CREDENTIAL
    assert sign(compose(BADGE), OTHER_KEY, at=AWARDED)["proof"]["proofValue"] != CREDENTIAL["proof"]["proofValue"]


def test_nobody_signs_for_another_issuer():
    stranger = from_seed("did:web:stranger.example#key", seed=bytes(32))

    with pytest.raises(Refused, match="its own issuer"):
        sign(compose(BADGE), stranger, at=AWARDED)


def test_nothing_is_signed_twice():
    with pytest.raises(DocumentError, match="proof: is there already"):
        sign(CREDENTIAL, KEY, at=AWARDED)


@pytest.mark.parametrize(
    ("member", "value"),
    [("shoeSize", "42"), ("validUntil", None), ("@included", []), ("@context", ["https://example.org"])],
)
def test_what_the_signature_would_not_cover_is_not_signed(member, value):
    document = {**copied(compose(BADGE)), member: value}

    with pytest.raises(DocumentError):
        sign(document, KEY, at=AWARDED)


def test_a_key_elsewhere_can_sign_too():
    """A key that another machine keeps is anything with an id, a public key and `sign`."""

    class Elsewhere:
        id = KEY.id
        public = KEY.public

        def sign(self, data):
            assert len(data) == 64
            return KEY.sign(data)

    assert sign(compose(BADGE), Elsewhere(), at=datetime(2026, 3, 1, 9, tzinfo=UTC)) == CREDENTIAL
