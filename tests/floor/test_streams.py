"""Long foreign files, one entry after another: a hostile one is said and stepped over."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.errors import DocumentError
from testamur.streams import (
    MAX_ROW_LINES,
    Piece,
    read_csv_rows,
    read_json_entries,
    read_json_lines,
    write_csv_rows,
)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def pieces(found: list[Piece]) -> list[tuple[int, object]]:
    return [(piece.line, piece.problem.sentence if piece.problem else piece.value) for piece in found]


def test_each_line_is_a_value_and_a_hostile_one_is_stepped_over(tmp_path: Path) -> None:
    lines = [
        b'\xef\xbb\xbf{"a": 1}',
        b"",
        b"[" * 70 + b"]" * 70,
        b"[" * 100_000,
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": "\xff"}',
        b'{"a": ',
        b"x" * 300,
        b'{"a": 2}\r',
    ]
    limit = 200_000

    found = pieces(list(read_json_lines(written(tmp_path, b"\n".join(lines)), limit=limit)))

    assert found == [
        (1, {"a": 1}),
        (3, "is nested deeper than 64 levels"),
        (4, "is nested deeper than 64 levels"),
        (5, "the key 'a' stands twice in one object"),
        (6, "NaN is not a JSON number"),
        (7, "1e999 is larger than a number can be"),
        (8, "is not UTF-8 text"),
        (9, "is not JSON: Expecting value"),
        (10, "is not JSON: Expecting value"),
        (11, {"a": 2}),
    ]


def test_a_line_that_is_too_large_is_not_held(tmp_path: Path) -> None:
    path = written(tmp_path, b'"' + b"x" * 1000 + b'"\n1\n' + b"y" * 1000)

    assert pieces(list(read_json_lines(path, limit=100))) == [
        (1, "larger than the 100 bytes allowed"),
        (2, 1),
        (3, "larger than the 100 bytes allowed"),
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'{\n "a": 1\n}\n', [(0, {"a": 1})]),
        (b'[{"a": 1},\n{"a": 2}]', [(0, [{"a": 1}, {"a": 2}])]),
        (b'{"a": 1}\n', [(1, {"a": 1})]),
        (b'{"a": 1\x00}\n{"a": 2}\n', [(1, "is not JSON: Expecting ',' delimiter"), (2, {"a": 2})]),
        (b'\n{"a": 1}\n{"a"\n', [(2, {"a": 1}), (3, "is not JSON: Expecting ':' delimiter")]),
    ],
)
def test_a_file_is_one_document_or_one_a_line(tmp_path: Path, content: bytes, found: list[object]) -> None:
    assert pieces(list(read_json_entries(written(tmp_path, content)))) == found


@pytest.mark.parametrize("content", [b"", b"{\n", b"<html>\n</html>", b"\x00" * 50])
def test_what_is_no_json_at_all_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DocumentError):
        list(read_json_entries(written(tmp_path, content)))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for read in (read_csv_rows, read_json_lines, read_json_entries):
        with pytest.raises(DocumentError) as refusal:
            list(read(tmp_path / "nothing"))
        assert refusal.value.problems[0].sentence == "cannot be read: No such file or directory"


def test_a_quote_that_never_closes_costs_one_row(tmp_path: Path) -> None:
    rows = 3 * MAX_ROW_LINES
    path = written(tmp_path, b'a,"b\n' + b"c,d\n" * rows)

    found = list(read_csv_rows(path))

    assert pieces(found[:2]) == [(1, "a quote opens here and does not close"), (2, ["c", "d"])]
    assert [piece.line for piece in found] == list(range(1, rows + 2))


def test_a_cell_may_span_lines(tmp_path: Path) -> None:
    assert pieces(list(read_csv_rows(written(tmp_path, b'a,"b\nc"\nd,e')))) == [
        (1, ["a", "b\nc"]),
        (3, ["d", "e"]),
    ]


@given(rows=st.lists(st.lists(st.text(max_size=6), min_size=2, max_size=3), max_size=4))
def test_rows_come_out_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "rows.csv"
    path.write_bytes("".join(write_csv_rows(rows)).encode())

    found = list(read_csv_rows(path))

    assert [piece.value for piece in found if not piece.problem] == [row for row in rows if any(row)]


@given(content=st.binary(max_size=60))
def test_no_bytes_break_reading(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes"
    path.write_bytes(content)

    for read in (read_csv_rows, read_json_lines):
        lines = [piece.line for piece in read(path)]
        assert lines == sorted(lines)
