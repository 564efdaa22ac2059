"""Data sets as they travel."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from yolosmith.datasets.tasks import Task
from yolosmith.schema import Place, Schema

Format = Literal["auto", "yolo", "coco", "voc", "folders", "depth"]
WantedTask = Literal["auto", "detect", "segment", "pose", "obb", "classify", "depth"]
Status = Literal["importing", "ready", "failed"]
Action = Literal["repaired", "dropped", "noted"]


class UploadOptions(Schema):
    """The fields of an upload beside its file."""

    name: str | None = None
    """Default: from the name of the zip or of the folder."""
    format: Format = "auto"
    """`folders`: one of pictures for each class; `depth`: a depth map for each picture."""
    task: WantedTask = "auto"
    """What the labels are to be used for; auto: what they were made for."""


class ImportRequest(UploadOptions):
    """Import a folder, or a zip, that the server can read; a relative path is taken from the workspace."""

    path: str


class Accepted(Schema):
    """The import goes on in the background; ask for the data set to see how far it is."""

    name: str
    status: Status


class Progress(Schema):
    """How far an import is: `done` of `total` of the step `message`; a total of 0 means that it is not known."""

    message: str = "Waiting"
    done: int = 0
    total: int = 0
    left: float | None = None
    """Seconds that the step will still take, once that can be told."""


class Keypoints(Schema):
    """What the keypoints of a pose set mean.

    Attributes:
        shape: How many, and numbers a point: x, y (2) or x, y, visibility (3).
        flip: Which one takes each one's place in a mirror.
        names: Theirs, where the source says them.
    """

    shape: list[int]
    flip: list[int] | None
    names: list[str]


class Repairs(Schema):
    """How many boxes and pictures were repaired, dropped, noted at import."""

    repaired: int = 0
    dropped: int = 0
    noted: int = 0


class Dataset(Schema):
    """A data set in the list. Before it is ready, most of it is empty.

    Attributes:
        task: What its labels are made for: detect, segment, pose, obb, classify, depth.
        trains: Tasks that can be trained on it, as detect on the boxes around outlines.
        classes: Names by number.
        keypoints: Where the task is pose.
        splits: Pictures by split.
        thumbnails: URLs of a few pictures.
        hash: Of its content: the same pictures, labels and classes have the same one.
        source: What it was made from, as the one who imported it called it.
        error: Why the import failed, in a sentence; `errors` name the places.
    """

    name: str
    status: Status
    task: str | None = None
    trains: list[str] = []
    classes: list[str] = []
    keypoints: Keypoints | None = None
    splits: dict[str, int] = {}
    images: int = 0
    boxes: int = 0
    thumbnails: list[str] = []
    created: datetime
    hash: str | None = None
    source: str = ""
    source_format: str = ""
    repairs: Repairs = Repairs()
    progress: Progress | None = None
    error: str | None = None
    errors: list[Place] = []


class ImageSize(Schema):
    """Pictures of one size, in pixels."""

    width: int
    height: int
    count: int


class SplitStatistics(Schema):
    """Counts over one split.

    Attributes:
        backgrounds: Pictures without a box (where pictures have no class themselves).
        classes: Boxes by class number; pictures, where the task is classify.
        box_sizes: Boxes by the bins of `DatasetDetail.box_edges`.
        positions: Boxes by the cell that their centre is in, of `DatasetDetail.grid` squared; row by row.
        image_sizes: The most frequent sizes of `distinct_image_sizes`.
    """

    images: int
    boxes: int
    backgrounds: int
    classes: list[int]
    box_sizes: list[int]
    positions: list[int]
    image_sizes: list[ImageSize]
    distinct_image_sizes: int


class ReportPlace(Schema):
    """Where something was found: a file of the source; `image`: the picture `split/file` that came of it."""

    place: str
    image: str | None
    count: int


class ReportEntry(Schema):
    """One kind of thing that the import repaired, dropped or noted; the places are the first hundred."""

    kind: str
    action: Action
    text: str
    count: int
    places: list[ReportPlace]


class DatasetDetail(Dataset):
    """One data set with its statistics and the import's report.

    Attributes:
        box_edges: Edges of the bins of box sizes: the side of a square of the box's area, relative to the picture.
        grid: Cells across and down of the statistics' positions.
    """

    box_edges: list[float] = []
    grid: int = 1
    statistics: dict[str, SplitStatistics] = {}
    report: list[ReportEntry] = []


class LabelledBox(Schema):
    """A box in normalized centre form: all of x, y, w, h in 0..1 of the picture.

    Attributes:
        points: [x, y] of the outline (segment), of the four corners (obb), or [x, y, visibility] of the keypoints
            (pose; visibility 0 not marked, 1 hidden, 2 seen).
    """

    cls: int
    name: str
    x: float
    y: float
    w: float
    h: float
    points: list[list[float]] = []


class Sample(Schema):
    """A picture with its boxes; width and height in pixels.

    Attributes:
        thumbnail: A smaller copy, where there is one.
        cls: Class of the whole picture, where the task is classify; `name` is its name.
        repaired: The import changed or dropped something of it.
        depth: Where the task is depth, its map as a grey picture: the nearer, the brighter; black where unknown.
    """

    split: str
    file: str
    width: int
    height: int
    url: str
    thumbnail: str
    boxes: list[LabelledBox]
    depth: str | None = None
    cls: int | None = None
    name: str | None = None
    repaired: bool = False


class SamplePage(Schema):
    """Some of the `total` pictures that fit the filters."""

    total: int
    offset: int
    samples: list[Sample]


class Manifest(Schema):
    """`dataset.json` in a data set's folder, as the engine writes it."""

    format: Literal[2]
    name: str
    task: Task
    names: list[str]
    keypoints: Keypoints | None
    depth_scale: float | None = None
    created: datetime
    hash: str
    box_edges: list[float]
    grid: int
    splits: dict[str, SplitStatistics]
    thumbnails: list[str]
    source: str
    source_format: str
    report: list[ReportEntry]


