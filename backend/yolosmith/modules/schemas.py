"""Custom and built-in modules as they travel."""

from typing import Any, Literal

from pydantic import Field

from yolosmith.modules.contract import Contract
from yolosmith.modules.problems import SourceProblem
from yolosmith.modules.signature import Argument
from yolosmith.schema import Schema

State = Literal["checked", "changed", "failing", "unchecked"]


class CheckStep(Schema):
    """One step of a check.

    `line` is the line of the user's source, from 1; `ms` the wall time in milliseconds. `hint` says how others solved
    what went wrong. `warning` marks a step that passed with something to know.
    """

    name: str
    ok: bool
    message: str
    line: int | None = None
    ms: float
    hint: str | None = None
    warning: bool = False


Shape = list[int]


class ShapeRow(Schema):
    """One forward run, shapes without the batch axis: of several inputs or outputs a list of shapes.

    `args` are those of the row. `scale` is set where it ran inside the small YOLO at that scale.
    """

    input: Shape | list[Shape]
    output: Shape | list[Shape] | None
    args: list[Any]
    scale: str | None = None


class Check(Schema):
    """What a check found.

    `params` and `gflops` are those of one example; null where the check did not come so far. `kept` says that this is
    the result of an earlier check of the same source.
    """

    ok: bool
    steps: list[CheckStep]
    shapes: list[ShapeRow] = []
    params: int | None = None
    gflops: float | None = None
    kept: bool = False


class ModuleSummary(Schema):
    """A module in the list.

    `args` are those that a row writes. `state` of a custom module: its check passed, its source was changed since, its
    check failed, or it was never checked; null for a built-in. `contract` is null where Ultralytics has a rule of its
    own for it, or where the source cannot be read. `needs` says what a built-in needs beside its row; null where it can
    be used as it is.
    """

    name: str
    custom: bool
    category: str
    description: str
    contract: Contract | None
    args: list[Argument]
    state: State | None = None
    needs: str | None = None


class Module(ModuleSummary):
    """One module.

    `example` says what a row calls; `used_by` names architectures of the workspace, `runs` the runs that were trained
    with it, `presets` the architectures of Ultralytics that have a row of it. `help` is the whole docstring.
    """

    source: str | None = None
    sha256: str | None = None
    check: Check | None = None
    example: str | None = None
    used_by: list[str] = []
    runs: list[str] = []
    presets: list[str] = []
    help: str = ""


class ModuleText(Schema):
    """What is saved. Without a contract the signature's is taken."""

    source: str
    description: str = Field(default="", max_length=4000)
    category: str = Field(default="Custom", max_length=80)
    contract: Contract | None = None


class ModuleDraft(ModuleText):
    """What is checked without being saved. `again` checks anew where the result of an earlier check is kept."""

    name: str
    again: bool = False


class NewName(Schema):
    """The name that a module gets."""

    name: str


class SourceDraft(Schema):
    """A source as far as it is written."""

    name: str
    source: str
    contract: Contract | None = None


class ScaledExample(Schema):
    """A row, and what it calls at a scale of YOLO11."""

    scale: str
    row: str
    call: str


class Reading(Schema):
    """What a source says without being run. `proposed`: the contract is the signature's."""

    contract: Contract | None
    proposed: bool
    description: str
    args: list[Argument]
    examples: list[ScaledExample]
    problems: list[SourceProblem]


class PreviewNode(Schema):
    """A box of a template's picture."""

    id: str
    label: str


class Preview(Schema):
    """A template's picture: a small graph that flows from its first node to its last."""

    nodes: list[PreviewNode]
    edges: list[tuple[str, str]]


class Template(Schema):
    """What a new module starts from. The class in `source` is called `NewBlock`."""

    id: str
    title: str
    description: str
    category: str
    contract: Contract
    source: str
    preview: Preview


class ImportFields(Schema):
    """The text fields beside an uploaded file."""

    name: str | None = None
    replace: bool = False


class StoredModule(Schema):
    """`<Name>.json`. `sha256` is that of the source when this was written; `check` belongs to it."""

    name: str
    description: str = ""
    category: str = "Custom"
    args: list[Argument] = []
    contract: Contract | None = None
    sha256: str
    check: Check | None = None


class Catalog(Schema):
    """What the installed Ultralytics offers."""

    modules: list[Module]
    reserved: frozenset[str]
