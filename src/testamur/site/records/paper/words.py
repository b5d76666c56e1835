"""Words as a PDF file writes them.

Source: ISO 32000-2, 7.3.5 (names) and 7.9.2.2 (text strings).
"""

from pydyf import String


def text(words: str) -> bytes:
    """Return a text string: as it is if it is ASCII, otherwise UTF-16BE."""
    return bytes(String(words).data)


def name(word: str) -> str:
    """Return a name object; what is no regular letter is written with ``#``."""
    letters = (
        chr(byte) if (chr(byte).isalnum() and byte < 128) or byte in b"-_.+" else f"#{byte:02X}"
        for byte in word.encode()
    )
    return "/" + "".join(letters)


def number(value: float) -> str:
    """Return a number as short as it is to a hundredth."""
    return f"{round(value, 2) + 0:.2f}".rstrip("0").rstrip(".")