class ImportRecord(Schema):
    """`.yolosmith/imports/<name>.json`: an import under way, or one that failed and was not dismissed yet."""

    name: str
    source: str
    source_format: str
    created: datetime
    error: str | None = Field(default=None, description="Null while it is under way.")
    errors: list[Place] = []


class Shares(Schema):
    """Of train, val and test; they are taken in proportion."""

    train: float = Field(default=0.8, gt=0, le=1)
    val: float = Field(default=0.2, gt=0, le=1)
    test: float = Field(default=0, ge=0, le=1)


class DeriveOptions(Schema):
    """A new data set of the same pictures.

    Attributes:
        shares: New splits; null: every picture stays in its split.
        seed: The same one gives the same splits.
        drop: Leave out duplicates that the last search found: of all, or only what a later split has too.
        near: Also those that only look the same.
    """

    shares: Shares | None = None
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    drop: Literal["none", "across", "all"] = "none"
    near: bool = False


class DeriveRequest(DeriveOptions):
    """The same, and the new data set's name."""

    name: str


class SplitPreview(Schema):
    """What a split would hold: pictures, boxes, and boxes (pictures, where the task is classify) by class."""

    images: int
    boxes: int
    classes: list[int]


class DerivePreview(Schema):
    """A new data set before it is made; `left_out`: pictures that it would not have."""

    splits: dict[str, SplitPreview]
    left_out: int


class DuplicatePicture(Schema):
    """One of several that are alike."""

    split: str
    file: str
    url: str
    thumbnail: str


class DuplicateGroup(Schema):
    """Pictures that are alike: byte for byte (exact) or for the eye (near); `across`: in several splits."""

    kind: Literal["exact", "near"]
    across: bool
    pictures: list[DuplicatePicture]


class Duplicates(Schema):
    """What the last search found.

    Attributes:
        status: none: nobody searched yet; `error` says why a search failed.
        exact: Pictures beyond the first of their group.
        near: Likewise, of those that look the same.
        across: Groups that reach over several splits.
        groups: Those first; at most 200.
    """

    status: Literal["none", "searching", "ready"]
    progress: Progress | None = None
    error: str | None = None
    exact: int = 0
    near: int = 0
    across: int = 0
    groups: list[DuplicateGroup] = []


class KnownDataset(Schema):
    """A data set that Ultralytics knows by name.

    Attributes:
        size: As its description says it ("1 MB").
        url: Where it is fetched from; null where only a script could, and scripts are never run.
        reason: Why it cannot be fetched.
    """

    name: str
    title: str
    task: str
    classes: int
    size: str | None
    url: str | None
    reason: str | None
