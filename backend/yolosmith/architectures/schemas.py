"""Architectures as they travel."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from yolosmith.architectures.finding import Finding
from yolosmith.architectures.graph import Graph
from yolosmith.architectures.operations import Id, Operation
from yolosmith.schema import Place, Schema

Shape = list[int] | list[list[int]] | None
"""Without the batch axis, such as [64, 80, 80]; several where a row gives several tensors; null where unknown."""


class ArchitectureSummary(Schema):
    """An architecture in the list. `modified` is null for presets."""

    name: str
    preset: bool
    family: str | None
    task: str | None
    modified: datetime | None
    modules: list[str]


class Architecture(Schema):
    """One architecture.

    `ok` says whether every row has the form of a row; whether it can be built is `inspect`'s to say.
    """

    name: str
    preset: bool
    source: Literal["preset", "workspace"]
    family: str | None
    task: str | None
    scales: list[str]
    yaml: str
    layout: dict[str, Any] | None
    modified: datetime | None
    ok: bool
    errors: list[Place]


class ArchitectureText(Schema):
    """What is saved. `layout` belongs to the canvas and is kept as it is; left out, the one that there is stays."""

    yaml: str
    layout: dict[str, Any] | None = None


class ParseRequest(Schema):
    """A text; `ids` are names for its rows from before, where they fit."""

    yaml: str
    ids: list[Id] | None = None


class ParseAnswer(Schema):
    """Its graph."""

    graph: Graph


class RenderRequest(Schema):
    """A graph."""

    graph: Graph


class RenderAnswer(Schema):
    """Its text."""

    yaml: str


class EditRequest(Schema):
    """Operations on a text, applied in order: all of them or none."""

    yaml: str
    operations: list[Operation] = Field(max_length=1000)
    ids: list[Id] | None = None


class EditAnswer(Schema):
    """The new text and its graph; ids of rows that stayed are the same."""

    yaml: str
    graph: Graph


class DiffRequest(Schema):
    """Two texts."""

    before: str
    after: str


class InspectRequest(Schema):
    """What to look at: a text or a graph, at a scale (default: its first), an image size, input channels, classes."""

    yaml: str | None = None
    graph: Graph | None = None
    scale: str | None = Field(default=None, max_length=64)
    imgsz: int | None = Field(default=None, ge=8, le=8192)
    ch: int | None = Field(default=None, ge=1, le=256)
    nc: int | None = Field(default=None, ge=1, le=100_000)
    scales: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> "InspectRequest":
        if (self.yaml is None) == (self.graph is None):
            raise ValueError("Give either yaml or graph.")
        return self


class InspectedRow(Schema):
    """One row as Ultralytics builds it: repeats after depth scaling, arguments as its constructor gets them.

    `stride` is pixels of the image to one of the output, `receptive_field` how many of them it depends on across (along
    the widest path); where that is all of them (attention, global pooling), `sees_all` is true and the field null.
    """

    index: int
    module: str
    from_: int | list[int] = Field(alias="from")
    repeats: int
    args: list[Any]
    in_shapes: list[Shape] | None
    out_shape: Shape
    params: int | None
    gflops: float | None
    errors: list[Place]
    stride: float | None = None
    receptive_field: int | None = None
    sees_all: bool = False


class Totals(Schema):
    """Of one scale, as Ultralytics counts them; null where the network cannot be built."""

    params: int | None
    gflops: float | None


class LayeredTotals(Totals):
    """With the number of layers that `model.info()` shows."""

    layers: int | None


class Inspection(Schema):
    """What an architecture comes to. `errors` are those that belong to no row."""

    ok: bool
    scale: str | None
    rows: list[InspectedRow]
    totals: LayeredTotals
    scales: dict[str, Totals] = {}
    errors: list[Place] = []
    lint: list[Finding] = []


class LatencyRequest(Schema):
    """What to measure; as for an inspection."""

    yaml: str
    scale: str | None = Field(default=None, max_length=64)
    imgsz: int | None = Field(default=None, ge=8, le=8192)
    ch: int | None = Field(default=None, ge=1, le=256)
    nc: int | None = Field(default=None, ge=1, le=100_000)


class RowLatency(Schema):
    """Median milliseconds of one row."""

    index: int
    ms: float


class Latency(Schema):
    """How long one picture takes on this machine, in inference form, row by row.

    `total_ms` is the median of whole passes; `repeats` how many there were, `threads` on how many of the processor's.
    """

    rows: list[RowLatency]
    total_ms: float
    device: str
    threads: int
    repeats: int
