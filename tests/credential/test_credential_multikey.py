import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.credential.keys import from_seed
from testamur.credential.multikey import ED25519, P256, PublicKey, base58, public_key, unbase58
from testamur.errors import DocumentError

W3C = Path(__file__).parents[1] / "vectors/credential/w3c-vc-di-eddsa"
SECRET_PREFIX = b"\x80\x26"

# Sporny, The Base58 Encoding Scheme, Internet-Draft draft-msporny-base58-03, section 5.
BASE58 = {
    b"Hello World!": "2NEpo7TZRRrLZSi2U",
    b"The quick brown fox jumps over the lazy dog.": (
        "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"
    ),
    bytes.fromhex("0000287fb4cd"): "11233QC4",
}
PAIRS = [json.loads((W3C / "keyPair.json").read_text())]
PAIRS += [
    pair
    for pair in json.loads((W3C / "proof-set-chain/multiKeyPairs.json").read_text()).values()
    if pair["publicKeyMultibase"].startswith("z6Mk")
]


@pytest.mark.parametrize(("data", "text"), BASE58.items())
def test_base58_as_published(data, text):
    assert (base58(data), unbase58("z" + text)) == (text, data)


@given(st.binary(max_size=80))
def test_base58_comes_back(data):
    assert unbase58("z" + base58(data)) == data


@pytest.mark.parametrize("pair", PAIRS)
def test_a_public_key_is_written_as_w3c_writes_it(pair):
    seed = unbase58(pair["privateKeyMultibase"]).removeprefix(SECRET_PREFIX)

    key = from_seed("did:example:1#key", seed=seed)

    assert key.public.multibase == pair["publicKeyMultibase"]
    assert public_key(pair["publicKeyMultibase"]) == key.public


@pytest.mark.parametrize(
    "wrong",
    [
        None, 7, "", "z", "z0", "u7QE", "z" + "1" * 300,
        PublicKey(ED25519, bytes(31)).multibase,
        PublicKey(P256, bytes(32)).multibase,
        "z" + base58(b"\xe7\x01" + bytes(33)),
    ],
)  # fmt: skip
def test_what_is_no_multikey_of_a_known_kind_is_refused(wrong):
    with pytest.raises(DocumentError, match="publicKeyMultibase: "):
        public_key(wrong)
