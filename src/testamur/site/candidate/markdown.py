"""Teaching texts and claim sheets as HTML: Markdown without HTML, pictures or script, headings from h2 down.

Tables are written so that they become stacked rows on a narrow screen, as `parts/table.html` writes its own.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
FIRST: Final = 2
LAST: Final = 6
ROLES: Final = {
    "table_open": "table",
    "thead_open": "rowgroup",
    "tbody_open": "rowgroup",
    "tr_open": "row",
    "th_open": "columnheader",
    "td_open": "cell",
}


@lru_cache(maxsize=128)
def rendered(text: str) -> SafeString:
    """Return Markdown as HTML whose first heading level is h2."""
    tokens = PARSER.parse(text)
    _shift(tokens)
    _stack(tokens)
    for token in _all(tokens):
        if token.type == "link_open":
            token.attrSet("rel", "noreferrer")
    return SafeString(PARSER.renderer.render(tokens, PARSER.options, {}))


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _shift(tokens: Sequence[Token]) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    by = FIRST - min((int(token.tag[1]) for token in headings), default=FIRST)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) + by, LAST)}"


def _stack(tokens: Sequence[Token]) -> None:
    """Give tables the class and roles of stacked tables, and each cell the heading of its column."""
    labels: list[str] = []
    column, blank = 0, False
    for token, inside in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type in ROLES:
            token.attrSet("role", ROLES[token.type])
        token.attrs.pop("style", None)
        if token.type == "table_open":
            token.attrSet("class", "stack")
            labels = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            labels.append(inside.content if inside else "")
            if labels[-1]:
                token.attrSet("scope", "col")
            else:
                token.tag, blank = "td", True
                token.attrSet("role", "cell")
        elif token.type == "th_close" and blank:
            token.tag, blank = "td", False
        elif token.type == "td_open":
            token.attrSet("data-label", labels[column])
            column += 1
