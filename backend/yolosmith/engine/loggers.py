"""Ultralytics' own integrations of experiment loggers: on in this process where the run asks for it, else off."""

import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ultralytics.utils import LOGGER, SETTINGS

from yolosmith.engine.offline import OFF

SHARED = "YOLOSMITH_LOGGERS"
"""Environment variable: those of a parent process."""

TITLES = {
    f"ultralytics.utils.callbacks.{module}": title
    for module, title in (
        ("tensorboard", "TensorBoard"),
        ("mlflow", "MLflow"),
        ("wb", "Weights & Biases"),
        ("clearml", "ClearML"),
        ("comet", "Comet"),
        ("dvc", "DVCLive"),
    )
}
"""By the module of their callbacks."""

Callback = Callable[[Any], None]


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


def guard(callbacks: dict[str, list[Callback]]) -> None:
    """Of a trainer's callbacks, let those of a logger that fails be left out from then on, and say so in the log.

    An account that is not there, or a package that does not work, costs the record of a training, not the training.
    """
    failed: set[str] = set()
    for event, functions in callbacks.items():
        callbacks[event] = [
            partial(_guarded, failed, one) if getattr(one, "__module__", "") in TITLES else one for one in functions
        ]


def _guarded(failed: set[str], callback: Callback, trainer: Any) -> None:
    title = TITLES[callback.__module__]
    if title in failed:
        return
    try:
        callback(trainer)
    except Exception as error:  # noqa: BLE001  what a foreign package raises is not ours to list
        failed.add(title)
        LOGGER.error(f"{title} failed and is left out from here on: {type(error).__name__}: {error}")
