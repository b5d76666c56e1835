"""The rubric on offerings: which claims count, what rests on weak ones, and what would settle it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.catalogue import SIGNALS, Claim, Classified, Offering, classified, content_folder, read_catalogue
from testamur.catalogue.rubric import CLASSES, QUESTIONS, in_words
from testamur.catalogue.rubric.classes import KNOWN

CATALOGUE = read_catalogue(content_folder())
EXAMPLES = json.loads((Path(__file__).parents[1] / "vectors/catalogue/worked-examples.json").read_text())
AT = date(2026, 11, 30)
CERTIFIED = ("s1", "s2", "s3", "s4", "s5", "s8", "exam")


def claim(name: str, value: Any = True, grade: Any = "B", **parts: Any) -> Claim:  # noqa: FBT002  (mostly flags)
    field = f"signal.{name}" if name in SIGNALS else name
    return Claim(field, "https://example.org", grade, value, **parts)


def said(*claims: Claim, holder: Any = "person") -> Classified:
    return classified(Offering("x", "X", "X", holder, "confirmed-exists", claim=claims), at=AT)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["programme"] for example in EXAMPLES])
def test_claims_of_the_worked_examples_give_their_classes(example: Any) -> None:
    # Of a signal that the example gives as unknown, nobody claims anything.
    claims = [claim(name, answer, "C") for name, answer in example["signals"].items() if answer is not None]

    found = said(*claims, holder="organisation" if example["signals"].get("o1") else "person")

    assert sorted(found.classes) == example["possibleClasses"]
    assert not found.rests_on_weak


def test_the_holder_decides_whether_an_organisation_is_certified() -> None:
    assert said(holder="organisation").classes == ("organisation-certification",)
    assert "organisation-certification" not in said().classes


def test_an_interested_word_narrows_the_class_and_is_shown_to_do_so() -> None:
    course = (claim("s1", value=False, grade="D"), claim("a1", grade="D"), claim("a2", value=False, grade="D"))

    found = said(*course)

    assert found.classes == ("certificate-of-completion",)
    assert set(found.confirmed_classes) > set(found.classes)
    assert found.rests_on_weak
    assert [signal.name for signal in found.weak] == ["s1", "a1", "a2"]


def test_accreditation_counts_only_where_it_has_been_seen() -> None:
    certified = [claim(name) for name in CERTIFIED]

    promised, seen = (said(*certified, claim("s11", grade=grade)) for grade in ("D", "A"))

    assert promised.classes == ("professional-certification-accredited", "professional-certification")
    assert promised.rigour == (3, 5)
    assert seen.classes == ("professional-certification-accredited",)
    assert seen.rigour == (5, 5)


def test_a_promise_of_accreditation_opens_what_was_presumed() -> None:
    course = [claim("s1", value=False), claim("a1"), claim("a2"), claim("a3"), claim("c2", value=False)]

    assert said(*course).classes == ("assessment-based-certificate",)
    assert said(*course).presumed == ("a5",)
    assert said(*course, claim("a5", grade="D")).classes == (
        "assessment-based-certificate-accredited",
        "assessment-based-certificate",
    )


def test_the_flag_of_credit_is_read_from_either_field() -> None:
    assert (said().credit, said(claim("ce")).credit, said(claim("e1", value=False)).credit) == (None, True, False)
    assert said(claim("ce"), claim("e1", value=False)).credit is False


def test_what_was_seen_later_or_replaced_does_not_count() -> None:
    first = claim("exam", value=True, seen="2026-01-10")
    later = claim("exam", value=False, seen="2026-12-05", supersedes=first.id)
    offering = Offering("x", "X", "X", "person", "confirmed-exists", claim=(first, later))

    answers = [
        next(signal.answer for signal in classified(offering, at=day).signals if signal.name == "exam")
        for day in (date(2026, 1, 1), AT, date(2026, 12, 31))
    ]

    assert answers == [None, True, False]


def test_rigour_and_class_presume_the_same() -> None:
    taught = said(claim("s1", value=False), claim("a1"))

    assert "assessment-based-certificate-accredited" not in taught.classes
    assert taught.rigour == (0, 4)
    assert said(claim("c1"), claim("a1")).rigour == (0, 0)


def test_a_question_says_what_either_answer_would_leave() -> None:
    course = [claim("s1", value=False), claim("a1"), claim("a2"), claim("a3")]

    (question,) = said(*course).settling

    assert question.sentence == (
        "Ask whether the same quiz may be retaken until passed. If so: certificate of completion. "
        "If not: assessment-based certificate."
    )


def test_every_signal_that_a_rule_reads_can_be_asked() -> None:
    assert set(QUESTIONS) == set(KNOWN)


def test_classes_are_named_as_a_sentence_needs_them() -> None:
    assert in_words(list(CLASSES)[6:]) == "certificate of completion or certificate of attendance"
    assert in_words(["exam-based-credential"]) == "exam-based credential"


one_claim = st.builds(claim, st.sampled_from(list(SIGNALS)), st.booleans(), st.sampled_from("ABCDEU"))


@given(st.lists(one_claim, max_size=10, unique_by=lambda made: made.field))
def test_without_weak_sources_no_more_is_known(claims: list[Claim]) -> None:
    found = said(*claims)

    contradicted = len(claims) > len([one for one in claims if one.grade in "ABC"]) and _contradicts(claims)
    if not contradicted:
        assert set(found.classes) <= set(found.confirmed_classes)
    assert found.settling == () or len(found.classes) > 1


def _contradicts(claims: list[Claim]) -> bool:
    """Say whether two claims cannot both be so, by the words of the signals."""
    answers = {one.field.removeprefix("signal."): one.value for one in claims if one.grade != "U"}
    examined = answers.get("exam") or answers.get("s1")
    unassessed = answers.get("c1") or answers.get("a2") is False or answers.get("a3") is False
    return bool(
        (examined and unassessed)
        or (answers.get("s1") and answers.get("exam") is False)
        or (answers.get("c1") and answers.get("a2"))
        or (answers.get("s11") and answers.get("s5") is False)
    )


@pytest.mark.parametrize("offering", CATALOGUE.offerings.values(), ids=CATALOGUE.offerings)
def test_every_offering_of_the_catalogue_is_classed_and_its_questions_are_true(offering: Offering) -> None:
    found = classified(offering, at=AT)

    assert found.classes
    assert set(found.classes) <= set(found.confirmed_classes)
    for question in found.settling:
        for answer, left in ((True, question.if_true), (False, question.if_false)):
            told = Claim(f"signal.{question.signal}", "https://example.org", "A", answer)
            rest = tuple(one for one in offering.claim if one.field != told.field)
            again = classified(
                Offering(
                    offering.id,
                    offering.name,
                    offering.provider,
                    offering.holder,
                    offering.status,
                    claim=(*rest, told),
                )
            )
            assert again.classes == left
