import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from testamur.credential.keys import from_number, from_seed, generate, signed_by, unlocked
from testamur.credential.multikey import KINDS, P256
from testamur.credential.signatures import ALGORITHMS
from testamur.errors import DocumentError, Refused

NAME = "did:web:academy.example#key-1"
PASSPHRASE = b"correct horse battery staple"

# RFC 8032, section 7.1, tests 1 and 2: seed, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_it_signs_as_the_standard_does(seed, public, message, signature):
    key = from_seed(NAME, seed=bytes.fromhex(seed))

    made = key.sign(bytes.fromhex(message))

    assert (key.public.raw.hex(), made.hex()) == (public, signature)
    assert signed_by(key.public.raw, made, bytes.fromhex(message))
    assert not signed_by(key.public.raw, made, b"another message")


def test_a_signature_or_key_of_the_wrong_length_does_not_hold():
    key = generate(NAME)

    assert not signed_by(key.public.raw, key.sign(b"data")[:-1], b"data")
    assert not signed_by(key.public.raw[:-1], key.sign(b"data"), b"data")


def test_two_new_keys_differ():
    assert generate(NAME).public != generate(NAME).public


# RFC 6979, appendix A.2.5 (P-256, SHA-256): the secret number, the public point, and r and s for "sample".
RFC_6979_NUMBER = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
RFC_6979_X = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
RFC_6979_SIGNATURE = (
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
)


def test_a_key_on_p256_signs_as_the_standard_does():
    key = from_number(NAME, number=RFC_6979_NUMBER)

    assert key.public.kind == P256
    assert key.public.raw.hex() == "03" + RFC_6979_X
    assert key.sign(b"sample").hex() == RFC_6979_SIGNATURE
    assert ALGORITHMS[P256].holds(key.public.raw, bytes.fromhex(RFC_6979_SIGNATURE), b"sample")


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_comes_back_from_its_locked_form(kind):
    key = generate(NAME, kind=kind)

    again = unlocked(NAME, pem=key.locked(PASSPHRASE), passphrase=PASSPHRASE)

    assert (again.id, again.public) == (NAME, key.public)


def test_the_locked_form_and_the_words_for_it_hold_no_secret():
    seed = bytes(range(32))
    key = from_seed(NAME, seed=seed)

    shown = f"{key!r} {key}"
    locked = key.locked(PASSPHRASE)

    assert shown == f"SigningKey(id={NAME!r}) SigningKey(id={NAME!r})"
    assert locked.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert seed not in locked


def test_a_wrong_passphrase_is_refused_without_a_hint():
    locked = generate(NAME).locked(PASSPHRASE)

    with pytest.raises(Refused) as caught:
        unlocked(NAME, pem=locked, passphrase=b"guess")

    assert caught.value.rule == "key-passphrase"
    assert str(caught.value) == "The key cannot be opened with this passphrase."


def test_an_empty_passphrase_is_refused_both_ways():
    key = generate(NAME)

    with pytest.raises(Refused, match="it is empty"):
        key.locked(b"")
    with pytest.raises(Refused, match="it is empty"):
        unlocked(NAME, pem=key.locked(PASSPHRASE), passphrase=b"")


def test_a_key_of_another_kind_is_refused():
    pem = generate_private_key(SECP256K1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE)
    )

    with pytest.raises(DocumentError, match="is not an Ed25519, P-256 or P-384 key"):
        unlocked(NAME, pem=pem, passphrase=PASSPHRASE)


def test_a_key_that_lies_open_is_refused():
    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    with pytest.raises(DocumentError, match="is not an encrypted private key"):
        unlocked(NAME, pem=pem, passphrase=PASSPHRASE)
