"""Laws that hold for every case of the diagnostic aid, whatever its seed."""

import csv
import hashlib
import io
import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.evaluation import EDITION, INTERVALS, Verdict
from testamur.labs import FAMILIES, Key, Trap, from_document, grade, markdown
from testamur.labs.diagnostic_aid.scenario import MIX
from testamur.labs.families import diagnostic_aid

seeds = st.integers(0, 2**64).map(lambda number: f"{number:x}")
laws = settings(derandomize=True, max_examples=25, deadline=None)


@cache
def made(seed):
    return FAMILIES["diagnostic-aid"].make(seed)


def right_answers(case):
    parts = {part.id: part for part in case.parts}
    return {
        key.part: list(key.answers) if parts[key.part].kind == "choices" else key.answers[0] for key in case.keys
    }


def key_of(case, part):
    return next(key for key in case.keys if key.part == part)


def answer(case, part):
    return key_of(case, part).answers[0]


def counted(case, threshold):
    """Count a data file with nothing but the csv module: the protocol read once more, by other means."""
    table = dict.fromkeys(("tp", "fp", "fn", "tn", "without-reference", "indeterminate"), 0)
    for row in csv.DictReader(io.StringIO(case.data)):
        if row["reference"] == "not available":
            table["without-reference"] += 1
            continue
        none = row["score"] == "indeterminate"
        table["indeterminate"] += none
        flagged = not none and Decimal(row["score"]) >= threshold
        right = flagged == (row["reference"] == "positive")
        table[("t" if right else "f") + ("p" if flagged else "n")] += 1
    return table


def threshold_of(case):
    prompt = next(question.prompt for question in case.questions if question.id == "table")
    return Decimal(prompt.split("threshold of ")[1].split(",")[0])


@laws
@given(seed=seeds)
def test_the_key_gets_full_marks(seed):
    case = made(seed)

    seen = grade(case, right_answers(case))

    assert (seen.share, seen.unsafe, seen.out_of) == (1, (), 31)


@laws
@given(seed=seeds)
def test_the_key_is_what_an_independent_count_of_the_shipped_file_gives(seed):
    case = made(seed)

    table = counted(case, threshold_of(case))

    assert {part: int(answer(case, part)) for part in table} == table
    sensitivity = 100 * table["tp"] / (table["tp"] + table["fn"])
    specificity = 100 * table["tn"] / (table["tn"] + table["fp"])
    assert float(answer(case, "sensitivity")) == pytest.approx(sensitivity, abs=1e-6)
    assert float(answer(case, "specificity")) == pytest.approx(specificity, abs=1e-6)
    assert float(answer(case, "ppv")) == pytest.approx(100 * table["tp"] / (table["tp"] + table["fp"]), abs=1e-6)
    prevalence = key_of(case, "ppv-elsewhere").carry.constants[0]
    right, wrong = sensitivity * prevalence, (100 - specificity) * (1 - prevalence)
    assert float(answer(case, "ppv-elsewhere")) == pytest.approx(100 * right / (right + wrong), abs=1e-6)


@laws
@given(seed=seeds)
def test_answers_as_a_careful_person_rounds_them_get_full_marks(seed):
    case = made(seed)
    percentages = {part.id for part in case.parts if part.unit == "%"}
    rounded = {
        part: str(round(Decimal(given), 1)) if part in percentages else given
        for part, given in right_answers(case).items()
    }

    assert grade(case, rounded).share == 1


@laws
@given(seed=seeds)
def test_every_trap_gets_its_own_feedback_and_fewer_points(seed):
    case = made(seed)

    for key in case.keys:
        for trap in key.traps:
            given_here = [trap.answer, *key.answers[:2]] if key.part == "reasons" else trap.answer
            seen = grade(case, right_answers(case) | {key.part: given_here})
            mark = next(mark for mark in seen.marks if mark.part == key.part)
            assert trap.sentence in mark.feedback
            assert mark.points < mark.out_of
            assert seen.share < 1


@laws
@given(seed=seeds)
def test_every_named_trap_stands_three_tolerances_from_the_key(seed):
    case = made(seed)

    for part in case.parts:
        if part.kind == "number":
            key = key_of(case, part.id)
            for trap in key.traps:
                apart = abs(Decimal(trap.answer) - Decimal(key.answers[0]))
                assert apart >= 3 * (Decimal(part.tolerance) or 1) - Decimal("0.00001")


@laws
@given(seed=seeds, part=st.integers(0, 13))
def test_a_wrong_number_loses(seed, part):
    case = made(seed)
    asked = [part for part in case.parts if part.kind == "number"][part]
    off = Decimal(answer(case, asked.id)) + 2 * (Decimal(asked.tolerance) or 1)

    seen = grade(case, right_answers(case) | {asked.id: str(off)})

    assert seen.share < 1
    assert next(mark for mark in seen.marks if mark.part == asked.id).points < asked.points


@laws
@given(seed=seeds)
def test_what_the_candidate_sees_does_not_depend_on_the_key_or_the_seed(seed):
    case = made(seed)
    other = tuple(Key(key.part, ("other",), "other", (Trap("x", "y"),), unsafe=("z",)) for key in case.keys)

    assert replace(case, keys=other, seed="0", engine=99).public() == case.public()


