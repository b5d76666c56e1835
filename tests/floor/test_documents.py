"""Hostile and clumsy files get one clear answer that lists every problem."""

import io
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.documents import Node, read_csv, read_json, read_toml, read_xml, read_zip, shape, write_xml
from testamur.errors import DocumentError, Problem


@dataclass(frozen=True)
class Area:
    competency: str
    weight: float


@dataclass(frozen=True)
class Exam:
    items: int
    blueprint: tuple[Area, ...]
    sat_on: date | None = None
    proctoring: Literal["none", "live"] = "none"


def problems(call):
    with pytest.raises(DocumentError) as caught:
        call()
    return list(caught.value.problems)


def test_a_right_table_becomes_its_shape():
    table = {"items": 110, "blueprint": [{"competency": "H1", "weight": 1}], "sat_on": "2026-03-01"}

    exam = shape(table, Exam)

    assert exam == Exam(110, (Area("H1", 1.0),), date(2026, 3, 1))


def test_every_problem_is_said_at_once_with_its_place():
    table = {"items": "110", "blueprint": [{"competency": 3}, {"weight": True, "competency": "H1"}], "x": 1}

    found = problems(lambda: shape(table, Exam))

    assert found == [
        Problem("items", "must be a whole number, not text"),
        Problem("blueprint[0].competency", "must be text, not a whole number"),
        Problem("blueprint[0].weight", "is missing"),
        Problem("blueprint[1].weight", "must be a number, not true or false"),
        Problem("x", "is not known here"),
    ]


def test_a_word_outside_the_list_names_the_list():
    found = problems(lambda: shape({"items": 1, "blueprint": [], "proctoring": "some"}, Exam))

    assert found == [Problem("proctoring", "must be one of none, live; it is 'some'")]


@pytest.mark.parametrize("wrong", [[], "text", 3, None])
def test_a_root_of_the_wrong_kind_is_refused(wrong):
    assert problems(lambda: shape(wrong, Exam)) == [Problem("", "has the wrong shape")]


def test_an_error_prints_file_path_and_sentence():
    error = DocumentError([Problem("a.b", "is missing"), Problem("", "is empty")], name="x.toml")

    assert str(error) == "x.toml:a.b: is missing\nx.toml:is empty"


def test_broken_toml_says_where():
    (found,) = problems(lambda: read_toml(b"a = = 1", name="x.toml"))

    assert "at line 1" in found.sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b'{"a": 1, "a": 2}', "the key 'a' stands twice in one object"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b"[" * 100 + b"]" * 100, "is nested deeper than 64 levels"),
        (b"[" * 100_000, "is nested deeper than 64 levels"),
        (b'{"a": 1e999}', "1e999 is larger than a number can be"),
        (b'{"a": ', "is not JSON: Expecting value"),
        (b"\xff", "is not UTF-8 text"),
    ],
)
def test_hostile_json_is_refused(text, sentence):
    (found,) = problems(lambda: read_json(text))

    assert found.sentence == sentence


def test_a_file_above_the_limit_is_refused_unread():
    (found,) = problems(lambda: read_json(b" " * 101, limit=100))

    assert found.sentence == "larger than the 100 bytes allowed"


def test_a_missing_file_is_a_problem_not_a_crash(tmp_path):
    (found,) = problems(lambda: read_toml(tmp_path / "none.toml"))

    assert found.sentence == "cannot be read: No such file or directory"


def test_csv_lines_come_by_column():
    rows = read_csv(b"id,price\na,1\n\nb,2\n", columns=["id", "price"])

    assert [(row.line, dict(row.cells)) for row in rows] == [
        (2, {"id": "a", "price": "1"}),
        (4, {"id": "b", "price": "2"}),
    ]


def test_wrong_csv_lists_every_line():
    found = problems(lambda: read_csv(b"id,colour\na\nb,1,2\n", columns=["id", "price"]))

    assert [str(p) for p in found] == [
        "line 1: the column 'price' is missing",
        "line 1: the column 'colour' is not known",
        "line 2: has 1 cells; the first line names 2",
        "line 3: has 3 cells; the first line names 2",
    ]


