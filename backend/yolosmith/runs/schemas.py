"""Requests and answers about runs."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from yolosmith.checkpoints.transfer import Match
from yolosmith.runs.curve import Curve
from yolosmith.runs.events import RunFailure, RunState
from yolosmith.runs.queue import Move
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
    snapshots: list[Annotated[int, Field(ge=1, le=100_000)]] = Field(default=[], max_length=1000)
    """Epochs, counted from 1, whose weights are kept as checkpoints `<run>:epoch<N>`."""

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
    parent: str | None = None
    """The sweep that it belongs to."""
    trial: int | None = None
    """Its number there, from 1."""


class Run(RunSpec):
    """A run as it stands. `epoch` counts completed ones; `metrics` are those of the last one."""

    status: RunState
    epoch: int
    epochs: int
    extended: bool
    """Whether `epochs` are more than its arguments said."""
    metrics: dict[str, float | None]
    best: dict[str, float | None]
    """Metrics of the best epoch so far (by Ultralytics' fitness)."""
    best_epoch: int | None
    curve: Curve
    """The main metric epoch by epoch, thinned."""
    eta: float | None
    """Seconds that the training still needs; null while that is unknown."""
    images: int | None = None
    """Pictures of an epoch."""
    device: str | None = None
    """Where it trains or did: cpu, cuda:0."""
    epoch_seconds: float | None = None
    """How long an epoch takes, with its validation."""
    started: datetime | None
    ended: datetime | None
    trained: float
    """Seconds that its workers have trained, without the one that trains now."""
    began: datetime | None
    """When the one that trains now began; null while there is none."""
    error: RunFailure | None
    resumable: bool
    """Whether POST …/resume can go on from `last.pt`."""
    extendable: bool
    """Whether POST …/extend can add epochs."""
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


class QueueState(Schema):
    """Runs with a worker, and those that wait, in their order; `paused`: nothing more starts."""

    paused: bool
    running: list[str]
    queued: list[str]


class QueueChange(Schema):
    """Stop starting runs, or go on."""

    paused: bool


class QueueMove(Schema):
    """Another place in the queue."""

    to: Move


class RunManifest(Schema):
    """`manifest.json`: what the worker wrote last.

    Attributes:
        seconds: How long it has trained, over stops and resumes; the time between them does not count.
        worker_seconds: Wall time of the last worker.
        git: Commit of the repository that the workspace lies in.
        modules: SHA-256 of the custom modules' sources, which lie in the run's `modules/`.
        teacher: The checkpoint that `distill_model` names; its file lies in the run's folder as `teacher.pt`.
        artifacts: SHA-256 by path in the run's folder.
    """

    format: int
    outcome: RunState
    error: RunFailure | None = None
    seconds: float
    worker_seconds: float | None = None
    device: str | None = None
    seed: int | None = None
    versions: dict[str, str]
    platform: str | None = None
    git: str | None = None
    args: dict[str, Any]
    args_sha256: str
    architecture: str | None = None
    architecture_sha256: str | None = None
    checkpoint: str | None = None
    checkpoint_sha256: str | None = None
    teacher: str | None = None
    teacher_sha256: str | None = None
    dataset: str
    dataset_hash: str | None = None
    modules: dict[str, str]
    artifacts: dict[str, str]


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
