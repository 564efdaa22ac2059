"""The bundled demo data set: scikit-learn's handwritten digits, several on a noisy canvas, to be detected."""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sklearn.datasets import load_digits

from yolosmith.datasets import layout
from yolosmith.datasets.index import IndexedSample, Row
from yolosmith.engine import label_cache
from yolosmith.engine.dataset_writer import DatasetWriter, label_text, staged
from yolosmith.engine.jobs import Say
from yolosmith.storage.files import read_json

SEED = 0
CANVAS = 96
CANVASES = {"train": 600, "val": 150, "test": 60}
SOURCES = {"train": 0.7, "val": 0.2, "test": 0.1}
"""Share of the handwritten images that each split draws from; no image is in two."""

DIGITS = (3, 6)
SIDES = (20, 36)
INK = 0.25
"""Fraction of the full stroke from which a pixel counts as part of the digit, for its box."""

FloatImage = NDArray[np.float32]


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Make the set at `args["target"]`, or leave it as it is where there is one; answer its manifest.

    The same seed gives the same pictures and labels.

    Args:
        args: `target`: absolute path; `staging`: hidden folder to build in, on the same file system, if there is one.
        say: Gets `{"done", "total", "message"}`.
    """
    target = Path(args["target"])
    if (target / layout.MANIFEST).is_file():
        manifest: dict[str, Any] = read_json(target / layout.MANIFEST)
        return manifest
    staging = Path(args["staging"]) / "built" if "staging" in args else target.with_name(f".import-{os.getpid()}")
    total = sum(CANVASES.values())
    with staged(target, staging) as folder:
        writer = DatasetWriter(folder, [str(digit) for digit in range(10)])
        for done, (split, file, canvas, boxes) in enumerate(_canvases()):
            data = io.BytesIO()
            Image.fromarray(canvas).save(data, "JPEG", quality=92)
            (layout.image_folder(folder, split) / file).write_bytes(data.getvalue())
            sha256 = hashlib.sha256(data.getvalue()).hexdigest()
            sample = IndexedSample(split, file, CANVAS, CANVAS, boxes, sha256=sha256)
            text = label_text(sample, "detect")
            layout.label_file(folder, split, file).write_text(text, encoding="utf-8")
            writer.add(sample, text)
            if done % 50 == 0:
                say({"done": done, "total": total, "message": "Drawing digits"})
        manifest = writer.finish({"source": "scikit-learn load_digits", "source_format": "digits", "report": []})
    label_cache.write(target, manifest)
    return manifest


def _canvases() -> Iterator[tuple[str, str, NDArray[np.uint8], list[Row]]]:
    """Split, file name, picture (height, width, 3) and boxes, canvas by canvas."""
    random = np.random.default_rng(SEED)
    images, classes = load_digits(return_X_y=True)
    order = random.permutation(len(images))
    first = 0
    for split, count in CANVASES.items():
        last = first + round(SOURCES[split] * len(images))
        pool = order[first:last]
        first = last
        for number in range(count):
            canvas, boxes = _compose(random, images[pool].reshape(-1, 8, 8), classes[pool])
            yield split, f"{split}-{number:04d}.jpg", canvas, boxes


def _compose(
    random: np.random.Generator, images: NDArray[np.float64], classes: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], list[Row]]:
    """One canvas and its boxes, from 8 x 8 images with values 0..16."""
    canvas = _background(random)
    boxes: list[Row] = []
    taken: list[tuple[int, int, int]] = []
    for _ in range(random.integers(DIGITS[0], DIGITS[1] + 1)):
        side = int(random.integers(SIDES[0], SIDES[1] + 1))
        place = _free_place(random, side, taken)
        if place is None:
            continue
        taken.append((*place, side))
        pick = int(random.integers(len(images)))
        small = Image.fromarray((images[pick] / 16 * 255).astype(np.uint8))
        ink = np.asarray(small.resize((side, side), Image.Resampling.BICUBIC), dtype=np.float32) / 255
        left, top = place
        area = canvas[top : top + side, left : left + side]
        stroke = ink[..., None] * random.uniform(0.75, 1.0)
        area += stroke * (random.uniform(170, 255, size=3).astype(np.float32) - area)
        boxes.append(_box(int(classes[pick]), ink > INK, left, top))
    return np.clip(canvas, 0, 255).astype(np.uint8), boxes


def _background(random: np.random.Generator) -> FloatImage:
    """A dim slope of a random tint with noise, (height, width, 3)."""
    across, down = np.meshgrid(np.linspace(-1, 1, CANVAS), np.linspace(-1, 1, CANVAS))
    slope = random.uniform(-20, 20) * across + random.uniform(-20, 20) * down
    tint = random.uniform(20, 80, size=3)
    noise = random.normal(0, random.uniform(4, 14), size=(CANVAS, CANVAS, 3))
    return (tint + slope[..., None] + noise).astype(np.float32)


def _free_place(random: np.random.Generator, side: int, taken: list[tuple[int, int, int]]) -> tuple[int, int] | None:
    """Left and top of a square that overlaps the taken ones by a fifth of a side at most; None after 20 tries."""
    for _ in range(20):
        left, top = (int(value) for value in random.integers(0, CANVAS - side + 1, size=2))
        slack = side // 5
        if all(
            left + side - slack <= x or x + other - slack <= left or top + side - slack <= y or y + other - slack <= top
            for x, y, other in taken
        ):
            return left, top
    return None


def _box(cls: int, ink: NDArray[np.bool_], left: int, top: int) -> Row:
    """The tight box around the ink, relative to the canvas."""
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    x1, x2 = left + int(columns[0]), left + int(columns[-1]) + 1
    y1, y2 = top + int(rows[0]), top + int(rows[-1]) + 1
    x, y, w, h = (round(side / CANVAS, 6) for side in ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1))
    return Row(cls, x, y, w, h)
