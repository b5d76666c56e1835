"""What the documentation shows of the command line is what the command line says, to the letter."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from testamur.cli import command

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "docs/examples").glob("*.console"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_the_example_of_the_documentation_is_what_is_printed(example, monkeypatch):
    monkeypatch.chdir(ROOT)
    prompt, *answer = example.read_text().splitlines()
    program, *words = shlex.split(prompt.removeprefix("$ "))

    done = CliRunner().invoke(command(), words)

    assert program == "testamur"
    assert done.stdout.splitlines() == answer
