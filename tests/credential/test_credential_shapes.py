"""Signing and checking by shapes: the same documents, the same refusals, the same verdicts as the whole way."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from example_badge import (
    AWARDED,
    BADGE,
    CREDENTIAL,
    DAY,
    DID,
    DID_DOCUMENT,
    EXPIRES,
    INDEX,
    KEY,
    NOW,
    OTHER_KEY,
    STATUS_URL,
    copied,
    publishing,
    status_list,
)
from test_credential_tampering import LEAVES, at, changed, name

from testamur.credential import (
    Recipient,
    Result,
    Shapes,
    StatusEntry,
    Verdict,
    compose,
    issuer_document,
    recipient,
    sign,
    verify,
)
from testamur.credential import shapes as module
from testamur.credential.keys import SigningKey, generate
from testamur.credential.multikey import P256
from testamur.credential.slots import LIST_KIND
from testamur.errors import DocumentError, Refused


def as_text(document):
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def the_whole_way(badge, key=KEY):
    return as_text(sign(compose(badge), key, at=AWARDED))


def numbered(number, **changes):
    """Return the badge of another holder."""
    return replace(
        BADGE,
        id=f"urn:uuid:58172aac-d8ba-11ed-83dd-{number:012}",
        recipient=recipient(f"holder{number}@example.org", salt=f"{number:020}"),
        results=(Result(BADGE.results[0].description, str(60 + number % 40), status="Completed"),),
        status=StatusEntry(STATUS_URL, number),
        evidence=(replace(BADGE.evidence[0], id=f"urn:uuid:58172aac-d8ba-11ed-83dd-{number:012}#exam"),),
        **changes,
    )


@pytest.fixture(scope="module")
def shapes():
    """Return shapes that know the example's."""
    made = Shapes(trials=3)
    made.prepare(BADGE)
    made.sign(BADGE, KEY, at=AWARDED)
    return made


@pytest.fixture
def fresh():
    return Shapes(trials=2)


def test_signed_by_a_shape_it_is_the_same_text(shapes):
    texts = [shapes.sign(numbered(number), KEY, at=AWARDED) for number in range(20)]

    assert texts == [the_whole_way(numbered(number)) for number in range(20)]


def test_a_shape_is_made_when_a_second_badge_comes(fresh):
    texts = [fresh.sign(numbered(number), KEY, at=AWARDED) for number in range(3)]

    assert texts == [the_whole_way(numbered(number)) for number in range(3)]
    assert fresh.recognise(json.loads(texts[2])) is not None
    assert len(fresh._of_mould) == 1


def test_a_badge_that_came_once_makes_no_shape(fresh):
    fresh.sign(BADGE, KEY, at=AWARDED)

    assert (fresh._of_mould, fresh.recognise(CREDENTIAL)) == ({}, None)


ODD = {
    "no salt": {"recipient": Recipient("sha256$00", "")},
    "a control character": {"recipient": Recipient("sha256$00", "0123456789abcde\x00")},
    "not in normal form": {"recipient": Recipient("sha256$00", "0123456789abcdee\u0301")},
    "no address": {"id": "badge/1"},
    "an address of its own achievement": {"id": BADGE.achievement.id},
    "an end before its beginning": {"valid_until": AWARDED - DAY},
    "no length": {"valid_until": AWARDED},
}


@pytest.mark.parametrize("changes", ODD.values(), ids=ODD)
def test_what_is_refused_is_refused_alike(shapes, changes):
    badge = replace(BADGE, **changes)

    with pytest.raises((DocumentError, Refused)) as caught:
        the_whole_way(badge)
    with pytest.raises(type(caught.value)) as again:
        shapes.sign(badge, KEY, at=AWARDED)

    assert str(again.value) == str(caught.value)


FREE = {
    "quotes and letters of all kinds": {"recipient": Recipient('sha256$"\\', 'é日本\U0001f600 "\\{0}%s _:c14n0')},
    "an address with a fragment": {"id": "https://academy.example/c#1"},
    "another end": {"valid_until": EXPIRES + timedelta(days=3, microseconds=7)},
    "another place": {"status": StatusEntry(STATUS_URL, 0)},
    "a place below zero": {"status": StatusEntry(STATUS_URL, -1)},
}


