import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from testamur.cli.fit import COMMAND
from testamur.errors import DocumentError


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(COMMAND, ["rank", "--at", "2026-11-23", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (("--role", "physician", "--need", "cme", "--country", "US"), "Stanford University (Coursera)"),
        (("--role", "hospital-operations-manager"), "IABAC"),
        (("--role", "clinical-informatics-specialist"), "IABAC"),
    ],
)
def test_rank_answers_for_the_three_role_groups(arguments: tuple[str, ...], first: str) -> None:
    code, out, err = run(*arguments, "--policy", "source-guide", "--json")

    assert (code, err) == (0, "")
    assert json.loads(out)["fits"][0]["provider"] == first


@pytest.mark.parametrize("role", ["physician", "hospital-operations-manager", "clinical-informatics-specialist"])
def test_rank_gives_reasons_doubts_and_what_to_confirm(role: str) -> None:
    code, out, err = run("--role", role)

    assert (code, err) == (0, "")
    assert "first-place shares of 5,000 draws" in out
    for mark in ("Caution: ", "\n1. ", "   + ", "   ? ", "are set aside, each with its reason"):
        assert mark in out
    for title in (
        "Why not:",
        "What would change it:",
        "What goes with it:",
        "Rules that your situation sets off:",
    ):
        assert f"\n\n{title}\n   " in out


def test_rank_says_what_the_whole_costs() -> None:
    out = run("--role", "physician", "--top", "40", "--hours", "5")[1]

    # Three courses at 1,600 USD; three modules of 5 weeks at 4 to 5 hours a week (the source guide).
    assert "   In all: 4,800 USD; 64 to 80 USD an hour; 60 to 75 hours; 15 weeks." in out
    assert " 1 weeks" not in out


def test_rank_says_what_to_do_where_nothing_is_worth_much() -> None:
    # Credit is worth nothing without a licence, and nothing else counts.
    code, out, err = run("--role", "physician", "--weight", "ce=1", "--licence", "none")

    assert (code, err) == (0, "")
    assert "Nothing that is left can be worth much to you; do this instead.\n   " in out


def test_the_readers_weights_take_the_place_of_the_roles() -> None:
    weights = json.loads(run("--role", "physician", "--weight", "cost=3", "--weight", "time=1", "--json")[1])[
        "weights"
    ]

    assert (weights["cost"], weights["time"], weights["rigour"]) == (0.75, 0.25, 0.0)


def test_what_is_held_already_is_set_aside() -> None:
    answer = json.loads(run("--role", "physician", "--holds", "stanford-ai-healthcare", "--json")[1])

    because = {one["offering"]: one["because"] for one in answer["set_aside"]}
    assert because["stanford-ai-healthcare"] == ["You hold it already."]


def test_every_option_reaches_the_profile() -> None:
    options = (
        "--country US --licence physician --need cme --budget 3000 --hours 4 --weeks 16 --by 2027-06-30 "
        "--archetype user --setting health-system --education doctorate --board "
        "--holds abaim-certification --holds iabac-ai-healthcare"
    )
    code, out, _ = run("--role", "physician", *options.split(), "--no-programming", "--pacing", "cohort", "--json")

    assert code == 0
    assert json.loads(out)["profile"] == {
        "role": "physician",
        "country": "US",
        "licence": "physician",
        "need": "cme",
        "budget": 3000.0,
        "hours_per_week": 4.0,
        "weeks": 16.0,
        "by": "2027-06-30",
        "programming_ok": False,
        "pacing": "cohort",
        "archetype": "user",
        "setting": "health-system",
        "education": "doctorate",
        "board_certified": True,
        "prior": ["abaim-certification", "iabac-ai-healthcare"],
    }


def test_a_profile_file_may_be_changed_by_options(tmp_path: Path) -> None:
    file = tmp_path / "me.toml"
    file.write_text('role = "physician"\nbudget = 3000\nneed = "cme"\n')

    profile = json.loads(run("--profile", str(file), "--budget", "100", "--json")[1])["profile"]

    assert (profile["role"], profile["need"], profile["budget"]) == ("physician", "cme", 100.0)


def test_the_same_seed_prints_the_same_bytes() -> None:
    assert run("--role", "physician", "--seed", "5", "--json") == run(
        "--role", "physician", "--seed", "5", "--json"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say which --role, or give a --profile"),
        (("--role", "wizard"), "no role is called 'wizard'"),
        (("--role", "physician", "--country", "usa"), "country: must be a country code such as US; it is 'usa'"),
        (("--role", "physician", "--need", "fame"), "'fame' is not one of"),
        (("--role", "physician", "--weight", "fame=1"), "must be a criterion and a number"),
        (("--role", "physician", "--weight", "cost=much"), "must be a criterion and a number"),
        (("--role", "physician", "--weight", "cost=-1"), "must be a criterion and a number"),
        (("--role", "physician", "--holds", "nothing-at-all"), "no offering is called 'nothing-at-all'"),
        (("--role", "physician", "--by", "soon"), "'soon' does not match the format"),
    ],
)
def test_wrong_use_is_said_and_answers_nothing(arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert said in err


def test_a_broken_profile_file_says_everything_wrong_with_it(tmp_path: Path) -> None:
    file = tmp_path / "me.toml"
    file.write_text('role = "physician"\nneed = "fame"\nbudget = -1\nage = 3\n')

    result = CliRunner().invoke(COMMAND, ["rank", "--profile", str(file)])

    # The command `testamur` prints these lines and exits 1.
    assert isinstance(result.exception, DocumentError)
    assert [line.removeprefix(str(file)) for line in result.exception.lines()] == [
        ":need: must be one of cme, hire, internal-credentialing, specialty, capability, leadership; it is 'fame'",
        ":age: is not known here",
    ]
