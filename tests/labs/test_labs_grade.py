"""Grading, on a case small enough to work by hand."""

from dataclasses import replace

import pytest

from testamur.errors import DocumentError, Problem
from testamur.labs import Carry, Case, Key, Option, Part, Question, Sheet, Trap, grade
from testamur.labs.case import digest

REASONS = ("a", "b", "c", "d", "e")


def offered(*identifiers):
    return tuple(Option(identifier, identifier.upper()) for identifier in identifiers)


PARTS = (
    Part("x", "Hits", "number", points=1, unit="cases"),
    Part("rest", "Misses", "number", points=1, unit="cases"),
    Part("share", "Share", "number", points=4, unit="%", tolerance="0.1"),
    Part("go", "Decision", "choice", points=2, options=offered("yes", "no", "wait")),
    Part("why", "Reasons", "choices", points=3, options=offered(*REASONS), pick=3),
)
KEYS = (
    Key("x", ("80",), "Count."),
    Key("rest", ("20",), "Count.", (Trap("25", "You counted the unknown."),)),
    Key(
        "share",
        ("80",),
        "x / (x + rest).",
        (Trap("90", "That is the vendor's."), Trap("0.8", "That is a fraction.", 0.5, "0.001")),
        Carry("share of counts", ("x", "rest"), (200.0,)),
    ),
    Key("go", ("no",), "By the rule.", (Trap("wait", "Late.", 0.25), Trap("yes", "Harm.")), unsafe=("yes",)),
    Key("why", ("a", "b", "c"), "The rest is untrue.", (Trap("d", "D is a fallacy."),)),
)
CASE = Case(
    family="by-hand",
    version=1,
    engine=1,
    seed="1",
    title="By hand",
    notice="Simulated data.",
    data="x\n1\n",
    digest=digest("x\n1\n"),
    sheet=Sheet("By hand", "Simulated data.", ()),
    questions=(Question("all", "All", "Answer.", PARTS),),
    keys=KEYS,
)
RIGHT = {"x": "80", "rest": "20", "share": "80.0", "go": "no", "why": ["c", "a", "b"]}


def mark_of(answers, part):
    return next(mark for mark in grade(CASE, RIGHT | answers).marks if mark.part == part)


def test_right_answers_get_every_point():
    seen = grade(CASE, RIGHT)

    assert (seen.points, seen.out_of, seen.share, seen.unsafe) == (11, 11, 1, ())
    assert {mark.outcome for mark in seen.marks} == {"right"}
    assert seen.marks[2].feedback == ("The answer: 80 %. x / (x + rest).",)


@pytest.mark.parametrize(("share", "points"), [("79.9", 4), ("80.1", 4), ("80.11", 0), ("79.89", 0)])
def test_a_number_is_right_within_its_tolerance_and_not_beyond(share, points):
    assert mark_of({"share": share}, "share").points == points


def test_a_count_must_be_exact():
    assert mark_of({"x": "81"}, "x").points == 0
    assert mark_of({"x": "80.0"}, "x").points == 1
    assert mark_of({"x": "+80"}, "x").points == 1


def test_what_follows_from_an_earlier_mistake_earns_most_of_its_points():
    # 75 of 75 + 25 is 75%; the count was wrong, the share follows from it.
    seen = grade(CASE, RIGHT | {"x": "75", "rest": "25", "share": "75"})

    marks = {mark.part: mark for mark in seen.marks}
    assert (marks["x"].points, marks["rest"].points) == (0, 0)
    assert (marks["share"].outcome, marks["share"].points) == ("followed", 3)
    assert marks["share"].feedback[0].startswith("It follows rightly from your own earlier answers")


@pytest.mark.parametrize(
    "premises",
    [
        {"x": "150", "rest": "50.5"},  # no counts
        {"x": "-80", "rest": "160"},
        {"x": "300", "rest": "100"},  # more than the cases there are
        {"x": "", "rest": "20"},  # not answered
        {"x": "0", "rest": "0"},
    ],
)
def test_nothing_follows_from_premises_that_make_no_sense(premises):
    seen = mark_of(premises | {"share": "75"}, "share")

    assert (seen.outcome, seen.points) == ("wrong", 0)


def test_a_named_trap_is_told_by_its_sentence():
    seen = mark_of({"rest": "25"}, "rest")

    assert (seen.outcome, seen.points) == ("wrong", 0)
    assert seen.feedback == ("You counted the unknown.", "The answer: 20 cases. Count.")


