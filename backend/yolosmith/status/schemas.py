"""Answers about the server."""

from yolosmith.schema import Schema


class Health(Schema):
    """The server answers."""

    status: str = "ok"


class Device(Schema):
    """Something to train on. `memory` in bytes; null for the CPU."""

    id: str
    name: str
    memory: int | None


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


class Stats(Schema):
    """Counts for the dashboard."""

    modules: int
    architectures: int
    datasets: int
    checkpoints: int
    runs: int
    running: int
