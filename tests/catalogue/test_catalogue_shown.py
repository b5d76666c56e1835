from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.catalogue import (
    FIELDS,
    GRADES,
    POLICY,
    POLICY_VERSION,
    PRECEDENCE,
    Claim,
    Interval,
    Offering,
    shown,
    worst,
)

quick = settings(derandomize=True, max_examples=100, deadline=None)


def offering(*claims: Claim) -> Offering:
    return Offering("x", "X", "X", "person", "confirmed-exists", claim=claims)


def price(value: float, grade: Any, **parts: Any) -> Claim:
    return Claim("price", "https://example.org", grade, value, unit=parts.pop("unit", "USD"), **parts)


def test_nobody_states_it() -> None:
    found = shown(offering(), "price")

    assert (found.missing, found.value, found.interval, found.grade, found.is_known) == (
        True,
        None,
        None,
        "U",
        False,
    )


def test_the_best_grade_wins_and_the_other_is_a_conflict() -> None:
    press, copy = price(500, "C"), price(900, "E")

    found = shown(offering(copy, press), "price")

    assert (found.interval, found.grade, found.best, found.conflicts) == ((500, 500), "C", (press,), (copy,))
    assert found.sources == ("https://example.org",)


def test_the_issuer_wins_on_what_it_controls() -> None:
    issuer, authority = price(500, "B"), price(400, "A")

    assert shown(offering(authority, issuer), "price").best == (issuer,)


def test_an_authority_wins_on_what_the_issuer_does_not_control() -> None:
    said = Claim("framework_status", "source-guide", "D", "a Commission standard")
    known = Claim("framework_status", "https://cordis.europa.eu", "A", "a project that ended in 2017")

    found = shown(offering(said, known), "framework_status")

    assert (found.value, found.grade, found.conflicts) == (known.value, "A", (said,))


def test_what_agrees_is_no_conflict() -> None:
    assert shown(offering(price(500, "B"), price(500, "E")), "price").conflicts == ()


def test_equally_good_numbers_make_an_interval() -> None:
    found = shown(offering(price(500, "C"), price(700, "C")), "price")

    assert found.interval == Interval(500, 700)
    assert len(found.conflicts) == 2


def test_equally_good_flags_that_contradict_are_not_known() -> None:
    yes, no = (Claim("ce", "https://example.org", "C", value) for value in (True, False))

    found = shown(offering(yes, no), "ce")

    assert (found.value, found.is_known, found.missing) == (None, False, False)
    assert set(found.conflicts) == {yes, no}


def test_prices_in_two_currencies_are_not_mixed() -> None:
    found = shown(offering(price(500, "C"), price(600, "C", unit="CAD")), "price")

    assert (found.interval, found.is_known) == (None, False)


def test_lengths_are_compared_in_weeks() -> None:
    days = Claim("length", "https://example.org", "B", 14, unit="days")
    weeks = Claim("length", "https://example.net", "E", 2, unit="weeks")
    months = Claim("length", "https://example.com", "E", 2, unit="months")

    found = shown(offering(days, weeks, months), "length")

    assert (found.interval, found.unit, found.conflicts) == (Interval(2, 2), "weeks", (months,))


def test_lists_of_equal_standing_are_joined() -> None:
    one = Claim("covers", "https://example.org", "D", ("H1", "H2"))
    two = Claim("covers", "https://example.net", "D", ("H2", "H4"))

    # In the order of their sources, whatever the order of the file.
    assert shown(offering(one, two), "covers").value == ("H2", "H4", "H1")
    assert shown(offering(two, one), "covers").value == ("H2", "H4", "H1")


def test_a_claim_that_no_longer_holds_is_not_shown() -> None:
    grant = price(0, "B", unit="CAD", valid_to="2023-03")

    assert shown(offering(grant), "price", at=date(2023, 3, 31)).interval == Interval(0, 0)
    assert shown(offering(grant), "price", at=date(2023, 4, 1)).missing


def test_an_unconfirmed_value_is_shown_and_not_known() -> None:
    found = shown(offering(price(500, "U")), "price")

    assert (found.interval, found.is_known, found.missing) == (Interval(500, 500), False, False)


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(KeyError, match="prise"):
        shown(offering(), "prise")


def test_precedence_holds_every_grade_once() -> None:
    assert all(sorted(order) == sorted(GRADES) for order in PRECEDENCE.values())


