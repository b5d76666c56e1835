"""The classes: the worked examples, the published rules, and that knowing more never widens."""

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.catalogue import SIGNALS
from testamur.catalogue.rubric import (
    CLASSES,
    IMPLIED,
    MEANINGS,
    PRESUMED_FALSE,
    RULES,
    possible,
    presumed,
    settling,
)
from testamur.catalogue.rubric.classes import KNOWN, READ, Settling, ordered, resolved
from testamur.catalogue.rubric.rule import Signals, holds, names

VECTORS = Path(__file__).parents[1] / "vectors/catalogue"
EXAMPLES = json.loads((VECTORS / "worked-examples.json").read_text())
RUBRIC = json.loads((VECTORS / "rubric.json").read_text())
Known = dict[str, bool | None]
signals = st.dictionaries(st.sampled_from(KNOWN), st.sampled_from([True, False, None]))
every_signal = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in KNOWN})


def is_consistent(known: Signals) -> bool:
    """Say whether nothing that is stated contradicts what follows from the rest."""
    found = resolved(known)
    return not any(found[i.signal] and found[i.other] is (not i.answer) for i in IMPLIED)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["programme"] for example in EXAMPLES])
def test_the_worked_examples_are_exact(example: Any) -> None:
    assert sorted(possible(example["signals"])) == example["possibleClasses"]


def test_there_are_thirteen_of_them() -> None:
    assert len(EXAMPLES) == 13


def test_the_signals_and_classes_are_those_of_the_rubric() -> None:
    published = [name for name, *_ in RUBRIC["signals"]]

    assert [name for name in SIGNALS if name in published] == published
    assert [row["id"] for row in RUBRIC["classes"]] == list(CLASSES) == list(MEANINGS)


def test_each_published_rule_is_in_the_table_and_where_we_read_it_otherwise_we_say_why() -> None:
    rows = [(rule.gives, rule.published) for rule in RULES if rule.published]

    assert rows == [(row["id"], row["rule"]) for row in RUBRIC["classes"]]
    assert all(rule.reading for rule in RULES if rule.rule != rule.published)


# The class of every full set of answers, from the words of the rubric, without the engine: a second hand.
def by_hand(s: dict[str, bool]) -> str:
    if s["o1"]:
        return "organisation-certification"
    if s["s1"] and s["s11"]:
        return "professional-certification-accredited"
    if s["s1"] and s["s2"] and s["s3"] and s["s4"] and (s["s6"] or s["s8"]):
        return "professional-certification"
    if (s["exam"] or s["a2"]) and (s["s1"] or not s["a1"]):
        return "exam-based-credential"
    return taught_by_hand(s) if s["a1"] else "certificate-of-attendance"


def taught_by_hand(s: dict[str, bool]) -> str:
    to_a_standard = s["exam"] or (s["a2"] and s["a3"])
    if to_a_standard and s["a5"]:
        return "assessment-based-certificate-accredited"
    return "assessment-based-certificate" if to_a_standard and not s["c2"] else "certificate-of-completion"


def test_every_full_set_of_answers_has_the_class_that_the_words_give_it() -> None:
    for answers in itertools.product((True, False), repeat=len(READ)):
        known = dict(zip(READ, answers, strict=True))
        if is_consistent({**known, "s5": True}):
            assert possible({**known, "s5": True}) == (by_hand(known),)


@given(every_signal.filter(is_consistent))
def test_a_class_remains_if_and_only_if_some_answers_to_the_unknown_give_it(known: Known) -> None:
    found = resolved(known)
    unknown = [name for name in KNOWN if found[name] is None][:9]
    found |= dict.fromkeys([name for name in KNOWN if found[name] is None][9:], False)
    completions = [
        filled
        for answers in itertools.product((True, False), repeat=len(unknown))
        if is_consistent(filled := {**found, **dict(zip(unknown, answers, strict=True))})
    ]

    assert possible(found) == ordered(by_hand(filled) for filled in completions)  # type: ignore[arg-type]


@given(every_signal, st.sampled_from(KNOWN), st.booleans())
def test_knowing_more_never_adds_a_class(known: Known, name: str, answer: bool) -> None:  # noqa: FBT001
    unknown, more = {**known, name: None}, {**known, name: answer}

    if is_consistent(more):
        assert set(possible(more)) <= set(possible(unknown))


@given(signals, st.sampled_from([name for name in KNOWN if name != "s11"]), st.booleans())
def test_nor_does_it_where_some_signals_are_presumed(known: Known, name: str, answer: bool) -> None:  # noqa: FBT001
    unknown, more = {**known, name: None}, {**known, name: answer}

    if is_consistent(more):
        assert set(possible(more)) <= set(possible(unknown))


def test_accreditation_that_is_seen_gives_up_what_was_presumed() -> None:
    iabac = next(example["signals"] for example in EXAMPLES if example["programme"].startswith("IABAC"))

    assert "professional-certification-accredited" not in possible(iabac)
    assert possible({**iabac, "s1": True, "s11": True}) == ("professional-certification-accredited",)


@given(signals)
def test_some_class_always_remains(known: Known) -> None:
    found = possible(known)

    assert found
    assert found == ordered(found)


