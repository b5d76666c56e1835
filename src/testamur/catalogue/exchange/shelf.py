"""Where an institution keeps the frameworks it takes in: one CASE package a file in its own content folder."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from testamur.catalogue.case import as_case, framework_from_case
from testamur.catalogue.framework import Framework
from testamur.catalogue.reading import association_problems
from testamur.documents import read_json
from testamur.errors import DocumentError, Problem, Refused


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a framework that was taken in: where it lies, and whether that changed anything."""

    framework: Framework
    path: Path
    changed: bool


def keep_framework(file: Path, *, folder: Path, ours: dict[str, Framework]) -> Kept:
    """Take the framework of a CASE package into a folder, whole; the same package again changes nothing.

    Parameters
    ----------
    file : Path
        The CASE 1.1 package, as JSON.
    folder : Path
        Where frameworks are kept; it is made if it is not there.
    ours : dict
        The frameworks that come with the software, by id; none of them is ever replaced.

    Raises
    ------
    DocumentError
        With everything wrong with the package, or with what lies in the folder already.
    Refused
        If another framework, or another edition of it, lies where it would lie.
    """
    package = read_json(file, name=str(file))
    framework = framework_from_case(package, name=str(file))
    there = _frameworks(folder)
    _check_place(framework, there, ours, folder=folder)
    problems = list(association_problems({**there, framework.id: framework}, beside=ours))
    if problems:
        raise DocumentError([Problem("", str(problem)) for problem in problems], name=str(file))
    path = folder / f"{framework.id}.json"
    if framework.id in there and as_case(there[framework.id]) == package:
        return Kept(framework, path, changed=False)
    _write(path, json.dumps(as_case(framework), indent=2, ensure_ascii=False) + "\n")
    return Kept(framework, path, changed=True)


def _frameworks(folder: Path) -> dict[str, Framework]:
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return {path.stem: framework_from_case(read_json(path), name=str(path)) for path in paths}


def _check_place(
    framework: Framework, there: dict[str, Framework], ours: dict[str, Framework], *, folder: Path
) -> None:
    own = framework.id
    if own in ours:
        raise Refused("framework-of-ours", f"{own!r} is the id of a framework that comes with the software")
    for key, other in there.items():
        if other.identifier == framework.identifier and key != own:
            raise Refused("framework-elsewhere", f"this framework is here already, as {key!r}")
    kept = there.get(own)
    if kept is None:
        return
    if kept.identifier != framework.identifier:
        raise Refused("framework-taken", f"another framework, {kept.title!r}, is kept as {own!r}")
    if as_case(kept) != as_case(framework):
        raise Refused(
            "framework-edition",
            f"an edition of {own!r} that was changed at {kept.changed_at:%Y-%m-%d %H:%M} is here; this one was "
            f"changed at {framework.changed_at:%Y-%m-%d %H:%M}. Move {folder / own}.json away to take this one",
        )


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