def test_the_worst_of_no_grades_is_unconfirmed() -> None:
    assert (worst(["B", "D", "C"]), worst([])) == ("D", "U")


claims = st.lists(
    st.builds(
        price,
        st.sampled_from([0, 500, 700]),
        st.sampled_from(list(GRADES)),
        note=st.sampled_from(["", "a"]),
    ),
    max_size=6,
)


@quick
@given(claims, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(listed: list[Claim], random: Any) -> None:
    mixed = random.sample(listed, len(listed))

    one, two = shown(offering(*listed), "price"), shown(offering(*mixed), "price")

    assert (one.interval, one.unit, one.grade) == (two.interval, two.unit, two.grade)
    assert {c.value for c in one.conflicts} == {c.value for c in two.conflicts}


@quick
@given(claims)
def test_no_claim_is_lost(listed: list[Claim]) -> None:
    found = shown(offering(*listed), "price")

    assert len(found.claims) == len(listed)
    for claim in listed:
        agrees = claim.interval() == found.interval
        assert agrees or claim in found.conflicts


def said(value: Any, grade: Any = "C", *, field: str = "areas", source: str = "x", **parts: Any) -> Claim:
    return Claim(field, source, grade, value, **parts)


def test_a_replaced_claim_does_not_count_and_is_kept_in_the_history() -> None:
    old = price(500, "B")
    new = price(600, "B", supersedes=old.id)

    found = shown(offering(old, new), "price")

    assert (found.interval, found.conflicts, found.history) == (Interval(600, 600), (), (old,))


def test_a_replacement_that_holds_from_a_later_day_leaves_the_old_standing_until_then() -> None:
    old = price(500, "B")
    new = price(600, "B", valid_from="2027", supersedes=old.id)
    both = offering(old, new)

    assert shown(both, "price", at=date(2026, 12, 31)).interval == Interval(500, 500)
    assert shown(both, "price", at=date(2027, 1, 1)).interval == Interval(600, 600)


def test_a_weaker_source_replaces_nothing_and_the_same_source_read_again_does() -> None:
    own = price(500, "B")
    copy = said(700, "E", field="price", source="https://copy.example", unit="USD", supersedes=own.id)
    regraded = price(500, "D", supersedes=own.id)

    assert shown(offering(own, copy), "price").conflicts == (copy,)
    assert shown(offering(own, regraded), "price").grade == "D"


def test_a_disputed_sentence_is_a_conflict() -> None:
    own = said("imaging and triage", "B")
    press = said("imaging only", "C", source="y", disputes=own.id)

    found = shown(offering(own, press), "areas")

    assert (found.value, found.best, found.conflicts) == ("imaging and triage", (own,), (press,))


def test_a_better_claim_that_disputes_wins_and_the_disputed_one_is_the_conflict() -> None:
    press = said("imaging only", "C")
    own = said("imaging and triage", "B", source="y", disputes=press.id)

    found = shown(offering(own, press), "areas")

    assert (found.value, found.conflicts) == ("imaging and triage", (press,))


@pytest.mark.parametrize(("field", "one", "two"), [("areas", "a", "b"), ("covers", ("H1",), ("H2",))])
def test_a_dispute_among_equals_leaves_the_fact_open(field: str, one: Any, two: Any) -> None:
    first = said(one, field=field)
    second = said(two, field=field, source="y", disputes=first.id)

    found = shown(offering(first, second), field)

    assert (found.value, found.is_known, found.missing) == (None, False, False)
    assert set(found.conflicts) == {first, second}


def test_the_dates_of_what_is_shown_are_the_newest_of_the_best() -> None:
    found = shown(
        offering(
            price(5, "B", seen="2026-01"), price(5, "B", seen="2026-05", as_of="2025"), price(5, "E", seen="2027")
        ),
        "price",
    )

    assert (found.seen, found.as_of) == ("2026-05", "2025")


def test_the_policy_has_a_version_and_says_each_thing_once() -> None:
    assert POLICY_VERSION.isdigit()
    assert len(set(POLICY)) == len(POLICY)


# Laws: claims on a field of every kind, of any grade and date, some replacing or disputing another.
VALUES: dict[str, list[Any]] = {
    "price": [0, 500, 700],
    "ce": [True, False],
    "pacing": ["cohort", "self-paced"],
    "covers": [("H1",), ("H1", "H2"), ("H3",)],
    "areas": ["imaging", "triage"],
    "framework_status": ["a project", "a standard"],
}
DAYS = ["", "2026-01-10", "2026-02-10", "2026-03-10"]


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[Claim]]:
    field = draw(st.sampled_from(sorted(VALUES)))
    told: list[Claim] = []
    for day in sorted(draw(st.lists(st.sampled_from(DAYS), max_size=5))):
        link = draw(st.sampled_from(["", "supersedes", "disputes"])) if told else ""
        parts = {link: draw(st.sampled_from([claim.id for claim in told]))} if link else {}
        claim = said(
            draw(st.sampled_from(VALUES[field])),
            draw(st.sampled_from(GRADED)),
            field=field,
            source=draw(st.sampled_from(["https://a.example", "https://b.example"])),
            unit="USD" if field == "price" else "",
            seen=day,
            **parts,
        )
        if claim not in told:
            told.append(claim)
    return field, told


