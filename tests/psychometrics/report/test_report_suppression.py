from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError
from testamur.psychometrics.report.bands import bands
from testamur.psychometrics.report.suppression import hidden, with_totals

LEAST = 4
tables = st.sampled_from([(1, 2), (1, 3), (2, 2), (2, 3)]).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 6), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def possible(table, is_hidden):
    """Return every table of counts that agrees with what is shown, by trying all of them."""
    sums = [sum(row) for row in table]
    rows = [
        [row for row in product(range(total + 1), repeat=len(table[0])) if sum(row) == total] for total in sums
    ]
    whole = with_totals(np.array(table, dtype=float))
    for tried in product(*rows):
        other = with_totals(np.array(tried, dtype=float))
        if (other == whole)[~is_hidden].all():
            yield other


@settings(max_examples=60, deadline=None)
@given(tables)
def test_what_is_shown_leaves_every_small_group_as_many_values_as_the_limit(table):
    is_hidden = hidden(table, least=LEAST)

    whole = with_totals(np.array(table, dtype=float))
    others = np.array(list(possible(table, is_hidden)))
    for row, column in np.argwhere((whole > 0) & (whole < LEAST))[:]:
        if column < whole.shape[1] - 1:
            seen = set(others[:, row, column].tolist())
            assert is_hidden[row, column]
            assert max(seen) - min(seen) >= min(LEAST - 1, whole[row, -1])


@given(tables)
def test_sizes_of_rows_are_never_hidden_and_a_limit_of_one_hides_nothing(table):
    assert not hidden(table, least=LEAST)[:, -1].any()
    assert not hidden(table, least=1).any()


def test_one_small_group_takes_another_with_it():
    assert hidden([[3, 40, 57]], least=10)[0].tolist() == [True, True, False, False]


def test_two_groups_of_one_person_each_are_not_enough():
    assert hidden([[1, 1, 30, 68]], least=10)[-1].tolist() == [True, True, True, False, False]


def test_a_small_group_on_one_form_hides_the_same_group_on_another_or_its_sum():
    is_hidden = hidden([[41, 200], [3, 100]], least=10)

    assert is_hidden[1, 0]
    assert is_hidden[0, 0] or is_hidden[2, 0]


def test_a_table_that_is_none_is_refused():
    with pytest.raises(DocumentError):
        hidden([[1, -1]], least=10)


@given(
    totals=st.lists(st.integers(0, 40), min_size=1, max_size=120),
    cut=st.integers(1, 40),
    least=st.sampled_from([1, 5, 10]),
)
def test_bands_hold_everybody_once_and_enough_or_nobody(totals, cut, least):
    found = bands(totals, maximum=40, cut=cut, least=least)

    assert [low for low, _, _ in found] == [0, *(high + 1 for _, high, _ in found[:-1])]
    assert found[-1][1] == 40
    assert all(sum(low <= total <= high for total in totals) == persons for low, high, persons in found)
    if len(totals) >= least:
        assert all(persons == 0 or persons >= least for _, _, persons in found)


def test_no_band_reaches_over_the_cut_if_both_sides_hold_enough():
    found = bands([10] * 10 + [20] * 10, maximum=40, cut=15, least=10)

    assert all(high < 15 or low >= 15 for low, high, _ in found)
