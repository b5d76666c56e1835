import re

import numpy as np
import pytest

from psychometrics.report.report_sittings import data, form, words
from testamur.errors import DocumentError
from testamur.psychometrics import analyse, decisions, equating, reliability
from testamur.psychometrics.fairness import impact_ratio
from testamur.psychometrics.report import (
    SECTIONS,
    About,
    Figure,
    FormSittings,
    NotDone,
    Ratings,
    ReportItem,
    Table,
    clauses,
    page,
    technical_report,
)
from testamur.psychometrics.report.wording import estimate
from testamur.psychometrics.standard_setting import angoff

TITLES = [
    "Candidates",
    "Forms",
    "Scores",
    "Reliability and error of measurement",
    "Decisions at the cut",
    "Items",
    "Item model and dimensions",
    "Fairness",
    "Equating",
    "Standard setting",
    "Security",
    "Scoring and quality",
]


def cells(report, number, caption):
    """Return the rows of the first table of a section whose caption begins so."""
    section = report.sections[number - 1]
    table = next(b for b in section.blocks if isinstance(b, Table) and b.caption.startswith(caption))
    return {row[0]: row[1:] for row in table.rows}


def not_done(report, number):
    return {b.what: b.why for b in report.sections[number - 1].blocks if isinstance(b, NotDone)}


@pytest.fixture(scope="module")
def whole():
    first = form(n=240, traits={"language": ("English",) * 199 + ("Danish",) * 41})
    return technical_report(data(first))


def points_form():
    rng = np.random.default_rng(3)
    ability = rng.normal(size=(120, 1))
    scores = np.clip(np.round(1.5 + ability + rng.normal(0, 0.8, (120, 8))), 0, 3)
    return FormSittings("P", tuple(ReportItem(f"t{n}", points=3.0) for n in range(8)), scores, 12)


