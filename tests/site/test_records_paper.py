"""Blocks to a PDF file; read by pypdf, which had no part in writing it."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from testamur.errors import Refused
from testamur.site.records.paper import (
    LETTER,
    Attachment,
    Code,
    Facts,
    Heading,
    Paper,
    Paragraph,
    Quiet,
    Table,
    can_be_set,
    face,
    look,
    write_paper,
)
from testamur.site.records.paper.bidi import runs
from testamur.site.records.paper.face import FOLDER
from testamur.site.records.paper.look import TEXT, Style
from testamur.site.records.paper.typeset import balanced, fitted, lines

TOKENS = Path(face.__file__).parents[2] / "static" / "testamur" / "tokens.css"
PAPER = Paper("A record", "en", author="St. Anna", subject="What was checked", foot="Record 1")
BLOCKS = (
    Heading("Genuine and current."),
    Paragraph("Not a letter was changed since it was signed."),
    Facts((("Holder", "Ελένη Παπαδοπούλου"), ("Address", "https://example.org/credentials/1"))),
    Table(("Step", "Answer"), (("proof", "yes"), ("status", "no"))),
    Code("https://example.org/credentials/1", "QR code of the address"),
    Quiet("Paper proves nothing."),
)
CREDENTIAL = Attachment("credential.json", b'{"id": 1}', "application/vc", "The signed credential")
WIDE = "漢"
DONE = "He said “شكرا” at 10:30."


def read(data):
    return PdfReader(BytesIO(data), strict=True)


def tags(node):
    """Every part of the tree of tags below one, with its depth left out."""
    kids = node.get_object().get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object()
        if not isinstance(found, int) and "/S" in found:
            yield found
            yield from tags(found)


def test_the_same_blocks_give_the_same_bytes():
    assert write_paper(BLOCKS, PAPER, attachments=[CREDENTIAL]) == write_paper(
        BLOCKS, PAPER, attachments=[CREDENTIAL]
    )


def test_what_is_written_can_be_read_again():
    text = read(write_paper(BLOCKS, PAPER)).pages[0].extract_text()

    for words in (
        "Genuine and current.",
        "Ελένη Παπαδοπούλου",
        "Paper proves nothing.",
        "Record 1",
        "Page 1 of 1",
    ):
        assert words in text


def test_the_file_says_what_it_is():
    found = read(write_paper(BLOCKS, PAPER))

    assert (found.metadata.title, found.metadata.author, found.metadata.subject) == (
        "A record",
        "St. Anna",
        "What was checked",
    )
    assert found.xmp_metadata.dc_title == {"x-default": "A record"}
    assert found.root_object["/Lang"] == "en"
    assert found.root_object["/MarkInfo"]["/Marked"].value is True
    assert found.root_object["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_a_file_inside_is_named_and_associated():
    found = read(write_paper(BLOCKS, PAPER, attachments=[CREDENTIAL]))

    (associated,) = found.root_object["/AF"]
    stream = associated.get_object()["/EF"]["/F"].get_object()
    assert dict(found.attachments) == {"credential.json": [b'{"id": 1}']}
    assert associated.get_object()["/AFRelationship"] == "/Source"
    assert stream["/Subtype"] == "/application/vc"


def test_every_part_is_tagged_in_the_order_of_reading():
    found = read(write_paper(BLOCKS, PAPER))

    parts = [str(part["/S"]) for part in tags(found.root_object["/StructTreeRoot"])]
    facts = ["/Table", *["/TR", "/TH", "/TD"] * 2]
    steps = ["/Table", "/TR", "/TH", "/TH", *["/TR", "/TD", "/TD"] * 2]
    assert parts == ["/Document", "/H1", "/P", *facts, *steps, "/Figure", "/P"]


def test_a_picture_has_words_and_a_heading_says_what_it_heads():
    parts = list(tags(read(write_paper(BLOCKS, PAPER)).root_object["/StructTreeRoot"]))

    (figure,) = [part for part in parts if part["/S"] == "/Figure"]
    scopes = [str(part["/A"][0]["/Scope"]) for part in parts if part["/S"] == "/TH"]
    assert figure["/Alt"] == "QR code of the address"
    assert scopes == ["/Row", "/Row", "/Column", "/Column"]


def test_all_content_is_tagged_or_there_for_the_eye_alone():
    content = read(write_paper(BLOCKS, PAPER)).pages[0].get_contents().get_data().decode()

    depth = 0
    for step in content.splitlines():
        depth += step.endswith(("BDC", "BMC")) - (step == "EMC")
        assert depth > 0 or step == "EMC"
    assert depth == 0


def test_every_font_is_inside_as_a_part_of_it():
    fonts = read(write_paper(BLOCKS, PAPER)).pages[0]["/Resources"]["/Font"]

    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert re.fullmatch(r"/[A-Z]{6}\+[a-z-]+", font["/BaseFont"])
        assert len(descriptor["/FontFile2"].get_data()) < 40_000
        assert "/ToUnicode" in font


def test_a_long_table_goes_on_with_its_headings_on_the_next_page():
    table = Table(("Step", "Answer"), tuple((f"number {n}", "yes") for n in range(60)))

    pages = [page.extract_text() for page in read(write_paper([table], PAPER)).pages]

    assert len(pages) == 2
    assert all("Step" in page for page in pages)
    assert re.findall(r"number (\d+)", " ".join(pages)) == [str(n) for n in range(60)]


def test_a_row_longer_than_a_page_is_not_cut_off():
    words = " ".join(f"word{n}" for n in range(800))

    pages = read(write_paper([Facts((("All", words),))], PAPER)).pages

    assert re.findall(r"word\d+", " ".join(page.extract_text() for page in pages)) == words.split()


def test_paper_of_another_size():
    found = read(write_paper(BLOCKS, Paper("A record", "en", size=LETTER)))

    assert (found.pages[0].mediabox.width, found.pages[0].mediabox.height) == (612, 792)


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Müller-Lüdenscheidt",
        "Nguyễn Thị Ước",
        "Łukasz Żółć",
        "Ελένη Παπαδοπούλου",
        "Оксана Їжакевич",
        "محمد بن راشد",
        "יעל כהן",
        "अनुष्का शर्मा",
        "สมชาย ใจดี",
        "Գագիկ Ծառուկյան",
        "გიორგი",
    ],
)
def test_a_name_stands_on_paper_with_no_box(name):
    data = write_paper([Heading(name)], PAPER)

    content = read(data).pages[0].get_contents().get_data().decode()
    assert can_be_set(name)
    assert "<0000>" not in content


def test_a_letter_without_a_font_is_refused_and_no_box_is_drawn():
    assert not can_be_set(WIDE)
    with pytest.raises(Refused, match=f"no font here has the letter “{WIDE}”"):
        write_paper([Heading(WIDE)], PAPER)


def test_an_institution_adds_fonts_in_a_folder(settings, monkeypatch):
    monkeypatch.setattr(face, "OTHERS", ())
    without = can_be_set("สมชาย")

    settings.FONTS = FOLDER

    assert (without, can_be_set("สมชาย")) == (False, True)


def test_what_runs_to_the_left_is_read_in_its_own_order():
    content = read(write_paper([Paragraph(DONE)], PAPER)).pages[0].get_contents().get_data().decode()

    assert DONE.encode("utf-16-be").hex() in content


# Unicode Standard Annex 9, section 3.4; worked by hand, rules W2, W4 and W7. Capitals stand for Hebrew letters,
# as there, ß for an Arabic one.
@pytest.mark.parametrize(
    ("read_as", "shown_as", "leftward"),
    [
        ("car means CAR.", "car means RAC.", False),
        ("CAR MEANS CAR.", ".RAC SNAEM RAC", True),
        ("it costs 10 AND 20", "it costs 10 20 DNA", False),
        ("PRICE 10-20", "10-20 ECIRP", True),
        ("ß 10-20", "20-10 ß", True),
    ],
)
def test_letters_stand_in_the_order_of_the_standard(read_as, shown_as, leftward):
    hebrew = {chr(ord("A") + n): chr(0x5D0 + n) for n in range(26)} | {"ß": "ش"}
    back = {there: here for here, there in hebrew.items()}

    stretches = runs("".join(hebrew.get(letter, letter) for letter in read_as), leftward=leftward)

    shown = "".join(stretch[::-1] if left else stretch for stretch, left in stretches)
    assert "".join(back.get(letter, letter) for letter in shown) == shown_as


@settings(max_examples=40, deadline=None)
@given(text=st.text("abcdefgh WMİß/-éЖя", max_size=120), width=st.integers(30, 300))
def test_no_line_is_wider_than_the_room_and_no_letter_is_lost(text, width):
    found = lines(text, TEXT, width=width)

    assert all(one.width <= width + len(one.text) - len(one.text.rstrip()) + 4 for one in found)
    assert "".join("".join(one.text for one in found).split()) == "".join(text.split())


def test_centred_lines_are_about_as_long_as_each_other():
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"

    plain, even = lines(words, TEXT, width=330), balanced(words, TEXT, width=330)

    spread = [max(one.width for one in found) - min(one.width for one in found) for found in (plain, even)]
    assert len(even) == len(plain)
    assert spread[1] < spread[0]


def test_a_long_name_becomes_smaller_before_it_becomes_two_lines():
    style = Style("display", 36)

    short, long = (fitted(name, style, width=400, least=18) for name in ("Ada Lovelace", "Ada Lovelace " * 3))

    assert ([one.style.size for one in short], len(long)) == ([36], 2 if long[0].style.size > 18 else 1)
    assert all(one.width <= 400 for one in long)


def test_the_look_is_that_of_the_design_system():
    css = TOKENS.read_text()
    light = css[css.index(":root") : css.index("@supports")]

    colours = {name: re.search(rf"--{name}: (#\w+);", light).group(1) for name in look.NAMED}
    steps = {step: re.search(rf"--step-{step}: (.+?);", light).group(1) for step in look.STEPS}
    assert colours == look.NAMED
    assert {step: float(re.findall(r"([\d.]+)rem", size)[-1]) for step, size in steps.items()} == look.STEPS
