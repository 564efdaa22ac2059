"""The job `check_module`: does a custom module do what its contract says? Step by step, in a process of its own.

Each step is announced before it begins (`say({"begin": name})`) and told when it ends (`say({"step": {...}})`), so that
the server can say which one a dying process was in. The first failure ends the check.
"""

import copy
import io
import sys
import time
from collections.abc import Callable
from typing import Any

import thop
import torch
from torch import nn
from ultralytics.nn import tasks

from yolosmith.engine import blame, registry
from yolosmith.engine.jobs import Say
from yolosmith.engine.registry import ModuleSource
from yolosmith.errors import UnreadableError, YolosmithError
from yolosmith.modules import signature
from yolosmith.modules.contract import Contract, Scaling, resolve

SOFT_MARGIN = 2.0
BATCH = 2
CASES = ((16, 32, (32, 32)), (32, 32, (16, 16)), (48, 64, (20, 12)))
"""Input channels, output channels, height and width."""
LEVELS = ((16, 16), (32, 8))
"""Inputs of a head: channels, height and width."""
FLOPS_CASE = (64, 64, (80, 80))

Json = dict[str, Any]


class FailedError(Exception):
    """A step's own finding."""


class Check:
    """The steps, in order; each returns a sentence and what else is to be shown."""

    def __init__(self, source: ModuleSource) -> None:
        self.source = source
        self.contract = Contract.model_validate(source.contract)
        self.shapes: list[Json] = []
        self.facts: Json = {}

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        """Names are for people; they are shown as they are."""
        return [
            ("parse", self._parse),
            ("import", self._load),
            ("construct", self._construct),
            ("forward", self._forward),
            ("backward", self._backward),
            ("parameters", self._count),
            ("in a small YOLO", self._build),
            ("copy", self._copy),
            ("save and reload", self._reload),
        ]

    def _parse(self) -> str:
        self.signature = signature.read(self.source.source, self.source.name)
        return f"class {self.source.name}, rule {self.contract.rule}"

    def _load(self) -> str:
        self.cls = registry.register(self.source)
        return f"imports as {self.source.import_path}"

    def _construct(self) -> str:
        self.first, _ = self._make(*CASES[0][:2])
        return signature.example_call(self.source.name, self.contract, self.signature.arguments)

    def _forward(self) -> str:
        for c1, c2, size in CASES if self.contract.rule != "head" else CASES[:1]:
            block, expected = self._make(c1, c2)
            x = self._input(c1, size)
            for training in (True, False) if self.contract.rule != "head" else (True,):
                with torch.no_grad():
                    y = block.train(training)(x)
                self._judge(y, expected, x)
            self.shapes.append(
                {"input": _shape(x), "output": None if isinstance(y, dict) else _shape(y), "args": self._row(c1, c2)}
            )
        return "; ".join(f"{_times(one['input'])} → {_times(one['output'])}" for one in self.shapes)

    def _backward(self) -> str:
        c1, c2, size = CASES[0]
        block, _ = self._make(c1, c2)
        outputs = _floats(block.train()(self._input(c1, size)))
        if not any(one.requires_grad for one in outputs):
            return "nothing to learn in it"
        sum(one.float().pow(2).mean() for one in outputs if one.requires_grad).backward()  # type: ignore[union-attr]
        idle = [name for name, parameter in block.named_parameters() if parameter.grad is None]
        broken = [name for name, p in block.named_parameters() if p.grad is not None and not p.grad.isfinite().all()]
        if broken:
            raise FailedError(f"The gradient of {', '.join(broken[:5])} is not finite.")
        return f"no gradient reaches {', '.join(idle[:5])}" if idle else "every parameter gets a gradient"

    def _count(self) -> str:
        c1, c2, size = FLOPS_CASE
        block, _ = self._make(c1, c2)
        params = sum(parameter.numel() for parameter in block.parameters())
        self.facts = {"params": params, "gflops": None}
        if self.contract.rule != "head":
            self.facts["gflops"] = thop.profile(block, inputs=[self._input(c1, size, 1)], verbose=False)[0] / 1e9 * 2
            return f"{params:,} parameters, {self.facts['gflops']:.4g} GFLOPs for {c1}×{size[0]}×{size[1]}"
        return f"{params:,} parameters"

    def _build(self) -> str:
        built = []
        for scale in ("n", "s"):
            rows = small_yolo(self.source.name, self.contract, self._row(64, 64))
            model = tasks.DetectionModel({**rows, "scale": scale}, verbose=False)
            model.train()(torch.zeros(BATCH, 3, 64, 64))
            built.append(f"{scale}: {sum(parameter.numel() for parameter in model.parameters()):,} parameters")
        return "builds and runs at " + ", ".join(built)

    def _copy(self) -> str:
        self._same(copy.deepcopy(self.first))
        return "a deep copy gives the same output"

    def _reload(self) -> str:
        buffer = io.BytesIO()
        torch.save(self.first, buffer)
        sys.modules.pop(self.source.import_path)  # so that it is found again as a fresh process would
        buffer.seek(0)
        loaded = torch.load(buffer, weights_only=False)
        registry.register(self.source)
        self._same(loaded)
        return "saved, loaded again, same output"

    def _make(self, c1: int, c2: int) -> tuple[nn.Module, int]:
        row = self._row(c1, c2)
        inputs = self._channels(c1)
        wanted = [argument.name for argument in self.signature.arguments]
        extras = [value for key, value in (("reg_max", 16), ("end2end", False)) if key in wanted]
        call = resolve(self.source.name, self.contract, inputs, 1, row, Scaling(), extras)
        return self.cls(*call.args), call.c2

    def _row(self, c1: int, c2: int) -> list[Any]:
        return signature.example_row(self.contract, self.signature.arguments, c1, c2)

    def _channels(self, c1: int) -> list[int]:
        if self.contract.rule == "head":
            return [channels for channels, _ in LEVELS]
        return [c1, 2 * c1] if self.contract.rule == "join" else [c1]

    def _input(self, c1: int, size: tuple[int, int], batch: int = BATCH) -> Any:
        if self.contract.rule == "head":
            return [torch.randn(batch, channels, side, side) for channels, side in LEVELS]
        tensors = [torch.randn(batch, channels, *size) for channels in self._channels(c1)]
        return tensors if self.contract.rule == "join" else tensors[0]

    def _judge(self, y: Any, expected: int, x: Any) -> None:
        if self.contract.rule == "head":
            if not _floats(y):
                raise FailedError(f"The head gave {type(y).__name__} without a tensor in it.")
            return
        if not isinstance(y, torch.Tensor) or y.ndim != 4:
            found = f"a tensor of shape {list(y.shape)}" if isinstance(y, torch.Tensor) else type(y).__name__
            raise FailedError(f"forward must give one tensor (batch, channels, height, width); it gave {found}.")
        if y.shape[1] != expected:
            raise FailedError(
                f"The contract ({self.contract.rule}) says {expected} output channels for {_times(_shape(x))}; "
                f"forward gave {y.shape[1]}. Change the rule, or the class."
            )
        if y.shape[0] != BATCH:
            raise FailedError(f"A batch of {BATCH} went in and {y.shape[0]} came out.")
        if not y.isfinite().all():
            raise FailedError("The output has values that are not finite.")

    def _same(self, other: nn.Module) -> None:
        c1, _, size = CASES[0]
        torch.manual_seed(0)
        x = self._input(c1, size)
        training = self.contract.rule == "head"  # a head's inference form needs strides, which it has in a model only
        with torch.no_grad():
            outputs = []
            for block in (self.first, other):
                torch.manual_seed(0)
                outputs.append(_floats(block.train(training)(x)))
        if not all(torch.equal(one, two) for one, two in zip(*outputs, strict=True)):
            raise FailedError("The copy gives another output: keep all state in parameters, buffers or attributes.")


