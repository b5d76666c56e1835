"""What a change of scoring would do: laws, an independent count by hand, and refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.random import default_rng

from testamur.errors import DocumentError
from testamur.items import Draft, Option, compose, points_by, read, rekeyed
from testamur.psychometrics import alpha, decision_consistency, scored
from testamur.psychometrics.what_if import Change, CutRule, FormScores, Rescored, Treatment, what_if

MOST = 7


def form(scores, *, cut, maxima=None, name="A"):
    scores = np.asarray(scores, dtype=float)
    persons = tuple(f"p{n}" for n in range(len(scores)))
    items = tuple(f"Q{n}" for n in range(1, scores.shape[1] + 1))
    return FormScores(name, persons, items, scores, cut, np.empty(0) if maxima is None else np.asarray(maxima))


def effect(of, change):
    (found,) = what_if([(of, change)]).forms
    return found


@st.composite
def forms(draw, least=2):
    persons, items = draw(st.integers(1, 12)), draw(st.integers(least, MOST))
    scores = draw(arrays(np.int8, (persons, items), elements=st.integers(0, 1)))
    return form(scores, cut=draw(st.integers(0, items)))


@st.composite
def proposals(draw):
    of = draw(forms())
    points = arrays(np.int8, len(of.persons), elements=st.integers(0, 1)).map(lambda p: Rescored(p.astype(float)))
    done = st.one_of(st.sampled_from([Treatment.DROP, Treatment.CREDIT]), points)
    items = draw(st.dictionaries(st.sampled_from(of.items), done, max_size=len(of.items) - 1))
    left = len(of.items) - sum(what is Treatment.DROP for what in items.values())
    return of, Change(items, cut=draw(st.none() | st.integers(0, left)), rule=CutRule.PROPORTION)


@given(forms())
def test_no_change_changes_nobody(of):
    found = effect(of, Change())

    assert (found.to_pass, found.to_fail) == ((), ())
    assert found.after == found.before
    np.testing.assert_array_equal(found.totals_after, found.totals_before)


@given(forms(), st.data())
def test_a_point_for_everybody_fails_nobody(of, data):
    given_to_all = data.draw(st.sets(st.sampled_from(of.items), max_size=len(of.items) - 1))

    found = effect(of, Change(dict.fromkeys(given_to_all, Treatment.CREDIT)))

    assert found.to_fail == ()
    assert (found.totals_after >= found.totals_before).all()
    assert found.mark_after.points == of.cut


@given(proposals())
def test_dropping_and_restoring_is_as_if_nothing_had_been(proposal):
    of, change = proposal
    dropped = Change(dict.fromkeys(change.items, Treatment.DROP)).then(
        Change(dict.fromkeys(change.items, Treatment.RESTORE))
    )

    assert dropped.items == {}
    assert change.then(Change(dict.fromkeys(change.items, Treatment.RESTORE))).items == {}
    assert effect(of, dropped).after == effect(of, Change()).after


@given(proposals())
def test_the_order_of_changes_of_different_items_does_not_count(proposal):
    of, change = proposal
    names = sorted(change.items)
    ones, others = ({n: change.items[n] for n in part} for part in (names[::2], names[1::2]))

    one, other = Change(ones, rule=change.rule), Change(others, rule=change.rule)
    there, back = one.then(other), other.then(one)

    np.testing.assert_array_equal(effect(of, there).totals_after, effect(of, back).totals_after)


@given(proposals())
def test_scoring_by_hand_agrees(proposal):
    of, change = proposal

    found = effect(of, change)

    to_pass, to_fail = [], []
    had = len(of.items) - sum(done is Treatment.DROP for done in change.items.values())
    # the least whole number that is no smaller share than before, found by counting up
    mark = next(m for m in range(MOST + 1) if m * len(of.items) >= of.cut * had)
    mark = mark if change.cut is None else change.cut
    for row, person in enumerate(of.persons):
        points = 0
        for column, item in enumerate(of.items):
            done = change.items.get(item)
            if done is Treatment.CREDIT:
                points += 1
            elif isinstance(done, Rescored):
                points += int(done.points[row])
            elif done is None:
                points += int(of.scores[row, column])
        before = sum(map(int, of.scores[row])) >= of.cut
        if before != (points >= mark):
            (to_fail if before else to_pass).append(person)
    assert (found.to_pass, found.to_fail) == (tuple(to_pass), tuple(to_fail))
    assert found.mark_after.points == mark


@given(proposals(), st.randoms())
def test_persons_in_another_order_are_the_same_persons(proposal, random):
    of, change = proposal
    order = list(range(len(of.persons)))
    random.shuffle(order)
    turned = FormScores("A", tuple(of.persons[n] for n in order), of.items, of.scores[order], of.cut)
    moved = {n: Rescored(d.points[order]) if isinstance(d, Rescored) else d for n, d in change.items.items()}

    found = effect(turned, Change(moved, change.cut, change.rule))

    assert set(found.to_fail) == set(effect(of, change).to_fail)
    assert set(found.to_pass) == set(effect(of, change).to_pass)


@given(proposals(), st.data())
def test_one_change_after_another_is_as_both_at_once(proposal, data):
    of, change = proposal
    first = Change({n: d for n, d in change.items.items() if data.draw(st.booleans())}, rule=change.rule)
    standing = FormScores(of.name, of.persons, of.items, of.scores, of.cut, of.maxima, first)
    moved = Change(change.items, cut=change.cut if change.cut is not None else 0)

    after = effect(standing, moved)

    np.testing.assert_array_equal(after.totals_before, effect(of, Change(first.items, 0)).totals_after)
    np.testing.assert_array_equal(after.totals_after, effect(of, moved).totals_after)
    back = Change(dict.fromkeys(first.items, Treatment.RESTORE), cut=of.cut)
    np.testing.assert_array_equal(effect(standing, back).totals_after, of.scores.sum(axis=1))


def test_a_small_case_worked_by_hand():
    # p0 has Q1 alone, p1 Q1 and Q2, p2 all three; 2 of 3 pass
    of = form([[1, 0, 0], [1, 1, 0], [1, 1, 1]], cut=2)

    dropped = effect(of, Change({"Q2": Treatment.DROP}))
    share = effect(of, Change({"Q2": Treatment.DROP}, rule=CutRule.PROPORTION))
    credited = effect(of, Change({"Q2": Treatment.CREDIT}))
    both = effect(of, Change({"Q3": Rescored(np.array([1.0, 0.0, 0.0])), "Q2": Treatment.DROP}))

    assert (dropped.to_pass, dropped.to_fail) == ((), ("p1",))
    assert (share.mark_after.points, share.mark_after.maximum) == (2, 2)
    assert share.mark_after.how == "2 of 3 is 1.33 of 2, rounded up"
    assert (credited.to_pass, credited.to_fail) == (("p0",), ())
    assert (both.to_pass, both.to_fail) == (("p0",), ("p1", "p2"))


def test_the_pass_mark_may_be_moved():
    found = effect(form([[1, 0, 0], [1, 1, 0], [1, 1, 1]], cut=2), Change(cut=3))

    assert (found.to_pass, found.to_fail) == ((), ("p1",))
    assert found.mark_after.how == "moved from 2"


def test_an_equated_pass_mark_passes_about_as_many():
    scores = (default_rng(5).random((2_000, 40)) < 0.7).astype(float)
    scores[:, 0] = 1  # everybody has it: without it everybody has one point less
    of = form(scores, cut=28)

    found = effect(of, Change({"Q1": Treatment.DROP}, rule=CutRule.EQUATED))

    assert found.mark_after.points == 27
    assert (found.to_pass, found.to_fail) == ((), ())


def test_figures_are_those_of_the_items_that_tell_persons_apart():
    rng = default_rng(3)
    ability = rng.normal(size=(400, 1))
    scores = (rng.random((400, 20)) < 1 / (1 + np.exp(-ability * 2))).astype(float)
    of = form(scores, cut=12)

    found = effect(of, Change({"Q1": Treatment.CREDIT, "Q2": Treatment.DROP}))

    rest = scores[:, 2:]
    assert found.mark_after.points == 12
    assert found.after.reliability == alpha(rest)
    assert found.after.consistency == decision_consistency(rest, cut=11).consistency
    assert found.before.accuracy == decision_consistency(scores, cut=12).accuracy
    assert found.by_chance.value == pytest.approx(400 * (1 - found.before.consistency.value))
    assert found.after.passing.value == pytest.approx(np.mean(rest.sum(axis=1) + 1 >= 12))
    assert [item.item for item in found.after.items] == [f"Q{n}" for n in range(3, 21)]


def test_few_persons_have_no_figures_but_are_told_apart():
    found = what_if([(form(np.eye(3), cut=1), Change({"Q1": Treatment.DROP}))])

    (one,) = found.forms
    assert one.to_fail == ("p0",)
    statuses = {one.before.passing.status, one.after.reliability.status, one.by_chance.status}
    assert statuses == {"too few"}
    assert (found.to_fail, found.passing_after.status) == (1, "too few")


def test_between_thirty_and_two_hundred_the_same_scores_give_the_same_bits():
    rng = default_rng(9)
    scores = (rng.random((60, 20)) < 1 / (1 + np.exp(-rng.normal(size=(60, 1)) * 2))).astype(float)

    one, other = (effect(form(scores, cut=10), Change({"Q1": Treatment.DROP})) for _ in range(2))

    assert one.after == other.after
    assert one.after.consistency.method.startswith("Huynh")


def test_where_everybody_passes_there_is_nothing_to_decide():
    found = effect(form(np.tile([[1.0, 0.0], [0.0, 1.0]], (20, 1)), cut=1), Change({"Q1": Treatment.CREDIT}))

    assert found.after.passing.value == 1
    assert found.after.consistency.status == "undefined"


def test_another_key_is_scored_by_the_item_itself_points_for_a_part_too():
    draft = Draft(
        "even", "multiple", "Even", ("Which are even?",), ("B", "C"),
        options=tuple(Option(letter, f"{n}", "See.") for n, letter in enumerate("ABC", 1)),
        competency="H1.1", level="recall", reference="Euclid",
    )  # fmt: skip
    item = read(compose(draft))
    given_answers = [{"RESPONSE": ["B", "C"]}, {"RESPONSE": ["A", "B"]}, {}]
    keyed = [rekeyed(item, {"RESPONSE": ["A", "B"]})]

    points = np.array([points_by(keyed, answers) for answers in given_answers])
    found = effect(form([[1, 1], [0, 1], [0, 0]], cut=2), Change({"Q1": Rescored(points)}))

    assert (found.to_pass, found.to_fail) == (("p1",), ("p0",))


def test_parts_of_points_are_added_up_as_they_are_meant():
    of = form([[0.7, 0.1, 0.2], [0.7, 0.1, 0.1]], cut=1)

    assert effect(of, Change({"Q3": Rescored(np.array([0.1, 0.2]))})).to_pass == ("p1",)
    assert effect(of, Change({"Q3": Rescored(np.array([0.1, 0.2]))})).to_fail == ("p0",)


def test_scoring_by_key_agrees_with_the_room_of_items():
    options = np.array([["A", "B"], ["B", "B"], ["", "C"]])
    of = form(scored(options, ["A", "B"]), cut=2)

    found = effect(of, Change({"Q1": Rescored(scored(options[:, :1], ["B"])[:, 0].astype(float))}))

    assert (found.to_pass, found.to_fail) == (("p1",), ("p0",))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change({"Q9": Treatment.DROP}), {"is no item of the form"}),
        (Change({"Q1": Treatment.DROP, "Q2": Treatment.CREDIT}), {"none is left to measure by"}),
        (Change({"Q1": Rescored(np.array([1.0]))}), {"3 persons, points of shape (1,)"}),
        (Change({"Q1": Rescored(np.array([1.0, 2.0, 0.0]))}), {"points must lie between 0 and 1"}),
        (
            Change({"Q1": Treatment.DROP, "Q9": Treatment.CREDIT}, cut=2),
            {"is no item of the form", "must lie between 0 and 1, the points that can be had; it is 2"},
        ),
        (
            Change({"Q1": Treatment.DROP}),
            {"2 points are asked for and 1 can be had; nobody could pass"},
        ),
        (
            Change({"Q1": Treatment.DROP}, rule=CutRule.EQUATED),
            {"3 persons are too few to equate by; 30 are needed"},
        ),
    ],
)
def test_a_change_that_cannot_be_says_everything_that_is_wrong(change, said):
    with pytest.raises(DocumentError) as refused:
        what_if([(form([[1, 0], [1, 1], [0, 0]], cut=2), change)])

    assert {problem.sentence for problem in refused.value.problems} == said


@pytest.mark.parametrize(
    ("scores", "fields", "said"),
    [
        ([[1, 0]], {"cut": 3}, "must lie between 0 and 2; it is 3"),
        ([[2, 0]], {"cut": 1}, "must lie between 0 and what the item is worth"),
        ([[np.nan, 0]], {"cut": 1}, "must all be there; an item that was not answered is scored 0"),
        ([[1, 0]], {"cut": 1, "maxima": [1.0, 0.0]}, "must be one a item, each above 0"),
        (np.empty((0, 2)), {"cut": 1}, "of 0 persons by 2 items have the shape (0, 2)"),
    ],
)
def test_a_form_that_is_none_is_refused(scores, fields, said):
    with pytest.raises(DocumentError) as refused:
        form(scores, **fields)

    assert said in [problem.sentence for problem in refused.value.problems]


def test_points_that_are_not_whole_are_not_equated():
    scores = default_rng(1).random((40, 3))

    with pytest.raises(DocumentError, match="points that are not whole are not equated"):
        effect(form(scores, cut=1), Change({"Q1": Treatment.DROP}, rule=CutRule.EQUATED))
