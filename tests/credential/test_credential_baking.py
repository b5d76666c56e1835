"""Pictures with a credential inside: what we bake others read, what others bake we read, and traps are refused."""

import json
import struct
import zlib

import pytest
from example_badge import AWARDED, BADGE, CREDENTIAL, KEY, answers, judged, sentence, stopped_at
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib import baking as theirs

from pictures import END, HEADER, PNG, SVG, chunk, png_of, svg_of
from testamur.credential import MAX_GIVEN_BYTES, Verdict, bake, compose, unwrap, write_jwt
from testamur.credential.baking.png import MAX_CHUNKS, SIGNATURE
from testamur.credential.screening import MAX_BYTES
from testamur.credential.unwrap import CONTAINERS
from testamur.errors import DocumentError

NS = "https://purl.imsglobal.org/ob/v3p0"
JSON = json.dumps(CREDENTIAL, ensure_ascii=False).encode()
TOKEN = write_jwt(compose(BADGE), KEY, at=AWARDED).encode()


def itxt(text: bytes, *, keyword=b"openbadgecredential", flags=b"\0\0", tags=b"\0\0", kind=b"iTXt") -> bytes:
    return chunk(kind, keyword + b"\0" + flags + tags + text)


PICTURES = {"png": PNG, "svg": SVG}
every_picture = pytest.mark.parametrize("name", CONTAINERS)
every_content = pytest.mark.parametrize("content", [JSON, TOKEN], ids=["JSON", "token"])


def test_every_container_is_tried_here():
    assert set(CONTAINERS) == set(PICTURES)


@every_picture
@every_content
def test_a_baked_credential_comes_back_and_is_judged_like_the_bare_one(name, content):
    baked = bake(PICTURES[name], content)
    unwrapped = unwrap(baked)

    assert (unwrapped.credential, unwrapped.inside) == (content, CONTAINERS[name].title)
    assert judged(baked).verdict is Verdict.CURRENT
    assert sentence(judged(baked), "well-formed") == (
        f"It stands in {CONTAINERS[name].title}, and says the same to people and to programs."
    )


@every_content
def test_what_is_in_no_picture_stays_as_it_is(content):
    assert (unwrap(content).credential, unwrap(content).inside) == (content, "")


@every_content
def test_openbadgeslib_finds_what_we_bake(content):
    in_png = theirs.extract_png(bake(PNG, content), keyword=theirs.ITXT_KEYWORD_OB3)
    in_svg = theirs.extract_svg(bake(SVG, content), element=theirs.SVG_ELEMENT_OB3, text_fallback=True)

    assert [_bytes(in_png), _bytes(in_svg)] == [content, content]


@every_content
def test_we_find_what_openbadgeslib_bakes(content):
    in_png = theirs.bake_png(PNG, content.decode(), keyword=theirs.ITXT_KEYWORD_OB3)
    in_svg = theirs.bake_svg(SVG, content.decode(), element=theirs.SVG_ELEMENT_OB3, namespace=theirs.SVG_NS_OB3)

    assert [unwrap(in_png).credential, unwrap(in_svg).credential] == [content, content]


def _bytes(found: object) -> bytes:
    return found.encode() if isinstance(found, str) else bytes(found)


def test_a_picture_is_otherwise_left_alone():
    png = bake(PNG, JSON)
    svg = bake(b"<?xml version='1.0'?>\n<!-- <svg> -->\n" + svg_of(root=' data-x="a>b"'), JSON)

    assert png == png_of(itxt(JSON))
    assert svg.startswith(b"<?xml version='1.0'?>\n<!-- <svg> -->\n<svg xmlns=")
    assert b'data-x="a>b"><openbadges:credential xmlns:openbadges=' in svg
    assert svg.endswith(b'<circle r="1"/></svg>')


def test_a_document_type_as_drawing_programs_write_it_does_no_harm():
    typed = (
        b'<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n' + SVG
    )

    baked = bake(typed, JSON)

    assert unwrap(baked).credential == JSON
    assert baked.startswith(typed[: typed.index(b"<svg")])


def test_a_text_that_would_end_its_own_wrapping_comes_back_whole():
    content = json.dumps({"name": "]]></openbadges:credential><x>&amp; \u2603"}, ensure_ascii=False).encode()

    assert unwrap(bake(SVG, content)).credential == content


def test_a_compressed_credential_is_unpacked():
    assert unwrap(png_of(itxt(zlib.compress(JSON), flags=b"\1\0"))).credential == JSON


def test_text_of_other_kinds_beside_it_does_not_matter():
    other = itxt(b"Ada", keyword=b"Author", kind=b"tEXt")

    assert unwrap(png_of(other, itxt(JSON))).credential == JSON


