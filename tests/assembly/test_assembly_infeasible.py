import pytest
from assembly_banks import POSITIONS, bank

from testamur.assembly import Cell, Infeasible, ItemFacts, KeyBalance, Limit, LimitKind, Specification, assemble
from testamur.assembly.elastic import Relaxation
from testamur.assembly.infeasible import Case, explained, infeasible


def plain_bank(size: int, *, area: str = "H1", level: str = "judge") -> list[ItemFacts]:
    return [ItemFacts(f"{area}-{level}-{number}", "sha256:0", area, level) for number in range(size)]


def refusal(specification: Specification, items: list[ItemFacts], *, count: int = 1) -> Infeasible:
    with pytest.raises(Infeasible) as caught:
        assemble(specification, items, count=count, seed=1)
    assert caught.value.rule == "assembly-infeasible"
    return caught.value


def test_a_cell_the_bank_cannot_fill_is_named_with_both_numbers() -> None:
    items = [*plain_bank(5, area="H4"), *plain_bank(40)]
    asked = Specification(20, (Cell("H4", "judge", 8, 10),))

    refused = refusal(asked, items)

    assert refused.reason == (
        "A form of 20 items cannot be assembled from this bank. "
        "The cell H4 · judge asks for 8 items; the bank has 5."
    )
    assert [(s.limit, s.short) for s in refused.shortfalls] == [(Limit(LimitKind.LEAST, 0), 3)]


def test_an_exact_blueprint_with_one_thin_cell_names_that_cell_and_the_size_left() -> None:
    items = [*plain_bank(5, area="H4"), *plain_bank(40)]
    asked = Specification(20, (Cell("H1", None, 12, 12), Cell("H4", None, 8, 8)))

    refused = refusal(asked, items, count=2)

    assert refused.reason == (
        "2 forms of 20 items cannot be assembled from this bank. "
        "The cell H4 asks for 8 items; the bank has 5. Without more, a form can have 17 items."
    )
    assert refused.items == 17


def test_two_thin_cells_are_both_named() -> None:
    items = [*plain_bank(2, area="H1"), *plain_bank(3, area="H2"), *plain_bank(40, area="H3")]
    asked = Specification(20, (Cell("H1", None, 4, 4), Cell("H2", None, 4, 4), Cell("H3", None, 12, 12)))

    refused = refusal(asked, items)

    assert [(s.limit.index, s.short) for s in refused.shortfalls] == [(0, 2), (1, 1)]


def test_enemies_that_empty_a_cell_are_given_as_the_cause() -> None:
    rivals = tuple(f"q{number}" for number in range(6))
    items = [
        *(ItemFacts(name, "sha256:0", "H4", enemies=tuple(r for r in rivals if r != name)) for name in rivals),
        *plain_bank(20),
    ]

    refused = refusal(Specification(10, (Cell("H4", None, 3, 5),)), items)

    assert refused.shortfalls[0].sentence == (
        "The cell H4 asks for 3 items; the bank has 6, of which enemies leave 1 that may stand on one form."
    )


def test_too_little_overlap_is_named_with_what_it_takes() -> None:
    refused = refusal(Specification(40, overlap_most=10), bank(60), count=2)

    assert [s.sentence for s in refused.shortfalls] == [
        "Two forms may share at most 10 items; from this bank some must share 20."
    ]


def test_too_little_overlap_among_five_forms_is_found_by_counting_pairs() -> None:
    """200 places among 140 items are 60 repeats, a pair each at least: 10 pairs of forms share 6 on average."""
    assert assemble(Specification(40, overlap_most=6), bank(140), count=5, seed=1)

    refused = refusal(Specification(40, overlap_most=5), bank(140), count=5)

    assert [(s.limit.kind, s.short) for s in refused.shortfalls] == [(LimitKind.OVERLAP, 1)]


def test_too_little_exposure_is_named() -> None:
    refused = refusal(Specification(40, exposure_most=1), bank(60), count=2)

    assert [s.sentence for s in refused.shortfalls] == [
        "An item may stand on at most 1 of 2 forms; from this bank some must stand on 2."
    ]


