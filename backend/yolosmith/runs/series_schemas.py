"""Answers about what a run did while it trained."""

from typing import Any, Literal

from yolosmith.runs.events import RunState
from yolosmith.schema import Schema

LogLevel = Literal["debug", "info", "warning", "error"]


class Points(Schema):
    """Rows of a table, thinned to what was asked for. `x` counts epochs: 1.5 is in the middle of the second."""

    x: list[float]
    series: dict[str, list[float | None]]
    rows: int
    """Rows that there are between the asked ends; thinned where `x` is shorter."""


class Series(Schema):
    """Curves of a run up to the event `seq`: ask its events from there on, and nothing is missing or there twice."""

    seq: int
    status: RunState
    """By the newest `run.status`."""
    start: dict[str, Any] | None
    """The newest `run.start`."""
    batch: dict[str, Any] | None
    """The newest `run.batch`."""
    resumed: int
    """How often the run went on from a checkpoint."""
    batches: Points
    """`loss/<name>`, `lr/<group>` and `speed` (images a second), batch by batch."""
    machine: Points
    """`cpu` and `gpu` in per cent, `memory` and `gpu_memory` in bytes."""
    epochs: Points
    """The columns of results.csv and what is derived from them (F1), epoch by epoch."""


class LogLine(Schema):
    """One line of the log. `time` in seconds since 1970."""

    seq: int
    time: float
    level: LogLevel
    message: str


class LogPage(Schema):
    """Lines in their order, up to the event `seq`; `more`: earlier ones match too."""

    seq: int
    lines: list[LogLine]
    more: bool


class ClassMeasures(Schema):
    """One class against all others, from the confusion matrix."""

    precision: float
    recall: float
    f1: float
    fnr: float
    mcc: float


class Confusion(Schema):
    """Rows are predicted, columns are true. With `background` the last row is missed, the last column found in vain."""

    matrix: list[list[int]]
    unit: Literal["objects", "images", "pixels"]
    background: bool
    confidence: float | None
    """Detections surer than this are counted."""
    iou: float | None
    """That far a detection must overlap an object to be matched with it."""
    classes: list[ClassMeasures]
    accuracy: float
    mcc: float
    """Matthews' correlation coefficient of all classes together."""


class ClassCurves(Schema):
    """At an IoU of 0.5, a line for each of `classes`. `x` is the recall of `precision_recall`, else the confidence."""

    of: Literal["boxes", "masks", "keypoints"]
    classes: list[int]
    x: list[float]
    precision_recall: list[list[float]]
    f1: list[list[float]]
    precision: list[list[float]]
    recall: list[list[float]]
    ap50: list[float]
    ap: list[float]


class Curves(Schema):
    """`curves.json`: how the best weights did on the validation split."""

    format: int
    task: str
    names: list[str]
    epoch: int | None
    """Null: the best weights, validated once more at the end."""
    confusion: Confusion | None
    curves: list[ClassCurves]
