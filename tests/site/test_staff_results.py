"""Results: figures with n and interval, too few said in words, real people never mixed with simulated ones."""

import statistics

import numpy as np
import pytest
from django.urls import reverse

from testamur.psychometrics import TOO_FEW, Estimate, Flag, ItemStatistics
from testamur.psychometrics.decisions import decisions
from testamur.site.records.actions import invigilation
from testamur.site.records.models import Score
from testamur.site.staff.plot import distribution
from testamur.site.staff.statistics import SEED, exam_results, form_results
from testamur.site.staff.statistics_rows import flag_words, option_rows, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(sit, new_person):
    """Let many people sit, each with a number of correct answers of their own."""

    def crowd(correct, **fields):
        start = Score.objects.count()
        for number, right in enumerate(correct, start):
            sit(new_person(f"Sitter {number}", **fields), correct=right)

    return crowd


def results_page(client, form):
    return client.get(reverse("staff:results", args=["academy", form.edition_id]))


def test_before_anybody_sat_the_page_says_so(client, examiner, exam_form):
    client.force_login(examiner)

    page = results_page(client, exam_form).content.decode()

    assert "Nobody has sat this examination yet." in page
    assert "<svg class=" not in page
    assert form_results(exam_form) is None


def test_a_programme_without_exam_has_no_results(client, examiner, editions):
    client.force_login(examiner)

    answer = client.get(reverse("staff:results", args=["academy", editions["clinical-ai-cme"].pk]))

    assert answer.status_code == 404


def test_few_sittings_give_too_few_and_no_number(client, examiner, exam_form, crowd):
    crowd([27, 26, 30])
    client.force_login(examiner)

    page = results_page(client, exam_form)

    test = page.context["forms"][0][0].analysis.test
    assert {test.mean.status, test.sd.status, test.reliability.status, test.sem.status} == {"too few"}
    assert (page.context["passed"], page.context["n"]) == (2, 3)
    assert {row.cells[1].text for row in page.context["forms"][0][1]} == {"too few"}
    assert "2 of 3 sittings reached the pass mark." in page.content.decode()


def test_enough_sittings_give_the_figures_that_a_hand_would_work_out(exam_form, crowd):
    correct = [20 + number % 17 for number in range(TOO_FEW)]
    crowd(correct)

    (found,) = exam_results(exam_form.edition).forms

    assert sorted(found.totals) == sorted(correct)
    test = found.analysis.test
    assert test.mean.value == pytest.approx(statistics.mean(correct))
    assert test.sd.value == pytest.approx(statistics.stdev(correct))
    # Kuder & Richardson (1937), formula 20, with every variance over n
    names = [item.item for item in found.analysis.items]
    items = [[score.by_item[name] for score in Score.objects.all()] for name in names]
    pq = sum(statistics.mean(map(int, item)) * (1 - statistics.mean(map(int, item))) for item in items)
    k = len(items)
    assert test.reliability.value == pytest.approx(k / (k - 1) * (1 - pq / statistics.pvariance(correct)))
    first = found.analysis.items[0]
    assert first.difficulty.value == pytest.approx(statistics.mean(map(int, items[0])))
    chosen = [option.chosen for item in found.analysis.items if item.options for option in item.options]
    assert sum(chosen) == TOO_FEW * sum(bool(item.options) for item in found.analysis.items)


def test_simulated_people_are_labelled_and_leave_when_real_people_come(client, examiner, exam_form, crowd):
    crowd([30, 31], is_simulated=True)
    client.force_login(examiner)
    before = results_page(client, exam_form)

    crowd([20])
    after = results_page(client, exam_form)

    assert "Only simulated people have sat so far." in before.content.decode()
    assert (before.context["n"], before.context["passed"]) == (2, 2)
    assert "Only simulated people have sat so far." not in after.content.decode()
    assert (after.context["n"], after.context["passed"]) == (1, 0)
    assert not form_results(exam_form).is_simulated


def test_a_voided_sitting_is_no_result(exam_form, sit, candidate, stranger, invigilator, at):
    sit(candidate, correct=30)
    voided = sit(stranger, correct=31)
    invigilation.void(sitting=voided, reason="Disturbed.", by=invigilator, at=at.replace(hour=20))

    assert exam_results(exam_form.edition).totals == [30]


def test_the_page_tells_how_well_it_decides_at_the_pass_mark(client, examiner, exam_form, crowd):
    crowd([40 - n % 28 for n in range(40)])
    client.force_login(examiner)

    page = results_page(client, exam_form)

    decided = page.context["forms"][0][0].decisions
    by_hand = decisions(
        [[float(score.by_item[place.version.identifier]) for place in exam_form.places.all()]
         for score in Score.objects.order_by("pk")],
        cut=27, rng=np.random.default_rng(SEED),
    )  # fmt: skip
    assert decided == by_hand
    assert "Deciding at 27 correct answers" in page.content.decode()


def test_the_item_page_shows_its_statistics(client, examiner, exam_form, crowd):
    crowd([30, 20], is_simulated=True)
    client.force_login(examiner)

    page = client.get(reverse("staff:item", args=["academy", exam_form.pk, 1]))

    facts = [[str(cell.text) for cell in row.cells] for row in page.context["facts"]]
    assert [row[:3] for row in facts] == [
        ["Difficulty", "too few", "2"],
        ["Discrimination", "too few", "2"],
        ["Reliability without it", "too few", "2"],
    ]
    assert "Only simulated people have sat so far." in page.content.decode()


def test_the_distribution_has_a_bar_a_score_and_a_table_twin(client, examiner, exam_form, crowd):
    crowd([27, 27, 30])
    client.force_login(examiner)

    page = results_page(client, exam_form)

    twin = page.context["plot"].twin
    assert [[cell.text for cell in row.cells] for row in twin] == [["27", "2"], ["30", "1"]]
    assert page.content.decode().count('class="area tone-1"') == 2


def test_the_distribution_has_bars_at_scores_and_the_cut_before_its_score():
    bars, cut = distribution([0, 0, 40, 20], maximum=40, cut=27).marks

    assert (list(bars.x), list(bars.y)) == ([0, 20, 40], [2, 1, 1])
    assert cut.at == 26.5


def test_no_scores_make_an_empty_plot():
    plot = distribution([], maximum=40, cut=27)

    assert (list(plot.marks[0].x), plot.twin.rows) == ([], ())


def test_an_estimate_reads_with_its_interval_or_says_why_there_is_none():
    assert reading(Estimate(0.5, 0.25, 0.75, 40, "m")) == "0.50 (0.25 to 0.75)"
    assert reading(Estimate(None, None, None, 3, "m", "too few")) == "too few"
    assert reading(Estimate(None, None, None, 40, "m", "undefined")) == "undefined"


def test_every_flag_has_words():
    nothing = Estimate(None, None, None, 3, "m", "too few")

    for flag in Flag:
        item = ItemStatistics("i", 40, nothing, nothing, nothing, flags=(flag,))
        assert flag_words(item) == flag.value

    assert flag_words(ItemStatistics("i", 3, nothing, nothing, nothing)) == "none"
    assert option_rows(ItemStatistics("i", 3, nothing, nothing, nothing)) == []
