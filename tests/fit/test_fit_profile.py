from datetime import date
from pathlib import Path

import pytest
from scipy import stats

from testamur.errors import DocumentError
from testamur.fit import NEEDS, Profile, profile_problems, read_profile
from testamur.fit.constants import constant


def test_a_profile_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "me.toml"
    file.write_text('role = "physician"\ncountry = "US"\nneed = "cme"\nbudget = 3000\nby = 2027-06-30\n')

    assert read_profile(file) == Profile("physician", "US", need="cme", budget=3000, by=date(2027, 6, 30))


def test_everything_wrong_with_the_shape_is_said_at_once() -> None:
    with pytest.raises(DocumentError) as refusal:
        read_profile(b'need = "fame"\nbudget = "much"\nshoe_size = 44\n', name="me.toml")

    assert set(refusal.value.lines()) == {
        "me.toml:role: is missing",
        f"me.toml:need: must be one of {', '.join(NEEDS)}; it is 'fame'",
        "me.toml:budget: must be a number, not text",
        "me.toml:shoe_size: is not known here",
    }


def test_everything_wrong_with_the_sense_is_said_at_once() -> None:
    with pytest.raises(DocumentError) as refusal:
        read_profile(b'role = "physician"\ncountry = "us"\nweeks = -1.0\n', name="me.toml")

    assert refusal.value.lines() == [
        "me.toml:country: must be a country code such as US; it is 'us'",
        "me.toml:weeks: must be finite and above 0",
    ]


@pytest.mark.parametrize("prior", [("a", "a"), ("",)])
def test_what_is_held_already_is_named_once_and_in_full(prior: tuple[str, ...]) -> None:
    problems = list(profile_problems(Profile("physician", prior=prior)))

    assert [str(problem) for problem in problems] == ["prior: must name offerings, each once"]


def test_every_answer_that_can_be_given_is_read_from_a_file() -> None:
    whole = read_profile(
        b'role = "physician"\narchetype = "shaper"\nsetting = "multinational"\neducation = "master"\n'
        b'board_certified = true\nprior = ["a-credential"]\nneed = "specialty"\n'
    )

    assert whole == Profile(
        "physician",
        need="specialty",
        archetype="shaper",
        setting="multinational",
        education="master",
        board_certified=True,
        prior=("a-credential",),
    )


def test_the_concentration_spreads_weights_as_its_reason_says() -> None:
    # A weight of 0.20 among others is Beta(0.2 c, 0.8 c) distributed.
    c = constant("concentration")

    low, high = stats.beta(0.2 * c, 0.8 * c).ppf([0.025, 0.975])

    assert (round(low, 2), round(high, 2)) == (0.09, 0.34)


def test_the_draws_are_as_exact_as_their_reason_says() -> None:
    # A share has a standard error of at most sqrt(0.25 / n).
    error = (0.25 / constant("draws")) ** 0.5

    assert error <= 0.0071
    assert 2 * stats.norm.cdf(0.02 / error) - 1 > 0.99
