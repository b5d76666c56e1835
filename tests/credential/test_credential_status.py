import base64
import gzip
import random
from datetime import timedelta

import pytest
from example_badge import (
    CREDENTIAL,
    DAY,
    DID,
    DID_DOCUMENT,
    INDEX,
    KEY,
    NOW,
    STATUS_URL,
    answers,
    copied,
    judged,
    sentence,
    status_list,
)
from hypothesis import given
from hypothesis import strategies as st

from testamur.credential import StatusEntry, Verdict, compose_status_list, random_index, sign
from testamur.credential.keys import from_seed
from testamur.credential.standing import check_status
from testamur.credential.status import MAXIMUM_BYTES, MINIMUM_ENTRIES, decode, encode, is_set
from testamur.errors import DocumentError, Refused

# W3C, Bitstring Status List v1.0, example 5: a list on which nothing is set.
EMPTY = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
SIZE = MINIMUM_ENTRIES


def packed(data):
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_the_published_empty_list_is_empty():
    assert decode(EMPTY) == bytes(16_384) == decode(encode([]))


def test_the_first_entry_is_the_highest_bit_of_the_first_byte():
    """Bitstring Status List v1.0, section 3.3: index 0 is left-most."""
    bits = decode(encode([0, 9, SIZE - 1]))

    assert (bits[0], bits[1], bits[-1]) == (0b1000_0000, 0b0100_0000, 0b0000_0001)


@given(st.sets(st.integers(0, SIZE - 1), max_size=50))
def test_what_is_set_comes_back_and_nothing_else(indexes):
    bits = decode(encode(indexes))

    assert all(is_set(bits, index) for index in indexes)
    assert sum(byte.bit_count() for byte in bits) == len(indexes)


def test_a_list_is_written_the_same_every_time():
    assert encode([1, 2, 3]) == encode([3, 2, 1])


@pytest.mark.parametrize(("indexes", "size"), [([-1], SIZE), ([SIZE], SIZE), ([], SIZE - 8), ([], SIZE + 1)])
def test_a_place_or_size_that_cannot_be_is_a_mistake_of_ours(indexes, size):
    with pytest.raises(ValueError, match=r"status list|place in a list"):
        encode(indexes, size=size)


@pytest.mark.parametrize(
    ("encoded", "sentence_"),
    [
        (None, "must be gzip in base64url"),
        ("", "must be gzip in base64url"),
        (EMPTY[1:], "must be gzip in base64url"),
        (EMPTY + "=", "must be gzip in base64url"),
        ("u", "must be gzip in base64url"),
        ("uAAAAA", "must be gzip in base64url"),
        (packed(b"not gzip at all"), "must be gzip in base64url"),
        (packed(gzip.compress(bytes(16_384), mtime=0)[:-9]), "is not one whole gzip file"),
        (packed(gzip.compress(bytes(16_384), mtime=0) + b"more"), "is not one whole gzip file"),
        (packed(gzip.compress(bytes(16_383), mtime=0)), "fewer than 131,072 entries"),
        (packed(gzip.compress(bytes(MAXIMUM_BYTES + 1), mtime=0)), "unpacks to more than 4,194,304 bytes"),
    ],
)
def test_what_is_no_list_or_a_bomb_is_refused(encoded, sentence_):
    with pytest.raises(DocumentError, match=sentence_):
        decode(encoded)


def test_places_are_free_and_at_random():
    rng = random.Random(2026)  # noqa: S311  (a test must come out the same)
    taken: set[int] = set()

    for _ in range(1_000):
        taken.add(random_index(rng, taken=taken))

    assert len(taken) == 1_000
    assert min(taken) < SIZE // 50
    assert max(taken) > SIZE - SIZE // 50


def test_the_last_place_is_found_and_then_the_list_is_full():
    taken = set(range(SIZE)) - {77_777}

    rng = random.Random(1)  # noqa: S311  (a test must come out the same)
    index = random_index(rng, taken=taken)

    assert index == 77_777
    with pytest.raises(Refused, match="All 131,072 places"):
        random_index(rng, taken=taken | {77_777})


def test_a_list_is_written_as_the_standard_has_it():
    listing = compose_status_list(STATUS_URL, issuer=DID, indexes=[], at=NOW, valid_for=timedelta(hours=12))

    assert listing == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": STATUS_URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": DID,
        "validFrom": "2026-06-01T12:00:00Z",
        "validUntil": "2026-06-02T00:00:00Z",
        "credentialSubject": {
            "id": f"{STATUS_URL}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode([]),
        },
    }


def signed_list(**changes):
    """Return a list of ours, rightly signed, with these members of its subject changed before."""
    listing = without_proof(copied(status_list()))
    listing["credentialSubject"].update(changes)
    return sign(listing, KEY, at=NOW)


def without_proof(document):
    return {key: value for key, value in document.items() if key != "proof"}


STRANGER = from_seed("did:web:stranger.example#key-1", seed=bytes(32))


