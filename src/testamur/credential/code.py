"""A QR code in a picture: a screenshot, or a photograph of a certificate.

The code holds the address of a credential, or the credential itself as JSON text or as a token. What looks for
one is costly and meant for a process of their own (`testamur.credential.confined`).

Source: ISO/IEC 18004 (QR code); the decoder is ZXing-C++.
"""

import struct
from io import BytesIO
from typing import Final

import zxingcpp
from PIL import Image, JpegImagePlugin, PngImagePlugin

from testamur.credential import paper as pdf
from testamur.credential.baking.png import SIGNATURE
from testamur.credential.container import NothingInside, broken, broken_if

MAX_PHOTO_BYTES: Final = 12 * 1024 * 1024
MAX_POINTS: Final = {"PNG": 17_000_000, "JPEG": 60_000_000}
"""A photograph is made smaller while it is unpacked."""
SIDES: Final = (1_600, 3_200)
"""The longer side at which a picture is looked at, in points: first quickly, then closely."""
QR_CODE: Final = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode,))
JPEG: Final = b"\xff\xd8\xff"
BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow ends with on pictures that are not as they must be."""
ADVICE: Final = (
    "and without a QR code that can be read. If there is one, take the picture again from straight above, near "
    "and sharp, so that the code fills half of it"
)
ON_PAPER: Final = (
    "and without a scanned QR code. If there is a code on the page, take a picture of it and give that, or give "
    "the address beside it"
)


def is_photo(data: bytes) -> bool:
    """Say whether this begins as a picture does that may show a code: PNG or JPEG."""
    return data.startswith((SIGNATURE, JPEG))


def read_photo(picture: bytes) -> bytes:
    """Return what the one QR code in a picture says.

    Raises
    ------
    DocumentError
        If the picture is too large or broken, or shows several codes that differ.
    NothingInside
        If it shows none that can be read.
    """
    return _only(_codes(picture), _title(picture))


def read_paper(paper: bytes) -> bytes:
    """Return the credential inside a PDF file; if none is, what the one QR code says that was scanned into it.

    Raises
    ------
    DocumentError
        If the file is too large, broken or encrypted, or has several credentials in it, or several codes.
    NothingInside
        If it has neither a credential in it nor a code that can be read.
    """
    try:
        return pdf.read(paper)
    except NothingInside:
        pass
    return _only([code for picture in pdf.pictures(paper) for code in _codes(picture)], pdf.TITLE)


def _title(picture: bytes) -> str:
    return "a PNG picture" if picture.startswith(SIGNATURE) else "a JPEG picture"


def _only(codes: list[bytes], title: str) -> bytes:
    found = set(codes)
    if len(found) > 1:
        raise broken(f"{title} with more than one QR code, so which one counts is not clear")
    if not found:
        advice = ON_PAPER if title == pdf.TITLE else ADVICE
        raise NothingInside(f"It is {title} without a credential in it, {advice}")
    return found.pop()


def _codes(picture: bytes) -> list[bytes]:
    if len(picture) > MAX_PHOTO_BYTES:
        raise broken(f"larger than the {MAX_PHOTO_BYTES:,} bytes allowed")
    with broken_if(BROKEN, _title(picture)):
        points = _points(picture)
    for side in SIDES:
        seen = points.copy()
        seen.thumbnail((side, side))
        found = zxingcpp.read_barcodes(seen, formats=QR_CODE, text_mode=zxingcpp.TextMode.Plain)
        if found or max(points.size) <= side:
            return [one.text.encode() for one in found if one.valid]
    return []


def _points(picture: bytes) -> Image.Image:
    """Return a picture in shades of grey, on white where it is transparent."""
    is_png = picture.startswith(SIGNATURE)
    image = (PngImagePlugin.PngImageFile if is_png else JpegImagePlugin.JpegImageFile)(BytesIO(picture))
    width, height = image.size
    if width * height > MAX_POINTS["PNG" if is_png else "JPEG"]:
        raise broken(f"{_title(picture)} of more points than are looked at")
    if not is_png:
        image.draft("L", (SIDES[-1], SIDES[-1]))
    if is_png and (image.mode in {"LA", "RGBA"} or "transparency" in image.info):
        above = image.convert("RGBA")
        page = Image.new("RGBA", above.size, "white")
        page.alpha_composite(above)
        return page.convert("L")
    return image.convert("L")
