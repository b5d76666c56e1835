"""The directives that show how well calibration finds the items again, from the results that are kept."""

import csv
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from testamur.plot import Line, Plot, Points, Rule, axis, svg, twin

ROOT: Final = Path(__file__).parents[1]
KEPT: Final = ROOT / "benchmarks/data/recovery.csv"
LOOK: Final = ROOT / "src/testamur/site/static/testamur/plot.css"
TOKENS: Final = """
:root { --font-ui: var(--font-stack); }
body { --ink: var(--color-foreground-primary); --ink-2: var(--color-foreground-secondary);
  --edge: var(--color-foreground-border); --seal: var(--color-foreground-secondary);
  --plot-1: var(--color-brand-primary); --plot-2: var(--color-foreground-primary);
  --plot-3: var(--color-foreground-secondary); }
"""
HEAD: Final = ("Persons", "Parameter", "Bias", "RMSE", "Median error", "Coverage", "No answer", "Not converged")
NARROW: Final = 0.925
WIDE: Final = 0.975
OFTEN: Final = 0.05
Result = dict[str, str]


def results() -> list[Result]:
    """Return the lines of the file."""
    with KEPT.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def of(way: str) -> list[Result]:
    """Return the results of a model and method, such as ``rasch marginal``."""
    return [line for line in results() if f"{line['model']} {line['method']}" == way]


def share(text: str) -> str:
    """Return a share in percent."""
    return f"{100 * float(text):.1f} %" if text else "–"


def rows(way: str) -> Iterator[Iterable[str]]:
    """Yield the table of a model and method."""
    yield HEAD
    yield ["---", "---"] + ["--:"] * (len(HEAD) - 2)
    for line in of(way):
        coverage = share(line["coverage"])
        if line["coverage_error"]:
            coverage += f" ± {200 * float(line['coverage_error']):.1f}"
        figures = (f"{float(line[name]):.3f}" for name in ("bias", "rmse", "median"))
        lost = (f"{line[name]} of {line['replications']}" for name in ("refused", "not_converged"))
        yield (line["persons"], f"`{line['parameter']}`", *figures, coverage, *lost)


def doubtful() -> Iterator[str]:
    """Yield a sentence for all that is not as it should be, straight from the results."""
    for way in dict.fromkeys(f"{line['model']} {line['method']}" for line in results()):
        for persons in dict.fromkeys(line["persons"] for line in of(way)):
            lines = [line for line in of(way) if line["persons"] == persons]
            said = [
                f"the interval of `{line['parameter']}` holds the truth in {share(line['coverage'])}"
                for line in lines
                if line["coverage"] and _is_off(line)
            ]
            said += [
                f"`{line['parameter']}` has an RMSE of {float(line['rmse']):.2f} but a median error of "
                f"{float(line['median']):.2f}: some run away"
                for line in lines
                if float(line["rmse"]) > 4 * float(line["median"])
            ]
            first, number = lines[0], int(lines[0]["replications"])
            said += [
                f"{first[name]} of {number} {what}"
                for name, what in (("not_converged", "did not converge"), ("refused", "were refused"))
                if int(first[name]) > OFTEN * number
            ]
            if said:
                yield f"- `{way}`, {persons} persons: {'; '.join(said)}."


def _is_off(line: Result) -> bool:
    """Return whether a coverage lies beyond 92.5 % to 97.5 % by more than its own error lets it."""
    # One parameter a sample that is always held has no error of its own, but the binomial one.
    least = math.sqrt(0.95 * 0.05 / int(line["replications"]))
    slack = 2 * (float(line["coverage_error"] or 0) or least)
    return float(line["coverage"]) + slack < NARROW or float(line["coverage"]) - slack > WIDE


def plotted(parameter: str, figure: str) -> Plot:
    """Return one figure of one kind of parameter by persons, a line for each model scored 0 and 1."""
    is_coverage = figure == "coverage"
    ways = ("rasch marginal", "2pl marginal", "3pl marginal")
    lines = {way: [line for line in of(way) if line["parameter"] == parameter] for way in ways}
    persons = [float(line["persons"]) for line in lines[ways[0]]]
    values = {way: [float(line[figure]) for line in found] for way, found in lines.items()}
    highest = 1.0 if is_coverage else max(max(found) for found in values.values())
    lowest = min(0.9, *(min(found) for found in values.values())) if is_coverage else 0.0
    marks = [Rule(0.95, "", is_level=True)] if is_coverage else []
    for tone, (way, dashed) in zip(("1", "2", "3"), zip(ways, (False, True, False), strict=True), strict=True):
        model = way.split()[0]
        marks.append(Line(persons, values[way], model, is_dashed=dashed, tone=tone))
        marks.append(Points(persons, values[way], is_open=tone == "3", tone=tone))
    told = [[f"{n:g}", *(f"{values[way][place]:.3f}" for way in ways)] for place, n in enumerate(persons)]
    name = "Coverage of 95 % intervals" if is_coverage else "Median error"
    ends = ", ".join(f"{way.split()[0]} from {found[0]:.2f} to {found[-1]:.2f}" for way, found in values.items())
    return Plot(
        title=f"{name} of {parameter}",
        summary=f"From 100 to 2,000 persons: {ends}.",
        x=axis("persons", 0, 2000),
        y=axis(name.lower(), lowest, highest, percent=is_coverage),
        marks=tuple(marks),
        twin=twin(["Persons", "rasch", "2pl", "3pl"], told),
    )


class RecoveryTable(SphinxDirective):
    """Show the results of one model and method."""

    required_arguments: ClassVar[int] = 2

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        lines = "\n".join(f"| {' | '.join(row)} |" for row in rows(" ".join(self.arguments)))
        return self.parse_text_to_nodes(lines)


class RecoveryDoubts(SphinxDirective):
    """Say what is not as it should be."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        return self.parse_text_to_nodes("\n".join(doubtful()))


class RecoveryPlot(SphinxDirective):
    """Show one figure by persons; the tables of the page tell the same."""

    required_arguments: ClassVar[int] = 1
    final_argument_whitespace: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        """Return the plot with its look."""
        figure, parameter = self.arguments[0].split(maxsplit=1)
        plot = plotted(parameter, figure)
        look = f"<style>{LOOK.read_text(encoding='utf-8')}{TOKENS}</style>"
        told = f"<figcaption>{plot.title}. {plot.summary}</figcaption>"
        return [nodes.raw("", f"{look}<figure>{svg(plot)}{told}</figure>", format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directives known."""
    app.add_directive("recovery-table", RecoveryTable)
    app.add_directive("recovery-doubts", RecoveryDoubts)
    app.add_directive("recovery-plot", RecoveryPlot)
    return {"parallel_read_safe": True}