@pytest.mark.parametrize(
    ("listing", "reason"),
    [
        (lambda: {**status_list(), "id": "https://academy.example/status/2"}, "another list is published"),
        (lambda: status_list(key=STRANGER, issuer="did:web:stranger.example"), "is somebody else's"),
        (lambda: status_list(at=NOW - 2 * DAY), "is out of date"),
        (lambda: status_list(at=NOW + 2 * DAY), "is out of date"),
        (lambda: {**status_list(), "validUntil": "2030-01-01T00:00:00Z"}, "is not to be trusted"),
        (lambda: without_proof(status_list()), "is not to be trusted. It is not signed"),
        (lambda: status_list(purpose="suspension"), "is kept for another purpose"),
        (lambda: signed_list(encodedList="u"), "must be gzip in base64url"),
        (lambda: signed_list(encodedList=packed(gzip.compress(bytes(4096), mtime=0))), "fewer than 131,072"),
        (lambda: CREDENTIAL, "type: must include BitstringStatusListCredential"),
        (lambda: {"id": STATUS_URL}, "must be a list of addresses"),
        (lambda: b"<html>", "is not JSON"),
        (lambda: b"", "is not JSON"),
        (list, "must be a JSON object"),
    ],
)  # fmt: skip
def test_a_list_that_proves_nothing_leaves_it_open(listing, reason):
    verification = judged(listing=listing())

    assert verification.verdict is Verdict.CANNOT_TELL
    assert answers(verification)["status"] == "cannot tell"
    assert reason in sentence(verification, "status")


def test_a_server_that_is_down_leaves_it_open():
    def down(_url):
        raise OSError("connection refused")

    finding = check_status(CREDENTIAL, fetch_status=down, did_document=DID_DOCUMENT, at=NOW)

    assert finding.sentence == "Whether it was withdrawn cannot be told now: connection refused."


def badge_with_status(status):
    content = without_proof(copied(CREDENTIAL))
    return sign({**content, "credentialStatus": status}, KEY, at=NOW)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"statusListIndex": "131072"}, "is too short to hold it"),
        ({"statusListIndex": "-1"}, "must be a whole number, as text"),
        ({"statusListIndex": 7}, "must be a whole number, as text"),
        ({"statusSize": 2}, "must be one of 1"),
        ({"statusPurpose": "suspension"}, "is kept for another purpose"),
        ({"type": "1EdTechRevocationList"}, "must include BitstringStatusListEntry"),
    ],
)
def test_an_entry_that_names_no_place_leaves_it_open(change, reason):
    entry = {**StatusEntry(STATUS_URL, INDEX).document(), **change}
    content = {**CREDENTIAL, "credentialStatus": entry}

    finding = check_status(
        content, fetch_status={STATUS_URL: status_list()}.__getitem__, did_document=DID_DOCUMENT, at=NOW
    )

    assert finding.answer == "cannot tell"
    assert reason in finding.sentence


def test_of_more_lists_than_are_asked_for_none_is_asked():
    entries = [StatusEntry(f"{STATUS_URL}{number}", INDEX).document() for number in range(5)]

    finding = check_status(
        {**CREDENTIAL, "credentialStatus": entries},
        fetch_status=lambda _url: pytest.fail("a list was asked for"),
        did_document=DID_DOCUMENT,
        at=NOW,
    )

    assert finding.answer == "cannot tell"
    assert finding.sentence == "It names more than 4 lists on which it could be withdrawn."


def test_of_several_entries_the_gravest_counts():
    other = "https://academy.example:8443/status/2"
    suspended = sign(
        compose_status_list(other, issuer=DID, indexes=[5], at=NOW, valid_for=DAY, purpose="suspension"),
        KEY,
        at=NOW,
    )
    entries = [StatusEntry(STATUS_URL, INDEX).document(), StatusEntry(other, 5, "suspension").document()]
    lists = {STATUS_URL: status_list(), other: suspended}
    content = {**CREDENTIAL, "credentialStatus": entries}

    suspension = check_status(content, fetch_status=lists.__getitem__, did_document=DID_DOCUMENT, at=NOW)
    lists[STATUS_URL] = status_list(INDEX)
    revocation = check_status(content, fetch_status=lists.__getitem__, did_document=DID_DOCUMENT, at=NOW)

    assert (suspension.verdict, revocation.verdict) == (Verdict.SUSPENDED, Verdict.REVOKED)


def test_a_set_bit_of_a_list_that_only_informs_withdraws_nothing():
    entry = StatusEntry(STATUS_URL, INDEX, "message").document()
    listing = status_list(INDEX, purpose="message")

    finding = check_status(
        {**CREDENTIAL, "credentialStatus": entry},
        fetch_status={STATUS_URL: listing}.__getitem__,
        did_document=DID_DOCUMENT,
        at=NOW,
    )

    assert finding.answer == "yes"


def test_an_entry_may_have_its_type_in_a_list():
    badge = badge_with_status({**StatusEntry(STATUS_URL, INDEX).document(), "type": ["BitstringStatusListEntry"]})

    assert judged(badge).verdict is Verdict.CURRENT
    assert judged(badge, listing=status_list(INDEX)).verdict is Verdict.REVOKED
