import csv
import io
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from psychometrics.report.report_sittings import form
from testamur.cli import command
from testamur.cli.calibration.report import of_no_site

ABOUT = """programme = "Safe use of AI"
panel = "8 judges"
unscored = ["q5"]
[blueprint]
Law = 0.5
[cuts]
B = 11
[dispositions]
q3 = "kept"
"""


@pytest.fixture
def files(tmp_path):
    """Write the answers of two forms, their key, and what the programme states."""
    forms = form("A", n=40, items=range(12), attempts=(1,) * 40), form("B", n=40, items=range(6, 18), seed=2)
    items = {item.item: item for one in forms for item in one.items}
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["id", "form", "attempt", "language", *items])
    for one in forms:
        places = {item.item: place for place, item in enumerate(one.items)}
        for n, answers in enumerate(one.chosen.tolist()):
            cells = [answers[places[name]] if name in places else "" for name in items]
            rows.writerow([f"{one.name}{n}", one.name, 1 + (n > 35), ("Danish", "English")[n % 2], *cells])
    (tmp_path / "answers.csv").write_text(text.getvalue())
    key = [f"{name},{item.key},{item.area},{' '.join(item.options)}" for name, item in items.items()]
    (tmp_path / "key.csv").write_text("\n".join(["item,key,domain,options", *key, ""]))
    (tmp_path / "about.toml").write_text(ABOUT)
    return tmp_path


OPTIONS = (
    "--form",
    "form",
    "--person",
    "id",
    "--attempt",
    "attempt",
    "--group",
    "language",
    "--cut",
    "7",
    "--draws",
    "10",
)


def run(folder, *options, out="report.html", answers="answers.csv"):
    words = ["calibration", "report", str(folder / answers), "--key", str(folder / "key.csv"), "--about"]
    words += [str(folder / "about.toml"), *OPTIONS, "--date", "2026-12-31", "--out", str(folder / out), *options]
    return CliRunner().invoke(command(), words)


def test_a_page_that_fetches_nothing_is_written_with_what_was_stated(files):
    done = run(files)

    page = (files / "report.html").read_text()
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(f"{files}/report.html: 80 sittings, 2 forms, data SHA-256 ")
    assert page.count("<section id=") == 13
    assert "Safe use of AI" in page
    assert "11 (91.7 % of the points)" in page
    assert 'src="' not in page
    assert "url(" not in page
    assert "Items tried out, which do not count" in page


def test_the_same_files_give_the_same_bytes(files):
    for name in ("one", "other"):
        assert run(files, out=f"{name}.html").exit_code == 0
        assert run(files, out=f"{name}.pdf").exit_code == 0

    assert (files / "one.html").read_bytes() == (files / "other.html").read_bytes()
    assert (files / "one.pdf").read_bytes() == (files / "other.pdf").read_bytes()


def test_every_page_of_the_pdf_file_says_that_data_are_simulated(files):
    assert run(files, "--simulated", "--audience", "internal", out="report.pdf").exit_code == 0

    pages = [page.extract_text() for page in PdfReader(files / "report.pdf").pages]
    assert len(pages) > 5
    assert all("Simulated data: nobody real sat. Internal: not for publication" in page for page in pages)


def test_everything_wrong_with_every_file_is_told_at_once_and_nothing_is_written(files):
    lines = (files / "answers.csv").read_text().splitlines()
    cells = lines[1].split(",")
    cells[2], cells[4] = "first", "Z"
    (files / "answers.csv").write_text("\n".join([lines[0], ",".join(cells), lines[2], lines[2], *lines[3:], ""]))
    (files / "about.toml").write_text(ABOUT.replace("0.5", "50").replace("panel", "pannel"))
    (files / "ratings.csv").write_text("judge,q1\na,1.5\nb,x\n")

    done = run(files, "--ratings", str(files / "ratings.csv"))

    said = done.stderr if done.exception is None else str(done.exception)
    assert done.exit_code == 1
    assert "pannel" in said
    assert "line 2, q1: '1.5' is no number from 0 to 1" in said
    assert "line 3, q1: 'x' is no number from 0 to 1" in said
    assert "'A1' stands 2 times" in said
    assert "line 2, attempt: 'first' is no attempt; the first is 1" in said
    assert "line 2, q0: 'Z': none of the options A B C D" in said
    assert not (files / "report.html").exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace(",A,", ",,", 1), "every sitting has a form"),
        (lambda text: text.replace("language,q0", "language,q99"), "'q99' is not in the key"),
        (lambda text: text.splitlines()[0] + "\n", "has no person or no item"),
        (lambda text: "\x00" + text, "answers.csv"),
    ],
)
def test_hostile_answers_are_refused_with_a_reason(files, change, sentence):
    (files / "answers.csv").write_text(change((files / "answers.csv").read_text()))

    done = run(files)

    assert done.exit_code == 1
    assert sentence in str(done.exception)
    assert not (files / "report.html").exists()


def test_an_item_that_hardly_anybody_on_a_form_answered_is_asked_about(files):
    lines = (files / "answers.csv").read_text().splitlines()
    cells = lines[1].split(",")
    cells[-1] = "A"
    (files / "answers.csv").write_text("\n".join([lines[0], ",".join(cells), *lines[2:], ""]))

    assert "1 of 40 sittings of form A have an answer; is it on that form?" in str(run(files).exception)


def test_times_of_other_lines_are_refused(files):
    head, *rows = (files / "answers.csv").read_text().splitlines()
    items = head.split(",")[4:]
    times = [",".join([row.split(",")[0], *("20.5" for _ in items)]) for row in rows]
    (files / "times.csv").write_text("\n".join([",".join(["id", *items]), *times[:-1], ""]))

    assert "has 79 lines; the answers have 80" in str(run(files, "--seconds", str(files / "times.csv")).exception)


def test_another_kind_of_file_is_used_wrongly(files):
    assert run(files, out="report.docx").exit_code == 2


def test_paper_leaves_no_folder_of_a_site_behind(monkeypatch):
    monkeypatch.delenv("TESTAMUR_DATA", raising=False)

    with of_no_site():
        folder = Path(os.environ["TESTAMUR_DATA"])
        assert folder.is_dir()

    assert not folder.exists()
    assert "TESTAMUR_DATA" not in os.environ


def test_paper_of_a_site_keeps_its_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("TESTAMUR_DATA", str(tmp_path))

    with of_no_site():
        assert os.environ["TESTAMUR_DATA"] == str(tmp_path)

    assert os.environ["TESTAMUR_DATA"] == str(tmp_path)
