"""`testamur calibration cut`: what a panel's judgements come to, of CSV files."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
import numpy as np

from testamur.cli import as_json, say, table
from testamur.cli.calibration import NONE, csv_file, gathers, heading, named, number, told
from testamur.documents import read_bytes
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.ability import form_from
from testamur.psychometrics.calibration.files import read_calibration
from testamur.psychometrics.equating.distribution import ScoreDistribution
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.standard_setting import (
    RP67,
    AngoffRound,
    CutScore,
    Impact,
    angoff,
    bookmark,
    borderline_group,
    borderline_regression,
    contrasting_groups,
    hofstee,
    impact,
    ordered_booklet,
)
from testamur.psychometrics.standard_setting.files import (
    LARGEST,
    read_figures,
    read_ratings,
    score_distribution,
)

FILES: Final = """\b
What stands in RATINGS.csv, one line a judge (and round), or a candidate:
    angoff                 judge,round,q1,q2,...   per cent; no column "round" for one
    bookmark               judge,page              the last page that is mastered
    hofstee                judge,least_cut,most_cut,least_fail,most_fail   points, per cent
    borderline-group       score                   of borderline candidates
    borderline-regression  score,grade
    contrasting-groups     score,competent         1 or 0
"""
LIMITS: Final = ("least_cut", "most_cut", "least_fail", "most_fail")
AROUND: Final = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say."""

    method: str
    scores: Path | None
    maximum: int | None
    calibration: Path | None
    scale: float
    response_probability: float
    grade: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """The cut, everything else that the method says, and who would not pass."""

    cut: CutScore
    whole: object
    impact: tuple[Impact, ...] = ()


@click.command("cut", epilog=FILES)
@click.argument("file", metavar="RATINGS.csv", type=csv_file)
@click.option(
    "--method",
    type=click.Choice(
        ["angoff", "bookmark", "hofstee", "borderline-group", "borderline-regression", "contrasting-groups"]
    ),
    default="angoff",
    show_default=True,
)
@click.option("--scores", type=csv_file, help='Candidates: a column "score" of totals. Says who would not pass.')
@click.option("--maximum", type=click.IntRange(min=1), help="Highest score; for angoff and bookmark it is known.")
@click.option("--calibration", type=csv_file, help="For bookmark: a file that `calibration fit --out` wrote.")
@click.option(
    "--scale", type=click.FloatRange(0, min_open=True), default=100, show_default=True, help="What stands for all."
)
@click.option("--response-probability", type=float, default=RP67, show_default=True, help="For bookmark.")
@click.option("--grade", type=float, help="For borderline-regression: the grade that means borderline.")
@gathers(Asked, into="asked")
@as_json
def cut(file: Path, asked: Asked, as_json: bool) -> None:
    """Tell how many points pass, by what judges said, with the error of that.

    Numbers in brackets are 95 % intervals. Exit 0: there is a cut, warnings are on the error stream. 1: the method
    finds none, or a file is wrong, and all that is wrong is listed.
    """
    with named(file):
        found = METHODS[asked.method](file, asked)
    for warning in found.cut.warnings:
        click.echo(f"{file}: {warning}", err=True)
    if as_json:
        say({"method": asked.method, "cut": found.cut, "result": found.whole, "impact": found.impact})
    else:
        _shown(found)
    sys.exit(0 if found.cut.correct is not None else 1)


def _angoff(file: Path, asked: Asked) -> Found:
    given = read_ratings(read_bytes(file, limit=LARGEST), scale=asked.scale, name=str(file))
    rounds = angoff(given.rounds, judges=given.judges, items=given.items)
    return Found(rounds[-1].cut, rounds, _impact(asked, len(given.items)))


def _bookmark(file: Path, asked: Asked) -> Found:
    if asked.calibration is None:
        raise click.UsageError("bookmark needs --calibration, to order the items")
    kept = read_calibration(asked.calibration, name=str(asked.calibration))
    curves = form_from(kept).probabilities
    booklet = ordered_booklet(
        curves, response_probability=asked.response_probability, items=tuple(item.item for item in kept.items)
    )
    pages = _figures(file, "page")[:, 0]
    whole = bookmark(booklet, pages, form=curves)
    return Found(whole.cut, {"booklet": booklet, "bookmark": whole}, _impact(asked, int(whole.cut.maximum)))


def _hofstee(file: Path, asked: Asked) -> Found:
    scores = _distribution(asked, _maximum(asked))
    if scores is None:
        raise click.UsageError("hofstee needs --scores, of the candidates")
    limits = _figures(file, *LIMITS) / [1, 1, 100, 100]
    whole = hofstee(scores, limits)
    return Found(whole.cut, whole, impact(scores))


