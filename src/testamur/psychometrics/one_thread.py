"""Hold the library of linear algebra to one thread, so that its sums do not turn on how many there are.

OpenBLAS parts a product among as many threads as it finds, and the last digits turn on the parts. Held to one, it
computes a block of fixed size in one way; the threads are ours then, and take whole blocks. See decision 0034.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple

import numpy as np
import scipy

NAMES: Final = (
    "scipy_openblas_{}_num_threads64_",
    "scipy_openblas_{}_num_threads",
    "openblas_{}_num_threads64_",
    "openblas_{}_num_threads",
)
FOLDERS: Final = ("{}.libs", "{}/.dylibs")
"""Where the packages of numpy and scipy carry their library, beside them and inside of them."""

LOADED: Final = Path("/proc/self/maps")
"""On Linux all that is loaded, also where the distribution gives the library."""


class Threads(NamedTuple):
    """How a loaded library is asked for its number of threads, and told it."""

    get: Callable[[], int]
    put: Callable[[int], None]


@cache
def libraries() -> tuple[Threads, ...]:
    """Return the copies of OpenBLAS that are loaded."""
    found: list[Threads] = []
    for path in sorted(_paths()):
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        for name in NAMES:
            if hasattr(library, name.format("set")):
                found.append(Threads(library[name.format("get")], library[name.format("set")]))
                break
    return tuple(found)


def _paths() -> set[str]:
    found = {
        str(path)
        for package in (np, scipy)
        for folder in FOLDERS
        for path in (Path(package.__path__[0]).parent / folder.format(package.__name__)).glob("*openblas*")
    }
    if LOADED.exists():
        words = (line.split()[-1] for line in LOADED.read_text(encoding="utf-8", errors="replace").splitlines())
        found |= {
            word for word in words if word.startswith("/") and "openblas" in word.rsplit("/", maxsplit=1)[-1]
        }
    return found


class _Holds:
    """How many hold the library now, and how many threads it had before."""

    lock = Lock()
    number = 0
    before: tuple[int, ...] = ()


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold the library to one thread, until the last of all who hold it lets go."""
    with _Holds.lock:
        if _Holds.number == 0:
            _Holds.before = tuple(library.get() for library in libraries())
            for library in libraries():
                library.put(1)
        _Holds.number += 1
    try:
        yield
    finally:
        with _Holds.lock:
            _Holds.number -= 1
            if _Holds.number == 0:
                for library, threads in zip(libraries(), _Holds.before, strict=True):
                    library.put(threads)
