"""No file of ours passes 500 lines, no function 40; what Django wrote, and what others publish, is left alone."""

import ast
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


def test_no_function_is_too_long_to_be_read():
    long = [
        f"{file.name}: {node.name}"
        for file in (ROOT / "src").rglob("*.py")
        if "migrations" not in file.parts
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > 40
    ]

    assert long == []


def lines_of(node):
    """Count the lines of a function, its docstring left out."""
    first = node.body[0]
    is_said = ast.get_docstring(node) is not None
    return node.end_lineno - node.lineno + 1 - (first.end_lineno - first.lineno + 1 if is_said else 0)
