"""Facts about the running server."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import psutil

from yolosmith import __version__
from yolosmith.errors import WorkerError
from yolosmith.runs.service import RunService
from yolosmith.status.log import LogNews
from yolosmith.status.machine import Meter
from yolosmith.status.schemas import Stats, Status
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.jobs import Inspector


@dataclass
class StatusService:
    """Knows the machine; asks the inspector for the devices once."""

    workspace: Workspace
    inspector: Inspector
    runs: RunService
    log: LogNews
    count: Mapping[str, Callable[[], int]]
    """How many there are, by the fields of `Stats`."""
    meter: Meter = field(default_factory=Meter)
    _started: float = field(default_factory=time.monotonic)
    _machine: dict[str, object] = field(default_factory=dict)

    async def learn_devices(self) -> None:
        """Warm the inspector up and ask it what there is to train on."""
        try:
            self._machine = await self.inspector.call("devices", {}, seconds=60)
        except WorkerError:
            self._machine = {}  # the status shows no devices; the inspector's log says why
        status = await asyncio.to_thread(self.status)
        self.runs.learn_devices([device.id for device in status.devices])

    def status(self) -> Status:
        """Everything that the status bar and the dashboard show; looks at processes, so call it in a thread."""
        machine = self._machine
        pids = self.runs.pids() | ({"inspector": self.inspector.pid} if self.inspector.pid else {})
        return Status.model_validate(
            {
                "version": __version__,
                "torch": machine.get("torch"),
                "ultralytics": machine.get("ultralytics"),
                "workspace": str(self.workspace.root),
                "uptime": time.monotonic() - self._started,
                "memory": psutil.Process().memory_info().rss,
                "inspector": self.inspector.pid is not None,
                "running": self.runs.running(),
                "queued": self.runs.queued(),
                "devices": machine.get("devices", []),
                "load": self.meter.look(pids),
            }
        )

    def stats(self) -> Stats:
        """Counts, read from the workspace."""
        return Stats(**{name: count() for name, count in self.count.items()})
