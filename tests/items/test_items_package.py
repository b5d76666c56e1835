"""A package is read safely, refuses by name what it cannot take, and comes back as it went."""

import io
import zipfile

import pytest
from items_vectors import CLEAN_ROOM, CLEAN_ROOM_ITEMS, COMPOSED

from testamur.documents import read_xml, write_xml
from testamur.errors import DocumentError
from testamur.items import read_package, render, stripped, write_package
from testamur.items.media import media_problems, media_type


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return buffer.getvalue()


def clean_room(**changes):
    files = {
        path.relative_to(CLEAN_ROOM).as_posix(): path.read_bytes()
        for path in sorted(CLEAN_ROOM.rglob("*"))
        if path.suffix in {".xml", ".svg"}
    }
    return {path: data for path, data in {**files, **changes}.items() if data is not None}


def complaints(files):
    with pytest.raises(DocumentError) as refusal:
        read_package(zipped(files))
    return [str(problem) for problem in refusal.value.problems]


def test_a_package_gives_the_items_it_can_and_names_those_it_cannot():
    package = read_package(zipped(clean_room()))

    assert {path.removeprefix("items/").removesuffix(".xml") for path in package.items} == set(CLEAN_ROOM_ITEMS)
    assert len(package.refused) == 12
    assert str(package.refused["items/hotspot.xml"][0]).startswith("line 8: qti-hotspot-interaction")


def test_a_shared_text_comes_with_its_item():
    package = read_package(zipped(clean_room()))

    assert "A 40-bed hospital" in render(package.items["items/shared-stimulus.xml"])


def test_a_package_comes_back_as_it_went():
    package = read_package(zipped(clean_room()))
    keep = {
        path: data for path, data in package.files.items() if path not in package.refused and path != "test.xml"
    }

    again = read_package(write_package(package.items, files=keep))

    assert again.items == package.items
    assert again.files == keep
    assert again.refused == {}


def test_a_package_of_composed_items_comes_back():
    items = {f"items/{name}.xml": item for name, item in COMPOSED.items()}

    again = read_package(write_package(items)).items

    assert {path: write_xml(item.document) for path, item in again.items()} == {
        path: write_xml(item.document) for path, item in items.items()
    }


def test_the_same_items_give_the_same_package():
    items = {f"{name}.xml": item for name, item in COMPOSED.items()}

    assert write_package(items) == write_package(dict(reversed(items.items())))


def test_a_package_for_candidates_holds_no_key():
    items = {f"items/{name}.xml": stripped(item) for name, item in {**CLEAN_ROOM_ITEMS, **COMPOSED}.items()}

    with zipfile.ZipFile(io.BytesIO(write_package(items))) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())

    secrets = (
        "qti-correct-response",
        "qti-mapping",
        "qti-response-processing",
        "qti-modal-feedback",
        "ext:record",
    )
    assert [word for word in secrets if word in text] == []
    assert text.count("<qti-assessment-item ") == 22


def test_the_manifest_lists_what_an_item_needs():
    items = {"items/shared-stimulus.xml": CLEAN_ROOM_ITEMS["shared-stimulus"]}

    with zipfile.ZipFile(io.BytesIO(write_package(items))) as archive:
        manifest = read_xml(archive.read("imsmanifest.xml"))

    resources = [node.attributes for node in manifest.walk() if node.tag == "resource"]
    needs = [node.attributes["identifierref"] for node in manifest.walk() if node.tag == "dependency"]
    assert [(r["identifier"], r["type"], r["href"]) for r in resources] == [
        ("r1", "imsqti_item_xmlv3p0", "items/shared-stimulus.xml"),
        ("r2", "imsqti_stimulus_xmlv3p0", "stimuli/case.xml"),
    ]
    assert needs == ["r2"]


def test_an_item_is_not_written_without_what_it_shows():
    text = (CLEAN_ROOM / "items" / "choice-single.xml").read_text()
    image = '<p><img src="x.png" alt="x"/></p><qti-choice-interaction '
    files = {"a.xml": text.replace("<qti-choice-interaction ", image).encode(), "x.png": b"\x89PNG\r\n\x1a\n"}
    package = read_package(zipped({"imsmanifest.xml": manifest("a.xml"), **files}))

    with pytest.raises(DocumentError, match=r"a.xml: refers to 'x.png', which is not given"):
        write_package(package.items)
    assert read_package(write_package(package.items, files=package.files)).items == package.items


