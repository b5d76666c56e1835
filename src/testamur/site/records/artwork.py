"""Line work drawn from a credential's digest: a rosette, and the frame of a certificate.

As on a share certificate, the waves cross to a net that a pen does not follow. They are counted, weighted and
turned by the digest, and the rim of the rosette writes the digest out: one stroke for each hexadecimal digit, from
the top clockwise, the longer the greater. So no two are alike, and the digest can be read back from the rim.

Colours come from the page (the classes ``art-ink`` and ``art-seal`` set ``color``); without a style sheet the line
work has those of the light page.
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

Point = tuple[float, float]
Curve = Callable[[float], Point]
"""From an angle, 0 to a full turn, to a point."""

INK: Final = ("art-ink", "#0a5a6b")
SEAL: Final = ("art-seal", "#8c2332")
PAPER: Final = "#fffdf7"
RIM: Final = 179.0
LACES: Final = ((7, 3), (8, 3), (9, 4), (11, 4), (11, 5), (13, 5), (13, 6), (14, 5))
"""Waves of the inner lace and the turns after which it closes; no pair has a common factor."""
WIDTH, HEIGHT, MIDDLE = 297.0, 210.0, 13.0
"""A sheet of A4 across, and how far from its edge the middle of the frame runs, in millimetres."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a digest decides: how many waves and threads, how they swell, from where they turn, which lace."""

    digits: tuple[int, ...]
    waves: int
    threads: int
    swell: int
    depth: float
    turn: float
    lace: tuple[int, int]
    petals: int


