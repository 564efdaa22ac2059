"""Writes the checkpoints and pictures that the stories import; run as a process of its own, away from the tests.

`python make_checkpoint_files.py FOLDER`: FOLDER is also the workspace whose module `Doubler` goes into `custom.pt`.
"""

import json
import os
import sys
import zipfile
from pathlib import Path

FOLDER = Path(sys.argv[1]).resolve()
os.environ |= {
    "YOLOSMITH_WORKSPACE": str(FOLDER),
    "YOLO_CONFIG_DIR": str(FOLDER / ".config"),
    "YOLO_OFFLINE": "1",
    "YOLO_AUTOINSTALL": "False",
}

import av  # noqa: E402
import cv2  # noqa: E402
import numpy  # noqa: E402
import torch  # noqa: E402

from yolosmith.engine import embedded  # noqa: E402
from yolosmith.engine.yolo import YOLO  # noqa: E402

ROWS = """\
nc: 3
backbone:
  - [-1, 1, Conv, [16, 3, 2]]
  - [-1, 1, Conv, [32, 3, 2]]
  - [-1, 1, {block}, [32]]
  - [-1, 1, Conv, [48, 3, 2]]
head:
  - [[2, 3], 1, Detect, [nc]]
"""
DOUBLER = """\
import os
from pathlib import Path

import torch
from torch import nn

Path(os.environ["YOLOSMITH_WORKSPACE"], "custom-was-run").write_text("executed")


class Doubler(nn.Module):
    def __init__(self, c1, c2):
        super().__init__()
        self.mix = nn.Conv2d(c1, c2, 1)

    def forward(self, x):
        return 2 * self.mix(x)
"""
NAMES = {0: "red", 1: "green", 2: "blue"}
TRAINED = {
    "epoch": 4,
    "train_args": {"imgsz": 96, "epochs": 5, "data": "shapes.yaml", "lr0": 0.01},
    "train_metrics": {"metrics/mAP50(B)": 0.5, "val/box_loss": float("nan")},
}


def write_model(name: str, block: str) -> YOLO:
    torch.manual_seed(0)
    text = FOLDER / f"{name}.yaml"
    text.write_text(ROWS.format(block=block))
    model = YOLO(text, task="detect")
    model.model.names = NAMES
    for branch in model.model.model[-1].cv3:  # a fresh head is sure of nothing; a sure one makes boxes to compare
        torch.nn.init.normal_(branch[-1].weight, std=50)
        torch.nn.init.zeros_(branch[-1].bias)
    model.ckpt = TRAINED
    path = FOLDER / f"{name}.pt"
    model.save(path)
    if document := embedded.read(path):
        super(YOLO, model).save(FOLDER / f"{name}-bare.pt")  # as Ultralytics writes it, without the sources
        embedded.embed(path, document | {"architecture": text.read_text()})
    return YOLO(path)


class Runs:
    """Unpickling it freely runs a command."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {FOLDER}/hostile-was-run",)


def main() -> None:
    picture = numpy.random.default_rng(0).integers(0, 255, (80, 120, 3), numpy.uint8)
    cv2.imwrite(str(FOLDER / "picture.png"), cv2.resize(picture[:8, :12], (120, 80), interpolation=cv2.INTER_CUBIC))

    model = write_model("plain", "C2f")
    (found,) = model.predict(FOLDER / "picture.png", conf=0.3, iou=0.5, imgsz=96, device="cpu", verbose=False)
    rows = zip(found.boxes.cls.tolist(), found.boxes.conf.tolist(), found.boxes.xywhn.tolist(), strict=True)
    expected = [{"cls": int(cls), "conf": conf, "xywh": xywh} for cls, conf, xywh in rows]
    (FOLDER / "expected.json").write_text(json.dumps(expected))

    (FOLDER / "modules").mkdir()
    (FOLDER / "modules" / "Doubler.py").write_text(DOUBLER)
    write_model("custom", "Doubler")
    (FOLDER / "custom-was-run").unlink()

    with av.open(str(FOLDER / "video.mp4"), "w") as video:
        stream = video.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 120, 80, "yuv420p"
        still = cv2.imread(str(FOLDER / "picture.png"))
        for turn in range(12):
            shifted = numpy.ascontiguousarray(numpy.roll(still, 4 * turn, axis=1))
            video.mux(stream.encode(av.VideoFrame.from_ndarray(shifted, format="bgr24")))
        video.mux(stream.encode())

    torch.save({"model": Runs()}, FOLDER / "hostile.pt")
    torch.save({"weight": torch.zeros(3)}, FOLDER / "tensors.pt")
    torch.jit.script(torch.nn.Linear(2, 2)).save(FOLDER / "scripted.pt")
    torch.save({"model": torch.nn.Linear(2, 2)}, FOLDER / "linear.pt")
    with (
        zipfile.ZipFile(FOLDER / "plain.pt") as plain,
        zipfile.ZipFile(FOLDER / "bomb.pt", "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for member in plain.namelist():
            bomb.writestr(member, plain.read(member) if "data/" not in member else bytes(8 * 2**20))
    whole = (FOLDER / "plain.pt").read_bytes()
    (FOLDER / "truncated.pt").write_bytes(whole[: len(whole) // 2])
    (FOLDER / "text.pt").write_text("these are no weights")
    (FOLDER / "empty.pt").write_bytes(b"")


main()
