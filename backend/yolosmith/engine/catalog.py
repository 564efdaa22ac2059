"""The job `catalog`: every built-in that a YAML row can name, with its channel rule and arguments.

The rules are read off the installed `parse_model`: its two sets, and the classes that its other branches name.
"""

import ast
import inspect
import keyword
import textwrap
from typing import Any

from torch import nn
from ultralytics.nn import tasks

from yolosmith.engine import hook
from yolosmith.engine.jobs import Say
from yolosmith.modules.contract import Contract
from yolosmith.modules.signature import HEADS, Argument, row_arguments

TORCH = (
    *("Upsample", "Identity", "Conv2d", "ConvTranspose2d", "BatchNorm2d", "GroupNorm", "MaxPool2d", "AvgPool2d"),
    *("AdaptiveAvgPool2d", "AdaptiveMaxPool2d", "ZeroPad2d", "ReflectionPad2d", "PixelShuffle", "PixelUnshuffle"),
    *("ChannelShuffle", "Dropout", "Dropout2d", "Flatten", "ReLU", "SiLU", "LeakyReLU", "Hardswish", "GELU", "Sigmoid"),
)
SAME = frozenset({"AIFI"})
JOINS = frozenset({"Concat", "CBFuse"})
SPECIAL = {
    "HGStem": "Row: [middle channels, output channels].",
    "HGBlock": "Row: [middle channels, output channels, kernel, light conv, shortcut]; repeats go inside.",
    "ResNetLayer": "Row: the constructor's arguments, input channels included.",
    "CBLinear": "Row: a list of output channels; gives several tensors.",
    "TorchVision": "Row: [output channels, model, weights, unwrap, truncate, split].",
    "Index": "Row: [output channels, index].",
}
CATEGORIES = {"conv": "Convolution", "block": "Block", "head": "Head", "transformer": "Transformer"}


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Answer `{"modules": [...], "reserved": [...]}`; `reserved` are names that a custom module may not take."""
    rules = installed_rules()
    found = [_entry(name, value, rules) for name, value in sorted(vars(tasks).items()) if _is_layer(name, value)]
    found += [_entry(f"nn.{name}", getattr(nn, name), rules) for name in TORCH]
    reserved = {name for name, value in vars(tasks).items() if hook.contract_of(value) is None}
    return {"modules": found, "reserved": sorted(reserved | set(keyword.kwlist) | {"nn", "torch"})}


def installed_rules() -> dict[str, Contract | None]:
    """Channel rules by class name; None for those with a branch of their own in `parse_model`."""
    hook.install()
    source = textwrap.dedent(inspect.getsource(vars(tasks.parse_model)["original"]))
    sets = {
        ast.unparse(node.targets[0]): {
            ast.unparse(name).removeprefix("torch.")
            for name in ast.walk(node.value)
            if isinstance(name, ast.Name | ast.Attribute)
        }
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("base_modules", "repeat_modules")
    }
    rules: dict[str, Contract | None] = {name: Contract(rule="base") for name in sets["base_modules"]}
    rules |= {name: Contract(rule="repeat") for name in sets["repeat_modules"]}
    rules |= {name: Contract(rule="head", task=task) for name, task in HEADS.items() if name != "Classify"}
    rules |= {name: Contract(rule="join") for name in JOINS}
    rules |= {name: Contract(rule="same") for name in SAME}
    return {
        **rules,
        **dict.fromkeys(SPECIAL),
        "nn.BatchNorm2d": Contract(rule="same"),
        "ImagePoolingAttn": None,
        "RTDETRDecoder": None,
    }


def _is_layer(name: str, value: Any) -> bool:
    """Layers, not whole models; what a row could name but not build is left out."""
    if not isinstance(value, type) or not issubclass(value, nn.Module) or hook.contract_of(value) is not None:
        return False
    return value.__module__.startswith("ultralytics.nn.modules.") and name == value.__name__


def _entry(name: str, cls: type[nn.Module], rules: dict[str, Contract | None]) -> dict[str, Any]:
    contract = rules.get(name, Contract(rule="plain", c2="same"))
    arguments = _arguments(cls)
    if contract is None:
        shown = [argument for argument in arguments if argument.name not in ("c1", "ch", "n")]
    elif contract.rule == "join":
        shown = arguments  # Concat and CBFuse are told nothing of their inputs
    else:
        shown = row_arguments(contract, arguments)
    doc = inspect.getdoc(cls) or ""
    part = cls.__module__.rpartition(".")[2]
    return {
        "name": name,
        "category": "PyTorch" if name.startswith("nn.") else CATEGORIES.get(part, "Other"),
        "description": " ".join(filter(None, [doc.partition("\n\n")[0].replace("\n", " "), SPECIAL.get(name)])),
        "contract": contract.document() if contract else None,
        "args": [argument.model_dump() for argument in shown],
    }


def _arguments(cls: type[nn.Module]) -> list[Argument]:
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
    return [
        Argument(
            name=one.name,
            type=None if one.annotation is one.empty else _annotation(one.annotation),
            default=None if one.default is one.empty else repr(one.default)[:100],
            required=one.default is one.empty,
        )
        for one in parameters
        if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]


def _annotation(annotation: Any) -> str:
    if isinstance(annotation, str):
        return annotation
    return annotation.__name__ if isinstance(annotation, type) else str(annotation).replace("typing.", "")
