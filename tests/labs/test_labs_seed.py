import pytest

from testamur.errors import DocumentError, Problem
from testamur.labs import FAMILIES, case_seed

SECRET = b"a secret of an installation"
WHO = {
    "programme": "applied-ai",
    "family": "diagnostic-aid",
    "version": 1,
    "candidate": "c-17",
    "attempt": 1,
}


def test_a_seed_is_64_hexadecimal_digits_and_always_the_same():
    seed = case_seed(SECRET, **WHO)

    assert len(seed) == 64
    assert int(seed, 16) > 0
    assert case_seed(SECRET, **WHO) == seed


@pytest.mark.parametrize(
    "other",
    [{"programme": "x"}, {"family": "x"}, {"version": 2}, {"candidate": "c-18"}, {"attempt": 2}],
    ids=lambda other: next(iter(other)),
)
def test_any_difference_gives_another_seed(other):
    assert case_seed(SECRET, **WHO | other) != case_seed(SECRET, **WHO)


def test_another_secret_gives_another_seed():
    assert case_seed(b"another secret of 16", **WHO) != case_seed(SECRET, **WHO)


def test_names_that_run_together_do_not_collide():
    one = case_seed(SECRET, **WHO | {"programme": "a", "family": "bc"})
    other = case_seed(SECRET, **WHO | {"programme": "ab", "family": "c"})

    assert one != other


def test_a_short_secret_is_refused():
    with pytest.raises(ValueError, match="at least 16 bytes"):
        case_seed(b"short", **WHO)


@pytest.mark.parametrize("seed", ["", "xyz", "AB", "1" * 65, "12 34", "１２"])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(DocumentError) as error:
        FAMILIES["diagnostic-aid"].make(seed)

    assert error.value.problems == (Problem("seed", "must be 1 to 64 of the digits 0-9 and a-f"),)
