"""What the training takes of its machine: processor, memory, and the GPU where there is one."""

import time
from typing import Any

import psutil
import torch

SECONDS = 2.0
"""Between two looks."""


class Machine:
    """Looked at from the training's own thread, so rarely that it costs nothing."""

    def __init__(self, device: torch.device) -> None:
        self._process = psutil.Process()
        self._gpu = device if device.type == "cuda" else None
        self._looked = time.monotonic()
        psutil.cpu_percent()  # the first answer is about nothing, later ones about the time since

    def look(self) -> dict[str, float | None] | None:
        """`cpu` and `gpu` in per cent of all, `memory` and `gpu_memory` of the training in bytes; None if too soon."""
        now = time.monotonic()
        if now - self._looked < SECONDS:
            return None
        self._looked = now
        found: dict[str, float | None] = {"cpu": psutil.cpu_percent(), "memory": self._memory()}
        if self._gpu is not None:
            found |= {"gpu": _utilization(self._gpu), "gpu_memory": torch.cuda.memory_reserved(self._gpu)}
        return found

    def _memory(self) -> int:
        """Of the worker and of its data loaders, which share what they read with it."""
        total: int = self._process.memory_info().rss
        for child in self._process.children(recursive=True):
            try:
                facts: Any = child.memory_info()
            except psutil.NoSuchProcess:
                continue
            total += facts.rss - getattr(facts, "shared", 0)
        return total


def _utilization(device: torch.device) -> float | None:
    """Null where the driver does not tell."""
    try:
        return float(torch.cuda.utilization(device))
    except (RuntimeError, ModuleNotFoundError):
        return None
