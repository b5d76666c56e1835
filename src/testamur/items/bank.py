"""A bank: every item of a folder, found by its identifier or its competency."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from testamur.documents import read_xml
from testamur.errors import DocumentError, Problem
from testamur.items.item import MAX_ITEM_BYTES, Item, read, under, with_stimuli


@dataclass(frozen=True, slots=True)
class Bank:
    """Items by their identifier, in alphabetical order."""

    items: Mapping[str, Item]

    @property
    def competencies(self) -> Mapping[str, tuple[Item, ...]]:
        """The items by the competency they test; items without a record are left out."""
        codes = sorted({item.record.competency for item in self.items.values() if item.record})
        return {code: self.of_competency(code) for code in codes}

    @property
    def enemies(self) -> frozenset[frozenset[str]]:
        """The pairs of items that may not stand on one form, whichever of the two says so."""
        return frozenset(
            frozenset({item.identifier, enemy})
            for item in self.items.values()
            if item.record
            for enemy in item.record.enemies
        )

    def of_competency(self, code: str) -> tuple[Item, ...]:
        """Return the items that test one competency."""
        return tuple(item for item in self.items.values() if item.record and item.record.competency == code)


def read_bank(folder: Path) -> Bank:
    """Return the bank in the ``*.xml`` files of a folder and of those below it.

    Each item's file is called by its identifier. A shared text lies in the folder too.

    Raises
    ------
    DocumentError
        With every problem of every item, each under its file's path in the folder.
    """
    if not folder.is_dir():
        raise DocumentError([Problem("", "is no folder")], name=str(folder))
    items: dict[str, Item] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.xml")):
        if _is_shared(path):
            continue
        name = path.relative_to(folder).as_posix()
        try:
            item = _item(path, folder, name=name)
        except DocumentError as error:
            problems += under(error, name)
            continue
        problems += [Problem(name, sentence) for sentence in _wrong_place(item, path, items)]
        items[item.identifier] = item
    problems += enemy_problems(items)
    if problems:
        raise DocumentError(problems)
    return Bank(dict(sorted(items.items())))


def _is_shared(path: Path) -> bool:
    try:
        return read_xml(path, limit=MAX_ITEM_BYTES).tag == "qti-assessment-stimulus"
    except DocumentError:
        return False  # read as an item, which says what is wrong


def _item(path: Path, folder: Path, *, name: str) -> Item:
    item = read(path, name=name)
    inside = folder.resolve()
    files = {address: (path.parent / address).resolve() for address in item.stimulus_addresses}
    outside = [address for address, file in files.items() if not file.is_relative_to(inside)]
    if outside:
        problems = [Problem("", f"refers to {address!r} outside the bank") for address in outside]
        raise DocumentError(problems, name=name)
    return with_stimuli(item, files, name=name)


def _wrong_place(item: Item, path: Path, items: Mapping[str, Item]) -> Iterator[str]:
    if item.identifier != path.stem:
        yield f"holds the item {item.identifier!r}; the file must be called by it"
    if item.identifier in items:
        yield f"holds the item {item.identifier!r}, which another file holds too"


def enemy_problems(items: Mapping[str, Item]) -> Iterator[Problem]:
    """Say which items name an enemy that does not exist, or themselves."""
    for item in items.values():
        for enemy in item.record.enemies if item.record else ():
            if enemy == item.identifier:
                yield Problem(item.identifier, "names itself as its enemy")
            elif enemy not in items:
                yield Problem(item.identifier, f"has the enemy {enemy!r}, which does not exist")