def test_a_trap_may_earn_a_share_within_its_own_tolerance():
    near, far = mark_of({"share": "0.80"}, "share"), mark_of({"share": "0.85"}, "share")

    assert (near.outcome, near.points, near.feedback[0]) == ("partly", 2, "That is a fraction.")
    assert (far.outcome, far.points) == ("wrong", 0)


def test_a_less_harmful_decision_earns_a_share():
    assert mark_of({"go": "wait"}, "go").points == 0.5


def test_an_unsafe_decision_fails_the_case_whatever_the_points():
    seen = grade(CASE, RIGHT | {"go": "yes"})

    assert seen.share == pytest.approx(9 / 11, abs=1e-6)
    assert seen.unsafe == ("The answer 'YES' to 'Decision' is unsafe here and fails the assignment.",)
    assert not seen.passes(0.5)
    assert grade(CASE, RIGHT | {"go": "wait"}).passes(0.8)
    assert not grade(CASE, RIGHT | {"go": "wait"}).passes(0.9)


@pytest.mark.parametrize(
    ("chosen", "outcome", "points"),
    [(["a", "b", "d"], "partly", 2), (["d", "e"], "wrong", 0), (["a"], "partly", 1), ([], "blank", 0)],
)
def test_each_right_reason_earns_its_part(chosen, outcome, points):
    seen = mark_of({"why": chosen}, "why")

    assert (seen.outcome, seen.points) == (outcome, points)
    assert ("D is a fallacy." in seen.feedback) == ("d" in chosen)


def test_a_blank_earns_nothing_and_breaks_nothing():
    seen = grade(CASE, {"x": " "})

    assert (seen.points, seen.share) == (0, 0)
    assert {mark.outcome for mark in seen.marks} == {"blank"}
    assert seen.marks[0].feedback == ("No answer was given.", "The answer: 80 cases. Count.")


def test_a_verdict_may_follow_from_the_candidates_own_interval():
    part = Part("v", "Verdict", "choice", points=4, options=offered("supported", "not supported", "cannot tell"))
    limits = tuple(Part(name, name, "number", points=1) for name in ("value", "low", "high"))
    carry = Carry("verdict", ("value", "low", "high"), (90.0, 5.0))
    keys = (
        *(Key(name, ("1",), "") for name in ("value", "low", "high")),
        Key("v", ("cannot tell",), "", carry=carry),
    )
    case = replace(CASE, questions=(Question("q", "Q", "?", (*limits, part)),), keys=keys)

    def points(low, high, verdict):
        return grade(case, {"value": "88", "low": low, "high": high, "v": verdict}).marks[3].points

    assert points("86", "92", "supported") == 3
    assert points("80", "92", "supported") == 0
    assert points("80", "92", "cannot tell") == 4
    assert points("89", "92", "supported") == 0  # the value lies outside its own interval


def test_everything_wrong_with_the_answers_is_said_at_once():
    answers = {
        "x": "NaN",
        "rest": "20,5",
        "share": "8" * 25,
        "go": "maybe",
        "why": ["a", "a", "b", "c"],
        "q" * 40: "1",
    }

    with pytest.raises(DocumentError) as error:
        grade(CASE, answers)

    wrong = "must be a number such as 87.5, without sign of unit; it is"
    assert error.value.problems == (
        Problem("x", f"{wrong} 'NaN'"),
        Problem("rest", f"{wrong} '20,5'"),
        Problem("share", f"{wrong} '{'8' * 24}...'"),
        Problem("go", "'maybe' is not offered here"),
        Problem("why", "takes at most 3; 4 were given"),
        Problem("why", "names the same choice twice"),
        Problem("q" * 24 + "...", "no question has this id"),
    )


@pytest.mark.parametrize(
    "text", ["Infinity", "-inf", "1e3", "0x10", "87%", "1_000", "٣", ".5", "5.", "1 2", "--1"]
)
def test_only_a_plain_decimal_is_a_number(text):
    with pytest.raises(DocumentError):
        grade(CASE, {"x": text})


@pytest.mark.parametrize("answer", [80, 80.0, None, True, {"n": 1}, [["80"]], [80]])
def test_an_answer_is_text(answer):
    with pytest.raises(DocumentError) as error:
        grade(CASE, {"x": answer})

    assert error.value.problems == (Problem("x", "must be text, or a list of texts"),)


@pytest.mark.parametrize("answers", [[], "80", None, 3])
def test_answers_are_a_table(answers):
    with pytest.raises(DocumentError, match="must be a table"):
        grade(CASE, answers)


def test_a_grade_is_ready_for_json():
    document = grade(CASE, RIGHT).document()

    assert document["share"] == 1
    assert list(document["marks"][0]) == ["part", "given", "outcome", "points", "out_of", "feedback"]
