"""Requests and answers about checkpoints, and what is kept about one."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from yolosmith.checkpoints.transfer import Match, TransferRow, TransferTotals
from yolosmith.schema import Schema

CheckpointState = Literal["new", "ready", "needs_acceptance"]
"""new: a run's weights that have not been looked into yet; needs_acceptance: has module sources nobody has accepted."""


class Tensor(Schema):
    """One parameter or buffer of a layer; `name` is relative to the layer."""

    name: str
    shape: list[int]
    dtype: str | None = None
    """null in what was learnt by an earlier version."""


class Histogram(Schema):
    """How many values lie in each of equally wide bins between `low` and `high`."""

    low: float
    high: float
    counts: list[int]


class TensorStatistics(Schema):
    """What the values of one tensor are like. Null where it has none, or none that is finite."""

    name: str
    values: int
    mean: float | None
    std: float | None
    minimum: float | None
    maximum: float | None
    zeros: int
    not_finite: int
    histogram: Histogram | None


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
    strides: list[int] | None = None
    """Pixels to one position of each map that the head reads; null where the model has none."""
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
    strides: list[int] | None
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
    raw: bool = False
    """All candidates, for a client that takes away overlapping boxes itself; `iou` plays no part then, and boxes may
    reach beyond the picture, since they are cut only afterwards."""
    imgsz: int | None = Field(None, ge=32, le=2048)
    """Side in pixels; null: the size it was trained at."""


class PredictRequest(PredictOptions):
    """Predict on a picture of a data set."""

    dataset: str
    split: str
    file: str


class Point(Schema):
    """A keypoint as fractions of the picture; `conf` is null where the model does not say."""

    x: float
    y: float
    conf: float | None


class Detection(Schema):
    """A box: centre and size as fractions of the picture; of a rotated one the upright box around it.

    `outline` has the corners of a rotated box, or the outline of a mask, as fractions too.
    """

    cls: int
    name: str
    conf: float
    x: float
    y: float
    w: float
    h: float
    outline: list[list[float]] | None = None
    keypoints: list[Point] | None = None


class ClassScore(Schema):
    """How likely a class is for the whole picture; of a class map, its share of the pixels."""

    cls: int
    name: str
    conf: float


class DenseMap(Schema):
    """A value for every pixel, as the base64 of a grey PNG: class numbers, or depth from `low` (0) to `high` (255)."""

    kind: Literal["classes", "depth"]
    png: str
    low: float | None = None
    high: float | None = None


class Prediction(Schema):
    """What is found in one picture: boxes, most confident first, or scores of classes, or a value for every pixel.

    At most 300 boxes, raw 1000. Size in pixels; `ms` is preparation, forward and NMS. `end2end`: the model leaves no
    overlapping boxes by itself.
    """

    name: str
    width: int
    height: int
    ms: float
    imgsz: int
    task: str
    end2end: bool
    boxes: list[Detection]
    scores: list[ClassScore] = []
    dense: DenseMap | None = None


class SeenPicture(Schema):
    """A picture of a data set, and what was found in it."""

    file: str
    boxes: list[Detection] = Field(max_length=300)


class SheetRequest(Schema):
    """Draw pictures of a split with their boxes on one sheet, so many in a row."""

    dataset: str
    split: str
    pictures: list[SeenPicture] = Field(min_length=1, max_length=60)
    columns: int = Field(3, ge=1, le=10)


class FrameResult(Schema):
    """What was found in one picture of a folder, or in one frame of a video; `error`: why it could not be read."""

    index: int
    name: str
    seconds: float | None
    """Into the video."""
    width: int = 0
    height: int = 0
    boxes: list[Detection] = []
    scores: list[ClassScore] = []
    error: str | None = None


class BatchOptions(Schema):
    """Thresholds of a batch: what does not pass them is not kept."""

    conf: float = Field(0.25, ge=0, le=1)
    iou: float = Field(0.7, ge=0, le=1)
    imgsz: int | None = Field(None, ge=32, le=2048)


class BatchRequest(BatchOptions):
    """Look at a folder of pictures, or at a video, on the server. A relative path is taken from the workspace."""

    path: str = Field(min_length=1, max_length=4096)


class Batch(BatchOptions):
    """Many pictures, one after the other. `total` is null where a video does not say how long it is.

    `left` are seconds; `failed` are pictures that could not be read; `video`: there is an annotated one.
    """

    id: str
    checkpoint: str
    source: str
    kind: Literal["folder", "video"]
    status: Literal["running", "done", "stopped", "failed"]
    created: datetime
    done: int = 0
    total: int | None = None
    failed: int = 0
    left: float | None = None
    video: bool = False
    error: str | None = None


class BatchPage(Schema):
    """Some of a batch's results, in order; `total` are those that there are by now."""

    total: int
    offset: int
    results: list[FrameResult]


class PublishedName(Schema):
    """Weights that Ultralytics publishes; `trained_on` where that is not the usual data set of the task."""

    name: str
    family: str
    scale: str | None
    task: str
    trained_on: str | None


class Published(PublishedName):
    """With how far it is. `bytes` is null until the source says it; `left` are seconds; `checkpoint`: it is here."""

    status: Literal["new", "fetching", "done", "failed"] = "new"
    done: int = 0
    bytes: int | None = None
    left: float | None = None
    checkpoint: str | None = None
    sha256: str | None = None
    error: str | None = None


class PublishedList(Schema):
    """All of them, and the address that they are fetched from."""

    source: str
    weights: list[Published]


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
