"""A catalogue judged at once is judged as each offering is alone."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from testamur.catalogue import Claim, Offering, content_folder, read_catalogue
from testamur.errors import DocumentError
from testamur.fit import GRADED, NEEDS, Profile, rank
from testamur.fit.candidate import valued
from testamur.fit.case import Case
from testamur.fit.columns import PARTS, STANDINGS, Columns, compiled
from testamur.fit.columns_file import read_columns, write_columns
from testamur.fit.constants import constant
from testamur.fit.constraints import CONSTRAINTS, Standing
from testamur.fit.criteria import CRITERIA
from testamur.fit.draws import expected
from testamur.fit.figures import SPAN_OF, STANDING_OF, Asked
from testamur.fit.parts import FIGURES, READS
from testamur.fit.policy import POLICIES, Facts, facts
from testamur.fit.profile import LICENCES, SETTINGS
from testamur.fit.rules import SITUATION, situation, situation_weight
from testamur.fit.screen import best, screen, spans, standings
from testamur.fit.weights import weights_of

KNOWN = read_catalogue(content_folder())
OFFERINGS = dict(KNOWN.offerings)
AT = date(2026, 11, 23)


@cache
def columns(policy: str = "graded") -> Columns:
    return compiled(OFFERINGS.items(), policy=POLICIES[policy], at=AT)


def profiles() -> SearchStrategy[Profile]:
    maybe = st.none()
    return st.builds(
        Profile,
        role=st.sampled_from(sorted(KNOWN.roles)),
        country=st.sampled_from(["", "US", "GB", "IN", "DE"]),
        licence=st.sampled_from(["", *LICENCES]),
        need=st.sampled_from(sorted(NEEDS)),
        budget=maybe | st.sampled_from([0.0, 500.0, 1600.0, 2990.0, 10_000.0]),
        hours_per_week=maybe | st.sampled_from([1.0, 4.0, 5.0, 20.0]),
        weeks=maybe | st.sampled_from([4.0, 10.0, 16.0, 52.0]),
        by=maybe | st.dates(date(2026, 12, 1), date(2028, 1, 1)),
        programming_ok=st.sampled_from([None, False]),
        pacing=st.sampled_from(["", "self-paced", "cohort"]),
        setting=st.sampled_from(["", *SETTINGS]),
        education=st.sampled_from(["", "none", "bachelor", "master", "doctorate"]),
        board_certified=st.sampled_from([None, True, False]),
        prior=st.sampled_from([(), ("stanford-ai-healthcare",)]),
    )


def judged_alone(
    profile: Profile, policy: str
) -> tuple[dict[str, list[int]], dict[str, list[tuple[float, float]]]]:
    role = KNOWN.roles[profile.role]
    cases = [Case(profile, role, facts(OFFERINGS[key], POLICIES[policy], at=AT)) for key in sorted(OFFERINGS)]
    asked = [constraint for constraint in CONSTRAINTS if constraint.asked(profile)]
    standing = {c.name: [STANDINGS.index(c.answer(case).standing) for case in cases] for c in asked}
    values = [valued(case) for case in cases]
    names = [value.criterion for value in values[0]]
    return standing, {name: [each[i].span for each in values] for i, name in enumerate(names)}


@given(profile=profiles(), policy=st.sampled_from(sorted(POLICIES)))
def test_every_offering_is_judged_as_it_is_alone(profile, policy):
    asked = Asked(columns(policy), profile, KNOWN.roles[profile.role])
    standing, span = judged_alone(profile, policy)

    assert {name: found.tolist() for name, found in standings(asked).items()} == standing
    found = spans(asked)
    assert list(found) == list(span)
    for name, ends in found.items():
        np.testing.assert_allclose(np.array(ends).T, np.array(span[name]), atol=1e-12, err_msg=name)


def test_every_constraint_and_criterion_has_its_part():
    asked = {constraint.name for constraint in CONSTRAINTS} - {"prior"}

    assert asked <= READS.keys() | STANDING_OF.keys()
    assert CRITERIA.keys() <= READS.keys() | SPAN_OF.keys()
    assert set(PARTS) == READS.keys() | FIGURES.keys()


class Watching(Facts):
    """Facts that remember which fields were asked for."""

    asked: ClassVar[set[str]] = set()

    def shown(self, field):
        self.asked.add(field)
        return super().shown(field)

    def reading(self, name):
        self.asked.add(f"reading {name}")
        return super().reading(name)


@given(profile=profiles())
def test_nothing_is_read_beyond_what_a_part_declares(profile):
    rules = {c.name: c.answer for c in CONSTRAINTS if c.asked(profile)} | CRITERIA
    if situation_weight(profile, KNOWN.roles[profile.role]):
        rules |= {SITUATION: situation}
    for name in READS.keys() & rules.keys():
        declared = {read for read in READS[name] if not read.startswith(".")}
        for offering in OFFERINGS.values():
            Watching.asked = set()
            rules[name](Case(profile, KNOWN.roles[profile.role], Watching(offering, GRADED, AT)))
            beyond = {
                field
                for field in Watching.asked
                if field not in declared and not any(r.endswith(".") and field.startswith(r) for r in declared)
            }
            assert not beyond, name


@given(profile=profiles())
def test_the_short_list_holds_the_highest_expected_values_in_order(profile):
    role, weights = KNOWN.roles[profile.role], weights_of(profile, KNOWN.roles[profile.role])
    standing, span = judged_alone(profile, "graded")
    low, high = (
        np.array([[span[name][i][end] for name in weights] for i in range(len(OFFERINGS))]) for end in (0, 1)
    )
    counted = np.array(list(weights.values()))
    worth = expected(low, high, counted, caution=constant("caution"))
    keys = sorted(OFFERINGS)
    confirmed = [any(c.grade != "U" for c in facts(OFFERINGS[key], GRADED, at=AT).offering.claim) for key in keys]
    denied = [any(STANDINGS[found[i]] is Standing.NOT for found in standing.values()) for i in range(len(keys))]
    ranked = [i for i in range(len(keys)) if confirmed[i] and not denied[i]]

    found = screen(columns(), profile, role=role, most=12)

    # The sums are kept in single precision, so two values nearer than that may change places.
    order = [round(worth[keys.index(key)], 5) for key in found.keys[:8]]
    assert order == [round(value, 5) for value in sorted((worth[i] for i in ranked), reverse=True)[:8]]
    assert found.considered == len(keys)
    assert found.left == denied.count(False)
    assert found.unconfirmed == found.left - len(ranked)
    assert found.ruled_out == {
        name: n for name, each in standing.items() if (n := sum(STANDINGS[s] is Standing.NOT for s in each))
    }


def test_a_short_list_is_ranked_as_the_whole_catalogue_is():
    profile = Profile("physician", need="cme", country="US")
    found = screen(columns(), profile, role=KNOWN.roles["physician"], most=24)
    ask = {"role": KNOWN.roles["physician"], "at": AT}

    whole = rank(profile, OFFERINGS.values(), rng=np.random.default_rng(1), **ask)
    short = rank(profile, [OFFERINGS[key] for key in found.keys], rng=np.random.default_rng(1), **ask)

    assert [fit.offering for fit in short.fits[:16]] == [fit.offering for fit in whole.fits[:16]]


@given(changed=st.sets(st.sampled_from(sorted(OFFERINGS)), max_size=8), order=st.randoms(use_true_random=False))
def test_columns_that_are_added_to_are_those_made_at_once(changed, order):
    listed = list(OFFERINGS.items())
    order.shuffle(listed)
    old = [(key, replace(offering, claim=()) if key in changed else offering) for key, offering in listed]
    profile = Profile("physician", need="cme", country="US", budget=1600.0, hours_per_week=4.0, weeks=16.0)

    before = compiled(old, policy=GRADED, at=AT)
    after = compiled([(key, OFFERINGS[key]) for key in changed], policy=GRADED, at=AT, before=before)

    for work_out in (standings, spans):
        assert after.keys.tolist() == columns().keys.tolist()
        for name, found in work_out(Asked(after, profile, KNOWN.roles["physician"])).items():
            expected_of = work_out(Asked(columns(), profile, KNOWN.roles["physician"]))[name]
            np.testing.assert_array_equal(np.array(found), np.array(expected_of))


@given(
    values=st.lists(st.sampled_from([-1.0, 0.0, 0.25, 0.5, 0.75]), min_size=1, max_size=300),
    most=st.integers(0, 40),
)
def test_the_best_are_those_that_sorting_gives(values, most):
    keys = np.array([f"k{n:03}".encode() for n in range(len(values))])
    wanted = sorted((-value, n) for n, value in enumerate(values) if value >= 0)[:most]

    assert best(np.array(values, dtype=np.float32), keys, most).tolist() == [n for _, n in wanted]


def test_columns_come_back_from_their_folder_as_they_went(tmp_path):
    profile = Profile("nurse-leader", country="US", budget=1600.0, hours_per_week=4.0, by=date(2027, 6, 1))
    write_columns(columns(), tmp_path / "graded")
    write_columns(columns(), tmp_path / "graded")

    again = read_columns(tmp_path / "graded")

    assert [path.name for path in tmp_path.iterdir()] == ["graded"]
    assert again.parts.keys() == columns().parts.keys()
    for name, part in again.parts.items():
        assert part.rows == columns().parts[name].rows
        assert part.codes.tolist() == columns().parts[name].codes.tolist()
    ask = {"role": KNOWN.roles["nurse-leader"], "most": 20}
    assert screen(again, profile, **ask) == screen(columns(), profile, **ask)


def test_a_folder_of_another_version_is_refused(tmp_path):
    write_columns(columns(), tmp_path / "graded")
    (tmp_path / "graded" / "tables.json").write_text('{"policy": "graded", "at": "2026-01-01", "tables": {}}')

    with pytest.raises(DocumentError, match="no columns of this version"):
        read_columns(tmp_path / "graded")


@given(
    days=st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), min_size=1, max_size=4),
    at=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    other=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_what_looks_otherwise_on_another_day_is_named(days, at, other):
    claims = [
        Claim(
            "price",
            "https://x.test",
            "B",
            value=n + 1,
            unit="USD",
            seen=day.isoformat(),
            valid_to=days[0].isoformat(),
        )
        for n, day in enumerate(days)
    ]
    offering = Offering("x", "Health", "X", "person", "confirmed-exists", claim=tuple(claims))

    one = compiled([("x", offering)], policy=GRADED, at=at)
    then = compiled([("x", offering)], policy=GRADED, at=other)

    if not one.other_on(other)[0]:
        assert one.parts["cost"].rows == then.parts["cost"].rows
    assert not one.other_on(at)[0]
