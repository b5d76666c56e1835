"""`testamur calibration shards --programme`: the responses of an exam of this site, as shards without names."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from people import AT

from testamur.cli import command
from testamur.psychometrics.calibration.shards import read_shard
from testamur.site.records.measuring import exam_responses

pytestmark = pytest.mark.django_db


def run(*words):
    return CliRunner().invoke(command(), ["calibration", "shards", *map(str, words)])


def test_the_first_attempts_at_an_exam_are_written_and_later_only_the_new_ones(
    exam_form, sit, new_person, tmp_path
):
    for number in range(3):
        sit(new_person(f"Sitter {number}"), correct=20 + number)
    identifier = exam_form.edition.identifier
    measured = exam_responses(exam_form.edition, at=AT + timedelta(days=900))

    done = run("--programme", identifier, "--out", tmp_path, "--json")
    nothing = run("--programme", identifier, "--out", tmp_path, "--name", "day", "--since", "2200-01-01")
    run("--programme", identifier, "--out", tmp_path, "--name", "all", "--since", "2000-01-01")

    found = read_shard(tmp_path / f"{identifier}-0001.parquet")
    assert json.loads(done.stdout)[0]["persons"] == 3
    assert found.items == tuple(item.name for item in measured.items)
    assert found.counts[:, 1].tolist() == (measured.scores == 1).sum(axis=0).tolist()
    assert found.is_simulated == measured.is_simulated
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert read_shard(tmp_path / "all-0001.parquet").counts.tolist() == found.counts.tolist()


def test_a_programme_that_is_not_here_is_wrong_use(db, tmp_path):
    assert run("--programme", "nothing-of-ours", "--out", tmp_path / "shards").exit_code == 2
    assert not (tmp_path / "shards").exists()
