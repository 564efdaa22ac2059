"""The depth map of a picture: proved as Ultralytics will read it, kept as it came, and drawn for the eye."""

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from yolosmith.engine.pictures import MAX_BYTES, MAX_PIXELS, Checked, UnusableError

SHAPE_TOLERANCE = 0.02
"""Of the logarithm of width by height, between map and picture; Ultralytics leaves out what is further apart."""

DRAWN_SIDE = 960
SHARES = (2.0, 98.0)
"""Percentiles that become the darkest and the brightest grey: one far pixel must not make all others alike."""


FAR = 40
"""The darkest grey: nobody shall take it for black."""


@dataclass(frozen=True, slots=True)
class DepthMap:
    """A map fit to be learned from: its file's content, which suffix it has, and a grey PNG of it."""

    data: bytes
    suffix: str
    drawn: bytes


def check_depth(path: Path, picture: Checked) -> DepthMap:
    """Read and prove the map of a picture; neither file is written.

    Raises:
        UnusableError: It is no 16-bit PNG and no NPY of floats, knows no distance, or has another shape.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnusableError("depth_unreadable")
        data = path.read_bytes()
        suffix = path.suffix.lower()
        distances = _npy(data) if suffix == ".npy" else _png(data)
    except (OSError, ValueError, EOFError, SyntaxError) as error:  # what Pillow and numpy raise on damaged files
        raise UnusableError("depth_unreadable") from error
    height, width = distances.shape
    apart = math.log((width / height) / (picture.size[0] / picture.size[1]))
    if picture.orientation != 1 or abs(apart) > SHAPE_TOLERANCE:
        raise UnusableError("depth_shape")
    known = np.isfinite(distances) & (distances > 0)
    if not known.any():
        raise UnusableError("depth_empty")
    return DepthMap(data, suffix, _drawn(distances, known))


def _png(data: bytes) -> NDArray[Any]:
    with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
        if image.mode not in ("I", "I;16") or image.width * image.height > MAX_PIXELS:
            raise UnusableError("depth_unreadable")
        return np.asarray(image).astype(np.float32)


def _npy(data: bytes) -> NDArray[Any]:
    """Its head is looked at first: numpy makes room for whatever shape that states."""
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    if len(shape) != 2 or dtype.kind != "f" or not 0 < math.prod(shape) * dtype.itemsize <= len(data):
        raise UnusableError("depth_unreadable")
    file.seek(0)
    return np.asarray(np.load(file, allow_pickle=False), np.float32)


def _drawn(distances: NDArray[Any], known: NDArray[np.bool_]) -> bytes:
    """Grey from `FAR` to 255 (near), even in one by the distance, as eyes judge it; black where nothing is known."""
    nearness = np.zeros_like(distances)
    nearness[known] = 1 / distances[known]
    low, high = np.percentile(nearness[known], SHARES)
    grey = np.clip((nearness - low) / max(high - low, 1e-12), 0, 1) * (255 - FAR) + FAR
    image = Image.fromarray(np.where(known, grey, 0).astype(np.uint8))
    image.thumbnail((DRAWN_SIDE, DRAWN_SIDE), Image.Resampling.NEAREST)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