@pytest.mark.parametrize("changes", FREE.values(), ids=FREE)
def test_what_is_unusual_comes_out_alike(shapes, changes):
    badge = replace(BADGE, **changes)

    assert shapes.sign(badge, KEY, at=AWARDED) == the_whole_way(badge)


def test_a_key_of_somebody_else_is_refused_alike(shapes):
    strange = SigningKey(KEY.id.replace("issuers:1", "issuers:2"), KEY._secret)

    for _ in range(2):
        with pytest.raises(Refused) as caught:
            shapes.sign(BADGE, strange, at=AWARDED)
        assert caught.value.rule == "issuer-key"


def test_a_key_of_another_kind_signs_alike_with_its_own_suite(shapes):
    key = generate(f"{DID}#p256", kind=P256)

    text = shapes.sign(BADGE, key, at=AWARDED)

    assert text == the_whole_way(BADGE, key)
    assert '"cryptosuite":"ecdsa-rdfc-2019"' in text


def test_another_key_of_the_issuer_signs_by_the_same_shape(shapes):
    text = shapes.sign(BADGE, OTHER_KEY, at=AWARDED)

    assert text == the_whole_way(BADGE, OTHER_KEY)
    assert shapes.recognise(json.loads(text)).holds(issuer_document(DID, [KEY, OTHER_KEY]), at=NOW)


@pytest.mark.parametrize(("every", "checks"), [(1, 6), (3, 2), (100, 1)])
def test_the_first_and_every_so_manieth_is_checked_by_the_independent_path(monkeypatch, every, checks):
    seen = []

    def is_proven(text, public, contexts):
        seen.append(text)
        return True

    monkeypatch.setattr(module, "is_proven", is_proven)
    shapes = Shapes(trials=2, check_every=every)
    shapes.prepare(BADGE)

    texts = [shapes.sign(numbered(number), KEY, at=AWARDED) for number in range(6)]

    assert seen == texts[::every]
    assert len(seen) == checks


class Failing:
    """A key that from some time on gives signatures of something else."""

    id, public = KEY.id, KEY.public
    fails = False

    def sign(self, data):
        return KEY.sign(b"something else" if self.fails else data)


def test_what_the_independent_path_does_not_find_good_is_not_handed_out_and_the_shape_is_used_no_more():
    shapes, key = Shapes(trials=2, check_every=1), Failing()
    shapes.prepare(BADGE)
    assert shapes.sign(BADGE, key, at=AWARDED) == the_whole_way(BADGE)
    key.fails = True

    with pytest.raises(Refused) as caught:
        shapes.sign(BADGE, key, at=AWARDED)

    assert caught.value.rule == "shape-untrue"
    assert shapes.recognise(CREDENTIAL) is None
    shapes.prepare(BADGE)
    assert shapes.sign(BADGE, KEY, at=AWARDED) == the_whole_way(BADGE)
    assert shapes.recognise(CREDENTIAL) is None


def ask(document, shapes=None, *, at=NOW, did_document=DID_DOCUMENT, listing=None):
    return verify(
        document,
        resolve=publishing({DID: did_document}),
        fetch_status=publishing({STATUS_URL: listing or status_list(at=at)}),
        at=at,
        known_issuers={DID},
        shapes=shapes,
    )