def _borderline_group(file: Path, asked: Asked) -> Found:
    found = borderline_group(_figures(file, "score")[:, 0], maximum=_maximum(asked))
    return Found(found, found, _impact(asked, _maximum(asked)))


def _borderline_regression(file: Path, asked: Asked) -> Found:
    if asked.grade is None:
        raise click.UsageError("borderline-regression needs --grade, the one that means borderline")
    scores, grades = _figures(file, "score", "grade").T
    whole = borderline_regression(scores, grades, borderline=asked.grade, maximum=_maximum(asked))
    return Found(whole.cut, whole, _impact(asked, _maximum(asked)))


def _contrasting_groups(file: Path, asked: Asked) -> Found:
    scores, competent = _figures(file, "score", "competent").T
    if not np.isin(competent, (0, 1)).all():
        raise DocumentError([Problem("competent", "must be 1 or 0 on every line")])
    whole = contrasting_groups(scores[competent == 1], scores[competent == 0], maximum=_maximum(asked))
    return Found(whole.cut, whole, _impact(asked, _maximum(asked)))


METHODS: Final[Mapping[str, Callable[[Path, Asked], Found]]] = {
    "angoff": _angoff,
    "bookmark": _bookmark,
    "hofstee": _hofstee,
    "borderline-group": _borderline_group,
    "borderline-regression": _borderline_regression,
    "contrasting-groups": _contrasting_groups,
}


def _figures(file: Path, *columns: str) -> FloatArray:
    return read_figures(read_bytes(file, limit=LARGEST), columns, name=str(file))


def _maximum(asked: Asked) -> int:
    if asked.maximum is None:
        raise click.UsageError(f"{asked.method} needs --maximum, the highest score")
    return asked.maximum


def _distribution(asked: Asked, maximum: int) -> ScoreDistribution | None:
    if asked.scores is None:
        return None
    return score_distribution(_figures(asked.scores, "score")[:, 0], maximum=maximum, name=str(asked.scores))


def _impact(asked: Asked, maximum: int) -> tuple[Impact, ...]:
    scores = _distribution(asked, maximum)
    return impact(scores) if scores else ()


def _shown(found: Found) -> None:
    cut = found.cut
    passes = "there is no cut" if cut.correct is None else f"{cut.correct} of {cut.maximum:g} points pass"
    click.echo(f"{passes}; expectation {told(cut.expected, 2)}, n {cut.expected.n}")
    click.echo(cut.expected.method)
    error = "undefined" if cut.error is None else f"{number(cut.error, 2)} points, {cut.error_method}"
    click.echo(f"standard error: {error}")
    if isinstance(found.whole, tuple):
        _rounds_shown(found.whole)
    _impact_shown(found)


def _rounds_shown(rounds: tuple[AngoffRound, ...]) -> None:
    heading("rounds")
    head = (
        "round",
        "cut",
        "expected",
        "error",
        "judges",
        "items",
        "residual",
        "ICC(3, 1)",
        "ICC(2, 1)",
        "changed",
    )
    table([head, *(_round_row(number_, one) for number_, one in enumerate(rounds, 1))])
    heading("judges, last round")
    rows = [
        (one.judge, number(one.expected, 2), str(one.without), told(one.with_others, 2))
        for one in rounds[-1].judges
    ]
    table([("judge", "own cut", "panel without", "agrees with the others"), *rows])
    heading("items, last round, the widest spread first")
    spread = sorted(rounds[-1].items, key=lambda one: -one.sd)
    cells = [(one.item, *(number(part, 2) for part in (one.mean, one.sd, one.low, one.high))) for one in spread]
    table([("item", "mean", "sd", "lowest", "highest"), *cells])


def _round_row(place: int, found: AngoffRound) -> tuple[str, ...]:
    parts = found.components
    return (
        str(place),
        NONE if found.cut.correct is None else str(found.cut.correct),
        number(found.cut.expected.value, 2),
        number(found.cut.error, 2),
        *(number(part, 5) for part in (parts.judge, parts.item, parts.residual)),
        told(found.consistency, 2),
        told(found.agreement, 2),
        number(found.changed, 2),
    )


def _impact_shown(found: Found) -> None:
    if not found.impact or found.cut.correct is None:
        return
    heading("who would not pass")
    near = [one for one in found.impact if abs(one.cut - found.cut.correct) <= AROUND]
    table([("cut", "would not pass"), *((str(one.cut), told(one.failing, 2)) for one in near)])


VERB: Final = cut
