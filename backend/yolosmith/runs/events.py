"""Every event of a run, in one place: a line of `events.jsonl`, and an SSE message.

`seq` is the line number, from 1; `storage.journal` puts `seq` and `time` on.
"""

import math
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from yolosmith.schema import Schema

RunState = Literal["queued", "running", "stopping", "stopped", "completed", "failed", "interrupted"]
ENDED: frozenset[RunState] = frozenset({"stopped", "completed", "failed", "interrupted"})


class RunFailure(Schema):
    """Why a run failed. `trace` are the last lines of its log."""

    message: str
    trace: list[str] = []


class StatusEvent(Schema):
    """The run changed its state; a stream ends after the one that ends the run."""

    type: Literal["run.status"] = "run.status"
    status: RunState
    pid: int | None = None
    resumed_from: int | None = None
    """Epochs already done when a run goes on."""
    epochs: int | None = None
    """How many there shall be in the end, where the run is extended."""
    error: RunFailure | None = None


class StartEvent(Schema):
    """The model is built and the data read: what the training will be."""

    type: Literal["run.start"] = "run.start"
    epochs: int
    batches: int
    """Batches in an epoch."""
    images: int
    device: str
    parameters: int
    losses: list[str]


class BatchEvent(Schema):
    """One batch done: running means of the losses in this epoch, learning rates by group, seconds still to go.

    Runs of earlier versions have no `batches`, `speed` and `machine`.
    """

    type: Literal["run.batch"] = "run.batch"
    epoch: int
    batch: int
    losses: dict[str, float | None]
    lr: dict[str, float | None]
    eta: float | None
    batches: int | None = None
    """Batches in this epoch; more than at the start where memory ran out and they were made smaller."""
    speed: float | None = None
    """Images a second, reading included."""
    machine: dict[str, float | None] | None = None
    """Every few seconds: `cpu` and `gpu` in per cent, `memory` and `gpu_memory` in bytes."""


class EpochEvent(Schema):
    """One epoch done: the row that Ultralytics wrote into results.csv, `epoch` counted from 1."""

    type: Literal["run.epoch"] = "run.epoch"
    epoch: int
    epochs: int
    metrics: dict[str, float | None]
    best: bool
    seconds: float
    derived: dict[str, float | None] = {}
    """Measures that follow from the row and are not in it: F1."""


class LogEvent(Schema):
    """A line of the log."""

    type: Literal["run.log"] = "run.log"
    level: Literal["debug", "info", "warning", "error"]
    message: str


class ArtifactEvent(Schema):
    """A file of the run is there, or new. `path` is relative to the run's folder."""

    type: Literal["run.artifact"] = "run.artifact"
    path: str
    bytes: int


RunEvent = Annotated[
    StatusEvent | StartEvent | BatchEvent | EpochEvent | LogEvent | ArtifactEvent, Field(discriminator="type")
]
EVENT: TypeAdapter[RunEvent] = TypeAdapter(RunEvent)


def payload(event: RunEvent, run: str) -> dict[str, Any]:
    """The JSON form of one event; the journal puts `seq` and `time` (seconds since the epoch) in front."""
    return {"type": event.type, "run": run, **event.model_dump()}


def finite(value: float) -> float | None:
    """JSON knows no NaN and no infinity: they are null."""
    return value if math.isfinite(value) else None