def run(args: Json, say: Say) -> Json:
    """The job.

    Args:
        args: `name`, `source`, `contract`, and `seconds` for the whole check.
        say: Is told of each step, see the module's docstring.
    """
    torch.set_num_threads(1)
    torch.manual_seed(0)
    check = Check(ModuleSource(args["name"], args["source"], args["contract"]))
    steps: list[Json] = []
    limit = blame.time_limit(max(1.0, float(args["seconds"]) - SOFT_MARGIN))
    with limit:
        for name, step in check.steps():
            say({"begin": name})
            steps.append(_run(check, name, step))
            say({"step": steps[-1]})
            if not steps[-1]["ok"]:
                break
    return {
        "ok": all(step["ok"] for step in steps),
        "steps": steps,
        "shapes": check.shapes,
        "late": False,
        **check.facts,
    }


def small_yolo(name: str, contract: Contract, row: list[Any]) -> Json:
    """A detection network of a few rows around one module."""
    scales = {"n": [0.5, 0.25, 1024], "s": [0.5, 0.5, 1024]}
    stem: list[Any] = [[-1, 1, "Conv", [32, 3, 2]], [-1, 1, "Conv", [64, 3, 2]], [-1, 1, "Conv", [64, 3, 1]]]
    if contract.rule == "head":
        rows = [*stem, [-1, 1, "Conv", [64, 3, 2]]]
        return {"nc": 4, "scales": scales, "backbone": rows, "head": [[[2, 3], 1, name, row]]}
    rows = [*stem, [[-1, -2] if contract.rule == "join" else -1, 1, name, row], [-1, 1, "Conv", [64, 3, 2]]]
    return {"nc": 4, "scales": scales, "backbone": rows, "head": [[[3, 4], 1, "Detect", ["nc"]]]}


def _run(check: Check, name: str, step: Callable[[], str]) -> Json:
    started = time.perf_counter()
    line = None
    try:
        message, ok = step(), True
    except (FailedError, YolosmithError) as error:
        message, ok = str(error), False
        faults = error.faults if isinstance(error, UnreadableError) else []
        line = next((int(fault.loc[1]) for fault in faults if fault.loc[0] == "line"), None)
    except BaseException as error:  # noqa: BLE001  the user's code may raise anything, SystemExit too
        blame.heard(error)
        message, ok = blame.describe(error), False
        place = blame.user_place(error)
        line = place[1] if place else None
    ms = (time.perf_counter() - started) * 1000
    return {"name": name, "ok": ok, "message": message, "line": line, "ms": round(ms, 1)}


def _floats(value: Any) -> list[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        return [value] if value.is_floating_point() else []
    if isinstance(value, dict):
        value = list(value.values())
    return [one for part in value for one in _floats(part)] if isinstance(value, list | tuple) else []


def _shape(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return list(value.shape[1:])
    return [_shape(one) for one in value] if isinstance(value, list | tuple) else None


def _times(shape: Any) -> str:
    if not shape:
        return "predictions"
    return " and ".join(_times(one) for one in shape) if isinstance(shape[0], list) else "×".join(map(str, shape))
