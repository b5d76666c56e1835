"""What an exchange format gives and takes: one entry after another."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from testamur.catalogue.offering import Offering
from testamur.catalogue.slug import slug
from testamur.errors import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """One offering of a file, or everything that is wrong where it should stand.

    `place` says where: ``line 17``, ``@graph[3]``. With any problem there is no offering.
    """

    place: str
    offering: Offering | None = None
    problems: tuple[Problem, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield one sentence a problem, with its place."""
        for problem in self.problems:
            yield f"{self.place}: {problem}"


class Reader(Protocol):
    """Reads the entries of a file one after another.

    `seen` is the day we read it, given to each claim that has none of its own; empty if that is not known.
    """

    def __call__(self, path: Path, /, *, seen: str = "") -> Iterator[Entry]:
        """Yield the entries; raise `DocumentError` if the file as a whole cannot be read."""


Writer = Callable[[Iterable[Offering]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to exchange offerings. `loses` says in words what the written file cannot hold; empty if nothing."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    media_type: str
    read: Reader
    write: Writer
    loses: str = ""


def key_of(provider: str, name: str, page: str) -> str:
    """Return the id of an offering that brings none: a slug of its name, and a hash of its identity.

    The same provider, name and page give the same id, without regard to case, as `Offering.identity` has it.
    """
    identity = "\n".join((provider.casefold(), name.casefold(), page.rstrip("/")))
    digest = hashlib.sha256(identity.encode()).hexdigest()[:12]
    return f"{slug(name) or 'offering'}-{digest}"
