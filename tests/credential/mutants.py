"""Mutants of everything that is checked, each by its number, and the judgement of the answer about one.

A mutant may be anything. What must hold of the answer: it comes, and what it takes for proved is what was
signed. That is judged without the code that gave the answer: by pyoxigraph's own JSON-LD reader, which shares
none with PyLD, the graph of what is shown must be that of what was signed, letter by letter; of a token, and of
the suite that signs the JSON itself, the JSON must be the same. With a list on which the credential is revoked,
or keys that are not the signer's, no mutant of the list or of the keys may make it good.
"""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import test_credential_selective as selective
from example_badge import (
    AWARDED,
    BADGE,
    CREDENTIAL,
    DID,
    DID_DOCUMENT,
    INDEX,
    KEY,
    NOW,
    OTHER_KEY,
    STATUS_URL,
    publishing,
    status_list,
)
from mutations import changed_bytes, changed_json, changed_kit, changed_picture, changed_token

from papers import pdf
from pictures import PNG, SVG
from testamur.credential import Verification, bake, compose, issuer_document, sign, verify, write_jwt, write_kit
from testamur.credential.confined import Confine, here
from testamur.credential.contexts import vendored
from testamur.credential.second_opinion import canonical_again

JSON: Final = json.dumps(CREDENTIAL).encode()
COMPOSED: Final = compose(BADGE)
TOKEN: Final = write_jwt(COMPOSED, KEY, at=AWARDED).encode()
JCS: Final = sign(COMPOSED, KEY, at=AWARDED, suite="eddsa-jcs-2022")
SHOWN: Final = selective.shown(selective.WHOLE)
LISTING: Final = status_list()
REVOKED: Final = status_list(INDEX)
KEYS: Final = issuer_document(DID, [KEY, selective.ISSUER_KEY])
OTHERS: Final = issuer_document(DID, [OTHER_KEY])
KIT: Final = write_kit(
    JSON,
    did_document=json.dumps(DID_DOCUMENT).encode(),
    status_lists=[json.dumps(LISTING).encode()],
    page="<p>",
    at=NOW,
)


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a credential, or of what is published about it: how it is changed, and what was signed."""

    whole: bytes
    change: Callable[[bytes, random.Random], bytes]
    signed: Mapping[str, object]
    is_same: Callable[[Mapping[str, object], Mapping[str, object]], bool]
    published: str = ""


def _json(whole: bytes, rng: random.Random) -> bytes:
    return changed_json(json.loads(whole), rng)


def content(document: Mapping[str, object]) -> dict[str, object]:
    """Return a credential without its proof, which may also be a list of the one."""
    return {key: value for key, value in document.items() if key != "proof"}


def same_graph(found: Mapping[str, object], signed: Mapping[str, object]) -> bool:
    return canonical_again(content(found), vendored()) == canonical_again(content(signed), vendored())


def same_json(found: Mapping[str, object], signed: Mapping[str, object]) -> bool:
    return json.dumps(content(found), sort_keys=True) == json.dumps(content(signed), sort_keys=True)


FORMS: Final = {
    "JSON": Form(JSON, _json, CREDENTIAL, same_graph),
    "JSON, signed as JSON": Form(json.dumps(JCS).encode(), _json, JCS, same_json),
    "token": Form(TOKEN, changed_token, COMPOSED, same_json),
    "PNG with JSON": Form(bake(PNG, JSON), changed_picture, CREDENTIAL, same_graph),
    "PNG with a token": Form(bake(PNG, TOKEN), changed_picture, COMPOSED, same_json),
    "SVG with JSON": Form(bake(SVG, JSON), changed_picture, CREDENTIAL, same_graph),
    "SVG with a token": Form(bake(SVG, TOKEN), changed_picture, COMPOSED, same_json),
    "part of a credential": Form(json.dumps(SHOWN).encode(), _json, SHOWN, same_graph),
    "kit": Form(KIT, changed_kit, CREDENTIAL, same_graph),
    "PDF": Form(pdf(**{"credential.json": JSON}), changed_bytes, CREDENTIAL, same_graph),
    "status list": Form(json.dumps(LISTING).encode(), _json, JCS, same_json, "status"),
    "status list that revokes": Form(json.dumps(REVOKED).encode(), _json, JCS, same_json, "revoked"),
    "keys of somebody else": Form(json.dumps(OTHERS).encode(), _json, JCS, same_json, "keys"),
}
NAMES: Final = tuple(FORMS)


def mutant(number: int, *, seed: int) -> tuple[str, bytes]:
    """Return the form of a mutant and the mutant; the same for the same number and seed."""
    rng = random.Random(f"{seed}:{number}")  # noqa: S311  (a test must come out the same)
    name = NAMES[number % len(NAMES)]
    return name, FORMS[name].change(FORMS[name].whole, rng)


def judged(name: str, data: bytes, *, confine: Confine = here) -> Verification:
    """Return the answer about a mutant; a mutant of what is published is published, about the good credential."""
    published = FORMS[name].published
    listing = data if published in {"status", "revoked"} else LISTING
    return verify(
        json.dumps(JCS).encode() if published else data,
        resolve=publishing({DID: data if published == "keys" else KEYS}),
        fetch_status=publishing({STATUS_URL: listing}),
        at=NOW,
        known_issuers={DID},
        confine=confine,
    )


def is_false_yes(name: str, verification: Verification) -> bool:
    """Say whether an answer takes for proved, or for good, what it must not."""
    form = FORMS[name]
    if form.published == "keys":
        return verification.credential is not None
    if form.published == "revoked" and verification.is_good:
        return True
    return verification.credential is not None and not form.is_same(verification.credential, form.signed)
