"""The command takes a file in, names every line that is wrong, goes on where it was broken off, and finds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from testamur.catalogue import Claim, Offering
from testamur.catalogue.exchange import FORMATS


def made(number, name):
    claim = Claim("price", "https://a.example/p", "B", 100 + number, unit="USD", seen="2026-01-05")
    page = f"https://a.example/{number}"
    return Offering(f"entry-{number}", name, "Somebody", "person", "confirmed-exists", claim=(claim,), page=page)


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installation")
    lines = "".join(
        FORMATS["csv"].write([made(1, "Sepsis alerts"), made(2, "Imaging"), made(3, "Wards")])
    ).splitlines()
    broken = lines[2].replace(",102,", ",a lot,")
    assert broken != lines[2]
    (folder / "list.csv").write_text("\n".join([*lines[:2], broken, *lines[3:]]) + "\n")
    (folder / "list.txt").write_text("nothing")
    return folder


def run(installation, *arguments):
    """Run the command on the installation's embedded database."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("TESTAMUR_")}
    command = [sys.executable, "-m", "testamur", "offering", *arguments, "--data", str(installation / "data")]
    return subprocess.run(command, capture_output=True, text=True, env=given, check=False)


def test_a_file_is_taken_in_and_found(installation):
    file = str(Path(installation) / "list.csv")

    first = run(installation, "import", file)
    again = run(installation, "import", file, "--json")
    found = run(installation, "search", "spesis", "--json")

    assert (first.returncode, first.stdout) == (
        1,
        "list.csv: 3 entries, 2 new, 0 changed, 0 unchanged, 1 refused\n",
    )
    (complaint,) = first.stderr.splitlines()
    assert complaint.startswith(f"{file}:line 3: ")
    assert json.loads(again.stdout) == {
        "name": "list.csv",
        "dry_run": False,
        "entries_done": 3,
        "added": 0,
        "changed": 0,
        "unchanged": 2,
        "refused": 1,
    }
    assert "entry-1" in [hit["key"] for hit in json.loads(found.stdout)["hits"]]
    assert json.loads(found.stdout)["read_as"] == "sepsis"


def test_a_format_that_cannot_be_told_is_wrong_use(installation):
    wrong = run(installation, "import", str(installation / "list.txt"))

    assert wrong.returncode == 2
    assert "say --format" in wrong.stderr
