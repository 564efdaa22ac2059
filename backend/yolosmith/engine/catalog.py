"""The job `catalog`: every built-in that a YAML row can name, with its channel rule and arguments.

The rules are read off the installed `parse_model`: its two sets, and the classes that its other branches name.
"""

import ast
import inspect
import keyword
import textwrap
from types import UnionType
from typing import Any, Union, get_args, get_origin

from torch import nn
from ultralytics.nn import tasks

from yolosmith.engine import hook
from yolosmith.engine.jobs import Say
from yolosmith.modules import docstring
from yolosmith.modules.contract import Contract
from yolosmith.modules.signature import HEADS, Argument, row_arguments

TORCH = (
    *("AdaptiveAvgPool2d", "AdaptiveMaxPool2d", "AlphaDropout", "AvgPool2d", "BatchNorm2d", "CELU", "ChannelShuffle"),
    *(
        "CircularPad2d",
        "ConstantPad2d",
        "Conv2d",
        "ConvTranspose2d",
        "Dropout",
        "Dropout2d",
        "ELU",
        "FeatureAlphaDropout",
        "FractionalMaxPool2d",
    ),
    *(
        "GELU",
        "GroupNorm",
        "Hardshrink",
        "Hardsigmoid",
        "Hardswish",
        "Hardtanh",
        "Identity",
        "InstanceNorm2d",
        "LPPool2d",
    ),
    *(
        "LayerNorm",
        "LeakyReLU",
        "Linear",
        "LocalResponseNorm",
        "LogSigmoid",
        "LogSoftmax",
        "MaxPool2d",
        "Mish",
        "PReLU",
    ),
    *("RMSNorm", "RReLU", "ReLU", "ReLU6", "ReflectionPad2d", "ReplicationPad2d", "SELU", "SiLU", "Sigmoid", "Softmax"),
    *("Softmax2d", "Softmin", "Softplus", "Softshrink", "Softsign", "Tanh", "Tanhshrink", "Threshold", "Upsample"),
    *("UpsamplingBilinear2d", "UpsamplingNearest2d", "ZeroPad2d"),
)
"""Layers of torch.nn that make a map of a map; a row's channels stay, since Ultralytics counts them so."""

TORCHVISION = ("Conv2dNormActivation", "DropBlock2d", "FrozenBatchNorm2d", "SqueezeExcitation", "StochasticDepth")
"""The same of torchvision.ops, which a row names with `torchvision.ops.` before it."""

UNBUILDABLE = frozenset({"LRPCHead"})
"""Takes layers as arguments, which no row can write."""

NEEDS = {
    **dict.fromkeys(("C2fAttn", "ImagePoolingAttn", "WorldDetect"), "the text embeddings of a YOLO-World model"),
    **dict.fromkeys(("YOLOEDetect", "YOLOESegment", "YOLOESegment26"), "the prompt embeddings of a YOLOE model"),
    "TorchVision": "pretrained weights, which torchvision fetches unless the third argument is None",
}
"""What those that cannot be used alone need beside their row."""

UNTOLD = frozenset({"device", "dtype"})
"""Arguments that a row has no way to write."""

SAME = frozenset({"AIFI"})
JOINS = frozenset({"Concat", "CBFuse"})
SPECIAL = {
    "HGStem": "Row: [middle channels, output channels].",
    "HGBlock": "Row: [middle channels, output channels, kernel, light conv, shortcut]; repeats go inside.",
    "ResNetLayer": "Row: the constructor's arguments, input channels included.",
    "CBLinear": "Row: a list of output channels; gives several tensors.",
    "TorchVision": "Row: [output channels, model, weights, unwrap, truncate, split].",
    "nn.BatchNorm2d": "Arguments of the row are passed over.",
    "Index": "Row: [output channels, index].",
}
CATEGORIES = {"conv": "Convolution", "block": "Block", "head": "Head", "transformer": "Transformer"}


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Answer `{"modules": [...], "reserved": [...]}`; `reserved` are names that a custom module may not take."""
    from torchvision import ops

    rules = installed_rules()
    found = [_entry(name, value, rules) for name, value in sorted(vars(tasks).items()) if _is_layer(name, value)]
    found += [_entry(f"nn.{name}", getattr(nn, name), rules) for name in TORCH]
    found += [_entry(f"torchvision.ops.{name}", getattr(ops, name), rules) for name in TORCHVISION]
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
    ours = value.__module__.startswith("ultralytics.nn.modules.")
    return ours and name == value.__name__ and name not in UNBUILDABLE


def _entry(name: str, cls: type[nn.Module], rules: dict[str, Contract | None]) -> dict[str, Any]:
    contract = rules.get(name, Contract(rule="plain", c2="same"))
    help_text = inspect.getdoc(cls) or ""
    description = [docstring.summary(help_text), SPECIAL.get(name)]
    return {
        "name": name,
        "category": _category(name, cls),
        "description": " ".join(filter(None, description)),
        "contract": contract.document() if contract else None,
        "args": [argument.model_dump() for argument in _row_arguments(name, cls, contract)],
        "needs": NEEDS.get(name),
        "help": help_text,
    }


def _category(name: str, cls: type[nn.Module]) -> str:
    library = {"nn": "PyTorch", "torchvision.ops": "torchvision"}.get(name.rpartition(".")[0])
    return library or CATEGORIES.get(cls.__module__.rpartition(".")[2], "Other")


def _row_arguments(name: str, cls: type[nn.Module], contract: Contract | None) -> list[Argument]:
    arguments = _arguments(cls)
    if name == "nn.BatchNorm2d":
        return []
    if name == "ResNetLayer":
        return arguments
    if contract is None:
        return [argument for argument in arguments if argument.name not in ("c1", "ch", "n")]
    if contract.rule == "join":
        return arguments  # Concat and CBFuse are told nothing of their inputs
    return row_arguments(contract, arguments)


def _arguments(cls: type[nn.Module]) -> list[Argument]:
    texts = [inspect.getdoc(cls) or "", inspect.getdoc(cls.__init__) or ""]
    helps = {name: text for doc in texts for name, text in docstring.arguments(doc).items()}
    types = {name: text for doc in texts for name, text in docstring.types(doc).items()}
    return [
        Argument(
            name=one.name,
            type=types.get(one.name) if one.annotation is one.empty else _annotation(one.annotation),
            default=None if one.default is one.empty else repr(one.default)[:100],
            required=one.default is one.empty,
            help=helps.get(one.name),
        )
        for one in list(inspect.signature(cls.__init__).parameters.values())[1:]
        if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) and one.name not in UNTOLD
    ]


def _annotation(annotation: Any) -> str:
    """As one would write it: `Union[int, NoneType]` is `int | None`."""
    if isinstance(annotation, str):
        return annotation
    if get_origin(annotation) in (Union, UnionType):
        return " | ".join(_annotation(part) for part in get_args(annotation))
    if annotation is type(None):
        return "None"
    return annotation.__name__ if type(annotation) is type else str(annotation).replace("typing.", "")