BOMB = zlib.compress(bytes(20_000_000), 9)
BAKED_PNG = png_of(itxt(JSON))
ELEMENT = f'<o:credential xmlns:o="{NS}">{{}}</o:credential>'
HOSTILE = {
    "a bomb": (png_of(itxt(BOMB, flags=b"\1\0")), "unpacks to more than 262,144 bytes"),
    "half a compressed text": (png_of(itxt(zlib.compress(JSON)[:-9], flags=b"\1\0")), "cannot be unpacked"),
    "no compressed text": (png_of(itxt(JSON, flags=b"\1\0")), "cannot be unpacked"),
    "more behind the text": (png_of(itxt(zlib.compress(JSON) + b"x", flags=b"\1\0")), "cannot be unpacked"),
    "an unknown flag": (png_of(itxt(JSON, flags=b"\2\0")), "not written as it must be"),
    "no language": (png_of(itxt(b"text", tags=b"")), "not written as it must be"),
    "two in one PNG": (png_of(itxt(JSON), itxt(TOKEN)), "more than one credential"),
    "two alike in one PNG": (png_of(itxt(JSON), itxt(JSON)), "more than one credential"),
    "one in a piece of another kind": (png_of(itxt(JSON), itxt(TOKEN, kind=b"tEXt")), "of the wrong kind"),
    "an Open Badge 2.0": (png_of(itxt(b"x", keyword=b"openbadges")), "Open Badge of version 2 or older"),
    "a wrong CRC": (BAKED_PNG.replace(b"Clinical", b"Clinicak", 1), "a piece that is damaged"),
    "a PNG that breaks off": (BAKED_PNG[:-20], "breaks off"),
    "a PNG without end": (BAKED_PNG[:-12], "breaks off"),
    "something behind a PNG": (BAKED_PNG + b"<svg/>", "something behind its end"),
    "a huge length": (SIGNATURE + struct.pack(">I4s", 0xFFFFFFFF, b"iTXt") + JSON, "breaks off"),
    "no header": (SIGNATURE + itxt(JSON) + END, "its header does not stand first"),
    "two headers": (png_of(HEADER, itxt(JSON)), "its header does not stand first"),
    "very many pieces": (png_of(*[chunk(b"tEXt", b"")] * MAX_CHUNKS), "in more than 2,000 pieces"),
    "a huge PNG": (png_of(chunk(b"IDAT", bytes(MAX_GIVEN_BYTES))), "larger than the 12,582,912 bytes"),
    "a huge text": (png_of(itxt(b" " * (MAX_BYTES + 1))), "larger than the 262,144 bytes"),
    "two in one SVG": (svg_of(ELEMENT.format("{}") * 2), "more than one credential"),
    "a token and a text": (
        svg_of(f'<o:credential xmlns:o="{NS}" verify="{TOKEN.decode()}">{{}}</o:credential>'),
        "more than one credential",
    ),
    "one hidden below": (svg_of(f"<g>{ELEMENT.format('{}')}</g>"), "does not stand at its top"),
    "markup in it": (svg_of(ELEMENT.format("<g/>{}")), "not written as it must be"),
    "an older badge in an SVG": (
        svg_of('<o:assertion xmlns:o="http://openbadges.org" verify="x"/>'), "version 2 or older",
    ),
    "entities": (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg_of(), "has a document type or an entity"),
    "entities behind a named type": (
        b'<!DOCTYPE svg PUBLIC "x" "y" [<!ENTITY a "aaaa">]>' + svg_of(), "has a document type or an entity",
    ),
    "two types": (b"<!DOCTYPE svg><!DOCTYPE svg>" + svg_of(), "has a document type or an entity"),
    "a type of its own": (b'<!DOCTYPE svg SYSTEM "x>y" >' + svg_of(), "has a document type or an entity"),
    "XML of another kind": (b"<html/>", "XML, but not an SVG picture"),
    "no XML": (b"<svg", "is not well-formed XML"),
    "very many tags": (svg_of("<g/>" * 20_000), "of too many parts"),
    "very many attributes": (svg_of('<g a="">' * 14_000 + '<g b="" c="">' * 14_000), "of too many parts"),
    "very many attributes of one tag": (
        svg_of("<g " + " ".join(f"a{n}=''" for n in range(201)) + "/>"), "of too many parts",
    ),
    "deep XML": (svg_of("<g>" * 100 + "</g>" * 100), "nested deeper"),
    "a huge SVG": (svg_of(" " * MAX_GIVEN_BYTES), "larger than the 2,097,152 bytes"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_picture_that_is_not_right_is_refused_with_a_reason(data, said):
    verification = judged(data)

    assert answers(verification) == stopped_at("well-formed", "no")
    assert said in sentence(verification, "well-formed")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (PNG, "It is a PNG picture without a credential in it, and without a QR code that can be read."),
        (SVG, "It is an SVG picture without a credential in it."),
        (svg_of(ELEMENT.format("  ")), "It is an SVG picture without a credential in it."),
    ],
)
def test_of_a_picture_with_nothing_inside_nothing_is_told(data, said):
    verification = judged(data)

    assert answers(verification) == stopped_at("well-formed", "cannot tell")
    assert sentence(verification, "well-formed").startswith(said)


@every_picture
def test_a_credential_is_not_put_where_one_is_already(name):
    with pytest.raises(DocumentError, match="with a credential in it already"):
        bake(bake(PICTURES[name], JSON), TOKEN)


@pytest.mark.parametrize(
    "picture", [b"", b"GIF89a", PNG[:-1], b'<svg xmlns="http://www.w3.org/2000/svg"/>', b"<svg>"]
)
def test_nothing_is_baked_into_what_is_no_whole_picture(picture):
    with pytest.raises(DocumentError, match="picture"):
        bake(picture, JSON)


@every_picture
@settings(max_examples=40)
@given(data=st.data())
def test_a_picture_changed_anywhere_gives_an_answer_and_never_another_credential(name, data):
    baked = BAKED[name]
    place = data.draw(st.integers(0, len(baked) - 1))
    changed = baked[:place] + bytes([data.draw(st.integers(0, 255))]) + baked[place + 1 :]

    verification = judged(changed)

    assert not verification.is_good or verification.credential == CREDENTIAL


BAKED = {name: bake(picture, JSON) for name, picture in PICTURES.items()}
