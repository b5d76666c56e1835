"""How paper looks: the faces, the scale and the light colours of the design system, for ink.

The values are those of ``tokens.css``; a test compares them. One rem is ten points on paper.
"""

from dataclasses import dataclass
from typing import Final

Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 1."""

REM: Final = 10.0
STEPS: Final = {-1: 0.875, 0: 1.0625, 1: 1.25, 2: 1.6, 3: 2.3}
"""The type scale, in rem; of a step that grows with the screen, its largest size."""


def colour(written: str) -> Colour:
    """Return a colour written as six hexadecimal digits behind a ``#``."""
    red, green, blue = (int(written[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


NAMED: Final = {
    "ink": "#1c2126",
    "ink-2": "#545b63",
    "rule": "#dcd8cd",
    "edge": "#87827a",
    "accent": "#0a5a6b",
    "seal": "#8c2332",
    "paper": "#fbfaf6",
    "plot-1": "#0a5a6b",
    "plot-2": "#e06f16",
    "plot-3": "#7e32d2",
    "plot-4": "#2d3d0a",
    "plot-5": "#2b101a",
    "plot-6": "#838688",
}
INK: Final = colour(NAMED["ink"])
INK_2: Final = colour(NAMED["ink-2"])
RULE: Final = colour(NAMED["rule"])
ACCENT: Final = colour(NAMED["accent"])
SEAL: Final = colour(NAMED["seal"])


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: its face (`testamur.site.records.paper.face.CHAINS`), size, leading and colour.

    Size in points; leading as a multiple of it.
    """

    face: str
    size: float
    leading: float = 1.4
    colour: Colour = INK


TEXT: Final = Style("serif", STEPS[0] * REM)
SMALL: Final = Style("sans", STEPS[-1] * REM, 1.35, INK_2)
LABEL: Final = Style("sans", STEPS[-1] * REM, 1.35, INK_2)
DATA: Final = Style("sans", STEPS[-1] * REM, 1.35)
HEAD: Final = Style("strong", STEPS[-1] * REM, 1.35)
TICK: Final = Style("sans", 8, 1.3, INK_2)
FINE: Final = Style("sans", 7.5, 1.3, INK_2)
HEADINGS: Final = {
    1: Style("display", STEPS[3] * REM, 1.15),
    2: Style("display", STEPS[2] * REM, 1.2),
    3: Style("strong", STEPS[0] * REM, 1.3),
}