def test_empty_csv_is_refused():
    assert len(problems(lambda: read_csv(b"", columns=["a"]))) == 1


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
OUTSIDE = b'<!DOCTYPE l SYSTEM "file:///etc/passwd"><l/>'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LAUGHS, "has a document type or an entity, which is not allowed"),
        (OUTSIDE, "has a document type or an entity, which is not allowed"),
        (b"<a><?php x ?></a>", "has a processing instruction or entity"),
        (b"<a>" * 65 + b"</a>" * 65, "is nested deeper than 64 levels"),
        (
            b"<a " + b" ".join(b'a%d=""' % n for n in range(1_001)) + b"/>",
            "has a tag with more than 1,000 attributes",
        ),
    ],
)
def test_hostile_xml_is_refused(text, sentence):
    (found,) = problems(lambda: read_xml(text))

    assert found.sentence == sentence


def test_xml_that_is_not_well_formed_says_the_line():
    (found,) = problems(lambda: read_xml(b"<a>\n<b></a>"))

    assert found.path == "line 2"


def test_xml_keeps_text_and_attributes():
    root = read_xml(b'<a xmlns="urn:x" xml:lang="en" k="1">one<b/>two<!-- no --></a>')

    assert (root.tag, root.namespace, root.text) == ("a", "urn:x", "onetwo")
    assert dict(root.attributes) == {"xml:lang": "en", "k": "1"}


names = st.sampled_from(["a", "b", "c"])
plain_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip)


def joined(children):
    """A reader cannot tell two texts side by side from one."""
    result = []
    for child in children:
        if isinstance(child, str) and result and isinstance(result[-1], str):
            result[-1] += child
        else:
            result.append(child)
    return tuple(result)


nodes = st.recursive(
    st.builds(Node, tag=names),
    lambda inner: st.builds(
        Node,
        tag=names,
        attributes=st.dictionaries(names, plain_text, max_size=2),
        children=st.lists(inner | plain_text, max_size=3).map(joined),
    ),
    max_leaves=6,
)


def bare(node):
    return (node.tag, dict(node.attributes), tuple(bare(c) if isinstance(c, Node) else c for c in node.children))


@given(nodes)
def test_what_is_written_is_read_back(node):
    if any(chr(0xFFFE) in text or chr(0xFFFF) in text for text in [repr(bare(node))]):
        return

    assert bare(read_xml(write_xml(node).encode())) == bare(node)


def archive(*entries):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, text in entries:
            file.writestr(name, text)
    return data.getvalue()


def test_a_zip_gives_its_files():
    assert read_zip(archive(("a/b.xml", "x"))) == {"a/b.xml": b"x"}


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "c:x", "a\\..\\x"])
def test_a_path_out_of_the_zip_is_refused(name):
    assert problems(lambda: read_zip(archive((name, "x")))) == [Problem(name, "points outside the archive")]


def test_a_link_in_a_zip_is_refused():
    entry = zipfile.ZipInfo("link")
    entry.external_attr = 0o120777 << 16
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr(entry, "/etc/passwd")

    assert problems(lambda: read_zip(data.getvalue())) == [Problem("link", "is a link")]


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    (found,) = problems(lambda: read_zip(archive(("a", "x" * 11)), limit=10))

    assert found.sentence == "unpacks to more than the 10 bytes allowed"


def test_a_zip_has_no_more_than_its_reader_allows():
    two = archive(("a", "12"), ("b", "34"))

    assert [found.sentence for found in problems(lambda: read_zip(two, limit=3, files=1))] == [
        "holds 2 files; 1 are allowed",
        "unpacks to more than the 3 bytes allowed",
    ]
    assert read_zip(two, limit=4, files=2) == {"a": b"12", "b": b"34"}


@pytest.mark.parametrize(
    "data",
    [
        b"no",
        archive(("a", "x")).replace(b"PK\1\2\x14\x03\x14", b"PK\1\2\x14\x03\xff"),  # asks for a later version
        archive(("a", "x"))[:-22],
    ],
)
def test_what_is_no_zip_is_refused(data):
    (found,) = problems(lambda: read_zip(data))

    assert found.sentence.startswith("is not a zip archive")


def test_a_zip_with_a_file_without_a_name_is_refused():
    nameless = archive(("n", "x")).replace(b"n", b"\0")

    assert problems(lambda: read_zip(nameless)) == [Problem("", "holds a file without a name")]


@given(st.data())
def test_a_zip_changed_anywhere_is_read_or_refused(data):
    whole = archive(("a/b.txt", "text"), ("c", "more"))
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:place] + data.draw(st.binary(max_size=3)) + whole[place + data.draw(st.integers(0, 3)) :]

    with suppress(DocumentError):
        assert isinstance(read_zip(changed), dict)
