"""The line for a CV: the exact title, the issuer and the class that is borne out; no board that is not shown."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.catalogue import SIGNALS, Claim, Grade, Offering, classified, content_folder, read_catalogue
from testamur.catalogue.cv_line import CERTIFICATIONS, CvLine, cv_line

KNOWN = read_catalogue(content_folder())
AT = date(2026, 11, 23)
TOO_MUCH = re.compile(r"board|certified", re.IGNORECASE)


def offering(*claims: Claim, **parts: Any) -> Offering:
    given = {"name": "AI in Care", "provider": "A Provider", "status": "confirmed-exists", **parts}
    return Offering("an-offering", holder="person", claim=claims, **given)


def signal(name: str, value: bool, grade: Grade = "B") -> Claim:  # noqa: FBT001  (the value of a flag)
    return Claim(f"signal.{name}", "https://provider.example/", grade, value)


def our_words(line: CvLine) -> str:
    """Return what we say in a line, without the title and the issuer, which are the issuer's own."""
    assert line.text == f"{line.title}, {line.issuer} ({line.kind}), {line.when}"
    return f"{line.kind} {line.when}"


def test_two_classes_that_remain_are_both_named() -> None:
    line = cv_line(offering(signal("s1", False), signal("a1", True), signal("a2", True)), year=2026, at=AT)

    assert line.text == (
        "AI in Care, A Provider (assessment-based certificate or certificate of completion: "
        "the provider does not say which), 2026"
    )


def test_one_class_is_named_alone_and_what_is_under_way_is_not_awarded() -> None:
    line = cv_line(offering(signal("s1", False), signal("a1", True), signal("c1", True)), year=None, at=AT)

    assert line.text == "AI in Care, A Provider (certificate of completion), in progress, not yet awarded"
    assert "“Passed” or “examined”: no assessment to a set standard decides it." in line.not_to_write


CERTIFICATION = ("s1", "s2", "s3", "s4", "s6", "s9", "exam")


def certification(grade: Grade) -> list[Claim]:
    return [signal(name, True, grade) for name in CERTIFICATION]


def test_a_certification_is_one_only_by_sources_that_bear_it_out() -> None:
    shown = cv_line(offering(*certification("B"), signal("s11", False, "A")), year=2026, at=AT)
    claimed = cv_line(offering(*certification("D"), signal("s11", False, "A")), year=2026, at=AT)

    assert shown.kind == "professional certification"
    assert claimed.kind == "called a certification; not confirmed"
    assert any(sentence.startswith("Without interested parties") for sentence in claimed.because)
    assert not any(sentence.startswith("Without interested parties") for sentence in shown.because)
    assert not any(sentence.startswith("“Certified”") for sentence in shown.not_to_write)
    assert any(sentence.startswith("“Certified”") for sentence in claimed.not_to_write)


@pytest.mark.parametrize(
    ("recognition", "grade", "is_board"),
    [
        ("ABMS: a recognised subspecialty", "A", True),
        ("ABMS: a recognised subspecialty", "C", True),
        ("a board, it says", "D", False),
        ("not among the member boards", "A", False),
    ],
)
def test_a_board_is_one_only_where_a_source_without_an_interest_recognises_it(
    recognition: str,
    grade: Grade,
    is_board: bool,  # noqa: FBT001  (a fact, not a mode)
) -> None:
    claims = [*certification("B"), signal("s11", True, "A"), Claim("board_recognition", "x", grade, recognition)]

    line = cv_line(offering(*claims), year=2026, at=AT)

    kind = "accredited professional certification"
    assert line.kind == (f"{kind}; board certification" if is_board else kind)
    assert is_board != any(sentence.startswith("“Board certified”") for sentence in line.not_to_write)


def test_a_board_in_the_name_says_nothing() -> None:
    line = cv_line(offering(provider="The Board of Anything"), year=2026, at=AT)

    assert line.issuer == "The Board of Anything"
    assert "The word is part of its own name" in line.not_to_write[0]


@pytest.mark.parametrize("key", sorted(KNOWN.offerings))
def test_no_line_of_the_catalogue_says_more_than_its_evidence(key: str) -> None:
    found = KNOWN.offerings[key]
    line = cv_line(found, year=2026, at=AT)

    assert (line.title, line.issuer) == (found.name, found.provider)
    if TOO_MUCH.search(our_words(line)):
        assert set(classified(found, at=AT).confirmed_classes) <= CERTIFICATIONS
        assert any(c.field == "board_recognition" and c.grade in "ABC" for c in found.claim)


flags = st.lists(
    st.builds(
        signal, st.sampled_from(sorted(SIGNALS)), st.booleans(), st.sampled_from(["A", "B", "C", "D", "E", "U"])
    ),
    max_size=14,
)
weak_boards = st.lists(
    st.builds(
        Claim, st.just("board_recognition"), st.just("x"), st.sampled_from(["D", "E", "U"]), st.text(min_size=1)
    ),
    max_size=2,
)


@given(signals=flags, boards=weak_boards, year=st.one_of(st.none(), st.integers(1950, 2100)))
def test_board_and_certified_never_stand_where_no_source_without_an_interest_shows_a_board(
    signals: list[Claim], boards: list[Claim], year: int | None
) -> None:
    line = cv_line(offering(*signals, *boards), year=year, at=AT)

    assert not TOO_MUCH.search(our_words(line))


@given(signals=flags, grade=st.sampled_from(["A", "B", "C"]))
def test_nor_where_what_is_shown_leaves_another_class(signals: list[Claim], grade: Any) -> None:
    found = offering(*signals, Claim("board_recognition", "x", grade, "recognised by everybody"))

    if not set(classified(found, at=AT).confirmed_classes) <= CERTIFICATIONS:
        assert not TOO_MUCH.search(our_words(cv_line(found, year=2026, at=AT)))
