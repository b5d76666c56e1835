"""What a container is: a picture that carries a credential inside, to be handed on and checked as one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from testamur.errors import DocumentError, Problem, Refused

MAX_PICTURE_BYTES: Final = 2 * 1024 * 1024
"""Of a picture that is read by ourselves, piece by piece."""


class NothingInside(Refused):
    """A picture or a PDF file is sound, but there is no credential in it: nothing is told of any."""

    def __init__(self, reason: str) -> None:
        super().__init__("nothing-inside", reason)


@dataclass(frozen=True, slots=True)
class Container:
    """One kind of picture; each lives in a file of its own in `testamur.credential.baking`.

    Attributes
    ----------
    name : str
        The short name, which is also the ending of its files.
    title : str
        As a sentence calls it (``a PNG picture``).
    media_type : str
        Of its files.
    is_one : callable
        Bytes -> whether they look like such a picture by how they begin.
    read : callable
        The bytes of a picture -> the credential in it, as JSON text or as a token. Raises `NothingInside` if there
        is none, `DocumentError` if there is more than one, or the picture is broken.
    write : callable
        The bytes of a picture, the credential -> the picture with the credential inside. Raises `DocumentError` if
        the picture is broken or carries one already.
    """

    name: str
    title: str
    media_type: str
    is_one: Callable[[bytes], bool]
    read: Callable[[bytes], bytes]
    write: Callable[[bytes, bytes], bytes]


def only_one(found: list[bytes], *, title: str, older: bool) -> bytes:
    """Return the credential that a picture carries, if it is one.

    Parameters
    ----------
    found : list of bytes
        What was found.
    title : str
        Of the picture.
    older : bool
        Whether it carries an Open Badge of version 1 or 2.

    Raises
    ------
    DocumentError, NothingInside
        If it is not one.
    """
    if len(found) > 1:
        raise broken(f"{title} with more than one credential in it, so which one counts is not clear")
    if not found and older:
        raise broken(f"{title} with an Open Badge of version 2 or older in it, which is not checked here")
    if not found:
        raise NothingInside(f"It is {title} without a credential in it")
    return found[0]


def broken(sentence: str) -> DocumentError:
    """Return the error that says what is wrong with a picture (``is ...``)."""
    return DocumentError([Problem("picture", f"is {sentence}")])


@contextmanager
def broken_if(errors: tuple[type[Exception], ...], title: str) -> Iterator[None]:
    """Say that it is broken where a library ends with one of these errors; our own sentences pass through."""
    try:
        yield
    except DocumentError:
        raise
    except errors:
        raise broken(f"{title} that is broken") from None
