"""Custom and built-in modules as they travel."""

from typing import Any, Literal

from pydantic import Field

from yolosmith.modules.contract import Contract
from yolosmith.modules.signature import Argument
from yolosmith.schema import Schema

State = Literal["checked", "changed", "failing", "unchecked"]


class CheckStep(Schema):
    """One step of a check. `line` is the line of the user's source, from 1; `ms` the wall time in milliseconds."""

    name: str
    ok: bool
    message: str
    line: int | None = None
    ms: float


class Check(Schema):
    """What a check found.

    `shapes` are `{"input", "output", "args"}` of the forward runs, `params` and `gflops` those of one example; null
    where the check did not come so far.
    """

    ok: bool
    steps: list[CheckStep]
    shapes: list[dict[str, Any]] = []
    params: int | None = None
    gflops: float | None = None


class ModuleSummary(Schema):
    """A module in the list.

    `args` are those that a row writes. `state` of a custom module: its check passed, its source was changed since, its
    check failed, or it was never checked; null for a built-in. `contract` is null where Ultralytics has a rule of its
    own for it, or where the source cannot be read.
    """

    name: str
    custom: bool
    category: str
    description: str
    contract: Contract | None
    args: list[Argument]
    state: State | None = None


class Module(ModuleSummary):
    """One module. `example` says what a row calls; `used_by` names architectures of the workspace."""

    source: str | None = None
    sha256: str | None = None
    check: Check | None = None
    example: str | None = None
    used_by: list[str] = []


class ModuleText(Schema):
    """What is saved. Without a contract the signature's is taken."""

    source: str
    description: str = Field(default="", max_length=4000)
    category: str = Field(default="Custom", max_length=80)
    contract: Contract | None = None


class ModuleDraft(ModuleText):
    """What is checked without being saved."""

    name: str


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

    modules: list[ModuleSummary]
    reserved: frozenset[str]
