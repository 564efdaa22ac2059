"""A training on several devices: Ultralytics starts one process a device, and the worker only waits for them.

The worker lets go of the run's journal meanwhile; the process of the first device writes it. What shall end the
training is read from the run's `stop.json` there, and all processes agree on it after each batch.
"""

import contextlib
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import torch
from torch import distributed
from ultralytics.utils import RANK

from yolosmith.engine.failure import ChildFailedError, describe
from yolosmith.storage.files import read_json, write_json

Halt = Literal["stopped", "interrupted"]
HALTS: tuple[Halt | None, ...] = (None, "stopped", "interrupted")
ASKED_BY: dict[str, Halt] = {"user": "stopped", "server": "interrupted"}
WATCH_SECONDS = 1.0

is_first = RANK in {-1, 0}
"""Whether this process keeps the run's records: the worker itself, or that of the first device."""


def is_child() -> bool:
    """Whether this is a process of a distributed training."""
    return RANK != -1 and distributed.is_initialized()


def wait_for_all() -> None:
    """Go on when all processes are here; at once where there is one."""
    if is_child():
        distributed.barrier()


def agree(folder: Path | None, device: torch.device) -> Halt | None:
    """How the training shall end, if it shall: the same in all processes. Only the first knows the folder."""
    asked = halt_of(folder) if folder is not None else None
    code = torch.tensor(HALTS.index(asked), device=device)
    distributed.all_reduce(code, op=distributed.ReduceOp.MAX)
    return HALTS[int(code)]


def halt_of(folder: Path) -> Halt | None:
    """What the server wrote down when somebody asked for the end."""
    try:
        return ASKED_BY.get(read_json(folder / "stop.json")["by"])
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def telling_failure(folder: Path) -> Iterator[None]:
    """In a process of a distributed training: leave what it failed of where the worker finds it."""
    try:
        yield
    except Exception as failure:
        if RANK != -1:
            write_json(folder / f".failed-{RANK}.json", {"time": time.time(), **describe(failure)})
        raise


def told_failure(folder: Path) -> ChildFailedError:
    """What the first process that failed has said."""
    told: list[dict[str, Any]] = []
    for path in folder.glob(".failed-*.json"):
        with contextlib.suppress(json.JSONDecodeError):
            told.append(read_json(path))
        path.unlink()
    if not told:
        message = "A process of the distributed training was killed, or the system ran out of memory."
        return ChildFailedError({"message": message, "trace": []})
    first = min(told, key=lambda one: float(one["time"]))
    return ChildFailedError({"message": first["message"], "trace": first["trace"]})


def leave_with_parent() -> None:
    """In such a process: end when the one that started it does. Each has a session of its own, so that killing the
    worker's would leave them behind."""
    if RANK == -1:
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