GRADED: list[Any] = list(GRADES)


@quick
@given(histories(), st.randoms(use_true_random=False))
def test_no_order_of_any_history_matters(history: tuple[str, list[Claim]], random: Any) -> None:
    field, told = history
    mixed = random.sample(told, len(told))

    one, two = shown(offering(*told), field), shown(offering(*mixed), field)

    assert (one.value, one.interval, one.grade, one.best, one.conflicts) == (
        two.value,
        two.interval,
        two.grade,
        two.best,
        two.conflicts,
    )


@quick
@given(histories(), st.data())
def test_a_weaker_claim_never_changes_what_is_shown(history: tuple[str, list[Claim]], data: st.DataObject) -> None:
    field, told = history
    before = shown(offering(*told), field)
    order = PRECEDENCE[FIELDS[field].controlled]
    weaker = order[order.index(before.grade) + 1 :]
    if before.missing or not weaker:
        return
    link = data.draw(st.sampled_from(["", "supersedes", "disputes"]))
    parts = {link: data.draw(st.sampled_from([claim.id for claim in before.best]))} if link else {}
    value = data.draw(st.sampled_from(VALUES[field]))
    unit = "USD" if field == "price" else ""
    grade = data.draw(st.sampled_from(weaker))
    other = said(value, grade, field=field, source="https://weaker.example", unit=unit, **parts)

    after = shown(offering(*told, other), field)

    assert (after.value, after.interval, after.grade, after.best) == (
        before.value,
        before.interval,
        before.grade,
        before.best,
    )


@quick
@given(histories(), st.data())
def test_every_conflict_that_is_put_in_is_shown(history: tuple[str, list[Claim]], data: st.DataObject) -> None:
    field, told = history
    best = shown(offering(*told), field).best
    if not best:
        return
    target = data.draw(st.sampled_from(best))
    value = data.draw(st.sampled_from([value for value in VALUES[field] if value != target.value]))
    unit = "USD" if field == "price" else ""
    grade = data.draw(st.sampled_from(GRADED))
    dispute = said(value, grade, field=field, source="https://c.example", unit=unit, disputes=target.id)

    found = shown(offering(*told, dispute), field)

    agrees = (found.interval, found.value) in (((value, value), None), (None, value))
    assert dispute in found.conflicts or (agrees and target in found.conflicts)


@quick
@given(histories())
def test_the_issuer_wins_on_what_it_controls_and_an_authority_on_the_rest(
    history: tuple[str, list[Claim]],
) -> None:
    field, told = history
    found = shown(offering(*told), field)
    first = "B" if FIELDS[field].controlled else "A"

    if any(claim.grade == first for claim in found.claims):
        assert {claim.grade for claim in found.best} == {first}


@quick
@given(histories())
def test_every_past_answer_can_be_rebuilt(history: tuple[str, list[Claim]]) -> None:
    field, told = history
    for day in (date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)):
        # What the offering held at the end of that day, claims being only ever added.
        then = offering(*[claim for claim in told if not claim.seen or claim.seen <= day.isoformat()])

        rebuilt = shown(offering(*told).as_known_on(day), field, at=day)
        shown_then = shown(then, field, at=day)

        assert (rebuilt.value, rebuilt.interval, rebuilt.best, rebuilt.conflicts) == (
            shown_then.value,
            shown_then.interval,
            shown_then.best,
            shown_then.conflicts,
        )
