"""The job `check_module`: does a custom module do what its contract says? Step by step, in a process of its own.

Each step is announced before it begins (`say({"begin": name})`) and told when it ends (`say({"step": {...}})`), so that
the server can say which one a dying process was in. A step that fails ends those that need what it makes; the others go
on, so that one look shows as much as possible: a block that cannot be exported may still train.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from yolosmith.engine import blame
from yolosmith.engine.check.block import BlockSteps
from yolosmith.engine.check.export import ExportSteps
from yolosmith.engine.check.network import NetworkSteps
from yolosmith.engine.check.subject import FailedError, Json, Note, Subject
from yolosmith.engine.check.twin import Twin
from yolosmith.engine.jobs import Say
from yolosmith.engine.quiet import quiet
from yolosmith.engine.registry import ModuleSource
from yolosmith.errors import UnreadableError, YolosmithError
from yolosmith.modules import hints

SOFT_MARGIN = 2.0
"""Seconds between the limit that names a line and the one that kills."""


@dataclass(frozen=True)
class Step:
    """One step. `needs` are those without which it would only repeat their failure."""

    name: str
    run: Callable[[], str | Note]
    needs: tuple[str, ...] = ("forward",)


def steps_of(subject: Subject, twin: Twin) -> list[Step]:
    """In order; the names are for people and are shown as they are."""
    block, network, export = BlockSteps(subject, twin), NetworkSteps(subject), ExportSteps(subject)
    return [
        Step("parse", block.parse, ()),
        Step("import", block.load, ("parse",)),
        Step("construct", block.construct, ("import",)),
        Step("forward", block.forward, ("construct",)),
        Step("train and eval", block.train_and_eval),
        Step("backward", block.backward),
        Step("parameters", block.count),
        Step("in a small YOLO", network.build),
        Step("optimizer step", network.optimize, ("in a small YOLO",)),
        Step("copy", block.copy),
        Step("half precision", block.half),
        Step("save and reload", block.reload),
        Step("TorchScript", export.torchscript, ("in a small YOLO",) if subject.is_head else ("forward",)),
        Step("ONNX", export.onnx, ("in a small YOLO",) if subject.is_head else ("forward",)),
    ]


def run(args: Json, say: Say) -> Json:
    """The job.

    Args:
        args: `name`, `source`, `contract`, and `seconds` for the whole check.
        say: Is told of each step, see the module's docstring.

    Returns:
        `ok`, `steps`, `shapes`, `params`, `gflops`, and `late`: whether the time was over before the end.
    """
    _go_to_scratch()
    with quiet(), Twin() as twin:  # so early: it must not have seen the user's code, nor a thread
        torch.set_num_threads(1)
        torch.manual_seed(0)
        subject = Subject(ModuleSource(args["name"], args["source"], args["contract"]))
        passed: set[str] = set()
        found: list[Json] = []
        late = False
        with blame.time_limit(max(1.0, float(args["seconds"]) - SOFT_MARGIN)):
            for step in steps_of(subject, twin):
                if not passed.issuperset(step.needs):
                    continue
                say({"begin": step.name})
                outcome, late = _run(step)
                found.append(outcome)
                say({"step": outcome})
                if outcome["ok"]:
                    passed.add(step.name)
                if late:
                    break
    ok = all(step["ok"] for step in found)
    return {"ok": ok, "steps": found, "shapes": subject.shapes, "late": late, **subject.facts}


def _go_to_scratch() -> None:
    """Go where a relative path of the user's code reaches nothing of the workspace's."""
    if root := os.environ.get("YOLOSMITH_WORKSPACE"):
        scratch = Path(root) / ".yolosmith" / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        os.chdir(scratch)


def _run(step: Step) -> tuple[Json, bool]:
    """What a step comes to, and whether the time is over."""
    started = time.perf_counter()
    line: int | None = None
    hint: str | None = None
    ok = warning = late = False
    try:
        said = step.run()
        note = Note(said) if isinstance(said, str) else said
        message, line, hint, ok, warning = note.message, note.line, note.hint, True, note.warning
    except FailedError as error:
        message, hint, line = str(error), error.hint, error.line
    except YolosmithError as error:
        message = str(error)
        faults = error.faults if isinstance(error, UnreadableError) else []
        line = next((int(fault.loc[1]) for fault in faults if fault.loc[0] == "line"), None)
    except BaseException as error:  # noqa: BLE001  the user's code may raise anything, SystemExit too
        blame.heard(error)
        late = isinstance(error, blame.TooLongError)
        message = blame.describe(error)
        place = blame.user_place(error)
        line = place[1] if place else None
    if not ok:
        hint = hint or hints.of(step.name, message)
    ms = round((time.perf_counter() - started) * 1000, 1)
    outcome: dict[str, Any] = {"name": step.name, "ok": ok, "message": message, "line": line, "ms": ms}
    return {**outcome, "hint": hint, "warning": warning}, late
