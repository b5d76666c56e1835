"""Every format keeps the promises of a format, and our own records lose nothing."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_offerings import offerings
from testamur.catalogue import Offering, content_folder, read_catalogue
from testamur.catalogue.exchange import FORMATS, Format
from testamur.errors import DocumentError

OURS = list(read_catalogue(content_folder()).offerings.values())
every_format = pytest.mark.parametrize("way", FORMATS.values(), ids=list(FORMATS))
every_lossless_format = pytest.mark.parametrize(
    "way", [way for way in FORMATS.values() if not way.loses], ids=[n for n, w in FORMATS.items() if not w.loses]
)


def test_no_two_formats_claim_the_same_ending() -> None:
    endings = [ending for way in FORMATS.values() for ending in way.suffixes]

    assert len(set(endings)) == len(endings)
    assert all(ending.startswith(".") for ending in endings)


@every_format
def test_what_is_written_reads_without_a_problem_one_after_another(tmp_path: Path, way: Format) -> None:
    path = tmp_path / "all"
    path.write_text("".join(way.write(OURS)))

    found = list(way.read(path, seen="2026-11-28"))

    assert [line for entry in found for line in entry.lines()] == []
    assert [entry.offering and entry.offering.identity for entry in found] == [own.identity for own in OURS]


@every_lossless_format
@settings(max_examples=20)
@given(drawn=st.lists(offerings(), min_size=1, max_size=2))
def test_a_format_that_loses_nothing_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory, way: Format, drawn: list[Offering]
) -> None:
    path = tmp_path_factory.getbasetemp() / "lossless"
    path.write_text("".join(way.write(drawn)))

    assert [entry.offering for entry in way.read(path)] == drawn


@every_format
@pytest.mark.parametrize("content", [b"\x00\x01", b"[[[[", b"<xml/>", b'{"a":' * 1000])
def test_what_is_no_such_file_gives_no_offering(tmp_path: Path, way: Format, content: bytes) -> None:
    path = tmp_path / "hostile"
    path.write_bytes(content)

    try:
        found = list(way.read(path))
    except DocumentError:
        return

    assert all(entry.problems and entry.offering is None for entry in found)


@every_format
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, way: Format) -> None:
    with pytest.raises(DocumentError):
        list(way.read(tmp_path / "nothing"))


def test_a_wrong_record_of_ours_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    way = FORMATS["testamur-json"]
    good, other = way.write(OURS[:2])
    path = tmp_path / "all.jsonl"
    path.write_text(good + '{"id": 7, "colour": "red"}\n' + "7\n" + other)

    found = list(way.read(path))

    assert [entry.offering for entry in found] == [OURS[0], None, None, OURS[1]]
    assert next(found[1].lines()) == "line 2: id: must be text, not a whole number"
    assert list(found[2].lines()) == ["line 3: must be a record, which is a JSON object"]
