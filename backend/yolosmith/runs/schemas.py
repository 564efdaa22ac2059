"""Requests and answers about runs."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from yolosmith.checkpoints.transfer import Match
from yolosmith.runs.curve import Curve
from yolosmith.runs.events import RunFailure, RunState
from yolosmith.schema import Schema


class RunRequest(Schema):
    """Start a run from an architecture or from a checkpoint's weights, on a data set."""

    architecture: str | None = None
    checkpoint: str | None = None
    weights: str | None = None
    """Of a start from an architecture: the checkpoint whose fitting tensors are transferred into it."""
    match: Match | None = None
    """How the rows of both are paired (see POST /api/checkpoints/{id}/transfer); null: whichever lets more load."""
    scale: str | None = None
    dataset: str
    args: dict[str, Any] = {}
    """`model.train()` arguments; see GET /api/train-args."""
    loggers: list[str] = []
    """Experiment loggers to switch on; see GET /api/loggers."""

    @model_validator(mode="after")
    def one_origin(self) -> "RunRequest":
        """Exactly one of the two."""
        if (self.architecture is None) == (self.checkpoint is None):
            raise ValueError("name either an architecture or a checkpoint")
        if self.weights is not None and self.architecture is None:
            raise ValueError("weights go into an architecture; a checkpoint brings its own")
        return self


class RunSpec(RunRequest):
    """`run.json`: what was asked, fixed when the run is created."""

    id: str
    created: datetime
    modules: list[str] = []
    """Custom modules whose sources travel with the run."""
    task: str | None = None
    dataset_hash: str | None = None


class Run(RunSpec):
    """A run as it stands. `epoch` counts completed ones; `metrics` are those of the last one."""

    status: RunState
    epoch: int
    epochs: int
    metrics: dict[str, float | None]
    best: dict[str, float | None]
    """Metrics of the best epoch so far (by Ultralytics' fitness)."""
    best_epoch: int | None
    curve: Curve
    """The main metric epoch by epoch, thinned."""
    eta: float | None
    """Seconds that the training still needs; null while that is unknown."""
    started: datetime | None
    ended: datetime | None
    error: RunFailure | None
    resumable: bool
    """Whether POST …/resume can go on from `last.pt`."""
    tags: list[str] = []
    note: str = ""


class RunCreated(Schema):
    """The run is in the queue, or has started already."""

    id: str
    status: RunState


class StopRequest(Schema):
    """Graceful: after the batch, with a validation and a resumable last.pt. `force` kills at once."""

    force: bool = False


class ExtendRequest(Schema):
    """More epochs on a run that has ended."""

    epochs: int = Field(ge=1, le=100_000)


class Metrics(Schema):
    """Columns of results.csv; `epoch` counts from 1."""

    epoch: list[int]
    series: dict[str, list[float | None]]


class Artifact(Schema):
    """A file in the run's folder. Size in bytes."""

    path: str
    bytes: int
    modified: datetime
    kind: Literal["weights", "picture", "table", "log", "other"]