def manifest(*items):
    resources = "".join(
        f'<resource identifier="i{n}" type="imsqti_item_xmlv3p0" href="{item}"/>' for n, item in enumerate(items)
    )
    return f"<manifest><resources>{resources}</resources></manifest>"


LISTED = '<manifest><resources><resource type="{}"/></resources></manifest>'


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (clean_room(**{"imsmanifest.xml": None}), ["imsmanifest.xml: is missing"]),
        ({"imsmanifest.xml": "<manifest/>"}, ["line 1: lists no resources"]),
        ({"imsmanifest.xml": "<x"}, None),
        (
            {"imsmanifest.xml": manifest("a.xml")},
            ["imsmanifest.xml:line 1: lists 'a.xml', which is not in the archive"],
        ),
        (
            {"imsmanifest.xml": LISTED.format("imsqti_item_xmlv2p2")},
            ["imsmanifest.xml:line 1: the resource type 'imsqti_item_xmlv2p2' is not supported; only QTI 3 is"],
        ),
        (
            {"imsmanifest.xml": LISTED.format("imsqti_item_xmlv3p0")},
            ["imsmanifest.xml:line 1: lists an item without its file"],
        ),
        ({"../evil.xml": "x", "imsmanifest.xml": manifest()}, ["../evil.xml: points outside the archive"]),
        (
            {"a.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "imsmanifest.xml": manifest()},
            ["a.svg: line 1 holds script, which is not allowed in an image"],
        ),
        ({"a.png": "<html>", "imsmanifest.xml": manifest()}, ["a.png: is not what its name says, image/png"]),
    ],
)
def test_an_unsafe_or_broken_package_is_refused(files, said):
    found = complaints(files)

    assert found == said if said else found


def test_what_is_no_archive_is_refused():
    with pytest.raises(DocumentError, match="is not a zip archive"):
        read_package(b"not a zip")


def test_an_item_cannot_reach_outside_its_package():
    text = (CLEAN_ROOM / "items" / "shared-stimulus.xml").read_bytes()

    package = read_package(zipped({"imsmanifest.xml": manifest("a.xml"), "a.xml": text}))

    assert [str(problem) for problem in package.refused["a.xml"]] == [
        "refers to '../stimuli/case.xml', which is not in the archive"
    ]


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ('<rect onclick="x()"/>', "line 1 has the event attribute 'onclick'"),
        ('<use href="https://example.org/x"/>', "line 1 refers to 'https://example.org/x'"),
        ('<image xmlns:l="http://www.w3.org/1999/xlink" l:href="data:x"/>', "line 1 refers to 'data:x'"),
        ('<rect fill="url(//example.org/x)"/>', "line 1 refers to another file in a style"),
        ("<style>@import 'x'</style>", "line 1 refers to another file in a style"),
        ("<foreignObject/>", "line 1 holds foreignObject, which is not allowed in an image"),
    ],
)
def test_a_drawing_that_acts_or_reaches_out_is_refused(inside, sentence):
    data = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()

    assert list(media_problems("a.svg", data)) == [sentence]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(#g)"/><use href="#a"/></svg>'),
        ("a.png", b"\x89PNG\r\n\x1a\n..."),
        ("a.JPG", b"\xff\xd8\xff\xe0"),
        ("a.gif", b"GIF89a"),
        ("a.webp", b"RIFF0000WEBP"),
        ("a.txt", b"anything"),
        *((path.name, path.read_bytes()) for path in sorted((CLEAN_ROOM / "items" / "images").glob("*.svg"))),
    ],
)
def test_a_harmless_file_is_kept(path, data):
    assert list(media_problems(path, data)) == []


@pytest.mark.parametrize(
    ("path", "data"),
    [("a.svg", b"<html/>"), ("a.svg", b"<!DOCTYPE svg><svg/>"), ("a.gif", b"GIF"), ("a.webp", b"RIFF")],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(path, data):
    assert list(media_problems(path, data))


@pytest.mark.parametrize(
    ("path", "kind"), [("a/b.PNG", "image/png"), ("a.js", None), ("a.html", None), ("a", None)]
)
def test_only_images_are_served(path, kind):
    assert media_type(path) == kind