@given(every_signal, st.sampled_from(KNOWN), st.booleans())
def test_one_signal_changes_the_class_only_through_a_rule_that_reads_it(
    known: Known,
    name: str,
    answer: bool,  # noqa: FBT001
) -> None:
    full = {signal: bool(value) for signal, value in known.items()} | {name: answer}
    other = full | {name: not answer}
    if not (is_consistent(full) and is_consistent(other)):
        return
    before, after = possible(full), possible(other)

    readers = [rule for rule in RULES if name in names(rule.rule)]
    turned = [rule for rule in readers if holds(rule.rule, full) != holds(rule.rule, other)]
    assert before == after or turned


@pytest.mark.parametrize(
    ("known", "remains"),
    [
        ({"o1": True, "s1": True, "s11": True}, "organisation-certification"),
        ({"s1": True, "s11": True}, "professional-certification-accredited"),
        ({"s1": True, "s11": True, "s5": None}, "professional-certification-accredited"),
        ({"a1": True, "s1": False, "a2": True, "a3": True, "a5": True}, "assessment-based-certificate-accredited"),
        ({"a1": True, "s1": False, "c1": True}, "certificate-of-completion"),
        ({"a1": True, "s1": False, "exam": True, "s3": True, "c2": False}, "assessment-based-certificate"),
        ({"a1": False, "exam": False, "a2": False, "s1": False}, "certificate-of-attendance"),
        ({"a1": False, "exam": True, "s1": False, "s3": False}, "exam-based-credential"),
    ],
)
def test_one_class_where_the_facts_are_there(known: Known, remains: str) -> None:
    assert possible(known) == (remains,)


def test_credit_of_continuing_education_is_a_flag_and_no_class() -> None:
    taught: Known = {"s1": False, "a1": True, "a2": None}

    assert "ce_credit is a flag beside the class" in RUBRIC["flags"][0]
    assert {possible({**taught, "e1": carries}) for carries in (True, False, None)} == {possible(taught)}


def test_what_is_presumed_is_given_up_as_soon_as_it_is_asked() -> None:
    course: Known = {"s1": False, "a1": True, "a2": True, "a3": True, "c2": False}

    assert possible(course) == ("assessment-based-certificate",)
    assert presumed(course) == ("o1", "a5")
    assert "assessment-based-certificate-accredited" in possible({**course, "a5": None})
    assert set(PRESUMED_FALSE) == {"o1", "a5", "s5"}


def test_accreditation_is_open_only_where_a_title_may_be_given() -> None:
    certified: Known = dict.fromkeys(("s1", "s2", "s3", "s4", "s8"), True)

    assert possible({**certified, "s5": False}) == ("professional-certification",)
    assert possible({**certified, "s5": None}) == (
        "professional-certification-accredited",
        "professional-certification",
    )


def test_a_signal_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no signal is called s12, zz"):
        possible({"s12": True, "zz": None})


def test_one_question_settles_the_course_of_stanford() -> None:
    stanford = next(example for example in EXAMPLES if example["programme"] == "Stanford specialization")

    assert settling(stanford["signals"]) == (
        Settling("c2", ("certificate-of-completion",), ("assessment-based-certificate",)),
    )


def test_the_first_question_about_iabac_is_whether_its_exam_is_open() -> None:
    iabac = next(example for example in EXAMPLES if example["programme"].startswith("IABAC"))

    first = settling(iabac["signals"])[0]

    assert first == Settling(
        "s1", ("professional-certification", "exam-based-credential"), ("exam-based-credential",)
    )


@given(signals)
def test_every_settling_question_narrows_when_it_is_asked_again(known: Known) -> None:
    now = set(possible(known))
    worst_left = []
    for one in settling(known):
        true, false = (set(possible({**known, one.signal: answer})) for answer in (True, False))
        assert (true, false) == (set(one.if_true), set(one.if_false))
        assert true < now or false < now
        worst_left.append(max(len(true), len(false)))
    assert worst_left == sorted(worst_left)


@given(signals.filter(is_consistent))
def test_nothing_is_asked_where_one_class_remains_and_something_where_more_do(known: Known) -> None:
    assert bool(settling(known)) == (len(possible(known)) > 1)


def test_a_rule_reads_as_it_is_written() -> None:
    values = {True: True, False: False, None: None}
    for one, other in itertools.product(values, repeat=2):
        known = {"s1": one, "s2": other}
        assert holds("s1 and s2", known) == (
            False if False in (one, other) else None if None in (one, other) else True
        )
        assert holds("s1 or s2", known) == (
            True if True in (one, other) else None if None in (one, other) else False
        )
        assert holds("not s1", known) is (None if one is None else not one)


@pytest.mark.parametrize("text", ["s1 + s2", "s1 == s2", "f(s1)", "False"])
def test_no_rule_is_written_in_another_way(text: str) -> None:
    with pytest.raises(ValueError, match="no rule is written so"):
        holds(text, {"s1": True, "s2": True})


def test_the_words_of_the_table_are_signals() -> None:
    assert all(re.fullmatch(r"[a-z0-9_]+", name) and name in SIGNALS for name in READ)
