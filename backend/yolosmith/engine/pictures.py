"""One picture file of a foreign set: looked at by its header first, decoded once, repaired as a copy in memory."""

import io
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
        thumbnail: A small JPEG, for large files.
    """

    data: bytes
    suffix: str
    size: tuple[int, int]
    stored: tuple[int, int]
    orientation: int
    found: list[str]
    thumbnail: bytes | None


def check_picture(path: Path) -> Checked:
    """Read, decode and repair one picture; the file itself is never written.

    Raises:
        UnusableError: It cannot be decoded, or is too large or too small.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnusableError("picture_too_large")
        data = path.read_bytes()
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
    image.load()
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
    thumbnail = _thumbnail(image) if len(data) > THUMBNAIL_FROM else None
    return Checked(data, suffix, image.size, stored, orientation, found, thumbnail)


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


def _thumbnail(image: Image.Image) -> bytes:
    small = image.convert("RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BILINEAR, reducing_gap=2)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
