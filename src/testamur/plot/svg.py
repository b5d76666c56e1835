"""A plot as SVG for a page: colours by class (`plot.css`), nothing inline that a content policy would refuse."""

from xml.sax.saxutils import escape, quoteattr

from testamur.plot.drawing import Drawing, drawing
from testamur.plot.plot import Plot
from testamur.plot.shapes import Area, Dots, Letters, Point, Shape, Stroke


def svg(plot: Plot) -> str:
    """Return a plot as one `svg` element, all text escaped; its label says what is seen.

    The table of the plot is not in it: a page shows that beside it.
    """
    placed = drawing(plot)
    label = quoteattr(f"{plot.title}. {plot.summary}")
    head = (
        f'<svg class="plot" viewBox="0 0 {_number(placed.width)} {_number(placed.height)}" role="img" '
        f'aria-label={label} focusable="false">'
    )
    return "\n".join([head, *(_written(shape, placed) for shape in placed.shapes), "</svg>"])


def _written(shape: Shape, placed: Drawing) -> str:
    match shape:
        case Stroke():
            dash = f' stroke-dasharray="{" ".join(map(_number, shape.dash))}"' if shape.dash else ""
            start = f'<path class="stroke {_tone(shape.tone)}" stroke-width="{_number(shape.width)}"'
            return f'{start}{dash} d="{_path(shape.points)}"/>'
        case Area():
            share = f' fill-opacity="{_number(shape.share)}"' if shape.share < 1 else ""
            return f'<path class="area {_tone(shape.tone)}"{share} d="{_path(shape.points)}Z"/>'
        case Dots():
            kind = "ring" if shape.is_open else "dot"
            radius = _number(shape.radius)
            return "".join(
                f'<circle class="{kind} {_tone(shape.tone)}" cx="{_number(x)}" cy="{_number(y)}" r="{radius}"/>'
                for x, y in shape.centres
            )
        case Letters():
            x, y = map(_number, shape.at)
            turned = f' transform="rotate(-90 {x} {y})"' if shape.is_upward else ""
            start = f'<text class="{_tone(shape.tone)}" x="{x}" y="{y}" font-size="{_number(placed.size)}"'
            return f'{start} text-anchor="{shape.anchor}"{turned}>{escape(shape.text)}</text>'


def _tone(tone: str) -> str:
    return f"tone-{tone}"


def _path(points: tuple[Point, ...]) -> str:
    return "".join(f"{'L' if n else 'M'}{_number(x)} {_number(y)}" for n, (x, y) in enumerate(points))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
