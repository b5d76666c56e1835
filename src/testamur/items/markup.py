"""HTML written from values: every text is escaped, every element is put together here."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from testamur.items.vocabulary import VOID

Attributes = Mapping[str, "str | bool | int | None"]


class Html(str):
    """Text that is HTML already; any other `str` is escaped when it is put in."""

    __slots__ = ()


EMPTY: Final = Html("")


def joined(parts: Iterable[str]) -> Html:
    """Return the parts one after the other, those that are no HTML escaped."""
    return Html("".join(part if isinstance(part, Html) else escape(part, quote=False) for part in parts))


def element(tag: str, attributes: Attributes, *children: str) -> Html:
    """Return an element; an attribute of `True` stands bare, one of `None` or `False` is left out."""
    start = tag + "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{start}>") if tag in VOID else Html(f"<{start}>{joined(children)}</{tag}>")
