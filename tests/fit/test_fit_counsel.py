"""The forms of the answer, each from offerings made up for it."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from testamur.catalogue import Claim, Interval, Offering, content_folder, read_catalogue
from testamur.fit import NEEDS, Advice, Profile, rank
from testamur.fit.constants import constant
from testamur.fit.instead import BY_GROUP, BY_NEED

KNOWN = read_catalogue(content_folder())
AT = date(2026, 11, 30)
ROLE = KNOWN.roles["physician"]
CODES = [target.code for target in ROLE.target]


def claim(field: str, value: Any, grade: Any = "A", **parts: Any) -> Claim:
    return Claim(field, "https://example.org", grade, value, **parts)


def made_up(name: str, *claims: Claim) -> Offering:
    health = claim("health_domain", value=True)
    return Offering(
        name, f"Health {name}", f"Provider {name}", "person", "confirmed-exists", claim=(health, *claims)
    )


def priced(name: str, price: float, *covers: str, **parts: Any) -> Offering:
    content = [claim("covers", covers)] if covers else []
    return made_up(name, claim("price", price, unit="USD"), *content, *parts.get("claims", ()))


def ask(*offerings: Offering, draws: int = 2000, weights: Any = None, **parts: Any) -> Advice:
    return rank(
        Profile("physician", **parts),
        offerings,
        role=ROLE,
        at=AT,
        rng=np.random.default_rng(1),
        draws=draws,
        weights=weights,
    )


def test_one_where_the_first_place_is_clear() -> None:
    advice = ask(priced("best", 100, *CODES), priced("worse", 4000, *CODES[:2]))

    assert advice.confidence == "clear"
    assert (advice.counsel.kind, advice.counsel.offerings) == ("one", ("best",))
    assert advice.counsel.sentence.startswith("Take Health best by Provider best, once this is confirmed: ")
    assert "who may enrol" in advice.counsel.sentence


def test_what_is_surely_open_to_one_needs_no_confirming() -> None:
    uses = [claim(f"domain.{name}", value=True) for name in ("ehr-data", "patient-safety", "diagnostic-imaging")]
    taken = priced("best", 100, *CODES, claims=[claim("open_to_all", value=True), *uses])

    assert ask(taken).counsel.sentence == "Take Health best by Provider best."


def test_a_list_of_at_most_three_where_it_is_open() -> None:
    alike = [priced(name, 1000, *CODES) for name in ("a", "b", "c", "d")]

    advice = ask(*alike)

    assert advice.confidence == "open"
    assert advice.counsel.kind == "list"
    assert advice.counsel.offerings[0] == advice.fits[0].offering == "a"
    assert len(advice.counsel.offerings) == constant("counsel.list")


def test_a_pair_where_the_first_covers_less_than_half_and_two_cover_a_quarter_more() -> None:
    advice = ask(priced("one", 100, *CODES[:7]), priced("two", 200, *CODES[7:14]), priced("three", 300, CODES[0]))

    assert advice.pair is not None
    assert (advice.pair.first, advice.pair.second) == ("one", "two")
    assert advice.pair.covered == tuple(CODES[:14])
    assert advice.pair.uncovered == tuple(CODES[14:])
    assert advice.pair.price == Interval(300, 300)
    assert (advice.counsel.kind, advice.counsel.offerings) == ("pair", ("one", "two"))


def test_no_pair_is_advised_where_the_first_covers_half_alone() -> None:
    advice = ask(priced("one", 100, *CODES[:8]), priced("two", 200, *CODES[8:]))

    assert advice.pair is not None
    assert advice.counsel.kind == "one"


def test_no_pair_is_named_that_costs_or_lasts_more_than_one_has() -> None:
    weeks = [claim("length", 10, unit="weeks"), claim("pacing", "cohort")]
    one, two = (priced(n, 600, *codes, claims=weeks) for n, codes in (("one", CODES[:7]), ("two", CODES[7:])))

    assert ask(one, two, budget=1200, weeks=20).pair is not None
    assert ask(one, two, budget=1199).pair is None
    assert ask(one, two, weeks=19).pair is None


def test_a_pair_counts_only_what_is_covered_by_evidence_that_speaks_for_it() -> None:
    # Grade D leaves 0.65 and speaks for it, grade E leaves 0.4 and does not.
    def told(grade: Any) -> Advice:
        other = made_up("two", claim("covers", tuple(CODES[7:]), grade), claim("price", 200, unit="USD"))
        return ask(priced("one", 100, *CODES[:7]), other)

    assert told("D").pair is not None
    assert told("E").pair is None


PARTS = (
    claim("parts_usable_alone", "each course"),
    claim("courses", 3),
    claim("modules", 3),
    claim("price_per_course", 1600, unit="USD"),
    claim("length_per_module", 5, unit="weeks"),
    claim("audience_roles", ("physician",)),
    claim("pacing", "cohort"),
)


def test_a_module_where_the_whole_is_too_dear_and_a_part_is_not() -> None:
    advice = ask(made_up("whole", *PARTS), budget=2000)

    assert advice.fits == ()
    assert advice.ruled_out == {"budget": 1}
    assert (advice.counsel.kind, advice.counsel.offerings) == ("module", ("whole",))
    assert advice.counsel.module == advice.modules[0]
    assert advice.counsel.module.part == "each course"
    assert advice.counsel.module.price.interval == Interval(1600, 1600)


def test_a_module_where_the_whole_takes_too_long_and_a_part_does_not() -> None:
    assert ask(made_up("whole", *PARTS), weeks=6).counsel.kind == "module"
    assert ask(made_up("whole", *PARTS), weeks=4).counsel.kind == "none"


def test_no_module_is_named_of_what_nobody_says_can_be_taken_in_parts() -> None:
    assert ask(made_up("whole", *PARTS[1:]), budget=2000).modules == ()


def test_what_is_known_of_the_whole_alone_is_not_known_of_the_part() -> None:
    covering = made_up("whole", *PARTS, claim("covers", tuple(CODES)), claim("signal.exam", value=True))

    advice = ask(covering, priced("other", 100, *CODES))

    # The whole covers everything for 4800 and the part nothing that is known, so it stands behind.
    assert advice.modules[0].place == 2


def test_none_says_what_to_do_instead() -> None:
    advice = ask(priced("dear", 900), priced("dearer", 1900), budget=100, need="cme")

    assert advice.fits == ()
    assert advice.counsel.kind == "none"
    assert advice.counsel.instead == (
        "2 would be left with a larger budget.",
        BY_NEED["cme"],
        BY_GROUP["clinicians"],
    )
    assert advice.counsel.sentence.startswith("Nothing is left")


def test_none_where_all_that_is_left_is_surely_poor() -> None:
    advice = ask(priced("poor", 4900, "H9"), weights={"cost": 0.9, "coverage": 0.1})

    assert advice.fits[0].value.high < constant("counsel.poor")
    assert advice.counsel.kind == "none"
    assert advice.counsel.sentence.startswith("Nothing that is left can be worth much")


def test_nothing_to_choose_from_has_its_advice_too() -> None:
    advice = ask()

    assert (advice.counsel.kind, advice.pair, advice.complements, advice.changes) == ("none", None, (), ())
    assert advice.confidence_factor is None
    assert advice.considered == 0


def test_every_need_and_group_has_something_to_do_instead() -> None:
    assert set(BY_NEED) == set(NEEDS)
    assert set(BY_GROUP) == {role.group for role in KNOWN.roles.values()}


def test_a_complement_adds_what_the_first_does_not_cover() -> None:
    governing = priced("governing", 3000, "H7", "H8")

    advice = ask(priced("first", 100, *CODES), governing)

    complement = next(one for one in advice.complements if "govern" in one.when)
    assert complement.offering == "governing"
    # H7 and H8 as wholes; what the role asks of them the first covers.
    assert complement.adds == ("H7", "H8")
    assert complement.sentence.startswith(
        "If you also manage teams, evaluate vendors or govern AI: Health governing"
    )


def test_whoever_governs_anyway_needs_no_complement_for_it() -> None:
    offerings = (priced("first", 100, *CODES), priced("governing", 3000, "H7", "H8"))

    assert not [one for one in ask(*offerings, archetype="purchaser").complements if "govern" in one.when]


@pytest.mark.parametrize("need", ["cme", "specialty"])
@pytest.mark.parametrize("role", sorted(KNOWN.roles))
def test_the_counsel_speaks_of_what_is_ranked_or_is_a_part_of_it(role: str, need: Any) -> None:
    advice = rank(
        Profile(role, need=need, budget=2000),
        KNOWN.offerings.values(),
        role=KNOWN.roles[role],
        at=AT,
        rng=np.random.default_rng(1),
        draws=20,
    )
    ranked = {fit.offering for fit in advice.fits}
    parts = {module.offering for module in advice.modules}

    assert set(advice.counsel.offerings) <= ranked | parts
    assert {one.offering for one in advice.complements} <= ranked - {advice.fits[0].offering}
    assert bool(advice.counsel.instead) == (advice.counsel.kind == "none")


def test_the_same_answer_has_the_same_bytes_whatever_the_order_and_another_offering_may_change_it() -> None:
    listed = list(KNOWN.offerings.values())
    extra = replace(listed[0], id="zz-extra", name="Health extra", page="")

    assert ask(*listed, draws=50) == ask(*reversed(listed), draws=50)
    assert ask(*listed, extra, draws=50).considered == len(listed) + 1
