"""The catalog against the installed Ultralytics: all that a row can name is there, and what is offered is built."""

import contextlib
import inspect
import io
import re
from typing import Any

import pytest
import torch
from torch import nn
from torchvision import ops
from ultralytics.nn import tasks

from yolosmith.engine import catalog, hook
from yolosmith.modules.contract import Contract

CATALOG = catalog.run({}, lambda said: None)
OFFERED: dict[str, dict[str, Any]] = {one["name"]: one for one in CATALOG["modules"]}
SIDE = 32

ROWS: dict[str, list[Any]] = {
    "HGStem": [32, 64],
    "HGBlock": [32, 64, 3],
    "ResNetLayer": [64, 64, 1, False, 1],
    "CBLinear": [[64, 32]],
    "RTDETRDecoder": [4],
    "ImagePoolingAttn": [64],
    "Index": [64, 0],
    "SCDown": [64, 3, 2],
    "ELAN1": [64, 64, 32],
    "RepNCSPELAN4": [64, 64, 32, 1],
    "SPPELAN": [64, 32],
    "C2fAttn": [64, 64, 2],
    "Conv2": [64, 64],
    "RepConv": [64, 64],
    "RepVGGDW": [64],
    "CBFuse": [[0, 0]],
    "Pose": [4, [17, 3]],
    "Pose26": [4, [17, 3]],
    "nn.Conv2d": [64, 64, 3, 1, 1],
    "nn.ConvTranspose2d": [64, 2, 2],
    "nn.FractionalMaxPool2d": [2, 16],
    "nn.GroupNorm": [8, 64],
    "nn.InstanceNorm2d": [64],
    "nn.ChannelShuffle": [4],
    "nn.ConstantPad2d": [1, 0.0],
    "nn.Threshold": [0.1, 0.0],
    "nn.LPPool2d": [2, 2],
    "nn.LayerNorm": [SIDE],
    "nn.RMSNorm": [SIDE],
    "nn.Linear": [SIDE, SIDE],
    "nn.LocalResponseNorm": [2],
    "nn.Upsample": [None, 2, "nearest"],
    "nn.UpsamplingNearest2d": [None, 2],
    "nn.UpsamplingBilinear2d": [None, 2],
    "torchvision.ops.Conv2dNormActivation": [64, 64],
    "torchvision.ops.DropBlock2d": [0.1, 3],
    "torchvision.ops.FrozenBatchNorm2d": [64],
    "torchvision.ops.SqueezeExcitation": [64, 16],
    "torchvision.ops.StochasticDepth": [0.1, "row"],
}
"""Arguments of a row where those of the rule's example would not do for 64 channels."""

EXAMPLES = {
    "c2": 64,
    "nc": 4,
    "c_mid": 32,
    "ne": 1,
    "nm": 32,
    "npr": 64,
    "padding": 1,
    "output_size": 16,
    "kernel_size": 2,
}
"""By the argument's name."""

TRIALS: list[list[Any]] = [
    [],
    [2],
    [SIDE],
    [64],
    [8, 64],
    [64, 64],
    [64, 64, 1],
    [1, 0.0],
    [0.1, "row"],
    [0.1, 3],
    [2, 2],
]
"""Arguments that some layer of torch takes."""


def test_no_layer_of_ultralytics_that_a_row_can_name_is_missing() -> None:
    named = {
        name
        for name, value in vars(tasks).items()
        if isinstance(value, type)
        and issubclass(value, nn.Module)
        and not issubclass(value, tasks.BaseModel | tasks.Ensemble)
        and hook.contract_of(value) is None
        and "loss" not in value.__module__
    }
    assert named - set(OFFERED) == catalog.UNBUILDABLE


@pytest.mark.parametrize(("library", "prefix"), [(nn, "nn"), (ops, "torchvision.ops")])
def test_no_layer_of_torch_that_makes_a_map_of_a_map_is_missing(library: Any, prefix: str) -> None:
    makes_maps = {
        f"{prefix}.{name}"
        for name, value in vars(library).items()
        if isinstance(value, type) and issubclass(value, nn.Module) and any(_keeps_a_map(value, row) for row in TRIALS)
    }
    others = {name for name in makes_maps if re.search("[13]d$|Lazy", name)}  # take a map for something else by chance
    no_layers = {"nn.Sequential", "nn.SyncBatchNorm", "nn.Flatten", "nn.GLU", "nn.CrossMapLRN2d"}
    assert makes_maps - others - no_layers - set(OFFERED) == set()


def _keeps_a_map(cls: type[nn.Module], row: list[Any]) -> bool:
    """Whether it takes one map, and gives one of the same channels."""
    with contextlib.suppress(Exception), torch.no_grad(), torch.device("meta"):
        y = cls(*row)(torch.randn(2, 64, SIDE, SIDE))
        return isinstance(y, torch.Tensor) and y.ndim == 4 and y.shape[:2] == (2, 64)
    return False


@pytest.mark.parametrize("name", [name for name, one in OFFERED.items() if one["needs"] is None])
def test_what_is_offered_is_built_and_runs(name: str) -> None:
    """In a network of a few rows, by the installed parser."""
    one = OFFERED[name]
    contract = Contract.model_validate(one["contract"]) if one["contract"] else None
    row = ROWS.get(name) or [EXAMPLES[argument["name"]] for argument in one["args"] if argument["name"] in EXAMPLES]
    head = name == "RTDETRDecoder" or (contract is not None and contract.rule == "head")
    several = head or name == "Concat"
    stem: list[Any] = [[-1, 1, "Conv", [64, 3, 2]], [-1, 1, "Conv", [64, 3, 2 if head else 1]]]
    rows: list[Any] = [*stem, [[0, 1] if several else -1, 1, name, row]]
    if name in ("CBFuse", "Index"):
        rows = [
            *stem,
            [-1, 1, "CBLinear", [[64]]],
            [[2, 1] if name == "CBFuse" else 2, 1, name, [[0]] if name == "CBFuse" else row],
        ]
    with contextlib.redirect_stdout(io.StringIO()):
        model, _ = tasks.parse_model({"nc": 4, "kpt_shape": [17, 3], "backbone": rows, "head": []}, 3, verbose=False)
    outputs: list[Any] = []
    x: Any = torch.randn(2, 3, 2 * SIDE, 2 * SIDE)
    with torch.no_grad():
        for layer in model.train():
            if layer.f != -1:
                x = outputs[layer.f] if isinstance(layer.f, int) else [outputs[i] if i != -1 else x for i in layer.f]
            x = layer(x)
            outputs.append(x)
    assert x is not None


@pytest.mark.parametrize("name", [name for name, one in OFFERED.items() if one["needs"]])
def test_what_needs_more_than_its_row_says_so(name: str) -> None:
    """They take a second input, or fetch weights."""
    cls = vars(tasks)[name]
    takes = list(inspect.signature(cls.forward).parameters)
    assert len(takes) > 2 or name == "TorchVision" or name.startswith("YOLOE")


def test_arguments_have_types_defaults_and_help() -> None:
    conv = {argument["name"]: argument for argument in OFFERED["Conv"]["args"]}
    assert (conv["k"]["type"], conv["k"]["default"], conv["k"]["required"]) == ("int", "1", False)
    assert conv["k"]["help"] == "Kernel size."
    assert conv["c2"]["required"]
    assert OFFERED["C2f"]["help"].startswith("Faster Implementation")
    told = [argument for one in CATALOG["modules"] if "." not in one["name"] for argument in one["args"]]
    assert sum(argument["help"] is not None for argument in told) > 0.9 * len(told)
