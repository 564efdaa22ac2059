"""The jobs that the inspector can run, by name. A job is a function of this package: `run(args, say) -> answer`."""

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

from yolosmith.errors import YolosmithError

Say = Callable[[dict[str, Any]], None]
Job = Callable[[dict[str, Any], Say], Any]

JOBS = {
    "inspect": "yolosmith.engine.inspect:run",
    "latency": "yolosmith.engine.latency:run",
    "catalog": "yolosmith.engine.catalog:run",
    "check_module": "yolosmith.engine.check:run",
    "train_arguments": "yolosmith.engine.arguments:list_all",
    "check_arguments": "yolosmith.engine.arguments:check",
    "augmented": "yolosmith.engine.augment:run",
    "import_dataset": "yolosmith.engine.import_dataset:run",
    "make_digits": "yolosmith.engine.digits:run",
    "make_thumbnails": "yolosmith.engine.thumbnails:run",
    "derive_dataset": "yolosmith.engine.derive_dataset:run",
    "find_duplicates": "yolosmith.engine.duplicates:run",
    "fetch_dataset": "yolosmith.engine.fetch_dataset:run",
    "describe_checkpoint": "yolosmith.engine.checkpoint:describe",
    "predict": "yolosmith.engine.predict:run",
    "export": "yolosmith.engine.export:run",
    "export_formats": "yolosmith.engine.export_formats:run",
    "fetch": "yolosmith.engine.fetch:run",
    "published": "yolosmith.engine.published:run",
    "tensor_statistics": "yolosmith.engine.tensors:run",
    "predict_many": "yolosmith.engine.predict_many:run",
    "transfer": "yolosmith.engine.transfer:preview",
    "start_from": "yolosmith.engine.transfer:start",
    "draw": "yolosmith.engine.draw:run",
    "mutate": "yolosmith.engine.mutate:run",
    "devices": "yolosmith.engine.devices:run",
}

AT_ONCE = "inspect"
"""The job that a process which goes on answers by itself where it can."""


def load(name: str) -> Job:
    """The job's function; its module is imported in the child that runs it, unless it was preloaded."""
    module, _, function = JOBS[name].partition(":")
    loaded: Job = getattr(importlib.import_module(module), function)
    return loaded


def at_once(args: dict[str, Any]) -> dict[str, Any] | None:
    """The answer of the job AT_ONCE without the user's code; None where that cannot be."""
    answer: dict[str, Any] | None = _inspect().at_once(args)
    return answer


def remember(learned: list[dict[str, Any]]) -> None:
    """What a child of that job learned of custom rows."""
    _inspect().remember(learned)


def _inspect() -> ModuleType:
    return importlib.import_module("yolosmith.engine.inspect")


def refusal(error: YolosmithError) -> dict[str, Any]:
    """The wire form of an error; `workers.jobs` makes it an exception again."""
    return {
        "slug": error.slug,
        "detail": error.detail,
        "faults": [
            {
                "loc": list(fault.loc),
                "message": fault.message,
                "expected": fault.expected,
                "actual": fault.actual,
            }
            for fault in error.faults
        ],
    }