CASES = {
    "good": {},
    "expired": {"at": EXPIRES + DAY},
    "not yet valid": {"at": AWARDED - DAY},
    "revoked": {"listing": status_list(INDEX)},
    "key unknown": {"did_document": issuer_document(DID, [OTHER_KEY])},
    "key withdrawn": {
        "did_document": {
            **DID_DOCUMENT,
            "verificationMethod": [{**DID_DOCUMENT["verificationMethod"][0], "revoked": "2026-04-01T00:00:00Z"}],
        }
    },
    "list of somebody else": {"listing": status_list(key=OTHER_KEY)},
    "list out of date": {"listing": status_list(at=NOW - 2 * DAY)},
    "list tampered with": {"listing": {**status_list(), "validFrom": "2026-06-01T10:00:00Z"}},
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_verification_is_the_same_with_shapes(shapes, case):
    quick = [ask(as_text(CREDENTIAL).encode(), shapes, **case) for _ in range(2)]

    assert quick == [ask(CREDENTIAL, **case)] * 2


@pytest.mark.parametrize("path", LEAVES, ids=name)
def test_with_any_value_changed_the_verification_is_the_same_and_not_good(shapes, path):
    document = copied(CREDENTIAL)
    at(document, path[:-1])[path[-1]] = changed(at(document, path))

    quick = ask(document, shapes)

    assert quick == ask(document)
    assert quick.verdict in {Verdict.NOT_GENUINE, Verdict.CANNOT_TELL}


OTHERWISE = {
    "a member more": lambda document: document.update(description="more"),
    "a proof more": lambda document: document.update(proof=[document["proof"]] * 2),
    "a proof in a list": lambda document: document.update(proof=[document["proof"]]),
    "a proof member more": lambda document: document["proof"].update(nonce="x"),
    "a proof value with half a character": lambda document: document["proof"].update(proofValue="z\ud800"),
    "a proof value with a quote": lambda document: document["proof"].update(proofValue='z"'),
    "no proof value": lambda document: document["proof"].pop("proofValue"),
    "a moment of nobody's": lambda document: document["proof"].update(created="2026-13-01T00:00:00Z"),
    "no proof": lambda document: document.pop("proof"),
    "a type more": lambda document: document["type"].append("BitstringStatusListCredential"),
    "types as a text": lambda document: document.update(type="OpenBadgeCredential"),
    "an index of another list": lambda document: document["credentialStatus"].update(id=f"{STATUS_URL}#1"),
    "true as one": lambda document: document["credentialSubject"]["identifier"][0].update(hashed=1),
    "an empty list more": lambda document: document.update(termsOfUse=[]),
}


@pytest.mark.parametrize("change", OTHERWISE.values(), ids=OTHERWISE)
def test_what_is_written_otherwise_is_judged_as_the_whole_way_judges_it(shapes, change):
    document = copied(CREDENTIAL)
    change(document)

    assert shapes.recognise(document) is None
    for given in (document, json.dumps(document).encode()):
        assert ask(given, shapes) == ask(given)


def test_a_key_twice_in_the_text_is_refused_however_well_known_the_rest_is(shapes):
    text = as_text(CREDENTIAL).replace('"name":', '"name":"Forged","name":', 1).encode()

    assert ask(text, shapes) == ask(text)
    assert ask(text, shapes).verdict is Verdict.NOT_GENUINE


def test_a_status_list_is_recognised_but_is_no_badge(shapes):
    for _ in range(3):
        ask(CREDENTIAL, shapes)

    assert shapes.recognise(status_list(), kind=LIST_KIND) is not None
    assert shapes.recognise(status_list()) is None
    assert ask(status_list(), shapes) == ask(status_list())


def test_what_is_checked_a_second_time_is_learned(fresh):
    recognised = []
    for number in range(3):
        recognised.append(fresh.recognise(CREDENTIAL) is not None)
        assert ask(json.loads(the_whole_way(numbered(number))), fresh).is_good

    assert recognised == [False, False, True]


def test_what_made_room_for_others_is_recognised_again_when_it_comes_again(fresh, monkeypatch):
    monkeypatch.setattr(module, "IN_FAMILY", 1)
    endless = json.loads(the_whole_way(replace(BADGE, valid_until=None)))
    for document in (CREDENTIAL, endless):
        for _ in range(2):
            ask(document, fresh)
    assert (fresh.recognise(CREDENTIAL), fresh.recognise(endless) is not None) == (None, True)

    ask(CREDENTIAL, fresh)

    assert fresh.recognise(CREDENTIAL) is not None


def test_nothing_is_learned_from_strangers_or_from_what_does_not_hold(fresh):
    check = partial(verify, resolve=publishing({DID: DID_DOCUMENT}), fetch_status=publishing({}), at=NOW)

    for _ in range(3):
        check(CREDENTIAL, shapes=fresh)
        check({**CREDENTIAL, "name": "Forged"}, shapes=fresh, known_issuers={DID})

    assert (fresh._met, fresh._of_mould, fresh._of_family, fresh._of_key) == ({}, {}, {}, {})


def test_no_more_is_kept_than_the_limit(fresh, monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 2)

    for number in range(4):
        fresh.sign(numbered(number, name=f"Badge {number}"), KEY, at=AWARDED)

    assert (len(fresh._met), len(fresh._constants)) == (2, 2)
