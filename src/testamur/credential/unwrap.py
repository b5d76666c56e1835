"""Find the credential in what somebody gives: JSON, a token, or a picture with either inside; and put it there."""

from dataclasses import dataclass
from typing import Final

from testamur.credential import baking
from testamur.credential.container import MAX_PICTURE_BYTES, Container
from testamur.errors import DocumentError, Problem
from testamur.registry import collect

CONTAINERS: Final[dict[str, Container]] = collect(baking, constant="CONTAINER", kind=Container)
MAX_GIVEN_BYTES: Final = MAX_PICTURE_BYTES
"""Whatever is given, it is not looked at if it is larger."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A credential as JSON text or as a token, and the picture that it was in, if it was in one."""

    credential: bytes
    container: Container | None = None


def unwrap(data: bytes) -> Unwrapped:
    """Return the credential in what is given; by how it begins one knows what it is.

    Raises
    ------
    DocumentError
        If it is a picture that is broken, or has no credential in it, or several.
    """
    for container in CONTAINERS.values():
        if container.is_one(data):
            return Unwrapped(container.read(data), container)
    return Unwrapped(data)


def bake(picture: bytes, credential: bytes) -> bytes:
    """Return a picture with a credential inside.

    Raises
    ------
    DocumentError
        If it is not a picture of a known kind, is broken, or has a credential in it already.
    """
    for container in CONTAINERS.values():
        if container.is_one(picture):
            return container.write(picture, credential)
    raise DocumentError([Problem("picture", f"must be one of {', '.join(CONTAINERS)}")])