@laws
@given(seed=seeds)
def test_what_the_candidate_sees_holds_no_secret(seed):
    case = made(seed)

    public = json.dumps(case.public(), ensure_ascii=False)

    assert json.loads(public) == case.public()
    assert list(case.public()) == ["family", "version", "title", "notice", "digest", "sheet", "questions"]
    assert set(case.public()["questions"][0]) == {"id", "title", "prompt", "parts"}
    assert set(case.public()["questions"][0]["parts"][0]) == {
        "id", "label", "kind", "points", "unit", "tolerance", "options", "pick",
    }  # fmt: skip
    assert not any(trap.sentence in public for key in case.keys for trap in key.traps)
    for secret in ("seed", "traps", "carry", "unsafe", "answers", "working", "truth"):
        assert f'"{secret}"' not in public


@laws
@given(seed=seeds)
def test_the_screening_holds_for_every_case(seed):
    case = made(seed)
    n = {name: int(answer(case, name)) for name in ("tp", "fp", "fn", "tn")}
    scores = {row["score"] for row in csv.DictReader(io.StringIO(case.data))}

    for x, others, share in ((n["tp"], n["fn"], "sensitivity"), (n["tn"], n["fp"], "specificity")):
        claimed, margin = key_of(case, f"verdict-{share}").carry.constants
        floor = (claimed - margin) / 100
        verdict = answer(case, f"verdict-{share}")
        for method in INTERVALS.values():
            for step in (-1, 0, 1):
                low, high = method(x + step, x + others, 0.95)
                by_hand = "supported" if low >= floor else "not supported" if high < floor else "cannot tell"
                assert by_hand == verdict
        z = (x / (x + others) - floor) / (floor * (1 - floor) / (x + others)) ** 0.5
        assert abs(z) <= 1 if verdict == "cannot tell" else 2.6 <= abs(z) <= 4.5
    assert 700 <= len(case.data.splitlines()) - 1 <= 1500
    assert f"{threshold_of(case):.3f}" not in scores


@laws
@given(seed=seeds)
def test_the_decision_follows_from_the_verdicts_and_unsafe_approval_fails(seed):
    case = made(seed)
    verdicts = {answer(case, "verdict-sensitivity"), answer(case, "verdict-specificity")}

    if "not supported" in verdicts:
        decision = "do not approve"
    elif verdicts == {"supported"}:
        decision = "approve"
    else:
        decision = "pilot"

    assert answer(case, "decision") == decision
    approved = grade(case, right_answers(case) | {"decision": "approve"})
    assert bool(approved.unsafe) == (decision == "do not approve")
    assert approved.passes(0.6) == (decision != "do not approve")


@laws
@given(seed=seeds)
def test_a_case_comes_back_whole_from_json(seed):
    case = made(seed)

    assert from_document(json.loads(json.dumps(case.document()))) == case
    assert case.digest == hashlib.sha256(case.data.encode()).hexdigest()
    assert (case.engine, case.version) == (EDITION, FAMILIES["diagnostic-aid"].version)


@laws
@given(seed=seeds)
def test_a_wrong_threshold_costs_the_table_but_not_all_that_follows(seed):
    case = made(seed)
    small_print = next(s for s in case.sheet.sections if s.heading.startswith("The small print"))
    study = Decimal(small_print.paragraphs[2].split("threshold of ")[1].split(",")[0])
    n = counted(case, study)
    own = {name: str(n[name]) for name in ("tp", "fp", "fn", "tn")}
    own["sensitivity"] = f"{100 * n['tp'] / (n['tp'] + n['fn']):.2f}"
    own["specificity"] = f"{100 * n['tn'] / (n['tn'] + n['fp']):.2f}"

    marks = {mark.part: mark for mark in grade(case, right_answers(case) | own).marks}

    assert [marks[name].points for name in ("tp", "fp", "fn", "tn")] == [0, 0, 0, 0]
    for share in ("sensitivity", "specificity"):
        assert (marks[share].outcome, marks[share].points) == ("followed", 1.5)
        assert any("study's threshold" in sentence for sentence in marks[share].feedback)


def test_two_processes_make_the_same_case():
    script = (
        "import hashlib, json; from testamur.labs import FAMILIES;"
        "case = FAMILIES['diagnostic-aid'].make('c0ffee');"
        "print(hashlib.sha256(json.dumps(case.document()).encode()).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        )
        for hash_seed in ("1", "2")
    ]

    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout.strip()) == 64


def test_another_seed_is_another_case():
    assert made("1").digest != made("2").digest


def test_each_verdict_is_asked_for_a_third_of_the_time():
    for position in (0, 1):
        times = {verdict: sum(n for pair, n in MIX.items() if pair[position] is verdict) for verdict in Verdict}

        assert set(times.values()) == {6}


def test_if_no_case_is_fair_none_is_made(monkeypatch):
    monkeypatch.setattr(diagnostic_aid, "unfair", lambda *_, **__: iter(["never fair"]))
    monkeypatch.setattr(diagnostic_aid, "TRIES", 3)

    with pytest.raises(RuntimeError, match="no fair case in 3 tries"):
        diagnostic_aid.make("1")


def test_the_sheet_reads_as_plain_markdown():
    case = made("5eed")

    text = markdown(case.sheet)

    assert text.startswith("# Does the diagnostic aid perform as its vendor claims?\n\n**Simulated data.")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## The product",
        "## What the vendor claims",
        "## The small print of the study",
        "## The protocol, fixed before the data were opened",
        "## The data file",
    ]
    assert "| Figure | Claim | 95% interval (Wilson) | From |\n| --- | --- | --- | --- |\n" in text
