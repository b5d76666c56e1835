"""Many numbers out of a database at once: the database joins them into one text, and it is read whole."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]
Bits: TypeAlias = NDArray[np.uint64]
"""One bit an entry, 64 to a word; entry n is bit n."""


def numbers_in(text: str | None) -> Numbers:
    """Return the whole numbers of a text, parted by spaces."""
    return np.fromstring(text, dtype=np.int64, sep=" ") if text else np.zeros(0, dtype=np.int64)


def bits_of(numbers: Numbers, *, size: int) -> Bits:
    """Return the bits of some entries among `size`."""
    flags = np.zeros(words_for(size) * 64, dtype=np.bool_)
    flags[numbers] = True
    return packed(flags)


def packed(flags: NDArray[np.bool_]) -> Bits:
    """Return flags, a multiple of 64, as bits."""
    return np.packbits(flags, bitorder="little").view(np.uint64)


def flags_of(bits: Bits) -> NDArray[np.bool_]:
    """Return bits as flags."""
    return np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_)


def words_for(size: int) -> int:
    """Return how many words of 64 bits hold so many entries."""
    return -(-size // 64)
