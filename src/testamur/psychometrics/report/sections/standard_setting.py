"""Section 10: where the cut comes from, how sure it is, and what it means for candidates."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from testamur.psychometrics.equating import score_distribution
from testamur.psychometrics.report import figures
from testamur.psychometrics.report.bands import bands
from testamur.psychometrics.report.data import Ratings
from testamur.psychometrics.report.document import Block, Caution, Facts, Figure, NotDone, Note, Table
from testamur.psychometrics.report.findings import Findings, FormFindings, Reason, tried
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.tables import name_of, stated
from testamur.psychometrics.report.wording import NOTHING, estimate, figure, share
from testamur.psychometrics.standard_setting import AngoffRound, angoff, impact


def _blocks(found: Findings) -> Iterator[Block]:
    about = found.data.about
    yield stated(
        (
            ("Method", about.cut_method),
            ("Source", about.cut_source),
            ("Panel: number, qualifications, who they are", about.panel),
            ("Decided by the board", about.board_decision),
            ("Decided on", about.cut_decided_on),
            ("Holds until", about.cut_valid_until),
        )
    )
    if found.data.ratings is None:
        yield NotDone(
            "Ratings, error of the cut, variance components and agreement of judges", "no ratings were given"
        )
    else:
        yield from _ratings(found, found.data.ratings)
    for form in found.forms:
        yield from _impact(found, form)
    yield NotDone("Hofstee check", "no limits of the cut and of the fail rate were given")
    yield Note(
        "Modified Angoff: a judge's cut is the sum of their ratings, the panel's the mean, rounded up (Angoff"
        " 1971); variance components of judges by items (Brennan 2001); agreement ICC(2, 1), consistency ICC(3, 1)"
        " (Shrout & Fleiss 1979). Impact: share below each cut, Wilson interval."
    )


def _ratings(found: Findings, ratings: Ratings) -> Iterator[Block]:
    points = {item.item: item.points for form in found.forms for item in form.items}
    worth = np.array([points.get(item, 1.0) for item in ratings.items])
    rounds = tried(lambda: angoff(ratings.rounds, judges=ratings.judges, items=ratings.items, points=worth))
    if isinstance(rounds, Reason):
        yield NotDone("Ratings of the panel", rounds.text)
        return
    yield Table(
        f"Rounds of {len(ratings.judges)} judges on {len(ratings.items)} items",
        (
            "Round",
            "Expected points (95 % interval)",
            "Pass mark",
            "SE",
            "Changed ratings",
            "Agreement",
            "Consistency",
        ),
        tuple(_round(n, one) for n, one in enumerate(rounds, 1)),
        (0, 1, 2, 3, 4, 5, 6),
        (0.08, 0.2, 0.1, 0.08, 0.12, 0.21, 0.21),
    )
    last = rounds[-1]
    yield _components(last)
    yield from (Caution(f"{warning}.") for warning in last.cut.warnings)
    yield from _beside(found, last)


def _round(number: int, one: AngoffRound) -> tuple[str, ...]:
    changed = NOTHING if one.changed is None else share(one.changed, 0)
    mark = NOTHING if one.cut.correct is None else str(one.cut.correct)
    return (
        str(number),
        estimate(one.cut.expected, 1),
        mark,
        figure(one.cut.error),
        changed,
        estimate(one.agreement),
        estimate(one.consistency),
    )


def _components(one: AngoffRound) -> Facts:
    found = one.components
    return Facts(
        (
            ("Standard error of the cut", f"{figure(one.cut.error)} points, {one.cut.error_method}"),
            ("The same, items being a sample", f"{figure(one.error_over_items)} points"),
            (
                "Variance components (ratings 0 to 1)",
                ", ".join(
                    f"{name} {figure(value, 4)}"
                    for name, value in (
                        ("judges", found.judge),
                        ("items", found.item),
                        ("residual", found.residual),
                    )
                ),
            ),
            (
                "Severity of judges, expected points",
                ", ".join(figure(judge.expected, 1) for judge in sorted(one.judges, key=lambda j: j.expected)),
            ),
        )
    )


def _beside(found: Findings, one: AngoffRound) -> Iterator[Block]:
    """Say whether the panel's cut is the one in use on the form that it rated."""
    names = {item.item for item in one.items}
    for form in found.forms:
        if {item.item for item in form.items} == names and one.cut.correct not in (None, form.form.cut):
            yield Caution(
                f"The panel's pass mark is {one.cut.correct}; {form.form.cut} is in use on form {form.form.name}."
            )


def _impact(found: Findings, form: FormFindings) -> Iterator[Block]:
    what = name_of(found, form, "Impact of the cut")
    if not form.is_whole:
        yield NotDone(what, "scores are not whole points")
        return
    if form.n < found.limits.means:
        yield NotDone(what, f"too few: n = {form.n}; at least {found.limits.means} are needed")
        return
    shown = impact(score_distribution(form.totals, maximum=int(form.maximum)), least=found.limits.means)
    if found.limits.cell > 1:
        # Between the edges of the bands of section 3 the shares would tell of single candidates.
        parts = bands(form.totals, maximum=int(form.maximum), cut=form.form.cut, least=found.limits.cell)
        edges = {low for low, _, _ in parts} | {form.form.cut}
        shown = tuple(one for one in shown if one.cut in edges)
    yield Figure(
        figures.cut_impact(shown, name=name_of(found, form, ""), cut=form.form.cut, maximum=int(form.maximum))
    )


SECTION: Final = SectionMaker("standard_setting", 10, "Standard setting", _blocks)