def test_a_cell_that_exposure_uses_up_is_one_limit_and_exposure_another() -> None:
    items = [*plain_bank(10, area="H4"), *plain_bank(60)]
    asked = Specification(20, (Cell("H4", None, 8, 8),), exposure_most=1)

    refused = refusal(asked, items, count=2)

    assert [s.limit.kind for s in refused.shortfalls] == [LimitKind.EXPOSURE]


def test_a_form_larger_than_the_bank_is_the_fault_of_the_size_not_of_a_cell() -> None:
    refused = refusal(Specification(8, (Cell("H1", None, 3, 10),)), plain_bank(5))

    assert [s.sentence for s in refused.shortfalls] == ["A form asks for 8 items; the bank has 5."]
    assert refused.items == 5


def test_a_cell_that_allows_too_little_is_named() -> None:
    asked = Specification(20, (Cell("H1", None, 0, 5), Cell("H2", None, 0, 20)))
    items = [*plain_bank(30, area="H1"), *plain_bank(10, area="H2")]

    refused = refusal(asked, items)

    assert [s.sentence for s in refused.shortfalls] == [
        "The cell H1 allows at most 5 items; the other limits need 10."
    ]


def test_cells_that_contradict_each_other_are_named() -> None:
    asked = Specification(20, (Cell("H1", None, 12, 20), Cell(None, "judge", 12, 20)))
    items = [*plain_bank(30, area="H1", level="recall"), *plain_bank(30, area="H2", level="judge")]

    refused = refusal(asked, items)

    assert len(refused.shortfalls) == 1
    assert refused.shortfalls[0].short == 4
    assert "asks for 12 items; beside the other limits there is room for 8." in refused.reason


def test_a_key_position_that_is_too_rare_is_named() -> None:
    items = [ItemFacts(f"q{n}", "sha256:0", "H1", key="A" if n < 2 else "BCD"[n % 3]) for n in range(40)]

    refused = refusal(Specification(20, key_share=KeyBalance(POSITIONS, 0.2, 0.35)), items)

    assert [s.sentence for s in refused.shortfalls] == [
        "The key is to be at A in at least 20% of a form; it stays 2 short."
    ]


def test_a_key_position_that_is_too_frequent_is_named() -> None:
    items = [ItemFacts(f"q{n}", "sha256:0", "H1", key="A" if n < 12 else "BCD"[n % 3]) for n in range(20)]

    refused = refusal(Specification(20, key_share=KeyBalance(POSITIONS, 0.0, 0.3)), items)

    assert [s.sentence for s in refused.shortfalls] == [
        "The key is to be at A in at most 30% of a form; there are 6 too many."
    ]


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        ((0.0, 20.0), "A form is to take at most 20 minutes; it takes 5 more."),
        ((30.0, 40.0), "A form is to take at least 30 minutes; it falls 5 short."),
    ],
)
def test_a_time_that_cannot_be_kept_is_named(minutes: tuple[float, float], sentence: str) -> None:
    items = [ItemFacts(f"q{n}", "sha256:0", "H1", minutes=1.0 + n % 2 / 2) for n in range(20)]

    refused = refusal(Specification(20, minutes=minutes), items)

    assert [s.sentence for s in refused.shortfalls] == [sentence]


def test_when_time_runs_out_before_the_cause_is_found_it_says_so() -> None:
    refused = infeasible(Case(Specification(40, overlap_most=5), bank(140), count=5, seconds=0.0))

    assert refused.shortfalls == ()
    assert not refused.is_least
    assert refused.reason.endswith("Which limit stands in the way was not found within 0 seconds.")


def test_a_set_of_limits_that_may_not_be_the_smallest_says_so():
    case = Case(Specification(40, overlap_most=5), bank(140), count=5, seconds=1.0)

    refused = explained(case, Relaxation({Limit(LimitKind.OVERLAP): 3}, items=40, is_least=False))

    assert not refused.is_least
    assert refused.reason == (
        "5 forms of 40 items cannot be assembled from this bank. "
        "Two forms may share at most 5 items; from this bank some must share 8. "
        "Whether relaxing less would do was not settled in the time allowed."
    )
