"""What is wrong with responses: all of it in one message, or an answer with its warning."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from testamur.cli import command


def run(*words):
    return CliRunner().invoke(command(), ["calibration", "fit", *map(str, words)])


def written(tmp_path, scores, *, persons=None):
    file = tmp_path / "responses.csv"
    names = [f"i{n}" for n in range(1, scores.shape[1] + 1)]
    lines = [",".join(["who", *names])]
    for number, row in enumerate(scores):
        cells = ["" if np.isnan(score) else f"{score:g}" for score in row]
        lines.append(",".join([persons[number] if persons else f"p{number}", *cells]))
    file.write_text("\n".join(lines) + "\n")
    return file


def simulated(persons, items=6):
    rng = np.random.default_rng(6)
    p = 1 / (1 + np.exp(np.linspace(-1, 1, items) - rng.normal(size=(persons, 1))))
    return (rng.random((persons, items)) < p).astype(float)


def test_everything_wrong_with_a_file_is_said_in_one_message(tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("who,i1,i2,i3,i4,i5\na,1,2,x,1,\na,0,9,1,1,\nc,1,0,0,1,\nd,0,1,y,1,\n")

    done = run(file, "--person", "who", "--model", "2pl")

    assert done.exit_code == 1
    assert done.exception.lines() == [
        f"{file}:line 2, i3: 'x' is no number",
        f"{file}:line 5, i3: 'y' is no number",
        f"{file}:persons: stand more than once: a",
        f"{file}:items.i2: has scores that are not whole from 0 to 1: 2, 9",
        f"{file}:items.i4: was scored 1 for everybody; nothing can be estimated of it",
        f"{file}:items.i5: was given to nobody",
    ]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda u: u[:, 0].put([3, 5], [2, 0.5]), "items.i1: has scores that are not whole from 0 to 1: 0.5, 2"),
        (lambda u: u[:, 1].fill(1), "items.i2: was scored 1 for everybody; nothing can be estimated of it"),
        (lambda u: u[:, 2].fill(np.nan), "items.i3: was given to nobody"),
    ],
    ids=["codes", "constant", "missing"],
)
def test_items_of_which_nothing_can_be_estimated_are_refused_by_name(tmp_path, spoil, said):
    u = simulated(60)
    spoil(u)
    file = written(tmp_path, u)

    done = run(file, "--person", "who")

    assert done.exit_code == 1
    assert done.exception.lines() == [f"{file}:{said}"]
    assert not done.stdout


def test_persons_who_stand_twice_are_named(tmp_path):
    persons = [f"p{number % 58}" for number in range(60)]

    file = written(tmp_path, simulated(60), persons=persons)

    done = run(file, "--person", "who")

    assert done.exception.lines() == [f"{file}:persons: stand more than once: p0, p1"]


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("marginal", "3 persons took no item at all; they tell nothing."),
        ("conditional", "of 63 persons have all right, all wrong or no item at all; they tell nothing"),
    ],
)
def test_persons_who_took_nothing_change_nothing_and_are_counted(tmp_path, method, said):
    u = simulated(60)
    plain = run(written(tmp_path, u), "--person", "who", "--method", method, "--json")

    more = run(
        written(tmp_path, np.vstack([u, np.full((3, 6), np.nan)])), "--person", "who", "--method", method, "--json"
    )

    assert more.exit_code == 0
    assert said in more.stderr
    items, same = (json.loads(done.stdout)["calibration"]["items"] for done in (plain, more))
    np.testing.assert_allclose(
        [item["parameters"]["d"] for item in same], [item["parameters"]["d"] for item in items], atol=2e-3
    )


def test_an_item_that_the_others_part_is_warned_of_or_refused_by_name(tmp_path):
    u = simulated(300)
    u[:, 0] = u[:, 1:].sum(axis=1) > 2

    marginal = run(written(tmp_path, u), "--person", "who", "--model", "2pl")
    u[:, 0] = u[:, 1:].any(axis=1)
    conditional = run(written(tmp_path, u), "--person", "who", "--method", "conditional")

    assert "Item i1 has a parameter of size" in marginal.stderr
    assert conditional.exit_code == 1
    assert conditional.exception.lines() == [
        "items.i1: nobody failed here who passed elsewhere, so that there is no end to how easy it is"
    ]


def test_three_parameters_of_sixty_persons_come_with_their_warning(tmp_path):
    file = tmp_path / "kept.json"

    done = run(written(tmp_path, simulated(60)), "--person", "who", "--model", "3pl", "--out", file)

    assert "There are 60 persons; the three-parameter logistic model wants 500 at least" in done.stderr
    kept = json.loads(file.read_text())["calibration"]
    assert any("may be far off" in warning for warning in kept["warnings"])
    assert (done.exit_code == 0) == kept["converged"]
