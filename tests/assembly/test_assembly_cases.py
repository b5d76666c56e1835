from collections import Counter
from dataclasses import replace
from itertools import groupby

import pytest

from reference_bank import ABILITIES, reference
from testamur.assembly import (
    Calibrated,
    CaseRule,
    Cell,
    Infeasible,
    ItemFacts,
    Limit,
    LimitKind,
    Specification,
    Target,
    assemble,
    bound,
    case_of,
    case_problems,
    check_form,
    form_document,
)
from testamur.errors import DocumentError, Problem
from testamur.items import read

ITEM = """<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q{number}" title="A"
  adaptive="false" time-dependent="false" xml:lang="en">
  <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
    <qti-correct-response><qti-value>a</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  {reference}
  <qti-item-body>
    <qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
      <qti-simple-choice identifier="a">A</qti-simple-choice>
      <qti-simple-choice identifier="b">B</qti-simple-choice>
    </qti-choice-interaction>
  </qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>"""
STIMULUS = """<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="s" title="A case">
  <qti-stimulus-body><p>{text}</p></qti-stimulus-body>
</qti-assessment-stimulus>"""


def bank(cases: int, each: int, *, alone: int = 0) -> list[ItemFacts]:
    """Return items of cases, then items that stand alone; their difficulty goes round."""
    names = [f"case {number}" for number in range(cases) for _ in range(each)] + [None] * alone
    return [
        ItemFacts(
            f"q{number:03}",
            "sha256:0",
            f"H{number % 2 + 1}",
            case=name,
            calibrated=Calibrated("rasch", (number * 37 % 101 / 50 - 1,)),
        )
        for number, name in enumerate(names)
    ]


def items_of(form, items: list[ItemFacts]) -> list[ItemFacts]:  # type: ignore[no-untyped-def]
    by_id = {item.id: item for item in items}
    return [by_id[placed.id] for placed in form.items]


@pytest.mark.parametrize("target", [None, Target("parallel", (-1.0, 1.0)), Target("maximin", (0.0,))])
@pytest.mark.parametrize(
    ("rule", "numbers"),
    [(CaseRule(), {4}), (CaseRule(2, 3), {2, 3}), (CaseRule(3), {3, 4}), (CaseRule(1, 1), {1})],
)
def test_cases_stand_on_a_form_with_as_many_items_as_the_rule_says_side_by_side(
    rule: CaseRule, numbers: set[int], target: Target | None
) -> None:
    items = bank(20, 4, alone=40)
    asked = Specification(20, (Cell("H1", None, 8, 12),), overlap_most=8, case_rule=rule, target=target)

    forms = assemble(asked, items, count=2, seed=1)

    for form in forms:
        own = items_of(form, items)
        counts = Counter(item.case for item in own if item.case)
        assert counts
        assert set(counts.values()) <= numbers
        assert len([case for case, _ in groupby(item.case for item in own) if case]) == len(counts)
        assert check_form(form_document(form), items, asked) == ()


def test_whole_cases_are_swapped_towards_a_curve() -> None:
    """Without an item that stands alone nothing but whole cases can move."""
    items = bank(40, 3)
    asked = Specification(15, case_rule=CaseRule(), overlap_most=0, target=Target("parallel", (-1.0, 0.0, 1.0)))

    forms = assemble(asked, items, count=3, seed=2)

    assert all(form.information is not None and form.information.worst < 0.005 for form in forms)
    assert all(set(Counter(i.case for i in items_of(form, items)).values()) == {3} for form in forms)


def test_a_form_that_breaks_the_rule_of_cases_is_told() -> None:
    items = bank(2, 3, alone=2)
    form = [items[0], items[6], items[1], items[3]]

    found = list(case_problems(form, items, Specification(4, case_rule=CaseRule())))

    assert found == [
        Problem("case_rule", "the form has 2 items of the case case 0; 3 are asked for"),
        Problem("case_rule", "the items of the case case 0 do not stand side by side"),
        Problem("case_rule", "the form has 1 items of the case case 1; 3 are asked for"),
    ]
    assert list(case_problems(form, items, Specification(4))) == []


