"""Images that come with items: which are known, and which are safe to serve.

A file is what its first bytes say, not what its name says; an SVG image may hold nothing that acts or reaches out.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from testamur.documents import Node, read_xml
from testamur.errors import DocumentError
from testamur.items.vocabulary import words

SVG: Final = "image/svg+xml"
TYPES: Final = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": SVG,
    ".webp": "image/webp",
}
STARTS: Final = {
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
ACTIVE: Final = words(
    "script foreignobject iframe embed object audio video handler listener a "
    "animate set animatetransform animatemotion"
)


def media_type(path: str) -> str | None:
    """Return the type under which a file may be served, or None if it may not be."""
    return TYPES.get(PurePosixPath(path).suffix.lower())


def media_problems(path: str, data: bytes) -> Iterator[str]:
    """Say why an image is not safe to serve; files of other kinds are never served, so nothing is said of them."""
    kind = media_type(path)
    if kind == SVG:
        yield from _drawing_problems(path, data)
    elif kind and not STARTS[kind].match(data):
        yield f"is not what its name says, {kind}"


def _drawing_problems(path: str, data: bytes) -> Iterator[str]:
    try:
        root = read_xml(data, name=path)
    except DocumentError as error:
        yield from (problem.sentence for problem in error.problems)
        return
    if root.tag != "svg":
        yield "is not an SVG image"
    for node in root.walk():
        if node.tag.lower() in ACTIVE:
            yield f"line {node.line} holds {node.tag}, which is not allowed in an image"
        yield from _reference_problems(node)


def _reference_problems(node: Node) -> Iterator[str]:
    texts = [child for child in node.children if isinstance(child, str)] if node.tag == "style" else []
    for name, text in node.attributes.items():
        local = name.rpartition("}")[2].lower()
        if local.startswith("on"):
            yield f"line {node.line} has the event attribute {local!r}"
        elif local in {"href", "src"} and not text.startswith("#"):
            yield f"line {node.line} refers to {text[:60]!r}"
        else:
            texts.append(text)
    for text in texts:
        if re.search(r"url\(\s*['\"]?(?!#)|@import|\\", text):
            yield f"line {node.line} refers to another file in a style"
