"""The line work of a credential: drawn from its digest alone, and the digest can be read back from it."""

import hashlib
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.documents import read_xml
from testamur.site.records.artwork import RIM, frame, pattern, rosette

digests = st.binary(min_size=1, max_size=40).map(lambda data: hashlib.sha256(data).hexdigest())
few = settings(max_examples=20)  # each draws tens of thousands of points
A = hashlib.sha256(b"a").hexdigest()


def rim_of(drawing):
    """Return the digits that the strokes of the rim write, from their lengths."""
    path = re.search(r'stroke-width="2"[^>]*><path d="([^"]*)"', drawing)[1]
    strokes = re.findall(r"M([-\d.]+) ([-\d.]+)L([-\d.]+) ([-\d.]+)", path)
    lengths = [math.dist((float(a), float(b)), (float(c), float(d))) for a, b, c, d in strokes]
    return "".join(f"{round(length - 3):x}" for length in lengths)


@few
@given(digests)
def test_the_rim_writes_the_digest_so_no_two_are_alike(digest):
    assert rim_of(rosette(digest)) == digest


@few
@given(digests, digests)
def test_the_same_digest_gives_the_same_drawing(first, second):
    assert (rosette(first) == rosette(second)) == (first == second)
    assert frame(first) == frame(first)


@few
@given(digests)
def test_the_drawing_stays_on_its_sheet(digest):
    starts = re.findall(r'd="M([-\d.]+) ([-\d.]+)', rosette(digest))

    assert all(math.hypot(float(x), float(y)) <= RIM + 18 for x, y in starts)


@few
@given(digests)
def test_both_are_well_formed_and_hold_nothing_that_a_strict_policy_forbids(digest):
    for drawing in (rosette(digest, label="A & <b>"), frame(digest)):
        root = read_xml(drawing.encode())

        assert root.tag == "svg"
        assert {node.tag for node in root.walk()} <= {"svg", "g", "path", "circle", "rect"}
        assert all("style" not in node.attributes and "onload" not in node.attributes for node in root.walk())


def test_a_named_drawing_is_a_picture_and_another_is_hidden():
    assert 'role="img" aria-label="Line &amp; work"' in rosette(A, label="Line & work")
    assert 'aria-hidden="true"' in rosette(A)


@pytest.mark.parametrize("digest", ["", "0" * 63, "0" * 65, "G" * 64, "A" * 64, "0" * 64 + "\n"])
def test_what_is_no_digest_is_not_drawn(digest):
    with pytest.raises(ValueError, match="64 lower-case hexadecimal digits"):
        pattern(digest)
