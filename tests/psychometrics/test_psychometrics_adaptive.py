import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError
from testamur.psychometrics.ability import estimate, form_of
from testamur.psychometrics.adaptive import Rules, bank, next_item, outlooks, plan, simulate
from testamur.psychometrics.adaptive.outlook import design
from testamur.psychometrics.decisions import normal_population, rudner


def drawn(count, seed=6, model="3pl"):
    rng = np.random.default_rng(seed)
    a, b = rng.lognormal(0, 0.3, count), rng.normal(0, 1.2, count)
    c = rng.beta(8, 32, count)
    items = np.column_stack([a, -a * b, c] if model == "3pl" else [a, -a * b])
    return bank(form_of(model, items.tolist()), areas=["h1" if n % 3 else "h2" for n in range(count)])


@pytest.fixture(scope="module")
def items():
    return drawn(200)


@pytest.fixture(scope="module")
def people():
    return np.random.default_rng(8).normal(size=600)


def test_everyone_gets_as_many_items_as_the_rules_say_and_none_twice(items, people):
    done = simulate(items, Rules(longest=25), people, np.random.default_rng(1))

    assert set(done.lengths.tolist()) == {25}
    assert all(len(set(row)) == 25 for row in done.items.tolist())
    assert done.exposure.sum() == pytest.approx(25)


def test_errors_are_as_large_as_they_say(items, people):
    done = simulate(items, Rules(longest=30), people, np.random.default_rng(2))

    away = (done.theta - done.true) / done.errors
    assert np.mean(away**2) == pytest.approx(1, abs=0.15)


def test_an_adaptive_test_knows_more_than_one_on_the_fly(items, people):
    adaptive, random = (
        simulate(items, Rules(choice=choice, longest=20), people, np.random.default_rng(3))
        for choice in ("information", "random")
    )

    assert adaptive.errors.mean() < 0.8 * random.errors.mean()
    assert random.exposure.max() < 0.2


def test_one_form_is_one_form_and_the_best_at_its_aim(items, people):
    done = simulate(items, Rules(choice="fixed", longest=15, aim=0.5, among=4), people, np.random.default_rng(4))

    place = items.nearest(np.array([0.5]))[0]
    best = np.argsort(-items.information[:, place])[:15]
    assert {frozenset(row) for row in done.items.tolist()} == {frozenset(best.tolist())}


def test_drawing_among_the_best_spreads_the_items(items, people):
    always, among = (
        simulate(items, Rules(longest=20, among=among), people, np.random.default_rng(5)) for among in (1, 8)
    )

    # Everybody begins at the mean, so the best item there is everybody's first.
    assert always.exposure.max() == 1
    assert among.exposure.max() < 0.85


@pytest.mark.parametrize("choice", ["information", "random", "fixed"])
def test_the_blueprint_is_kept_by_every_test(items, people, choice):
    rules = Rules(choice=choice, longest=20, shares={"h1": 0.7, "h2": 0.3})

    done = simulate(items, rules, people[:50], np.random.default_rng(6))

    of_h2 = np.array([area == "h2" for area in items.areas])[done.items].sum(axis=1)
    assert set(of_h2.tolist()) == {6}


def test_a_test_ends_when_it_knows_enough(items, people):
    done = simulate(items, Rules(longest=60, shortest=10, error=0.3), people, np.random.default_rng(7))

    stopped = done.lengths < 60
    assert stopped.mean() > 0.5
    assert (done.errors[stopped] <= 0.3).all()
    assert done.lengths.min() >= 10


def test_the_estimate_is_the_mean_of_the_posterior(items, people):
    rng = np.random.default_rng(9)
    answers: list[tuple[int, int]] = []
    while (item := next_item(items, Rules(longest=12), answers, rng)) is not None:
        answers.append((item, int(rng.random() < 0.6)))

    scores = np.full(200, -1)
    scores[[item for item, _ in answers]] = [score for _, score in answers]
    expected = estimate(items.form, scores[np.newaxis], method="eap")
    done = _standing(items, answers)
    assert len(answers) == 12
    assert done.theta[0] == pytest.approx(expected.theta[0], abs=1e-4)
    assert done.errors[0] == pytest.approx(expected.errors[0], abs=1e-4)


def _standing(items, answers):
    from testamur.psychometrics.adaptive import Engine  # noqa: PLC0415

    engine = Engine(items, Rules(longest=12))
    standing = engine.begin(1)
    for item, score in answers:
        engine.learn(standing, np.array([0]), np.array([item]), np.array([score], dtype=np.int8))
    return standing


