"""What is wrong with a source, told while it is typed: Python's own errors, pyflakes' findings, and ours. Pure."""

import ast
import re
from collections.abc import Collection, Iterator
from typing import Literal

from pyflakes.checker import Checker
from pyflakes.messages import (
    DuplicateArgument,
    Message,
    ReturnOutsideFunction,
    UndefinedExport,
    UndefinedLocal,
    UndefinedName,
)

from yolosmith.errors import UnreadableError
from yolosmith.modules import signature
from yolosmith.modules.contract import Contract
from yolosmith.modules.syntax import PARSING
from yolosmith.schema import Schema

ERRORS = (UndefinedName, UndefinedLocal, UndefinedExport, DuplicateArgument, ReturnOutsideFunction)
"""What fails when the line is reached; the rest of pyflakes' findings are warnings."""

LISTS = (ast.List, ast.ListComp, ast.Tuple)
WORD = re.compile(r"[\w.]+")


class SourceProblem(Schema):
    """One problem. Lines and columns count from 1, in characters; `end_column` is the first one behind it."""

    line: int
    column: int
    end_column: int
    severity: Literal["error", "warning"]
    message: str


def find(source: str, name: str, contract: Contract | None, reserved: Collection[str] = ()) -> list[SourceProblem]:
    """All problems of a source, by line.

    Args:
        source: Python.
        name: The module's; its class must be called so.
        contract: The channel rule, if it is known.
        reserved: Names that the class may not have.
    """
    lines = source.splitlines() or [""]
    try:
        tree = signature.parse(source)
    except UnreadableError as error:
        fault = error.faults[0] if error.faults else None
        line = int(fault.loc[1]) if fault and fault.loc[0] == "line" else 1
        return [_whole_line(lines, line, "error", fault.message if fault else error.detail)]
    found = [*_pyflakes(tree, lines)]
    try:
        read = signature.read(source, name)
    except UnreadableError as error:
        return sorted([*found, _whole_line(lines, 1, "error", error.detail)], key=_place)
    definition = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    if name in reserved:
        message = f"{name} has a meaning in Python or Ultralytics already; choose another name."
        found.append(_whole_line(lines, definition.lineno, "error", message))
    if not read.bases:
        message = f"{name} is no nn.Module; write class {name}(nn.Module)."
        found.append(_whole_line(lines, definition.lineno, "error", message))
    found += _class_problems(definition, lines)
    if contract and (unfit := contract_problem(read, contract)):
        found.append(_whole_line(lines, read.line, "error", unfit))
    return sorted(found, key=_place)


def contract_problem(read: signature.Signature, contract: Contract) -> str | None:
    """What keeps the contract's rule from fitting the constructor; None where it fits or is inherited."""
    if not read.arguments:
        return None
    most = len(read.arguments)
    given = {"base": 2, "repeat": 3, "join": 2, "same": 1, "head": 1}.get(contract.rule, 0)
    if most >= given:
        return None
    shown = ", ".join(one.name for one in read.arguments)
    return f"The contract {contract.rule} gives the constructor {given} arguments or more; it takes ({shown})."


def _pyflakes(tree: ast.Module, lines: list[str]) -> Iterator[SourceProblem]:
    try:
        with PARSING:  # it parses annotations that are text
            messages: list[Message] = Checker(tree).messages
    except RecursionError:
        return
    for message in messages:
        yield _at(
            lines,
            message.lineno,
            message.col,
            "error" if isinstance(message, ERRORS) else "warning",
            f"{(message.message % message.message_args)[:300]}.",
        )


def _class_problems(definition: ast.ClassDef, lines: list[str]) -> Iterator[SourceProblem]:
    init = next(
        (node for node in definition.body if isinstance(node, ast.FunctionDef) and node.name == "__init__"), None
    )
    if init is None:
        return
    if definition.bases and not any(_is_super_init(node) for node in ast.walk(init)):
        message = "The constructor does not call super().__init__(); nn.Module cannot hold layers without it."
        yield _whole_line(lines, init.lineno, "error", message)
    for node in ast.walk(init):
        if isinstance(node, ast.Assign) and isinstance(node.value, LISTS) and _on_self(node.targets[0]):
            parts = [node.value.elt] if isinstance(node.value, ast.ListComp) else node.value.elts
            if any(_makes_layer(part) for part in parts):
                message = "Layers in a plain list are seen by no optimizer and not saved; use nn.ModuleList."
                yield _at(lines, node.lineno, node.col_offset, "warning", message)


def _is_super_init(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "__init__"


def _on_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _makes_layer(node: ast.expr) -> bool:
    """`nn.Conv2d(...)` or `Conv(...)`: a call of something written as a class is."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2][:1].isupper()


def _at(lines: list[str], line: int, offset: int, severity: Literal["error", "warning"], message: str) -> SourceProblem:
    """At the word that begins `offset` UTF-8 bytes into a line, which is how `ast` counts."""
    text = lines[min(line, len(lines)) - 1]
    column = len(text.encode()[:offset].decode(errors="ignore"))
    word = WORD.match(text, column)
    end = word.end() if word else max(len(text), column + 1)
    return SourceProblem(line=line, column=column + 1, end_column=end + 1, severity=severity, message=message)


def _whole_line(lines: list[str], line: int, severity: Literal["error", "warning"], message: str) -> SourceProblem:
    text = lines[min(line, len(lines)) - 1]
    start = len(text) - len(text.lstrip())
    end = max(len(text.rstrip()), start + 1)
    return SourceProblem(line=line, column=start + 1, end_column=end + 1, severity=severity, message=message)


def _place(problem: SourceProblem) -> tuple[int, int]:
    return problem.line, problem.column
