"""A name as a slug: what stands in an address or a file's name."""

import re
import unicodedata
from typing import Final

_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 60


def slug(text: str) -> str:
    """Return text as lower-case words of a to z and figures, joined by hyphens; empty if nothing is left."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_SLUG.sub("-", text.casefold()).strip("-")[:_LONGEST].rstrip("-")
