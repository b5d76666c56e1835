import hashlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from assembly_banks import POSITIONS, bank
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_bank import ABILITIES, FORMS, LENGTH, reference
from testamur.assembly import (
    Calibrated,
    Cell,
    Form,
    ItemFacts,
    KeyBalance,
    Specification,
    Target,
    assemble,
    calibrated,
    cells,
    check_form,
    form_document,
    information_of,
    specification_hash,
)
from testamur.assembly.bound import bound, proven
from testamur.assembly.rows import Row
from testamur.errors import DocumentError, Problem
from testamur.psychometrics import calibrate, responses

EXPECTED = json.loads((Path(__file__).parents[1] / "vectors" / "psychometrics" / "ata_expected.json").read_text())
BANK = reference()
TARGETS = {
    "parallel": Target("parallel", ABILITIES),
    "curve": Target("curve", ABILITIES, BANK.target, band=0.005),
    "maximin": Target("maximin", ABILITIES, BANK.target),
}


def known(items: list[ItemFacts]) -> list[ItemFacts]:
    """Give items parameters that go round."""
    return [
        replace(item, calibrated=Calibrated("2pl", (0.8 + number % 5 / 5, (number % 7 - 3) / 2)))
        for number, item in enumerate(items)
    ]


def places(form: Form) -> list[int]:
    return [int(placed.id.removeprefix("q")) for placed in form.items]


def test_the_bank_is_the_one_of_the_reference() -> None:
    assert list(BANK.need) == EXPECTED["need_per_cell"]
    np.testing.assert_allclose(BANK.target, EXPECTED["T"], atol=1e-6)
    np.testing.assert_allclose(
        information_of(BANK.items, ABILITIES) / 1e6, BANK.information, atol=5.1e-7
    )  # millionths


@pytest.mark.parametrize("kind", TARGETS)
def test_five_forms_of_110_from_2000_are_as_near_as_asked_and_keep_every_limit_counted_by_hand(kind: str) -> None:
    asked = replace(BANK.specification(), target=TARGETS[kind])

    forms = assemble(asked, BANK.items, count=FORMS, seed=1)

    chosen = np.array([places(form) for form in forms])
    assert len(set(chosen.ravel().tolist())) == FORMS * LENGTH
    for own in chosen:
        assert np.bincount(BANK.cell[own], minlength=18).tolist() == list(BANK.need)
        assert all(22 <= times <= 33 for times in np.bincount(BANK.key[own], minlength=4))
        assert LENGTH * 68 <= np.rint(BANK.seconds[own]).sum() <= LENGTH * 76
        assert not any({one, other} <= set(own.tolist()) for one, other in BANK.enemies)
    told = BANK.information[chosen].sum(axis=1)
    if kind == "curve":
        assert np.abs(told / BANK.target - 1).max() <= 0.005
    elif kind == "parallel":
        assert np.abs(told / told.mean(axis=0) - 1).max() <= 0.005
    else:
        lowest = (told / BANK.target).min()
        assert 0.99 * EXPECTED["lp_relaxation_maximin"] <= lowest <= EXPECTED["lp_relaxation_maximin"]
    assert not [problem for form in forms for problem in check_form(form_document(form), BANK.items, asked)]


def test_the_bound_over_the_mean_of_forms_is_that_over_all_forms_at_once() -> None:
    asked = replace(BANK.specification(), target=TARGETS["maximin"])

    found = bound(asked, BANK.items, count=FORMS)

    assert found is not None
    assert found.value == pytest.approx(EXPECTED["lp_relaxation_maximin"], abs=1e-6)


def test_what_multipliers_prove_is_worked_by_hand() -> None:
    """Least 2x + 3y with x + y >= 1.. of which 2 of the first row alone prove 2: 2*1 + 0*x + 1*y, x and y 0..1."""
    every = [Row([0, 1], [1, 1], 1)]

    assert proven(np.array([2.0, 3.0]), np.ones(2), every, np.array([2.0])) == 2
    assert proven(np.array([2.0, 3.0]), np.ones(2), every, np.array([3.0])) == 2  # 3 - 1 for x, 1 too much
    assert proven(np.array([2.0, 3.0]), np.ones(2), every, np.array([0.0])) == 0
    assert proven(np.array([2.0, 3.0]), np.ones(2), every, np.array([-1.0])) == 0


def test_a_form_tells_its_information_and_how_far_the_forms_are_off() -> None:
    items = known(bank(140))
    asked = Specification(20, cells({"H1": 0.5, "H2": 0.5}, 20), 0, target=Target("parallel", (-1.0, 0.0, 1.0)))

    forms = assemble(asked, items, count=2, seed=1)

    by_id = {item.id: item for item in items}
    sums = [information_of([by_id[p.id] for p in form.items], (-1.0, 0.0, 1.0)).sum(axis=0) for form in forms]
    for form, own in zip(forms, sums, strict=True):
        assert form.information is not None
        assert form.information.information == tuple(own / 1e6)
        mean = np.mean(sums, axis=0)
        assert form.information.deviation == pytest.approx(np.abs(own / mean - 1).max(), abs=2e-6)
        assert form.information.worst >= form.information.deviation
        assert form.information.bound is None


