"""Custom modules in Ultralytics' `parse_model`: one branch put in front of its channel rules.

`parse_model` keeps its rules in local sets, so that a class known by name alone gets no channels and no scaling. Its
source is parsed, `if m in base_modules` is found, and a branch is put before it:

    if yolosmith_contract(m) is not None:
        c2, n, args = yolosmith_row(m, ch, f, n, args, width, max_channels, legacy, reg_max, end2end)
    elif m in base_modules: ...

Line numbers stay those of the installed file. If Ultralytics moves that place, `install` says so by name.
"""

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable
from types import FunctionType
from typing import Any

from ultralytics.nn import tasks
from ultralytics.nn.modules.head import Detect, Segment

from yolosmith.modules.contract import Contract, Scaling, resolve

CONTRACT = "__yolosmith_contract__"
"""Attribute of a custom class that holds its contract."""

PLACE = "m in base_modules"
LOCALS = frozenset({"m", "ch", "f", "n", "args", "width", "max_channels", "legacy", "reg_max", "end2end", "c2"})
_BRANCH = """
if yolosmith_contract(m) is not None:
    c2, n, args = yolosmith_row(m, ch, f, n, args, width, max_channels, legacy, reg_max, end2end)
"""
MAKER = "yolosmith_make"
_MAKE = f"m_ = {MAKER}(i, n, n_, m, args, lambda: None)"

Maker = Callable[[int, int, int, type, list[Any], Callable[[], Any]], Any]


class UnsupportedUltralyticsError(RuntimeError):
    """The installed Ultralytics is not the one that this hook was written for."""


def install() -> None:
    """Put the branch into `ultralytics.nn.tasks.parse_model`; once a process, further calls do nothing.

    Raises:
        UnsupportedUltralyticsError: `parse_model` does not have exactly one place for it.
    """
    if CONTRACT in vars(tasks.parse_model):
        return
    hooked = _compile(tasks.parse_model)
    vars(hooked)[CONTRACT] = True
    vars(hooked)["original"] = tasks.parse_model
    tasks.parse_model = hooked


def with_maker(maker: Maker) -> Callable[..., Any]:
    """A `parse_model` that leaves the making of each row to `maker`.

    It gets the row's index, how many the row still puts one behind the other, its repeats after depth scaling, the
    class, the constructor's arguments, and a function that constructs the row as `parse_model` would.
    """
    install()
    parse = _parse_with_maker()
    return functools.partial(parse, **{MAKER: maker})


@functools.cache
def _parse_with_maker() -> Callable[..., Any]:
    return _compile(vars(tasks.parse_model)["original"], leave_making=True)


def contract_of(cls: Any) -> Contract | None:
    """The contract of a custom class; None for everything else, subclasses of a custom class included."""
    found = vars(cls).get(CONTRACT) if isinstance(cls, type) else None
    return found if isinstance(found, Contract) else None


def row(
    cls: type,
    ch: list[int],
    f: int | list[int],
    n: int,
    args: list[Any],
    width: float,
    max_channels: float,
    legacy: bool,
    reg_max: int,
    end2end: bool | None,
) -> tuple[int, int, list[Any]]:
    """What the branch computes for one row: output channels, repeats left to `parse_model`, constructor arguments."""
    contract = contract_of(cls)
    assert contract is not None
    scaling = Scaling(width=width, max_channels=max_channels)
    extras: list[Any] = []
    if contract.rule == "head":
        args = list(args)
        if issubclass(cls, Segment) and len(args) > 2:
            args[2] = scaling.channels(args[2])
        if issubclass(cls, Detect):
            cls.legacy = legacy  # type: ignore[attr-defined]  # Ultralytics is untyped
        wanted = inspect.signature(cls).parameters
        extras = [value for key, value in (("reg_max", reg_max), ("end2end", end2end)) if key in wanted]
    inputs = [ch[x] for x in ([f] if isinstance(f, int) else f)]
    call = resolve(cls.__name__, contract, inputs, n, args, scaling, extras)
    return call.c2, call.repeats, call.args


def _compile(function: FunctionType, *, leave_making: bool = False) -> FunctionType:
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except OSError as error:
        raise _unsupported(f"its source cannot be read ({error})") from error
    tree = ast.parse(source)
    definition = tree.body[0]
    code = function.__code__
    missing = LOCALS - {*code.co_varnames, *code.co_cellvars}
    if not isinstance(definition, ast.FunctionDef) or missing:
        raise _unsupported(f"parse_model has no {', '.join(sorted(missing)) or 'definition'}")
    _insert_branch(definition)
    if leave_making:
        _leave_making(definition)
    ast.increment_lineno(tree, code.co_firstlineno - 1)
    names: dict[str, Any] = vars(tasks)
    names["yolosmith_contract"], names["yolosmith_row"] = contract_of, row
    made: dict[str, Any] = {}
    exec(compile(ast.fix_missing_locations(tree), code.co_filename, "exec"), names, made)
    built: FunctionType = made[function.__name__]
    return built


def _insert_branch(definition: ast.FunctionDef) -> None:
    places = [
        (loop.body, index)
        for loop in ast.walk(definition)
        if isinstance(loop, ast.For)
        for index, statement in enumerate(loop.body)
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == PLACE
    ]
    if len(places) != 1:
        raise _unsupported(f"parse_model has {len(places)} places `if {PLACE}` in a loop where one is needed")
    body, index = places[0]
    branch = _statement(_BRANCH, body[index])
    assert isinstance(branch, ast.If)
    branch.orelse = [body[index]]
    body[index] = branch


def _leave_making(definition: ast.FunctionDef) -> None:
    """`m_ = <construction>` becomes `m_ = yolosmith_make(…, lambda: <construction>)`."""
    places = [
        (loop.body, index)
        for loop in ast.walk(definition)
        if isinstance(loop, ast.For)
        for index, statement in enumerate(loop.body)
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "m_"
    ]
    if len(places) != 1:
        raise _unsupported(f"parse_model assigns m_ in {len(places)} places where one is needed")
    body, index = places[0]
    before, after = body[index], _statement(_MAKE, body[index])
    assert isinstance(before, ast.Assign)
    assert isinstance(after, ast.Assign)
    assert isinstance(after.value, ast.Call)
    construct = after.value.args[-1]
    assert isinstance(construct, ast.Lambda)
    construct.body = before.value
    body[index] = after
    definition.args.kwonlyargs.append(ast.arg(MAKER))
    definition.args.kw_defaults.append(None)


def _statement(source: str, at: ast.stmt) -> ast.stmt:
    statement = ast.parse(source.strip()).body[0]
    for node in ast.walk(statement):
        if isinstance(node, ast.expr | ast.stmt):
            node.lineno = node.end_lineno = at.lineno
            node.col_offset = node.end_col_offset = at.col_offset
    return statement


def _unsupported(what: str) -> UnsupportedUltralyticsError:
    import ultralytics

    return UnsupportedUltralyticsError(
        f"Custom modules cannot be hooked into Ultralytics {ultralytics.__version__}: {what}. "
        "Install the version that requirements.lock names, or mend yolosmith/engine/hook.py."
    )
