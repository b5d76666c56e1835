"""From line work to points: as much ink as geometry says, where geometry says, and nothing drawn wrongly."""

import hashlib
import math
import struct
import zlib

import numpy as np
import pytest

from testamur.credential.baking.png import chunks
from testamur.site.records.artwork import medal
from testamur.site.records.raster import png_of

A = hashlib.sha256(b"a").hexdigest()
INK = (10, 90, 107)


def drawn(inside):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100">{inside}</svg>'


def group(inside, *, width=2):
    return drawn(f'<g color="#0a5a6b" stroke-width="{width}">{inside}</g>')


def points_of(drawing, *, size=100):
    """Return the points of the picture, shape (size, size, 4), by the format's own rules."""
    header, pixels, _ = chunks(png_of(drawing, size=size))
    assert struct.unpack(">IIBBBBB", header.data) == (size, size, 8, 6, 0, 0, 0)
    rows = np.frombuffer(zlib.decompress(pixels.data), np.uint8).reshape(size, 1 + 4 * size)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(size, size, 4)


def area(points):
    return points[..., 3].sum() / 255


def test_a_round_of_paper_covers_the_area_of_a_circle():
    points = points_of(drawn('<circle r="40" fill="#0a5a6b"/>'))

    assert area(points) == pytest.approx(math.pi * 40**2, rel=0.002)
    assert tuple(points[50, 50]) == (*INK, 255)
    assert tuple(points[0, 0]) == (0, 0, 0, 0)


@pytest.mark.parametrize("size", [100, 200])
def test_a_ring_covers_its_length_times_its_width(size):
    points = points_of(group('<circle r="30"/>', width=3), size=size)

    assert area(points) * (100 / size) ** 2 == pytest.approx(2 * math.pi * 30 * 3, rel=0.12)
    assert points[size // 2, size // 2, 3] == 0


@pytest.mark.parametrize(
    "path", ["M-20 0L20 0", "M-20 0l40 0", "M-20 0l15 0l25 0", "M20 0L-20 0M-20 0L0 0", "M-20 0L20 0z"]
)
def test_a_line_lies_where_its_path_says_however_it_is_written(path):
    points = points_of(group(f'<path d="{path}"/>', width=4))

    assert {tuple(points[50, x]) for x in range(31, 70)} == {(*INK, 255)}
    assert points[44].max() == points[55].max() == 0
    assert points[:, 25].max() == points[:, 75].max() == 0


def test_what_is_drawn_later_lies_over_what_was_drawn_before():
    paper, line = (
        '<circle r="40" fill="#ffffff"/>',
        '<g color="#0a5a6b" stroke-width="4"><path d="M-9 0L9 0"/></g>',
    )

    over, under = points_of(drawn(paper + line)), points_of(drawn(line + paper))

    assert tuple(over[50, 50]) == (*INK, 255)
    assert tuple(under[50, 50]) == (255, 255, 255, 255)


def test_a_medal_is_round_and_its_corners_are_clear():
    points = points_of(medal(A, label="A"), size=120)

    assert points[0, 0, 3] == points[-1, -1, 3] == 0
    assert area(points) == pytest.approx(math.pi * (207.5 / 420 * 120) ** 2, rel=0.01)


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        (drawn('<text fill="#000000">A</text>'), "text is not known"),
        (drawn('<circle r="1" fill="red"/>'), "the colour 'red' is not known"),
        (group('<rect width="1" height="1"/>'), "rect is not known"),
        (drawn("").replace("-50 -50 100 100", "0 0 100 100"), "only a square drawing"),
        (drawn("").replace("-50 -50 100 100", "-50 -50 100 80"), "only a square drawing"),
        (group('<path d="M0 0C1 1 2 2 3 3"/>'), "a path of straight steps"),
    ],
)
def test_what_is_not_known_is_not_drawn(drawing, said):
    with pytest.raises(ValueError, match=said):
        png_of(drawing, size=10)
