"""`testamur programme report`: from the sittings of this site to a file."""

import pytest
from click.testing import CliRunner
from crowds import crowd

from testamur.cli import command

pytestmark = pytest.mark.django_db


def run(out, *more, programme="healthcare-ai-professional"):
    words = ["programme", "report", programme, "--year", "2026", "--date", "2026-12-31", "--out", str(out)]
    return CliRunner().invoke(command(), [*words, *more])


def test_a_report_of_the_year_is_written_and_the_same_each_time(tmp_path, exam_form):
    crowd(exam_form, 30)

    done = [run(tmp_path / name) for name in ("one.html", "other.html")]

    assert done[0].exit_code == 0
    assert done[0].stdout.startswith(f"{tmp_path}/one.html: 30 sittings, 1 forms, data SHA-256 ")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "other.html").read_bytes()
    assert "2026-01-01 to 2026-12-31" in (tmp_path / "one.html").read_text()


def test_who_runs_it_is_asked_for_and_a_year_without_sittings_has_none(tmp_path, exam_form):
    unknown = run(tmp_path / "x.html", programme="none")
    nobody = run(tmp_path / "x.html")

    assert (unknown.exit_code, nobody.exit_code) == (2, 1)
    assert "Nobody finished a first attempt" in str(nobody.exception.reason)
    assert not (tmp_path / "x.html").exists()