CASES = {
    "few": lambda: data(form(n=5)),
    "sixty": lambda: data(form(n=60)),
    "points": lambda: data(points_form()),
    "everybody alike": lambda: data(
        FormSittings("Z", tuple(ReportItem(f"z{n}") for n in range(4)), np.ones((40, 4)), 3)
    ),
    "one item that nobody solves": lambda: data(
        FormSittings("Z", (*form().items, ReportItem("x")), np.column_stack([form().scores, np.zeros(240)]), 12)
    ),
    "item the wrong way round": lambda: data(
        FormSittings(
            "W",
            (*form().items[:19], ReportItem("w")),
            np.column_stack([form().scores[:, :19], form().scores[:, :19].sum(axis=1) < 10]),
            12,
        )
    ),
    "half points": lambda: data(
        FormSittings(
            "H",
            tuple(ReportItem(f"h{n}") for n in range(6)),
            np.random.default_rng(1).choice([0, 0.5, 1], (50, 6)),
            3,
        )
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_the_twelve_sections_are_always_there_and_tell_the_error_at_the_cut_if_there_is_one(case, audience):
    report = technical_report(CASES[case](), audience=audience)

    assert [(section.number, section.title) for section in report.sections] == list(enumerate(TITLES, 1))
    assert all(section.blocks for section in report.sections)
    assert "nan" not in re.sub(r"[a-z]*nan[a-z]+|[a-z]+nan", "", page(report, style="").lower())


def test_the_same_data_give_the_same_page_and_other_data_another_hash():
    one, other = (page(technical_report(data(form(n=60))), style="") for _ in range(2))

    changed = form(n=60)
    changed.scores[0, 0] = 1 - changed.scores[0, 0]
    assert one == other
    assert data(form(n=60)).digest() != data(changed).digest()


def test_reliability_and_decisions_are_those_of_the_engine(whole):
    scores = form(n=240).scores
    given = data(form(n=240))

    told = cells(whole, 4, "Reliability")
    areas = [item.area for item in form().items]
    found = reliability(scores, rng=given.rng(4, 0), domains=areas, replicates=20)
    assert told["KR-20"][0] == estimate(analyse(scores).test.reliability, 3)
    assert told["Omega"][0] == estimate(found.omega, 3)
    assert told["Alpha stratified by area"][0] == estimate(found.stratified_alpha, 3)


def test_decisions_of_a_small_form_are_those_of_huynh_with_subkoviak_beside():
    small = form(n=120)
    report = technical_report(data(small))

    found = decisions.decisions(small.scores, cut=12, rng=data(small).rng(5, 0), samples=20)
    table = next(b for b in report.sections[4].blocks if isinstance(b, Table))
    assert table.head[1:] == (found.chosen.method, found.others[0].method)
    assert dict(zip(("accuracy", "kappa"), (table.rows[0][1], table.rows[2][1]), strict=True)) == {
        "accuracy": estimate(found.chosen.accuracy, percent=True),
        "kappa": estimate(found.chosen.kappa),
    }


def test_a_large_form_is_decided_by_lee_with_two_others_beside(whole):
    table = next(b for b in whole.sections[4].blocks if isinstance(b, Table))

    assert [way.split(",")[0] for way in table.head[1:]] == ["Lee", "Rudner", "Livingston-Lewis"]


def test_a_public_report_withholds_what_sixty_cannot_bear_and_shows_the_error_at_the_cut():
    public, internal = (technical_report(data(form(n=60)), audience=one) for one in ("public", "internal"))

    glance = {row[0]: row[1] for row in public.summary[0].rows}
    assert glance["Reliability"] == "too few"
    assert glance["Kappa"] == "not shown: too few"
    assert glance["Error at the cut, points (Lord)"] == "2.25"  # sqrt(12 x 8 / 19)
    assert "n = 60; at least 100" in not_done(public, 5)["Decision accuracy, consistency and kappa"]
    assert "Kappa" in {row[0] for row in internal.summary[0].rows}
    assert not not_done(internal, 5)


def test_every_page_says_that_data_are_simulated_or_not_for_publication():
    assert technical_report(data(form(n=10))).label == "Simulated data: nobody real sat"
    both = technical_report(data(form(n=10)), audience="internal").label
    assert both == "Simulated data: nobody real sat. Internal: not for publication"
    assert technical_report(data(form(n=10), is_simulated=False)).label == ""


def test_groups_too_small_to_compare_say_how_many_they_are(whole):
    assert not_done(whole, 8)["Items, Danish against English"].startswith("not testable, n focal = 41")


def test_groups_on_a_form_that_everybody_answered_alike_are_not_compared():
    traits = {"language": ("a",) * 20 + ("b",) * 20}
    alike = FormSittings("Z", tuple(ReportItem(f"z{n}") for n in range(4)), np.ones((40, 4)), 3, traits=traits)

    told = not_done(technical_report(data(alike), audience="internal"), 8)

    assert told["Items, b against a"] == "everybody answered every item alike"


def test_pass_rates_of_groups_and_their_ratio_are_those_of_the_engine(whole):
    passed = form(n=240).scores.sum(axis=1) >= 12

    told = cells(whole, 8, "Pass rates by language")
    ratio = impact_ratio(int(passed[199:].sum()), 41, reference=(int(passed[:199].sum()), 199))
    assert told["Danish"][2] == estimate(ratio)


def test_a_small_group_is_hidden_together_with_another_wherever_it_stands():
    traits = {"language": ("English",) * 180 + ("Spanish",) * 57 + ("Danish",) * 3}
    report = technical_report(data(form(n=240, traits=traits)))

    told = cells(report, 1, "By language")
    assert told["Danish"] == told["Spanish"] == ("hidden", "hidden")
    assert told["English"][0] == "180"
    assert cells(report, 8, "Pass rates by language")["Spanish"] == ("hidden", "hidden", "hidden")
    shown = [
        cell
        for n in (0, 7)
        for b in report.sections[n].blocks
        if isinstance(b, Table)
        for r in b.rows
        for cell in r
    ]
    assert not {"3", "57", "60"} & set(shown)


def test_a_form_that_few_sat_is_left_out_of_a_public_report_whose_sums_would_give_it_away():
    forms = form("A", n=60), form("B", n=4, seed=2)
    public, internal = (technical_report(data(*forms), audience=one) for one in ("public", "internal"))

    assert "fewer than 10 sat it" in not_done(public, 1)["Form B, in the whole of this report"]
    assert cells(public, 1, "Sittings that count")["all forms"][0] == "60"
    assert cells(internal, 1, "By form")["B"][0] == "4"


def test_forms_are_equated_by_their_common_items_and_the_equated_cut_stands_beside():
    new, old = form("B", items=range(10, 30), seed=2), form("A")
    report = technical_report(data(old, new))

    totals = [
        (one.scores.sum(axis=1), one.scores[:, part].sum(axis=1))
        for one, part in ((new, slice(0, 10)), (old, slice(10, 20)))
    ]
    pairs = [equating.anchor_distribution(t, a, maximum=20, anchor_maximum=10) for t, a in totals]
    found = equating.anchor_circle_arc(*pairs)
    told = {row[0]: row[1] for row in report.sections[8].blocks[0].rows}
    assert told["Equating of form B to form A"] == found.method
    assert told["Pass mark of form A on form B"].startswith(f"12 there is {equating.equated_cut(found, 12)} here")


def test_groups_that_differ_are_not_taken_to_be_alike():
    old, new = form("A", n=500, seed=4), form("B", n=500, items=range(10, 30), seed=5, mean=0.8)
    report = technical_report(data(old, new))

    assert report.sections[8].blocks[0].rows[0][1].startswith("Levine")


def test_forms_without_common_items_are_equated_only_if_groups_are_random():
    forms = form("A"), form("B", items=range(20, 40), seed=2)

    assert "no two items in common" in not_done(technical_report(data(*forms)), 9)["Equating of form B to form A"]
    told = technical_report(data(*forms, groups_are_random=True)).sections[8].blocks[0].rows
    assert told[0][1].startswith("circle-arc")


def test_ratings_of_a_panel_are_those_of_the_engine():
    tables = tuple(np.random.default_rng(seed).uniform(0.4, 0.9, (5, 20)) for seed in (1, 2))
    ratings = Ratings(tuple("abcde"), tuple(item.item for item in form().items), tables)
    report = technical_report(data(form(n=60), ratings=ratings))

    last = angoff(tables)[-1].cut
    assert cells(report, 10, "Rounds of 5 judges")["2"][:2] == (estimate(last.expected, 1), str(last.correct))


def test_an_item_the_wrong_way_round_is_named_and_left_out_of_the_model():
    report = technical_report(CASES["item the wrong way round"]())

    assert any("no slope fits" in text and " w." in text for text in words(report))
    assert not_done(report, 2)["Expected score"]


def test_every_plot_has_its_table_and_all_kinds_are_there(whole):
    plots = [b.plot for section in whole.sections for b in section.blocks if isinstance(b, Figure)]

    assert all(plot.twin.rows for plot in plots)
    assert {plot.title.split(",")[0].split(" of item")[0] for plot in plots} == {
        "Information against the cut",
        "Expected score",
        "Score distribution",
        "Standard error of measurement at each score",
        "Difficulty and discrimination of the items",
        "Curve",
        "Options",
        "Eigenvalues",
        "Impact of the cut",
    }


def test_the_clause_map_names_editions_speaks_to_every_section_and_claims_nothing(whole):
    spoken = {place for clause in clauses() for place in clause.sections}

    assert spoken == set(range(1, 13)) == {maker.number for maker in SECTIONS}
    assert all(clause.edition and not clause.checked for clause in clauses())
    assert ("ISO/IEC DIS 17024", "6.5") in {(clause.standard, clause.clause) for clause in clauses()}
    assert "claims conformance" in words(whole)[-1]


def test_what_a_name_holds_is_shown_as_text():
    given = data(form(n=12), about=About(programme="<script>alert(1)</script>", panel="<b>"))

    shown = page(technical_report(given), style="")

    assert "<script" not in shown
    assert "<dd>&lt;b&gt;</dd>" in shown


def test_everything_wrong_with_the_data_is_told_at_once():
    bad = form(n=12, cut=99)
    bad.scores[0, 0], bad.seconds[0, 0] = 7, -1

    with pytest.raises(DocumentError) as told:
        technical_report(data(bad, form(n=12), form(n=12), seed=-1))

    assert len(told.value.problems) == 5
