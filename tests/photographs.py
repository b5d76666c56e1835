"""Photographs of a QR code, as a hand with a telephone takes them."""

import io
import random

import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFilter


def code(content, *, scale=8, error="m"):
    """A QR code as a screen shows it."""
    file = io.BytesIO()
    segno.make_qr(content, error=error).save(file, kind="png", scale=scale, border=4)
    return Image.open(file).convert("L")


def page(*contents, width=1000, height=1400):
    """A sheet with some lines and codes on it, one below the other."""
    sheet = Image.new("L", (width, height), 250)
    draw = ImageDraw.Draw(sheet)
    for n in range(12):
        draw.rectangle((80, 80 + n * 26, 500 + 31 * (n * 7 % 12), 90 + n * 26), fill=60)
    for n, content in enumerate(contents):
        sheet.paste(code(content), (300, 480 + n * 420))
    return sheet


def taken(sheet, *, seed):
    """A photograph of a sheet: from the side, turned, blurred, in uneven light, with noise."""
    rng = random.Random(seed)  # noqa: S311  (pictures, not secrets)
    width, height = sheet.size
    corners = [
        (x + rng.uniform(-0.09, 0.09) * width, y + rng.uniform(-0.09, 0.09) * height)
        for x, y in ((0, 0), (0, height), (width, height), (width, 0))
    ]
    flat = [number for corner in corners for number in corner]
    seen = sheet.transform((width, height), Image.Transform.QUAD, flat, Image.Resampling.BICUBIC, fillcolor=90)
    seen = seen.rotate(rng.uniform(-180, 180), Image.Resampling.BICUBIC, expand=True, fillcolor=90)
    seen = seen.filter(ImageFilter.GaussianBlur(rng.uniform(0, 1.6)))
    points = np.asarray(seen, dtype=float)
    light = np.linspace(rng.uniform(0.45, 1), rng.uniform(0.45, 1), points.shape[1])
    noise = np.random.default_rng(seed).normal(0, 12, points.shape)
    return Image.fromarray(np.clip(points * light + noise, 0, 255).astype(np.uint8))


def file(image, kind="JPEG", **options):
    """The picture as a file."""
    held = io.BytesIO()
    image.save(held, kind, **options)
    return held.getvalue()