@settings(derandomize=True, max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_same_seed_gives_the_same_tests(seed):
    small = drawn(40, model="2pl")
    first, second = (
        simulate(small, Rules(longest=8, among=3), np.zeros(5), np.random.default_rng(seed)) for _ in range(2)
    )

    np.testing.assert_array_equal(first.items, second.items)


def test_items_of_several_scores_are_drawn_as_their_model_says():
    graded = bank(form_of("graded", [(1.2, 1.0, -1.0)] * 3))

    done = simulate(graded, Rules(choice="random", longest=3), np.zeros(4000), np.random.default_rng(3))

    # At 0 the middle score is the likeliest and both ends are alike: the estimates lie about 0.
    assert abs(done.theta.mean()) < 0.03


def test_longer_tests_decide_better_and_the_outlook_says_how_much(items):
    found = outlooks(items, Rules(), cut=0.3, lengths=[10, 40], persons=1500, seed=11)

    table = {(one.choice, round(one.length)): one for one in found}
    for choice in ("fixed", "random", "information"):
        short, long = table[choice, 10], table[choice, 40]
        assert long.reliability > short.reliability
        assert long.accuracy > short.accuracy - 0.01
        assert long.error_at_cut < short.error_at_cut
        assert long.accuracy + long.false_pass + long.false_fail == pytest.approx(1)
    assert table["information", 40].error_at_cut < table["random", 40].error_at_cut


def test_rules_that_the_bank_cannot_keep_are_refused_with_every_reason(items):
    rules = Rules(longest=300, among=0, error=-1, shares={"h2": 0.9, "h3": 0.2})

    with pytest.raises(DocumentError) as error:
        simulate(items, rules, [0.0], np.random.default_rng(1))

    assert [problem.path for problem in error.value.problems] == [
        *("longest", "among", "error", "shares", "shares.h2", "shares.h3")
    ]
    with pytest.raises(DocumentError, match="there are 200 items and 1 areas"):
        bank(items.form, areas=["h1"])


def test_nobody_gets_another_test_when_more_processors_share_the_work(items, people, monkeypatch):
    from testamur.psychometrics.adaptive import simulation  # noqa: PLC0415
    from testamur.psychometrics.calibration import expected  # noqa: PLC0415

    monkeypatch.setattr(simulation, "BLOCK", 100)
    done = []
    for processors in (1, 2, 8):
        monkeypatch.setattr(expected, "PROCESSORS", processors)
        done.append(simulate(items, Rules(longest=10, among=3), people, np.random.default_rng(12)))

    assert all(np.array_equal(done[0].items, other.items) for other in done[1:])
    assert all(np.array_equal(done[0].theta, other.theta) for other in done[1:])


def test_items_on_the_fly_are_drawn_evenly_to_the_last(items, people):
    small = drawn(12, model="2pl")

    done = simulate(small, Rules(choice="random", longest=11), people, np.random.default_rng(13))

    # Each of the 12 is left out by a twelfth of 600 persons: 50, give or take three and a half errors of 6.8.
    assert np.abs((1 - done.exposure) * 600 - 50).max() < 24
    assert np.abs(np.bincount(done.items[:, 0], minlength=12) - 50).max() < 24


def even(count, *, a=1.2, spread=1.0, seed=3):
    """Two-parameter items of one slope."""
    b = np.random.default_rng(seed).normal(0, spread, count)
    return bank(form_of("2pl", [(a, -a * one) for one in b]))


@pytest.mark.parametrize("choice", ["fixed", "random", "information"])
def test_a_shorter_test_is_the_beginning_of_a_longer_one(items, choice):
    rules = Rules(among=3, shares={"h1": 0.7, "h2": 0.3})

    short, long = (
        design(items, rules, choice=choice, longest=longest, cut=0.2, persons=200, seed=4) for longest in (10, 25)
    )

    np.testing.assert_array_equal(short.first.path, long.first.path[:, :10])
    assert short.outlook(10) == long.outlook(10)


def test_one_form_decides_as_rudner_works_it_out():
    form = even(60)
    ours = design(form, Rules(), choice="fixed", longest=60, cut=0.4, persons=10_000, seed=5).outlook(60)

    theirs = rudner(form.form, normal_population(), cut=0.4)

    assert ours.low - 0.004 < theirs.accuracy < ours.high + 0.004
    assert ours.consistency == pytest.approx(theirs.consistency, abs=0.01)


def test_the_least_length_is_the_one_from_which_on_it_is_enough():
    found = plan(even(80), Rules(), cut=0.0, accuracy=0.88, lengths=[10, 40], persons=2000, seed=6)

    one_less = [least.outlook.length - 1 for least in found.least]
    told = outlooks(even(80), Rules(), cut=0.0, lengths=[*one_less, 80], persons=2000, seed=6)
    for least, length in zip(found.least, one_less, strict=True):
        assert least.outlook.accuracy >= 0.88
        assert next(one for one in told if (one.choice, one.length) == (least.choice, length)).accuracy < 0.88
    assert found.missing is None
    assert [(one.length, one.choice) for one in found.outlooks][:3] == [
        (10, "fixed"),
        (10, "random"),
        (10, "information"),
    ]


def test_a_bank_that_is_too_small_is_told_how_many_items_of_which_difficulty_it_lacks():
    small, cut = even(15), 0.5

    found = plan(small, Rules(), cut=cut, accuracy=0.9, persons=4000, seed=7)

    missing = found.missing
    assert [one.outlook for one in found.least] == [None, None, None]
    assert found.whole.accuracy < 0.9
    # Information of a two-parameter item falls to 90 % where p (1 - p) is 0.225.
    away = np.log((1 + np.sqrt(0.1)) / (1 - np.sqrt(0.1))) / 1.2
    assert (missing.difficulty, missing.low, missing.high) == pytest.approx(
        (cut, cut - away, cut + away), abs=0.006
    )
    assert missing.information == pytest.approx(1.2**2 / 4, abs=1e-3)

    difficulties = [-d / a for a, d in small.form.parts[0].parameters.tolist()]
    accuracy = [
        rudner(
            form_of("2pl", [(1.2, -1.2 * b) for b in (*difficulties, *[cut] * more)]), normal_population(), cut=cut
        )
        for more in (missing.items - 8, missing.items + 8)
    ]
    assert accuracy[0].accuracy < 0.91
    assert accuracy[1].accuracy > 0.89


def test_what_cannot_be_planned_is_refused_with_every_reason():
    with pytest.raises(DocumentError) as error:
        plan(even(20), Rules(), cut=0, accuracy=0.4, lengths=[10, 30], persons=10)

    assert error.value.lines() == [
        "accuracy: must be above 0.5 and below 1",
        "persons: must be 1,000 at least, or chance would decide",
        "lengths: 30 is not from 1 to 20; the bank has 20 items",
    ]
