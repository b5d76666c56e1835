"""Find the credential in what somebody gives: JSON, a token, a picture with either inside, or an offline kit."""

from dataclasses import dataclass
from typing import Final

from testamur.credential import baking, kit
from testamur.credential.container import MAX_PICTURE_BYTES, Container
from testamur.errors import DocumentError, Problem
from testamur.registry import collect

CONTAINERS: Final[dict[str, Container]] = collect(baking, constant="CONTAINER", kind=Container)
MAX_GIVEN_BYTES: Final = MAX_PICTURE_BYTES
"""Whatever is given, it is not looked at if it is larger."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A credential as JSON text or as a token, and what it was in, if it was in anything (``a PNG picture``)."""

    credential: bytes
    inside: str = ""


def unwrap(data: bytes) -> Unwrapped:
    """Return the credential in what is given; by how it begins one knows what it is.

    Raises
    ------
    DocumentError
        If it is a picture that is broken, or has no credential in it, or several; or a broken kit.
    """
    for container in CONTAINERS.values():
        if container.is_one(data):
            return Unwrapped(container.read(data), container.title)
    if kit.is_kit(data):
        return Unwrapped(kit.read_kit(data).credential, kit.TITLE)
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
