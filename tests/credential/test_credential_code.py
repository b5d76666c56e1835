"""QR codes in pictures: screenshots and photographs, made here with stated seeds."""

import json
import random
import struct
import zlib

import pytest
from example_badge import AWARDED, BADGE, CREDENTIAL, KEY, judged, sentence
from PIL import Image

from photographs import code, file, page, taken
from pictures import PNG, chunk, png_of
from testamur.credential import Given, Verdict, compose, unwrap, write_jwt
from testamur.credential.code import MAX_PHOTO_BYTES, MAX_POINTS, read_photo
from testamur.credential.confined import here
from testamur.errors import DocumentError, Refused

ADDRESS = "https://academy.example/credentials/58172aac-d8ba-11ed-83dd-0b3aef56cc33"
JSON = json.dumps(CREDENTIAL, ensure_ascii=False, separators=(",", ":")).encode()
TOKEN = write_jwt(compose(BADGE), KEY, at=AWARDED)
SHORT = json.dumps({"type": ["VerifiableCredential"], "name": "Zoë"}, ensure_ascii=False)


def published(address):
    assert address == ADDRESS
    return JSON


def refusal(data, **options):
    with pytest.raises((DocumentError, Refused)) as caught:
        unwrap(data, confine=here, **options)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_screenshot_of_a_code_leads_to_the_credential(kind):
    unwrapped = unwrap(file(page(ADDRESS), kind), look_up=published)

    assert (unwrapped.credential, unwrapped.inside) == (JSON, f"what a QR code leads to, {ADDRESS}")


def test_it_is_judged_and_said_where_it_was_found():
    verification = judged(Given(file(code(ADDRESS)), published))

    assert verification.verdict is Verdict.CURRENT
    assert sentence(verification, "well-formed") == (
        f"It stands in what a QR code leads to, {ADDRESS}, and says the same to people and to programs."
    )


@pytest.mark.parametrize("seed", range(8))
def test_a_photograph_from_the_side_turned_blurred_and_badly_lit_is_read(seed):
    assert read_photo(file(taken(page(ADDRESS), seed=seed), quality=60)) == ADDRESS.encode()


@pytest.mark.parametrize("degrees", [90, 180, 270, 33])
def test_a_code_may_be_turned(degrees):
    turned = page(ADDRESS).rotate(degrees, expand=True, fillcolor=255)

    assert read_photo(file(turned)) == ADDRESS.encode()


def test_a_large_photograph_is_read_and_a_small_code_in_it():
    photograph = Image.new("L", (4000, 3000), 128)
    photograph.paste(code(ADDRESS, scale=6), (2900, 2100))

    assert read_photo(file(photograph)) == ADDRESS.encode()


def test_a_transparent_picture_is_read_as_on_white_paper():
    drawn = Image.new("RGBA", (500, 500), (0, 0, 0, 0))
    drawn.paste(
        Image.new("RGBA", drawn.size, "black"), mask=code(ADDRESS).resize(drawn.size).point(lambda p: 255 - p)
    )

    assert read_photo(file(drawn, "PNG")) == ADDRESS.encode()


@pytest.mark.parametrize("content", [SHORT, TOKEN[:1_000]], ids=["JSON", "no token"])
def test_what_a_code_holds_is_read_as_it_is(content):
    assert read_photo(file(code(content, scale=4, error="l"))) == content.encode()


def test_a_credential_in_a_code_needs_no_address():
    unwrapped = unwrap(file(code(SHORT)), confine=here)

    assert (unwrapped.credential, unwrapped.inside) == (SHORT.encode(), "a QR code")


def test_a_token_in_a_code_is_judged():
    small = {name: value for name, value in compose(BADGE).items() if name not in {"evidence", "credentialStatus"}}
    achievement = {n: v for n, v in small["credentialSubject"]["achievement"].items() if n != "alignment"}
    small["credentialSubject"] = {**small["credentialSubject"], "achievement": achievement}
    token = write_jwt(small, KEY, at=AWARDED)

    verification = judged(file(code(token, scale=4, error="l"), "PNG"))

    assert verification.verdict is Verdict.CURRENT
    assert sentence(verification, "well-formed").startswith("It stands in a QR code")


def test_an_address_is_not_asked_unless_one_says_how():
    assert refusal(file(code(ADDRESS))) == (
        f"Its QR code leads to {ADDRESS}, and what is there is not asked for; give the credential at {ADDRESS}"
    )


def test_who_cannot_be_asked_is_told_as_open():
    def away(address):
        raise Refused("unreachable", "it does not answer")

    verification = judged(Given(file(code(ADDRESS)), away))

    assert verification.verdict is Verdict.CANNOT_TELL
    assert sentence(verification, "well-formed") == (f"Its QR code leads to {ADDRESS}, and it does not answer.")


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (file(code("HELLO")), "QR code: holds neither a credential nor the address of one"),
        (file(code("file:///etc/passwd")), "QR code: holds neither a credential nor the address of one"),
        (file(code("https://a b.example/")), "QR code: holds neither a credential nor the address of one"),
        (file(page("https://a.example/1", "https://a.example/2")), "more than one QR code"),
        (
            file(Image.new("L", (300, 300), 255)),
            "is a JPEG picture without a credential in it, and without a QR code",
        ),
        (PNG, "is a PNG picture without a credential in it, and without a QR code"),
        (b"\xff\xd8\xff" + bytes(500), "is a JPEG picture that is broken"),
        (file(code(ADDRESS))[:900], "is a JPEG picture that is broken"),
        (b"\xff\xd8\xff" + bytes(MAX_PHOTO_BYTES), "larger than the 12,582,912 bytes"),
        (b"GIF89a", "is a picture of a kind that is not read here; save it as PNG or JPEG"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "is a picture of a kind that is not read here; save it as PNG or JPEG"),
        (b"\0\0\0\x18ftypheic", "is a picture of a kind that is not read here; save it as PNG or JPEG"),
    ],
)
def test_what_leads_to_no_credential_is_refused_with_the_reason(picture, reason):
    assert reason in refusal(picture)


def test_a_code_does_not_lead_on_from_picture_to_picture():
    assert refusal(file(code(ADDRESS)), look_up=lambda _: file(code(ADDRESS))) == (
        f"QR code: leads to {ADDRESS}, where there is no credential"
    )


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (4_251, 4_000)])
def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked(width, height):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    bomb = png_of(chunk(b"IDAT", zlib.compress(bytes(1_000_000), 9)), header=header)

    assert width * height > MAX_POINTS["PNG"]
    assert "of more points than are looked at" in refusal(bomb)


def test_no_mutant_of_a_picture_breaks_the_reader():
    rng = random.Random(28)  # noqa: S311  (mutants, not secrets)
    for whole in (file(code(ADDRESS, scale=3)), file(code(ADDRESS, scale=3), "PNG")):
        for _ in range(60):
            mutant = bytearray(whole)
            for _ in range(rng.choice((1, 2, 20))):
                mutant[rng.randrange(8, len(mutant))] = rng.randrange(256)
            try:
                assert read_photo(bytes(mutant)) == ADDRESS.encode()
            except (DocumentError, Refused):
                continue
