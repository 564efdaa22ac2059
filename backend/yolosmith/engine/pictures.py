"""One picture file of a foreign set: looked at by its header first, decoded once, repaired as a copy in memory."""

import io
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

MAX_BYTES = 512 * 1024 * 1024
MAX_PIXELS = 120_000_000
MIN_SIDE = 10
"""Ultralytics refuses smaller pictures."""

FORMATS = ("JPEG", "PNG", "BMP", "WEBP", "TIFF", "GIF", "JPEG2000", "AVIF")  # MPO opens as JPEG
"""What is decoded at all: some of Pillow's other readers start programs."""

SUFFIXES = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "BMP": ".bmp", "WEBP": ".webp"}
"""Formats that browsers show and OpenCV reads; all others are converted."""

MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
ORIENTATION = 274
END, SCAN = b"\xff\xd9", b"\xff\xda"
"""JPEG markers: end of image, start of scan."""

SEQUENTIAL = (0xC0, 0xC1)
IN_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)
"""A marker that ends a scan."""

HEAD_BYTES = 64
"""Of the scan, decoded together with the head."""

THUMBNAIL_SIDE = 320
THUMBNAIL_FROM = 150_000
"""Bytes from which a gallery is quicker with a smaller copy."""

Image.MAX_IMAGE_PIXELS = None  # the limit below holds, and is an answer where Pillow's is a warning


@dataclass
class UnusableError(Exception):
    """The picture has to be left out; `kind` is one of `datasets.report.KINDS`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A picture fit to be trained on.

    Attributes:
        data: The file's content, as it came wherever that is possible.
        suffix: Of its real format.
        size: Width and height, upright.
        stored: Width and height before it was turned upright.
        orientation: EXIF orientation that was undone; 1 if none.
        found: Kinds of repairs.
    """

    data: bytes
    suffix: str
    size: tuple[int, int]
    stored: tuple[int, int]
    orientation: int
    found: list[str]


def check_picture(path: str | Path) -> Checked:
    """Read, prove and repair one picture; the file itself is never written.

    Raises:
        UnusableError: It cannot be decoded, or is too large or too small.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123  a path object costs as much as the reading
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise UnusableError("picture_too_large")
            data = file.read()
    except OSError as error:
        raise UnusableError("picture_broken") from error
    try:
        return _check(data)
    except UnusableError:
        raise
    except Exception as error:  # on damaged files decoders raise anything; it is counted and reported
        raise UnusableError("picture_broken") from error


def _check(data: bytes) -> Checked:
    image, format = _open(data)
    found: list[str] = []
    if format == "JPEG" and not data.endswith(END):
        data, kind = _close_jpeg(data)
        found.append(kind)
        image, _ = _open(data)
    _prove(image, data, format)
    stored = image.size
    orientation = image.getexif().get(ORIENTATION, 1)
    if orientation in range(2, 9):
        image = ImageOps.exif_transpose(image)
        found.append("picture_rotated")
    if format not in SUFFIXES or image.mode not in MODES:
        image = _eight_bit(image)
        found.append("picture_converted")
    suffix = SUFFIXES.get(format, ".png")
    if {"picture_rotated", "picture_converted"} & set(found):
        data, suffix = _encode(image, jpeg=suffix == ".jpg")
    return Checked(data, suffix, image.size, stored, orientation, found)


def _prove(image: Image.Image, data: bytes, format: str) -> None:
    """Raise what a decoder raises, if one would. Of a plain JPEG its head is enough, decoded with an end put to it:
    behind the head of its only scan, with no marker in it, damage makes other pixels but no refusal."""
    head = _plain_head(data) if format == "JPEG" else None
    if head is None:
        image.load()
        return
    with Image.open(io.BytesIO(data[: head + HEAD_BYTES] + END), formats=("JPEG",)) as trial:
        trial.draft(None, (1, 1))  # an eighth of the size: only the head matters
        trial.load()


def _plain_head(data: bytes) -> int | None:
    """Where the pixels of a JPEG begin, if it is a sequential one with Huffman codes and a single scan."""
    at = 2
    sequential = False
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in SEQUENTIAL:
            sequential = True
        elif marker == SCAN[1]:
            begin = at + 2 + length
            components = data[at + 4] if at + 4 < len(data) else 0
            other = IN_SCAN.search(data, begin)
            single = other is not None and other.start() == len(data) - 2
            return begin if sequential and single and components in (1, 3) else None
        at += 2 + length
    return None


def _open(data: bytes) -> tuple[Image.Image, str]:
    """The picture, not decoded yet, and its format; its size is checked by what the header says."""
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise UnusableError("picture_too_large")
    if min(width, height) < MIN_SIDE:
        raise UnusableError("picture_too_small")
    return image, image.format or ""


def _close_jpeg(data: bytes) -> tuple[bytes, str]:
    """End the file where the picture ends, and the kind of repair that this is. Ultralytics would otherwise write it
    anew, in place and with loss."""
    end = data.rfind(END)
    if end > data.rfind(SCAN):  # behind the last scan: it ends the picture, not a thumbnail before it
        return data[: end + 2], "picture_tail"
    return data + END, "picture_truncated"


def _eight_bit(image: Image.Image) -> Image.Image:
    """Grey or RGB with 8 bits; of 16 bits the upper eight are kept, as OpenCV does."""
    if image.mode.startswith("I;16") or image.mode == "I":
        values = np.asarray(image).astype(np.int64)
        return Image.fromarray((values.clip(0, 65535) >> 8).astype(np.uint8))
    if image.mode == "F":
        values = np.nan_to_num(np.asarray(image))
        low, high = values.min(), values.max()
        return Image.fromarray(((values - low) / max(high - low, 1e-12) * 255).astype(np.uint8))
    return image.convert("RGB")


def _encode(image: Image.Image, *, jpeg: bool) -> tuple[bytes, str]:
    buffer = io.BytesIO()
    if jpeg:
        image.convert("L" if image.mode == "L" else "RGB").save(buffer, "JPEG", quality=95, subsampling=0)
        return buffer.getvalue(), ".jpg"
    image.save(buffer, "PNG")
    return buffer.getvalue(), ".png"


def make_thumbnail(path: Path) -> bytes | None:
    """A small JPEG of a picture of ours; None where its file is small itself."""
    if path.stat().st_size <= THUMBNAIL_FROM:
        return None
    with Image.open(path, formats=FORMATS) as image:
        image.draft("RGB", (2 * THUMBNAIL_SIDE, 2 * THUMBNAIL_SIDE))
        small = image.convert("RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BILINEAR, reducing_gap=2)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
