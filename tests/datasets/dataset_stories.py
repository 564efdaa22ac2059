"""Small foreign data sets, whole and broken, and what tests do with them."""

import io
import json
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from PIL import Image

SIZE = (64, 48)
View = Callable[[Path], dict[str, Any]]
"""What Ultralytics makes of a `data.yaml`."""


@dataclass
class Api:
    """The server's data sets as a client sees them."""

    client: httpx.Client
    workspace: Path

    def begin(self, path: Path | str, name: str, format: str = "auto", task: str = "auto") -> httpx.Response:
        body = {"path": str(path), "name": name, "format": format, "task": task}
        return self.client.post("/api/datasets/import", json=body)

    def upload(self, data: bytes, name: str | None = None, filename: str = "set.zip") -> httpx.Response:
        fields = {"name": name} if name else {}
        return self.client.post("/api/datasets/import", data=fields, files={"file": (filename, data)})

    def imported(self, path: Path | str, name: str, format: str = "auto", task: str = "auto") -> dict[str, Any]:
        answer = self.begin(path, name, format, task)
        assert answer.status_code == 202, answer.text
        assert answer.json() == {"name": name, "status": "importing"}
        return self.ended(name)

    def ended(self, name: str) -> dict[str, Any]:
        """The data set, once its import has ended."""
        deadline = time.monotonic() + 240
        while (dataset := self.client.get(f"/api/datasets/{name}").json())["status"] == "importing":
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return dict(dataset)

    def samples(self, name: str, **query: Any) -> dict[str, Any]:
        answer = self.client.get(f"/api/datasets/{name}/samples", params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def folder(self, name: str) -> Path:
        return self.workspace / "datasets" / name

    def nothing_left(self) -> bool:
        """No hidden folder stays in datasets/."""
        return not list((self.workspace / "datasets").glob(".*"))


def found(dataset: dict[str, Any]) -> dict[str, int]:
    """Counts of the report by kind."""
    return {entry["kind"]: entry["count"] for entry in dataset["report"]}


def picture(path: Path, size: tuple[int, int] = SIZE, mode: str = "RGB", **options: Any) -> Path:
    """Write a picture of noise, another one for each name and folder's name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(zlib.crc32("/".join(path.parts[-2:]).encode("utf-8", "surrogateescape")))
    depth = {"L": (), "I;16": (), "RGB": (3,), "RGBA": (4,), "CMYK": (4,)}[mode]
    dtype = np.uint16 if mode == "I;16" else np.uint8
    values = random.integers(0, np.iinfo(dtype).max, size=(size[1], size[0], *depth), dtype=dtype)
    image = Image.fromarray(values) if mode in {"L", "RGB", "RGBA", "I;16"} else Image.fromarray(values, mode)
    image.save(path, **options)
    return path


def label(path: Path, *rows: str) -> Path:
    """Write a label file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{row}\n" for row in rows))
    return path


def yolo_set(root: Path, train: int = 4, val: int = 2, names: str = "[cat, dog]") -> Path:
    """A whole data set in YOLO form: each picture has one box of class 0 or 1."""
    for split, count in (("train", train), ("val", val)):
        for number in range(count):
            picture(root / "images" / split / f"{split}{number}.jpg")
            label(root / "labels" / split / f"{split}{number}.txt", f"{number % 2} 0.5 0.5 0.25 0.5")
    (root / "data.yaml").write_text(f"train: images/train\nval: images/val\nnames: {names}\n")
    return root


def voc_xml(*objects: tuple[str, float, float, float, float], size: tuple[int, int] = SIZE, filename: str = "") -> str:
    """A Pascal VOC annotation."""
    boxes = "".join(
        f"<object><name>{name}</name><bndbox><xmin>{x1}</xmin><ymin>{y1}</ymin>"
        f"<xmax>{x2}</xmax><ymax>{y2}</ymax></bndbox></object>"
        for name, x1, y1, x2, y2 in objects
    )
    return (
        f"<annotation><filename>{filename}</filename><size><width>{size[0]}</width><height>{size[1]}</height>"
        f"<depth>3</depth></size>{boxes}</annotation>"
    )


def voc_set(root: Path, annotations: dict[str, str], splits: dict[str, list[str]] | None = None) -> Path:
    """A data set in Pascal VOC form; a picture for each annotation."""
    for folder in ("Annotations", "JPEGImages", "ImageSets/Main"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for stem, text in annotations.items():
        (root / "Annotations" / f"{stem}.xml").write_text(text)
        picture(root / "JPEGImages" / f"{stem}.jpg")
    for split, stems in (splits or {}).items():
        (root / "ImageSets" / "Main" / f"{split}.txt").write_text("\n".join(stems))
    return root


def coco_set(root: Path, split: str, document: dict[str, Any]) -> Path:
    """One split of a data set in COCO form; a picture for each of its images that lies in the set."""
    for image in document["images"]:
        name = image.get("file_name") if isinstance(image, dict) else None
        if isinstance(name, str) and not name.startswith(("gone", "/", "..")):
            picture(root / f"{split}2017" / name)
    (root / "annotations").mkdir(parents=True, exist_ok=True)
    (root / "annotations" / f"instances_{split}2017.json").write_text(json.dumps(document))
    return root


def zipped(folder: Path) -> bytes:
    """The folder as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return buffer.getvalue()
