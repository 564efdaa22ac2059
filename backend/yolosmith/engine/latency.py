"""The job `latency`: how long each row takes on this machine, in inference form, one picture at a time."""

import time
from statistics import median
from typing import Any

import torch
from torch import nn
from ultralytics.nn import tasks

from yolosmith.engine import architecture, blame
from yolosmith.engine.jobs import Say
from yolosmith.engine.registry import ModuleSource
from yolosmith.errors import Fault, UnreadableError

WARM_UP = 2
SECONDS = 4.0
"""Passes go on until then."""
MOST = 50
FEWEST = 3

Json = dict[str, Any]


def run(args: Json, say: Say) -> Json:
    """The job.

    Args:
        args: `yaml`, `scale`, `imgsz`, `ch`, `nc` (null for the default), `modules` (documents of custom modules).
        say: Is told nothing.

    Raises:
        UnreadableError: The architecture cannot be built, or does not run; the fault names the row.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    layers = _build(args).eval().to(device)
    size = args.get("imgsz") or 640
    image = torch.rand(1, args.get("ch") or 3, size, size, device=device)
    began = time.perf_counter()
    passes: list[list[float]] = []
    with torch.inference_mode():
        for _ in range(WARM_UP):
            _time_rows(layers, image)
        while len(passes) < FEWEST or (len(passes) < MOST and time.perf_counter() - began < SECONDS):
            passes.append(_time_rows(layers, image))
    return {
        "rows": [
            {"index": index, "ms": round(median(one[index] for one in passes), 4)} for index in range(len(layers))
        ],
        "total_ms": round(median(sum(one) for one in passes), 3),
        "device": torch.cuda.get_device_name() if device.type == "cuda" else "cpu",
        "threads": torch.get_num_threads(),
        "repeats": len(passes),
    }


def _build(args: Json) -> nn.Sequential:
    data = architecture.load(args["yaml"], args.get("scale"))
    if args.get("nc"):
        data["nc"] = args["nc"]
    architecture.register_used(data, [ModuleSource.from_document(one) for one in args.get("modules", [])])
    try:
        built = tasks.parse_model(data, args.get("ch") or 3, verbose=False)[0]
    except Exception as error:
        message = f"It cannot be built: {blame.describe(error)}"
        raise UnreadableError(message, [Fault(("yaml",), message)]) from error
    layers: nn.Sequential = built
    return layers


def _time_rows(layers: nn.Sequential, image: torch.Tensor) -> list[float]:
    """Milliseconds of each row in one pass."""
    outputs: list[Any] = []
    times = []
    layer: Any  # with what parse_model attached
    for index, layer in enumerate(layers):
        sources = layer.f if isinstance(layer.f, list) else [layer.f]
        given = [image if index + one < 0 else outputs[one] for one in sources]
        x = given if isinstance(layer.f, list) else given[0]
        if hasattr(layer, "stride") and index == len(layers) - 1:
            layer.stride = torch.tensor([image.shape[-1] / one.shape[-1] for one in given])
        began = _now(image)
        try:
            outputs.append(layer(x))
        except Exception as error:
            message = f"Row {index} ({type(layer).__name__}) does not run: {blame.describe(error)}"
            raise UnreadableError(message, [Fault(("rows", index), message)]) from error
        times.append((_now(image) - began) * 1000)
    return times


def _now(image: torch.Tensor) -> float:
    if image.is_cuda:
        torch.cuda.synchronize()
    return time.perf_counter()
