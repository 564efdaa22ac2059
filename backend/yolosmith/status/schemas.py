"""Answers about the server."""

from datetime import datetime
from typing import Literal, get_args

from pydantic import Field

from yolosmith.schema import Schema

DiskKind = Literal[
    "scratch", "remains", "checks", "descriptions", "logs", "exports", "batches", "resumable", "last", "snapshots"
]
"""What can be cleaned up; the last three are weights."""
DISK_KINDS: tuple[DiskKind, ...] = get_args(DiskKind)

LogLevel = Literal["debug", "info", "warning", "error"]


class Health(Schema):
    """The server answers."""

    status: str = "ok"


class Device(Schema):
    """Something to train on. `memory` in bytes; null for the CPU."""

    id: str
    name: str
    memory: int | None


class Gpu(Schema):
    """A GPU as its driver tells: `load` from 0 to 1, memory in bytes; null where it does not."""

    id: str
    name: str
    load: float | None
    memory: int | None
    memory_total: int | None


class WorkerLoad(Schema):
    """A run's worker (`what` is the run's id) or the inspector; `cpu` in cores, `memory` in bytes with its children."""

    what: str
    processes: int
    cpu: float
    memory: int


class Load(Schema):
    """How busy the machine is: `cpu` from 0 to 1 of all cores, memory in bytes."""

    cpu: float
    cores: int
    memory: int
    memory_total: int
    gpus: list[Gpu]
    workers: list[WorkerLoad]


class Status(Schema):
    """What the status bar shows. Memory in bytes, uptime in seconds."""

    version: str
    torch: str | None
    ultralytics: str | None
    workspace: str
    uptime: float
    memory: int
    inspector: bool
    running: list[str]
    queued: list[str]
    devices: list[Device]
    load: Load


class Stats(Schema):
    """Counts for the dashboard."""

    modules: int
    architectures: int
    datasets: int
    checkpoints: int
    runs: int
    running: int


class Area(Schema):
    """A folder of the workspace."""

    name: str
    files: int
    bytes: int


class Leftover(Schema):
    """What could be freed of a kind. `used` says why some is kept for the time being."""

    kind: DiskKind
    count: int
    bytes: int
    used: str | None


class Disk(Schema):
    """The disk in bytes, the workspace by folders, and what could be freed. `seconds`: how long the look took."""

    total: int
    free: int
    areas: list[Area]
    kinds: list[Leftover]
    measured: datetime
    seconds: float


class CleanRequest(Schema):
    """Free what nothing uses of these kinds."""

    what: list[DiskKind] = Field(min_length=1, max_length=len(DISK_KINDS))


class Cleaned(Schema):
    """What was freed, and how the disk is now."""

    bytes: int
    count: int
    disk: Disk


class ServerLogLine(Schema):
    """A line of the server's log, with the trace that belongs to it."""

    time: datetime
    level: LogLevel
    logger: str
    message: str


class Log(Schema):
    """The newest lines that were asked for, the oldest of them first. `more`: there are earlier ones."""

    path: str
    """Relative to the workspace."""
    bytes: int
    """Of all files of the log."""
    lines: list[ServerLogLine]
    more: bool