def pattern(digest: str) -> Pattern:
    """Return what a digest decides.

    Raises
    ------
    ValueError
        If it is not the 64 lower-case hexadecimal digits of a SHA-256.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("a digest is 64 lower-case hexadecimal digits")
    byte = bytes.fromhex(digest)
    return Pattern(
        digits=tuple(int(digit, 16) for digit in digest),
        waves=10 + byte[0] % 9,
        threads=6 + byte[1] % 4,
        swell=3 + byte[2] % 5,
        depth=0.2 + byte[3] / 255 * 0.35,
        turn=byte[4] / 255 * math.tau,
        lace=LACES[byte[5] % len(LACES)],
        petals=8 + byte[6] % 9,
    )


def rosette(digest: str, *, label: str = "") -> SafeString:
    """Return the rosette of a digest, a square ``svg``: named by `label`, or hidden from screen readers."""
    return _svg("-200 -200 400 400", label, *_rosette(pattern(digest)))


def medal(digest: str, *, label: str) -> SafeString:
    """Return the rosette on a round of paper, a square ``svg`` that stands by itself, named by `label`."""
    paper = format_html('<circle r="206" fill="{}"/>', PAPER)
    rim = _group(INK, 3, ['<circle r="206"/>'])
    thread = _group(SEAL, 0.8, ['<circle r="201"/>'])
    return _svg("-210 -210 420 420", label, paper, *_rosette(pattern(digest)), thread, rim)


def _rosette(drawn: Pattern) -> list[SafeString]:
    band = [_closed(_band(drawn, n / drawn.threads), drawn.waves * 18) for n in range(drawn.threads)]
    lace = [_closed(_lace(drawn, phase), drawn.lace[0] * 24) for phase in _lace_phases(drawn)]
    petals = [_closed(_petals(drawn, n / 3), drawn.petals * 14) for n in range(3)]
    rings = [f'<circle r="{radius}"/>' for radius in (175, 172, 117, 113, 49, 46)]
    return [
        _group(INK, 0.7, [*band, *rings]),
        _group(SEAL, 0.5, lace),
        _group(INK, 0.6, petals),
        _group(SEAL, 2, [_rim(drawn.digits)]),
    ]


def frame(digest: str, *, width: float = WIDTH, height: float = HEIGHT) -> SafeString:
    """Return the frame of a certificate, an ``svg`` of a sheet in millimetres, hidden from screen readers."""
    drawn = pattern(digest)
    right, bottom = width - MIDDLE, height - MIDDLE
    corners = [(MIDDLE, MIDDLE), (right, MIDDLE), (right, bottom), (MIDDLE, bottom)]
    sides = [
        _open(_side(drawn, start, end, n / drawn.threads), _waves(drawn, start, end) * 12)
        for start, end in pairwise([*corners, corners[0]])
        for n in range(drawn.threads)
    ]
    knots = [_closed(_knot(drawn, corner, n / 4), drawn.petals * 14) for corner in corners for n in range(4)]
    lines = [_rectangle(MIDDLE + gap, width, height) for gap in (-6.6, 6.6, 7.6)]
    return _svg(f"0 0 {width:g} {height:g}", "", _group(INK, 0.16, [*sides, *lines]), _group(SEAL, 0.18, knots))


def _band(drawn: Pattern, phase: float) -> Curve:
    def at(angle: float) -> Point:
        swell = 1 - drawn.depth + drawn.depth * math.cos(drawn.swell * angle + drawn.turn)
        return _polar(145 + 25 * swell * math.cos(drawn.waves * angle + math.tau * phase), angle)

    return at


def _lace(drawn: Pattern, phase: float) -> Curve:
    waves, turns = drawn.lace

    def at(angle: float) -> Point:
        return _polar(81 + 29 * math.cos(waves * angle + drawn.turn + math.tau * phase), turns * angle)

    return at


def _lace_phases(drawn: Pattern) -> list[float]:
    """Return phases of about ten threads; one lace that closes after `turns` has `turns` of them already."""
    turns = drawn.lace[1]
    laces = round(10 / turns)
    return [n / (laces * turns) for n in range(laces)]


def _petals(drawn: Pattern, phase: float) -> Curve:
    return lambda angle: _polar(25 + 17 * math.cos(drawn.petals * angle + math.tau * phase), angle)


def _rim(digits: Iterable[int]) -> str:
    angles = [math.tau * n / 64 - math.pi / 2 for n in range(64)]
    ends = [
        (_polar(RIM, angle), _polar(RIM + 3 + digit, angle)) for angle, digit in zip(angles, digits, strict=True)
    ]
    return f'<path d="{"".join(f"M{_pair(start)}L{_pair(end)}" for start, end in ends)}"/>'


def _waves(drawn: Pattern, start: Point, end: Point) -> int:
    return round(math.dist(start, end) / WIDTH * drawn.waves * 2.2)


def _side(drawn: Pattern, start: Point, end: Point, phase: float) -> Curve:
    """Return one thread of a side; it begins and ends behind the knots, where all threads meet."""
    length = math.dist(start, end)
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    waves = _waves(drawn, start, end)

    def at(angle: float) -> Point:
        on = 9 + (length - 18) * angle / math.tau
        swell = 1 - drawn.depth + drawn.depth * math.cos(2 * drawn.swell * angle)
        out = 5.4 * swell * math.sin(waves * angle + math.tau * phase)
        return start[0] + along[0] * on - along[1] * out, start[1] + along[1] * on + along[0] * out

    return at


def _knot(drawn: Pattern, centre: Point, phase: float) -> Curve:
    def at(angle: float) -> Point:
        x, y = _polar(6.2 + 3.4 * math.cos(drawn.petals * angle + math.tau * phase), angle)
        return centre[0] + x, centre[1] + y

    return at


def _polar(radius: float, angle: float) -> Point:
    return radius * math.cos(angle), radius * math.sin(angle)


def _closed(curve: Curve, points: int) -> str:
    return f'<path d="{_steps(curve(math.tau * n / points) for n in range(points))}z"/>'


def _open(curve: Curve, points: int) -> str:
    return f'<path d="{_steps(curve(math.tau * n / points) for n in range(points + 1))}"/>'


def _steps(points: Iterable[Point]) -> str:
    """Return a path in short relative steps between rounded places, so that no error adds up."""
    rounded = [(round(x, 2), round(y, 2)) for x, y in points]
    steps = "".join(f"l{_pair((b[0] - a[0], b[1] - a[1]))}" for a, b in pairwise(rounded))
    return f"M{_pair(rounded[0])}{steps}"


def _pair(point: Point) -> str:
    x, y = (f"{round(value, 2) + 0:.2f}".rstrip("0").rstrip(".") for value in point)
    return f"{x} {y}"


def _rectangle(inset: float, width: float, height: float) -> str:
    return f'<rect x="{inset:g}" y="{inset:g}" width="{width - 2 * inset:g}" height="{height - 2 * inset:g}"/>'


def _group(colour: tuple[str, str], width: float, shapes: Iterable[str]) -> SafeString:
    name, value = colour
    return format_html(
        '<g class="{}" color="{}" fill="none" stroke="currentColor" stroke-width="{}" '
        'stroke-linejoin="round">{}</g>',
        name,
        value,
        width,
        mark_safe("".join(shapes)),  # noqa: S308  (numbers that were just written)
    )


def _svg(box: str, label: str, *groups: SafeString) -> SafeString:
    named = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="art" viewBox="{}" focusable="false" {}>{}</svg>',
        box,
        named,
        SafeString("".join(groups)),
    )
