"""Every form of a credential with bytes changed, left out, doubled: there is an answer, and never a false yes."""

import json

import pytest
import test_credential_selective as selective
from example_badge import AWARDED, BADGE, CREDENTIAL, DID, DID_DOCUMENT, KEY, NOW, judged, status_list
from hypothesis import given, settings
from hypothesis import strategies as st

from pictures import PNG, SVG
from testamur.credential import bake, compose, issuer_document, write_jwt, write_kit
from testamur.credential.confined import here

JSON = json.dumps(CREDENTIAL).encode()
TOKEN = write_jwt(compose(BADGE), KEY, at=AWARDED).encode()
SHOWN = selective.shown(selective.WHOLE)
LISTING = status_list()
KIT = write_kit(
    JSON,
    did_document=json.dumps(DID_DOCUMENT).encode(),
    status_lists=[json.dumps(LISTING).encode()],
    page="<p>",
    at=NOW,
)
FORMS = {
    "JSON": (JSON, CREDENTIAL),
    "token": (TOKEN, compose(BADGE)),
    "PNG": (bake(PNG, TOKEN), compose(BADGE)),
    "SVG with a token": (bake(SVG, TOKEN), compose(BADGE)),
    "SVG with JSON": (bake(SVG, JSON), CREDENTIAL),
    "part of a credential": (json.dumps(SHOWN).encode(), SHOWN),
    "kit": (KIT, CREDENTIAL),
}
KEYS = issuer_document(DID, [KEY, selective.ISSUER_KEY])


@st.composite
def mutants(draw, whole: bytes):
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 3))):
        place, length = draw(st.integers(0, len(data) - 1)), draw(st.sampled_from([0, 1, 4, 40]))
        source = draw(st.integers(0, len(data) - 1))
        data[place : place + length] = draw(st.binary(max_size=3)) or data[source : source + 40]
    return bytes(data)


@pytest.mark.parametrize(("whole", "content"), FORMS.values(), ids=FORMS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_mutant_gets_an_answer_and_shows_nothing_that_was_not_signed(whole, content, data):
    verification = judged(data.draw(mutants(whole)), did_document=KEYS, listing=LISTING, confine=here)

    assert verification.credential in (None, content)


@pytest.mark.parametrize(("whole", "content"), FORMS.values(), ids=FORMS)
def test_what_is_not_changed_is_good(whole, content):
    verification = judged(whole, did_document=KEYS, listing=LISTING)

    assert verification.is_good
    assert verification.credential == content
