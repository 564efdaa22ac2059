"""Requests and answers about checkpoints, and what is kept about one."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from yolosmith.checkpoints.transfer import Match, TransferTotals, TransferRow
from yolosmith.schema import Schema

CheckpointState = Literal["new", "ready", "needs_acceptance"]
"""new: a run's weights that have not been looked into yet; needs_acceptance: has module sources nobody has accepted."""


class Tensor(Schema):
    """One parameter or buffer of a layer; `name` is relative to the layer."""

    name: str
    shape: list[int]


class Layer(Schema):
    """One row of the model: `module` is the class, `inputs` the rows it reads (-1: the one before)."""

    index: int
    module: str
    inputs: list[int]
    params: int
    tensors: list[Tensor]


class CustomModule(Schema):
    """The source of a custom module that travels with the weights."""

    name: str
    sha256: str
    source: str
    contract: dict[str, Any]
    needed: bool
    """Whether the weights hold instances of it: only such are ever executed."""
    accepted: bool
    """Its source equals a module of the workspace, or the user has accepted it for this checkpoint."""


class Description(Schema):
    """What a look into the file shows. Unless `loaded`, only `sha256`, `bytes`, `sources` and `yaml` are known."""

    sha256: str
    bytes: int
    loaded: bool
    task: str | None = None
    names: dict[int, str] = {}
    imgsz: int | None = None
    scale: str | None = None
    yaml: str | None = None
    """The architecture as text."""
    epoch: int | None = None
    """Epochs it was trained for; null where the file does not say."""
    ultralytics: str | None = None
    layers: list[Layer] = []
    args: dict[str, Any] = {}
    """The arguments of the training."""
    metrics: dict[str, float | None] = {}
    sources: list[CustomModule] = []


class Manifest(Schema):
    """`checkpoints/<id>/manifest.json`, written last: the folder holds the whole file from then on."""

    id: str
    file: str
    """Name of the imported file."""
    created: datetime
    description: Description


class Checkpoint(Schema):
    """One row of the list; cheap to know. `bytes` is the file's size."""

    id: str
    state: CheckpointState
    name: str
    """The imported file's name, or `<run>:<weights>`."""
    run: str | None
    weights: str | None
    """Of a run: best, last, epoch<N>."""
    architecture: str | None
    dataset: str | None
    """What the run was started with."""
    task: str | None
    names: dict[int, str]
    modules: list[str]
    """Custom modules, by name."""
    bytes: int
    created: datetime
    sha256: str | None


class CheckpointDetail(Checkpoint):
    """All that is known of one checkpoint."""

    imgsz: int | None
    scale: str | None
    yaml: str | None
    epoch: int | None
    ultralytics: str | None
    parameters: int
    layers: list[Layer]
    args: dict[str, Any]
    metrics: dict[str, float | None]
    sources: list[CustomModule]


class UploadOptions(Schema):
    """What goes with an uploaded file."""

    accept_modules: bool = False
    """Accept the module sources inside, unseen: they are code that runs as you."""


class ImportRequest(UploadOptions):
    """Import a file that lies on the server. A relative path is taken from the workspace."""

    path: str = Field(min_length=1, max_length=4096)


class PredictOptions(Schema):
    """Thresholds. The default confidence is so low that a client can apply its own to the answer."""

    conf: float = Field(0.001, ge=0, le=1)
    iou: float = Field(0.7, ge=0, le=1)
    imgsz: int | None = Field(None, ge=32, le=2048)
    """Side in pixels; null: the size it was trained at."""


class PredictRequest(PredictOptions):
    """Predict on a picture of a data set."""

    dataset: str
    split: str
    file: str


class Detection(Schema):
    """A box: centre and size as fractions of the picture."""

    cls: int
    name: str
    conf: float
    x: float
    y: float
    w: float
    h: float


class Prediction(Schema):
    """Boxes on one picture, most confident first, at most 300. Size in pixels; `ms` is preparation, forward and NMS."""

    name: str
    width: int
    height: int
    ms: float
    imgsz: int
    boxes: list[Detection]


class TransferRequest(Schema):
    """Which model the weights are meant for.

    The classes are those of `dataset`, else `nc` of unknown names, else what the architecture says. `match` says which
    rows belong together (see `checkpoints.transfer`); null: whichever lets more load.
    """

    architecture: str
    scale: str | None = Field(default=None, max_length=64)
    nc: int | None = Field(default=None, ge=1, le=100_000)
    dataset: str | None = None
    match: Match | None = None


class Transfer(Schema):
    """What loads into each row of the new model; `options` has the totals of both ways to pair the rows."""

    checkpoint: str
    architecture: str
    scale: str | None
    nc: int | None
    match: Match
    rows: list[TransferRow]
    totals: TransferTotals
    options: dict[Match, TransferTotals]


ExportFormat = Literal["onnx", "torchscript", "openvino"]


class ExportRequest(Schema):
    """What to export to; `imgsz` is the side of the pictures that it will take, by default that of the training."""

    format: ExportFormat
    imgsz: int | None = Field(default=None, ge=32, le=4096, multiple_of=32)


class StoredExport(Schema):
    """What is known of an export.

    `difference` is the largest between its outputs and PyTorch's on `pictures` pictures of the data set (0: on noise),
    `largest` the largest value there; `same` says whether that is within rounding. `seen` changes with the weights.
    """

    format: ExportFormat
    file: str
    bytes: int
    sha256: str
    imgsz: int
    difference: float
    largest: float
    same: bool
    pictures: int
    seconds: float
    created: datetime
    seen: list[int]


class Export(Schema):
    """An export as it travels; `outdated`: the weights have changed since."""

    format: ExportFormat
    file: str
    bytes: int
    sha256: str
    imgsz: int
    difference: float
    largest: float
    same: bool
    pictures: int
    seconds: float
    created: datetime
    outdated: bool
