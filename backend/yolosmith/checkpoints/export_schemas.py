"""Requests and answers about exports of checkpoints."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from yolosmith.schema import Schema

ExportFormat = Literal[
    "torchscript", "onnx", "openvino", "engine", "coreml", "coreai", "saved_model", "pb", "edgetpu", "litert", "paddle",
    "mnn", "ncnn", "imx", "rknn", "executorch", "axelera", "deepx", "qnn", "hailo", "ascend", "xilinx",
]  # fmt: skip
"""Those of the installed Ultralytics; which of them this machine can do, GET /api/checkpoints/formats says."""

ExportOption = Literal["dynamic", "simplify", "nms"]


class FormatInfo(Schema):
    """A format; `why` says what is missing where it is not available. Precisions are in bits; `lacking` says what is
    missing for those that it has besides."""

    format: ExportFormat
    title: str
    available: bool
    why: str | None
    options: list[ExportOption]
    precisions: list[int]
    lacking: dict[int, str] = {}


class ExportOptions(Schema):
    """How an export is made.

    `dynamic`: pictures of other sizes are taken too; `simplify`: the graph is tidied; `nms`: overlapping boxes are
    taken away within; `precision` in bits, 8 with the data set's pictures to measure ranges on.
    """

    dynamic: bool = False
    simplify: bool = True
    nms: bool = False
    precision: Literal[32, 16, 8] = 32


class ExportRequest(ExportOptions):
    """What to export to; `imgsz` is the side of the pictures that it will take, by default that of the training."""

    format: ExportFormat
    imgsz: int | None = Field(default=None, ge=32, le=4096, multiple_of=32)


class ExportFacts(ExportOptions):
    """What is known of an export, compared with PyTorch on `pictures` pictures of the data set (0: on noise).

    `difference` is the largest between the networks' outputs, `largest` the largest value there; null where the export
    gives boxes already. `boxes` are those that PyTorch finds, `boxes_missing` are found by one of both only,
    `box_difference` is the largest distance of an edge in pixels, `confidence_difference` the largest of a score.
    `same` says whether all that is within what the precision lets expect.
    """

    format: ExportFormat
    file: str
    bytes: int
    sha256: str
    imgsz: int
    difference: float | None
    largest: float | None
    boxes: int = 0
    boxes_missing: int = 0
    box_difference: float = 0
    confidence_difference: float = 0
    same: bool
    pictures: int
    seconds: float
    created: datetime


class StoredExport(ExportFacts):
    """As it is kept; `seen` changes with the weights."""

    seen: list[int]


class Export(ExportFacts):
    """As it travels; `outdated`: the weights have changed since."""

    outdated: bool
