"""Ultralytics' own integrations of experiment loggers: on in this process where the run asks for it, else off."""

import os
from collections.abc import Iterable

from ultralytics.utils import SETTINGS

from yolosmith.engine.offline import OFF

SHARED = "YOLOSMITH_LOGGERS"
"""Environment variable: those of a parent process."""


def switch_on(names: Iterable[str]) -> None:
    """Let the trainers of this process, and of those that it starts, write to these loggers and to no other.

    Ultralytics asks its settings when a trainer is made; their file, which all runs share, stays as it is.
    """
    chosen = set(names)
    dict.update(SETTINGS, {name: name in chosen for name in OFF})  # its own update would write the file
    os.environ[SHARED] = ",".join(sorted(chosen))


def take_shared() -> None:
    """In a process of a distributed training: as its parent has it."""
    if names := os.environ.get(SHARED):
        switch_on(names.split(","))
