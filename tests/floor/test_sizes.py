"""No file of ours passes 500 lines; what Django wrote, and what others publish, is left alone."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
KINDS = {".py", ".html", ".css", ".js"}
NOT_OURS = {"node_modules", "migrations", "vectors"}


def test_no_file_is_too_long_to_be_read():
    files = [
        file
        for folder in ("src", "tests", "docs", "benchmarks")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in KINDS and not NOT_OURS & set(file.parts) and "_build" not in file.parts
    ]

    assert len(files) > 400
    assert [file.name for file in files if len(file.read_text().splitlines()) > 500] == []
