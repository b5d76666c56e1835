"""Simulated sittings for the tests of the technical report."""

from datetime import date

import numpy as np

from testamur.psychometrics.report import About, FormSittings, ReportData, ReportItem

OPTIONS = ("A", "B", "C", "D")
DAY = date(2026, 12, 31)


def item(name):
    """Make one item; the same name gives the same parameters, key and area."""
    number = int(name[1:])
    rng = np.random.default_rng(7_000 + number)
    return (
        ReportItem(name, ("Law", "Safety")[number % 2], OPTIONS[number % 4], OPTIONS),
        rng.lognormal(0, 0.2),
        rng.normal(0.6),
    )


def form(name="A", *, n=240, items=range(20), cut=12, seed=1, mean=0.0, traits=None, attempts=None):
    """Simulate the sittings of one form under the two-parameter model."""
    rng = np.random.default_rng(seed)
    made = [item(f"q{number}") for number in items]
    a, d = (np.array(column) for column in list(zip(*made, strict=True))[1:])
    theta = rng.normal(mean, 1, n)
    right = rng.random((n, len(made))) < 1 / (1 + np.exp(-(a * theta[:, np.newaxis] + d)))
    shift = rng.integers(1, 4, right.shape)
    keys = np.array([OPTIONS.index(one.key) for one, _, _ in made])
    chosen = np.array(OPTIONS)[np.where(right, keys, (keys + shift) % 4)]
    return FormSittings(
        name=name,
        items=tuple(one for one, _, _ in made),
        scores=right.astype(float),
        cut=cut,
        chosen=chosen,
        seconds=np.exp(rng.normal(3.5, 0.3, right.shape)),
        attempts=attempts,
        traits=traits or {},
    )


def data(*forms, **more):
    """Make the data of a report."""
    told = {"about": About(programme="Safe use"), "on": DAY, "is_simulated": True, "draws": 20, **more}
    return ReportData(forms=forms or (form(),), **told)


def words(report):
    """Return all text of a report, block by block."""
    return [repr(block) for section in (*report.sections, *report.appendix) for block in section.blocks]
