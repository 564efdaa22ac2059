"""A small data set in YOLO form for every task, with something to learn in it: bright shapes on a dark ground.

`task_set(root, "pose")` writes one and returns its folder, fit to be handed to an import.
"""

from collections.abc import Callable
from math import cos, sin, tau
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SIDE = 64
NAMES = ("bar", "wedge")
COLOURS = ((240, 190, 60), (80, 170, 250))
KEYPOINTS = 3

Point = tuple[float, float]


def task_set(root: Path, task: str, train: int = 6, val: int = 3) -> Path:
    """Write `train` and `val` pictures, each with two objects (of one class each where the task is classify).

    Args:
        root: The folder to make.
        task: detect, segment, pose, obb, classify or depth.
        train: Pictures to train on.
        val: Pictures to validate with.
    """
    random = np.random.default_rng(0)
    for split, count in (("train", train), ("val", val)):
        for number in range(count):
            if task == "classify":
                image, _ = _picture(random, [number % 2])
                _save(image, root / split / NAMES[number % 2] / f"{split}{number}.png")
                continue
            image, corners = _picture(random, [0, 1])
            _save(image, root / "images" / split / f"{split}{number}.png")
            if task == "depth":
                _save(_distances(corners), root / "depth" / split / f"{split}{number}.png")
                continue
            rows = (f"{cls} {_numbers(LABELS[task](points))}\n" for cls, points in enumerate(corners))
            label = root / "labels" / split / f"{split}{number}.txt"
            label.parent.mkdir(parents=True, exist_ok=True)
            label.write_text("".join(rows))
    if task == "depth":
        scale = "depth_scale: 100\n"
        (root / "data.yaml").write_text(f"train: images/train\nval: images/val\n{scale}names: [depth]\n")
    elif task != "classify":
        pose = f"kpt_shape: [{KEYPOINTS}, 3]\nflip_idx: [0, 2, 1]\n" if task == "pose" else ""
        (root / "data.yaml").write_text(f"train: images/train\nval: images/val\n{pose}names: [{', '.join(NAMES)}]\n")
    return root


def _picture(random: np.random.Generator, classes: list[int]) -> tuple[Image.Image, list[list[Point]]]:
    """One object of each class, side by side, and the corners of each: four of a turned bar, three of a wedge."""
    image = Image.fromarray(random.integers(0, 50, size=(SIDE, SIDE, 3), dtype=np.uint8))
    drawn = []
    for place, cls in enumerate(classes):
        centre = (SIDE * (place + 0.5) / len(classes), SIDE * random.uniform(0.35, 0.65))
        turn, radius = random.uniform(0.1, 0.4) * tau / 4, SIDE / 5
        angles = [0.4, tau / 2 - 0.4, tau / 2 + 0.4, -0.4] if cls == 0 else [tau / 4, -tau / 12, tau / 2 + tau / 12]
        corners = [(centre[0] + radius * cos(angle + turn), centre[1] + radius * sin(angle + turn)) for angle in angles]
        ImageDraw.Draw(image).polygon(corners, fill=COLOURS[cls])
        drawn.append([(x / SIDE, y / SIDE) for x, y in corners])
    return image, drawn


def _distances(corners: list[list[Point]]) -> Image.Image:
    """Centimetres: the ground 5 m away, the bar 2 m, the wedge 3 m."""
    image = Image.new("I;16", (SIDE, SIDE), 500)
    pixels = Image.new("L", (SIDE, SIDE), 50)
    for points, metres in zip(corners, (2, 3), strict=True):
        ImageDraw.Draw(pixels).polygon([(x * SIDE, y * SIDE) for x, y in points], fill=metres * 10)
    image.frombytes((np.asarray(pixels, np.uint16) * 10).tobytes())
    return image


def _save(image: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path)


def _box(points: list[Point]) -> list[float]:
    across, down = [x for x, _ in points], [y for _, y in points]
    left, right, top, bottom = min(across), max(across), min(down), max(down)
    return [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]


def _outline(points: list[Point]) -> list[float]:
    return [number for point in points for number in point]


def _pose(points: list[Point]) -> list[float]:
    return _box(points) + [number for x, y in points[:KEYPOINTS] for number in (x, y, 2)]


def _turned(points: list[Point]) -> list[float]:
    """Four corners; a wedge's fourth lies in the middle of its last side."""
    if len(points) == 3:
        (x1, y1), (x2, y2) = points[2], points[0]
        points = [*points, ((x1 + x2) / 2, (y1 + y2) / 2)]
    return _outline(points)


def _numbers(values: list[float]) -> str:
    return " ".join(f"{value:.6f}" for value in values)


LABELS: dict[str, Callable[[list[Point]], list[float]]] = {
    "detect": _box,
    "segment": _outline,
    "pose": _pose,
    "obb": _turned,
}
