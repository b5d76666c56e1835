"""An answer at a glance is the answer, less what takes long; what was judged once serves every weight."""

from dataclasses import asdict, replace
from datetime import date

import pytest
from numpy.random import default_rng

from testamur.catalogue import Weights, content_folder, read_offerings, read_roles
from testamur.fit import Profile, glance, judged, rank, weighed

DAY = date(2026, 11, 23)
EVEN = Weights(*(1 / 9,) * 9)


@pytest.fixture(scope="module")
def found():
    roles, offerings = read_roles(content_folder() / "roles"), read_offerings(content_folder() / "offerings")
    profile = Profile("nurse-leader", "US", budget=3000)
    return judged(profile, offerings.values(), role=roles["nurse-leader"], at=DAY), offerings


@pytest.mark.parametrize("weights", [None, EVEN])
def test_a_glance_is_the_whole_answer_less_what_would_change_it(found, weights):
    seen, _ = found

    whole = weighed(seen, rng=default_rng(0), draws=200, weights=weights)

    assert whole.changes
    assert glance(seen, rng=default_rng(0), draws=200, weights=weights) == replace(
        whole, changes=(), complements=(), against=()
    )


def test_what_was_judged_once_gives_what_is_ranked_anew_under_other_weights(found):
    seen, offerings = found
    weighed(seen, rng=default_rng(0), draws=200)

    anew = rank(
        seen.profile,
        offerings.values(),
        role=seen.role,
        at=DAY,
        rng=default_rng(0),
        draws=200,
        weights=asdict(EVEN),
    )

    assert weighed(seen, rng=default_rng(0), draws=200, weights=EVEN) == anew