def test_the_account_of_a_form_is_recounted_by_its_check() -> None:
    items = known(bank(60))
    asked = Specification(20, target=Target("maximin", (0.0,)))
    (form,) = assemble(asked, items, count=1, seed=1)

    def wrong(document: dict[str, Any], now: list[ItemFacts]) -> list[str]:
        return [problem.path for problem in check_form(document, now, asked)]

    first = form.items[0].id
    changed = [
        replace(item, calibrated=Calibrated("2pl", (3.0, 0.0))) if item.id == first else item for item in items
    ]
    assert wrong(form_document(form), items) == []
    assert wrong(form_document(form), changed) == ["information"]
    assert wrong(form_document(form), [replace(item, calibrated=None) for item in items]) == []
    plain = form_document(assemble(Specification(20), items, count=1, seed=1)[0])
    assert wrong(plain, items) == ["specification", "information"]


def test_forms_and_specifications_without_a_target_keep_the_hash_they_always_had() -> None:
    """printf the JSON | sha256sum: no word of targets and cases."""
    said = '{"cells":[],"exposure_most":null,"items":3,"key_share":null,"minutes":null,"overlap_most":null}'
    assert specification_hash(Specification(3)) == "sha256:" + hashlib.sha256(said.encode()).hexdigest()
    (form,) = assemble(Specification(3), bank(8), count=1, seed=1)
    assert "information" not in form_document(form)


def test_items_that_are_not_calibrated_are_all_named_where_information_is_asked_for() -> None:
    items = known(bank(4))
    items[1] = replace(items[1], calibrated=None)
    items[2] = replace(items[2], calibrated=Calibrated("2pl", (-1.0, 0.0)))
    items[3] = replace(items[3], calibrated=Calibrated("2pl", (1.0,)))

    with pytest.raises(DocumentError) as caught:
        assemble(Specification(2, target=Target("maximin", (0.0,))), items, count=1, seed=1)

    assert caught.value.problems == (
        Problem("bank.q001", "is not calibrated, and the information of a form is asked for"),
        Problem("bank.q003", "has no parameters of the 2pl model"),
    )


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (Target("parallel", ()), "target.abilities"),
        (Target("parallel", (0.0, 0.0)), "target.abilities"),
        (Target("parallel", (float("nan"),)), "target.abilities"),
        (Target("parallel", (0.0,), (5.0,)), "target.information"),
        (Target("curve", (0.0,)), "target.information"),
        (Target("curve", (0.0,), (5.0, 6.0)), "target.information"),
        (Target("curve", (0.0,), (0.0,)), "target.information"),
        (Target("maximin", (0.0,), band=0.1), "target.band"),
        (Target("curve", (0.0,), (5.0,), band=1.5), "target.band"),
    ],
)
def test_a_target_that_cannot_be_is_refused(target: Target, path: str) -> None:
    with pytest.raises(DocumentError) as caught:
        assemble(Specification(2, target=target), known(bank(8)), count=1, seed=1)

    assert [problem.path for problem in caught.value.problems] == [path]


def test_a_calibration_gives_items_their_parameters_by_id() -> None:
    rng = np.random.default_rng(1)
    scores = (rng.random((400, 3)) < [0.3, 0.5, 0.7]).astype(float)
    found = calibrate(responses(scores, items=["q000", "q001", "q9"]), model="rasch", errors=False)

    items = calibrated(bank(3), found)

    assert [item.calibrated is not None for item in items] == [True, True, False]
    assert items[0].calibrated == Calibrated("rasch", tuple(found.items[0].parameters.values()))


@settings(derandomize=True, max_examples=6, deadline=None)
@given(order=st.permutations(known(bank(40, enemies=6))), kind=st.sampled_from(["parallel", "maximin"]))
def test_the_same_seed_gives_the_same_forms_whatever_the_order_of_the_bank(
    order: list[ItemFacts], kind: Any
) -> None:
    asked = Specification(
        10,
        (Cell("H1", None, 2, 4),),
        overlap_most=4,
        key_share=KeyBalance(POSITIONS, 0.1, 0.4),
        minutes=(11.0, 14.0),
        target=Target(kind, (-0.5, 0.5)),
    )

    before = assemble(asked, known(bank(40, enemies=6)), count=3, seed=3)
    after = assemble(asked, order, count=3, seed=3)

    assert before == after
    assert not [problem for form in before for problem in check_form(form_document(form), order, asked)]
    shared = Counter(placed.id for form in before for placed in form.items)
    assert max(shared.values()) <= 3
