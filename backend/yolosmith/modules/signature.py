"""What can be read off a module's source without running it: its class, its arguments, the contract they suggest."""

import ast
import contextlib
from collections.abc import Mapping
from typing import Any

from yolosmith.errors import Fault, UnreadableError
from yolosmith.modules import docstring
from yolosmith.modules.contract import ArgumentAt, Contract, Rule, Scaling, Task, resolve
from yolosmith.modules.syntax import PARSING
from yolosmith.schema import Schema

HEADS: dict[str, Task] = {
    "Detect": "detect",
    "v10Detect": "detect",
    "WorldDetect": "detect",
    "YOLOEDetect": "detect",
    "RTDETRDecoder": "detect",
    "Segment": "segment",
    "Segment26": "segment",
    "YOLOESegment": "segment",
    "YOLOESegment26": "segment",
    "SemanticSegment": "semantic",
    "Depth": "depth",
    "Classify": "classify",
    "Pose": "pose",
    "Pose26": "pose",
    "OBB": "obb",
    "OBB26": "obb",
}
"""Ultralytics' heads and what they do; a subclass of one is a head of the same task."""

INPUTS = frozenset(
    {"c1", "c", "c_in", "cin", "ch", "channel", "channels", "in_ch", "in_channel", "in_channels", "in_planes"}
    | {"inp", "inplanes", "dim", "in_dim"}
)
OUTPUTS = frozenset(
    {"c2", "c_out", "cout", "out_ch", "out_channel", "out_channels", "out_planes", "oup", "planes", "out_dim"}
)
REPEATS = frozenset({"n", "repeats", "num_blocks", "num_repeats", "num_layers"})
LISTS = ("list", "tuple", "sequence", "iterable")

MAX_SOURCE = 256 * 1024
"""Bytes of one module's source."""


class Argument(Schema):
    """One argument of a constructor. `type` and `default` are source text, `help` is the docstring's; null without."""

    name: str
    type: str | None = None
    default: str | None = None
    required: bool
    help: str | None = None


class Signature(Schema):
    """A class as its source shows it. `line` is that of its `class` statement, from 1."""

    name: str
    line: int
    doc: str
    bases: list[str]
    arguments: list[Argument]


def parse(source: str) -> ast.Module:
    """Parse Python.

    Raises:
        UnreadableError: It is not Python; the fault names the line.
    """
    if len(source.encode("utf-8", errors="replace")) > MAX_SOURCE:
        raise UnreadableError(f"The source is longer than {MAX_SOURCE // 1024} KiB.")
    try:
        with PARSING:
            return ast.parse(source)
    except SyntaxError as error:
        line = error.lineno or 1
        raise UnreadableError(f"Line {line}: {error.msg}.", [Fault(("line", line), f"{error.msg}.")]) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(f"The source cannot be parsed: {error}.", [Fault(("line", 1), str(error))]) from None


def read(source: str, name: str) -> Signature:
    """The signature of class `name`.

    Raises:
        UnreadableError: The source is not Python or has no such class at its top level.
    """
    classes = {node.name: node for node in parse(source).body if isinstance(node, ast.ClassDef)}
    if name not in classes:
        found = ", ".join(classes) or "none"
        message = f"The source has no class {name}; the class must be called what the module is called."
        raise UnreadableError(message, [Fault(("source",), message, expected=f"class {name}", actual=found)])
    definition = classes[name]
    init, bases = _constructor(definition, classes)
    doc = ast.get_docstring(definition) or ""
    helps = docstring.arguments(doc) | docstring.arguments((ast.get_docstring(init) if init else "") or "")
    return Signature(
        name=name,
        line=definition.lineno,
        doc=doc,
        bases=bases,
        arguments=_arguments(init, helps) if init else [],
    )


def propose(source: str, name: str, known: Mapping[str, Rule] | None = None) -> Contract:
    """The contract that a class's signature suggests.

    Args:
        source: Python source.
        name: The class's name.
        known: Rules of Ultralytics' own classes, for a subclass that has no constructor of its own.

    Raises:
        UnreadableError: As `read`.
    """
    signature = read(source, name)
    for base in signature.bases:
        if base in HEADS:
            return Contract(rule="head", task=HEADS[base])
    if not signature.arguments:
        inherited = [known[base] for base in signature.bases if known and base in known]
        return _plain([]) if not inherited or inherited[0] in ("plain", "head") else Contract(rule=inherited[0])
    names = [argument.name.lower() for argument in signature.arguments]
    first = (signature.arguments[0].type or "").lower()
    if first.rpartition(".")[2].startswith(LISTS) or first.startswith(LISTS):
        return Contract(rule="join")
    if names[0] not in INPUTS:
        return _plain(names)
    if len(names) < 2 or names[1] not in OUTPUTS:
        return Contract(rule="same")
    return Contract(rule="repeat" if names[2:3] and names[2] in REPEATS else "base")


