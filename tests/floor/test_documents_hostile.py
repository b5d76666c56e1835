"""Hostile bytes end in one `DocumentError`, never in another error."""

import io
import zipfile

import pytest

from testamur.documents import read_toml, read_zip
from testamur.errors import DocumentError


def test_a_number_of_five_thousand_figures_is_refused():
    with pytest.raises(DocumentError):
        read_toml(b"a = " + b"9" * 5000)


@pytest.mark.parametrize("garbage", [b"\xff" * 8, b"\x00" * 8, b"\x07" * 8])
def test_a_damaged_archive_is_refused(garbage):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "hello world " * 100)
    data = bytearray(buffer.getvalue())
    start = 30 + len("a.txt")
    data[start : start + len(garbage)] = garbage

    with pytest.raises(DocumentError):
        read_zip(bytes(data))
