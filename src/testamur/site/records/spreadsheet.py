"""Text that no spreadsheet takes for a formula."""

from typing import Final

STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula: with an apostrophe before it if it might.

    >>> safe("=HYPERLINK(A1)")
    "'=HYPERLINK(A1)"
    >>> safe("Rosa Reader")
    'Rosa Reader'
    """
    is_formula = text.startswith(STARTS_A_FORMULA) or text.lstrip().startswith(STARTS_A_FORMULA)
    return f"'{text}" if is_formula else text