@pytest.mark.parametrize(
    ("rule", "size", "sentence", "limit"),
    [
        (
            CaseRule(),
            4,
            "All items of a case are to stand on a form together; from this bank up to 1 must be left out.",
            LimitKind.CASE_LEAST,
        ),
        (
            CaseRule(2),
            3,
            "A case is to stand on a form with at least 2 items; from this bank some must with 1.",
            LimitKind.CASE_LEAST,
        ),
        (
            CaseRule(1, 1),
            7,
            "A case is to stand on a form with at most 1 items; from this bank some must with 3.",
            LimitKind.CASE_MOST,
        ),
    ],
)
def test_a_rule_of_cases_that_stands_in_the_way_is_named(
    rule: CaseRule, size: int, sentence: str, limit: LimitKind
) -> None:
    """Of three cases of three, 4 is twos but no threes, and 7 has one whole; of cases of two, 3 is 2 + 1."""
    items = bank(3, 2 if rule == CaseRule(2) else 3)
    asked = Specification(size, (Cell(None, None, size, size),), case_rule=rule)

    with pytest.raises(Infeasible) as caught:
        assemble(asked, items, count=1, seed=1)

    assert [(s.limit, s.sentence) for s in caught.value.shortfalls] == [(Limit(limit), sentence)]


def test_information_that_the_bank_does_not_have_is_named_with_both_ends() -> None:
    """Ten Rasch items of difficulty 0 tell 10 / 4 = 2.5 at 0: 5 is twice that, 2 is 0.8 of it."""
    items = [
        ItemFacts(f"q{number}", "sha256:0", "H1", calibrated=Calibrated("rasch", (0.0,))) for number in range(20)
    ]

    def sentences(curve: float) -> list[str]:
        with pytest.raises(Infeasible) as caught:
            assemble(Specification(10, target=Target("curve", (0.0,), (curve,), 0.1)), items, count=1, seed=1)
        return [shortfall.sentence for shortfall in caught.value.shortfalls]

    assert sentences(5.0) == [
        "The information at ability 0 is to be at least 4.500; it falls up to 40 % of the target short."
    ]
    assert sentences(2.0) == [
        "The information at ability 0 is to be at most 2.200; it is up to 15 % of the target more."
    ]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (CaseRule(None, 2), "all items of a case and at most 2 of them are two rules"),
        (CaseRule(0), "0 to all items of a case cannot be kept"),
        (CaseRule(3, 2), "3 to 2 items of a case cannot be kept"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(rule: CaseRule, sentence: str) -> None:
    with pytest.raises(DocumentError) as caught:
        assemble(Specification(2, case_rule=rule), bank(2, 2), count=1, seed=1)

    assert caught.value.problems == (Problem("case_rule", sentence),)


def test_items_of_a_case_are_those_that_refer_to_the_very_same_text() -> None:
    def case(number: int, address: str | None, text: str | None) -> str | None:
        reference = f'<qti-assessment-stimulus-ref identifier="s" href="{address}"/>' if address else ""
        stimuli = {address: STIMULUS.format(text=text).encode()} if address and text else {}
        return case_of(read(ITEM.format(number=number, reference=reference).encode(), stimuli=stimuli))

    assert case(1, None, None) is None
    assert case(1, "a.xml", "A ward.") == case(2, "../here/a.xml", "A ward.")
    assert case(1, "a.xml", "A ward.") != case(2, "a.xml", "Another ward.")
    assert case(1, "a.xml", None) == case(2, "a.xml", None) != case(3, "b.xml", None)


def test_where_a_large_bank_falls_short_at_one_ability_that_limit_is_the_fewest() -> None:
    """Asked is 1.025 times what no forms have at all abilities, within 2 %."""
    given = reference(300)
    asked = replace(given.specification(), exposure_most=None, target=Target("maximin", ABILITIES, given.target))
    highest = bound(asked, given.items, count=1)
    assert highest is not None
    curve = tuple(1.025 * highest.value * value for value in given.target)

    with pytest.raises(Infeasible) as caught:
        assemble(replace(asked, target=Target("curve", ABILITIES, curve, 0.02)), given.items, count=1, seed=1)

    assert [shortfall.limit.kind for shortfall in caught.value.shortfalls] == [LimitKind.INFORMATION_LEAST]
    assert 1 <= caught.value.shortfalls[0].short <= 4
    assert caught.value.is_least