def row_arguments(contract: Contract, arguments: list[Argument]) -> list[Argument]:
    """Those arguments of the constructor that a YAML row writes, in its order."""
    if contract.rule == "repeat":
        return arguments[1:2] + arguments[3:]
    if contract.rule in ("base", "join", "same"):
        return arguments[1:]
    if contract.rule == "head":
        written = [argument for argument in arguments[:-1] if argument.name not in ("reg_max", "end2end")]
        # the channels stand behind them, so that a row writes all of them
        return [argument.model_copy(update={"required": True}) for argument in written]
    return arguments


def example_row(contract: Contract, arguments: list[Argument], c1: int, c2: int) -> list[Any]:
    """Arguments of an example row: output channels `c2` where the rule has them, and what has no default.

    Args:
        contract: The module's.
        arguments: Of its constructor.
        c1: Channels of the input, for a `plain` module that is told them.
        c2: Output channels.
    """
    values: list[Any] = []
    for index, argument in enumerate(row_arguments(contract, arguments)):
        if index == 0 and contract.rule in ("base", "repeat", "join"):
            values.append(c2)
        elif not argument.required and contract.rule != "head":  # a head's channels stand behind all of them
            break
        else:
            values.append(_example(argument, c1, c2))
    return values


def example(name: str, contract: Contract, arguments: list[Argument], scaling: Scaling) -> tuple[str, str]:
    """A row as people write it, and the call that it comes to at a scale; its input comes from a row of 256 channels.

    Where the row does not fit the contract, the call is the sentence that says so.
    """
    c1 = scaling.channels(256)
    several = contract.rule in ("join", "head")
    row = example_row(contract, arguments, c1, 128)
    repeats = 2 if contract.rule == "repeat" else 1
    extras = [16, False] if {"reg_max", "end2end"} <= {argument.name for argument in arguments} else []
    written = _row([[-1, 4] if several else -1, repeats, name, row])
    inputs = [c1, scaling.channels(512)] if several else [c1]
    try:
        call = resolve(name, contract, inputs, scaling.repeats(repeats), row, scaling, extras)
    except ValueError as error:
        return written, str(error)
    shown = f"{name}({', '.join(repr(value) for value in call.args)})"
    return written, shown if call.repeats == 1 else f"{shown}, {call.repeats} times in a row"


def example_call(name: str, contract: Contract, arguments: list[Argument]) -> str:
    """One sentence: what a row calls at a small scale."""
    row, call = example(name, contract, arguments, Scaling(depth=0.5, width=0.25, max_channels=1024))
    return f"Row {row} at depth 0.5, width 0.25 calls {call}."


def _row(row: list[Any]) -> str:
    """A row as people write it."""
    source, repeats, module, args = row
    return f"[{source}, {repeats}, {module}, {args}]"


def _example(argument: Argument, c1: int, c2: int) -> Any:
    name, kind = argument.name.lower(), (argument.type or "int").lower()
    if name in OUTPUTS:
        return c2
    if name in INPUTS:
        return c1
    if name in ("nc", "num_classes"):
        return 4
    if argument.default is not None:
        with contextlib.suppress(ValueError, SyntaxError):
            return ast.literal_eval(argument.default)
    examples: dict[str, Any] = {"bool": True, "float": 0.5, "str": "", "list": [1], "tuple": [1], "int": 1}
    return next((value for key, value in examples.items() if key in kind), 1)


def _plain(names: list[str]) -> Contract:
    at = next((index for index, name in enumerate(names) if name in OUTPUTS), None)
    return Contract(rule="plain", c2="same" if at is None else ArgumentAt(argument=at))


def _constructor(
    definition: ast.ClassDef, classes: dict[str, ast.ClassDef]
) -> tuple[ast.FunctionDef | None, list[str]]:
    """The class's `__init__`, or that of the nearest base in the same source; and the names of all its bases."""
    init: ast.FunctionDef | None = None
    bases: list[str] = []
    queue, seen = [definition], set()
    while queue:
        current = queue.pop(0)
        seen.add(current.name)
        if init is None:
            init = next((n for n in current.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"), None)
        names = [ast.unparse(base).rpartition(".")[2] for base in current.bases]
        bases += names
        queue += [classes[name] for name in names if name in classes and name not in seen]
    return init, bases


def _arguments(init: ast.FunctionDef, helps: Mapping[str, str]) -> list[Argument]:
    positional = [*init.args.posonlyargs, *init.args.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(init.args.defaults))
    pairs = list(zip(positional, [*defaults, *init.args.defaults], strict=True))[1:]
    return [
        Argument(
            name=argument.arg,
            type=ast.unparse(argument.annotation) if argument.annotation else None,
            default=ast.unparse(default) if default is not None else None,
            required=default is None,
            help=helps.get(argument.arg),
        )
        for argument, default in pairs
    ]
