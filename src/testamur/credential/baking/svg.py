"""SVG: the credential stands in an element ``openbadges:credential``, a token as an attribute, JSON as its text.

Source: 1EdTech, Open Badges 3.0, section 5.3 (baking, SVG); XML 1.0 (Fifth Edition), section 2.7 (CDATA).
"""

import re
from typing import Final
from xml.sax.saxutils import quoteattr

from testamur.credential.container import MAX_PICTURE_BYTES, Container, broken, only_one
from testamur.credential.jws import is_compact
from testamur.documents import Node, attributes_of_a_tag, read_xml

SVG: Final = "http://www.w3.org/2000/svg"
BADGES: Final = "https://purl.imsglobal.org/ob/v3p0"
OLDER: Final = "http://openbadges.org"

MAX_TAGS: Final = 15_000
MAX_ATTRIBUTES: Final = 40_000
MAX_OF_A_TAG: Final = 200
"""Attributes of one tag; the parser compares each with each."""

_TITLE: Final = "an SVG picture"
_BEFORE: Final = rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*"
_DOCTYPE: Final = rb"""<!DOCTYPE\s+svg(?:\s+PUBLIC\s+"[^"<>]*")?(?:\s+(?:SYSTEM\s+)?"[^"<>]*")?\s*>\s*"""
"""The document type as drawing programs write it: it names the standard's own, and declares nothing by itself."""
_NAMED_TYPE: Final = re.compile(rb"(%s)(%s)" % (_BEFORE, _DOCTYPE), re.DOTALL)
_ROOT: Final = re.compile(
    rb"""%s(?:%s)?(?:<!--.*?-->\s*)*<[^\s/>!?]+(?:[^"'>]|"[^"]*"|'[^']*')*>""" % (_BEFORE, _DOCTYPE), re.DOTALL
)


def is_svg(data: bytes) -> bool:
    """Say whether this begins as an XML file does."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def read(picture: bytes) -> bytes:
    """Return the credential in an SVG picture."""
    root = _root(picture)
    carried = [node for node in root.walk() if (node.namespace, node.tag) == (BADGES, "credential")]
    older = any(node.namespace == OLDER for node in root.walk())
    if any(all(node is not child for child in root.elements()) for node in carried):
        raise broken("an SVG picture with a credential that does not stand at its top")
    return only_one([text for node in carried for text in _texts(node)], title=_TITLE, older=older)


def _root(picture: bytes) -> Node:
    if len(picture) > MAX_PICTURE_BYTES:
        raise broken(f"larger than the {MAX_PICTURE_BYTES:,} bytes allowed")
    if picture.count(b"<") > MAX_TAGS or picture.count(b"=") > MAX_ATTRIBUTES or _of_a_tag(picture) > MAX_OF_A_TAG:
        raise broken("an SVG picture of too many parts")
    root = read_xml(_NAMED_TYPE.sub(rb"\1", picture, count=1), name="picture", limit=MAX_PICTURE_BYTES)
    if (root.namespace, root.tag) != (SVG, "svg"):
        raise broken("XML, but not an SVG picture")
    return root


def _of_a_tag(picture: bytes) -> int:
    return attributes_of_a_tag(picture.decode(errors="replace"))


def _texts(node: Node) -> list[bytes]:
    """Return what an element holds: its token and its text are two credentials, if both are there."""
    if any(node.elements()):
        raise broken("an SVG picture whose credential is not written as it must be")
    return [text.encode() for text in (node.attributes.get("verify", "").strip(), node.text) if text]


def write(picture: bytes, credential: bytes) -> bytes:
    """Return an SVG picture with a credential inside, first within its root element."""
    root = _root(picture)
    if any(node.namespace == BADGES for node in root.walk()):
        raise broken("an SVG picture with a credential in it already")
    start = _ROOT.match(picture)
    if start is None or start.group().endswith(b"/>"):
        raise broken("an SVG picture with nothing in it")
    return picture[: start.end()] + _element(credential) + picture[start.end() :]


def _element(credential: bytes) -> bytes:
    declared = f'openbadges:credential xmlns:openbadges="{BADGES}"'
    if is_compact(credential):
        return f"<{declared} verify={quoteattr(credential.decode().strip())}/>".encode()
    text = credential.decode().replace("]]>", "]]]]><![CDATA[>")
    return f"<{declared}><![CDATA[{text}]]></openbadges:credential>".encode()


CONTAINER: Final = Container(
    name="svg", title=_TITLE, media_type="image/svg+xml", is_one=is_svg, read=read, write=write
)
