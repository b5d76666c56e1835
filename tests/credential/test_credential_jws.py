"""Tokens in the compact form, against the examples of the RFCs; and what is refused without looking at a key."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.credential.jws import holds, is_compact, read_jws, write_jws
from testamur.credential.keys import from_number, from_seed, generate
from testamur.credential.multikey import KINDS
from testamur.errors import DocumentError

NAME = "did:web:academy.example#key-1"

# RFC 8037, appendix A.1 and A.4: the secret seed, and the token that it signs.
RFC_8037_SEED = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
RFC_8037_TOKEN = (
    b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    b"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)

# RFC 7515, appendix A.3: the secret number of the key on P-256, and the token that it signs.
RFC_7515_NUMBER = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
RFC_7515_TOKEN = (
    b"eyJhbGciOiJFUzI1NiJ9."
    b"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    b"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


EDDSA_KEY = from_seed(NAME, seed=unpacked(RFC_8037_SEED))
ES256_KEY = from_number(NAME, number=int.from_bytes(unpacked(RFC_7515_NUMBER), "big"))


def test_the_token_of_rfc_8037_is_read_holds_and_is_what_we_sign():
    jws = read_jws(RFC_8037_TOKEN)

    assert (jws.algorithm, jws.payload) == ("EdDSA", b"Example of Ed25519 signing")
    assert holds(jws, EDDSA_KEY.public)
    assert EDDSA_KEY.sign(jws.signed) == jws.signature


def test_the_token_of_rfc_7515_is_read_and_holds():
    jws = read_jws(RFC_7515_TOKEN)

    assert (jws.algorithm, json.loads(jws.payload)["iss"]) == ("ES256", "joe")
    assert holds(jws, ES256_KEY.public)


@pytest.mark.parametrize(("token", "key"), [(RFC_8037_TOKEN, ES256_KEY), (RFC_7515_TOKEN, EDDSA_KEY)])
def test_the_key_of_another_kind_is_never_tried(token, key):
    assert not holds(read_jws(token), key.public)


def test_the_algorithm_is_that_of_the_key_whatever_the_header_says():
    body = RFC_8037_TOKEN.split(b".", 1)[1]
    other = packed({"alg": "ES256"}).encode() + b"." + body

    assert not holds(read_jws(other), EDDSA_KEY.public)


@pytest.mark.parametrize("kind", KINDS)
@given(payload=st.binary(max_size=60), changed=st.binary(max_size=60))
def test_what_is_written_is_read_and_holds_and_nothing_else_does(kind, payload, changed):
    key = KEYS[kind]

    token = write_jws(payload, key, header={"typ": "x"}).encode()
    jws = read_jws(token)

    assert is_compact(token)
    assert (jws.payload, dict(jws.header)["kid"]) == (payload, NAME)
    assert holds(jws, key.public)
    other = read_jws(write_jws(changed, key, header={"typ": "x"}).encode())
    swapped = type(jws)(jws.header, other.payload, other.signed, jws.signature)
    assert holds(swapped, key.public) is (payload == changed)


KEYS = {kind: generate(NAME, kind=kind) for kind in KINDS}


def token_of(header: object) -> bytes:
    return f"{packed(header)}.e30.AA".encode()


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (b"", "is not three parts"),
        (b"eyJ9.e30", "is not three parts"),
        (b"ey\xff.e30.AA", "is not three parts"),
        (b"eyJ9.e30.AA.AA.AA", "is not three parts"),
        (RFC_8037_TOKEN + b"=", "is not three parts"),
        (RFC_8037_TOKEN[:-1] + b"h", "token.signature: is not base64url text"),
        (b"ey" + b"A" * 5_000 + b".e30.AA", "token.header: has more than 4,096 letters"),
        (b"eyJ9." + b"A" * 600_000 + b".AA", "or is too large"),
        (b"eyJ9.e30.AA", "is not JSON"),
        (token_of([]), "must be a JSON object"),
        (token_of({}), "token.header.alg: says that it is not signed"),
        (token_of({"alg": "none"}), "token.header.alg: says that it is not signed"),
        (token_of({"alg": "NonE"}), "token.header.alg: says that it is not signed"),
        (token_of({"alg": ["EdDSA"]}), "token.header.alg: says that it is not signed"),
        (token_of({"alg": "HS256"}), "token.header.alg: is for a shared secret"),
        (token_of({"alg": "EdDSA", "crit": ["b64"], "b64": False}), "token.header.crit: asks for an extension"),
        (b"eyJhbGciOiJFUzI1NiIsImFsZyI6IkVkRFNBIn0.e30.AA", "'alg' stands twice"),  # alg ES256, and alg EdDSA
    ],
)
def test_a_token_that_is_not_right_in_itself_is_refused(token, said):
    with pytest.raises(DocumentError, match=said):
        read_jws(token)
