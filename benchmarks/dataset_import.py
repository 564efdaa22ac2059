"""Import of 10,000 pictures in YOLO form, beside Ultralytics' own check of the same labels plus copying the set."""

import io
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from benchmarks.results import Table
from benchmarks.server import Server, running

PICTURES = 10_000
PAIRS = 3
KINDS = 50
"""Different pictures; each file is made another one by a comment in it."""

SIZE = (640, 480)
BOXES = 8
CLASSES = 80

CHECK = """
import shutil, sys, time
from pathlib import Path
from ultralytics.data.dataset import YOLODataset
from ultralytics.data.utils import check_det_dataset
from ultralytics.utils import LOGGER
LOGGER.setLevel("ERROR")
root, copy = Path(sys.argv[1]), Path(sys.argv[2])
data = check_det_dataset(str(root / "data.yaml"))
began = time.perf_counter()
for split in ("train", "val"):
    YOLODataset(img_path=data[split], data=data, augment=False, task="detect")
checked = time.perf_counter()
shutil.copytree(root, copy)
print(checked - began, time.perf_counter() - checked)
"""


def measure() -> Iterator[Table]:
    """Pairs, one after the other, both from the cache of the file system."""
    ours: list[float] = []
    theirs: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder, running() as server:
        root = make_set(Path(folder) / "set")
        import_once(server, make_set(Path(folder) / "small", 100), "warm")
        for pair in range(PAIRS):
            theirs.append(check_once(root, Path(folder) / f"copy{pair}"))
            ours.append(import_once(server, root, f"pair{pair}"))
    both = median(sum(one) for one in theirs)
    ratio = median(mine / sum(their) for mine, their in zip(ours, theirs, strict=True))
    yield Table(
        f"Import of {PICTURES} pictures in YOLO form",
        ["what", "median", "limit"],
        [
            ["import, from the request to a data set that is ready", f"{median(ours):.2f} s", ""],
            ["Ultralytics' check of the labels", f"{median(one[0] for one in theirs):.2f} s", ""],
            ["… and `shutil.copytree`", f"{both:.2f} s", ""],
            [f"ratio, median of {PAIRS} pairs", f"{ratio:.2f}", "1.00"],
        ],
        notes=f"JPEG of {SIZE[0]} x {SIZE[1]}, {BOXES} boxes each. The import also hashes, repairs, counts and syncs "
        "to the disk, and writes Ultralytics' own label cache.",
        missed=ratio > 1,
    )


def make_set(root: Path, pictures: int = PICTURES) -> Path:
    """A set in YOLO form, four fifths of it to train on."""
    random = np.random.default_rng(0)
    kinds = [_picture(random) for _ in range(min(KINDS, pictures))]
    for split, numbers in (("train", range(pictures * 4 // 5)), ("val", range(pictures * 4 // 5, pictures))):
        images, labels = root / "images" / split, root / "labels" / split
        images.mkdir(parents=True)
        labels.mkdir(parents=True)
        for number in numbers:
            comment = f"{number:08}".encode()
            kind = kinds[number % len(kinds)]
            (images / f"{number:06}.jpg").write_bytes(kind[:2] + b"\xff\xfe\x00\x0a" + comment + kind[2:])
            places = random.uniform(0.2, 0.8, (BOXES, 2))
            rows = (f"{random.integers(CLASSES)} {x:.6f} {y:.6f} 0.100000 0.150000\n" for x, y in places)
            (labels / f"{number:06}.txt").write_text("".join(rows))
    names = ", ".join(f"class{number}" for number in range(CLASSES))
    (root / "data.yaml").write_text(f"train: images/train\nval: images/val\nnames: [{names}]\n")
    return root


def _picture(random: np.random.Generator) -> bytes:
    """A soft pattern with noise: about as many bytes as a photograph."""
    coarse = Image.fromarray(random.integers(0, 255, (24, 32, 3), dtype=np.uint8)).resize(
        SIZE, Image.Resampling.BICUBIC
    )
    values = np.asarray(coarse) + random.normal(0, 6, (SIZE[1], SIZE[0], 3))
    data = io.BytesIO()
    Image.fromarray(values.clip(0, 255).astype(np.uint8)).save(data, "JPEG", quality=85)
    return data.getvalue()


def check_once(root: Path, copy: Path) -> tuple[float, float]:
    """Seconds of Ultralytics' check and of the copying, in a fresh process that has loaded its libraries."""
    for cache in root.glob("labels/*.cache"):
        cache.unlink()
    ran = subprocess.run([sys.executable, "-c", CHECK, root, copy], capture_output=True, text=True, check=True)
    checked, copied = map(float, ran.stdout.split()[-2:])
    shutil.rmtree(copy)
    return checked, copied


def import_once(server: Server, root: Path, name: str) -> float:
    """Seconds from the request until the data set is ready; it is deleted afterwards."""
    began = time.perf_counter()
    body = {"path": str(root), "name": name}
    server.client.post("/api/datasets/import", json=body).raise_for_status()
    while (found := server.client.get(f"/api/datasets/{name}").json())["status"] == "importing":
        time.sleep(0.02)
    seconds = time.perf_counter() - began
    assert found["status"] == "ready", found
    server.client.delete(f"/api/datasets/{name}").raise_for_status()
    return seconds
