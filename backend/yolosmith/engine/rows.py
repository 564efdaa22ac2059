"""What rows come to, remembered: an edit costs the rows that it changed.

What a row is depends on its class (of a custom one: on its source), the arguments of its constructor and the default
activation; what it gives, on the inputs' shapes too. Everything lives on the meta device.
"""

import contextlib
import copy
import json
import math
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import thop
import torch
from torch import nn
from ultralytics.nn.modules import block, conv, head
from ultralytics.nn.modules.block import SPPF
from ultralytics.nn.modules.conv import Conv

from yolosmith.engine import convs, hook, reach

KEPT_MODULES = 512
KEPT_RESULTS = 16_384
ALL = "all"
"""An infinite growth, in JSON."""

_WITH_DEFAULT: list[Any] = [
    value
    for namespace in (block, conv, head)
    for value in vars(namespace).values()
    if isinstance(value, type) and "default_act" in vars(value) and value.__module__ == namespace.__name__
]

Signature = tuple[Any, ...]
"""What a row gives, hashable: `("tensor", shape with batch, dtype)` or `("several", signature, …)`."""


class UserCodeError(Exception):
    """A custom row is not remembered, and its code must not run in this process."""


Layers = tuple[int, frozenset[str]]
"""A row's layers as `info()` counts them, without those that rows share: default activations, by their class's name."""


@dataclass(slots=True)
class Built:
    """A row as constructed. `module` is None where another process constructed it.

    `defaults` are the default activations of that time, which `activation:` changes from text to text.
    """

    key: str
    params: int
    module: nn.Module | None
    counted: Layers | None = None
    defaults: dict[int, str] = field(default_factory=dict)

    @property
    def layers(self) -> Layers:
        """Counted when `parse_model` is done with the row, since it changes some."""
        if self.counted is None:
            assert self.module is not None
            self.counted = _layers(self.module, self.defaults)
        return self.counted


@dataclass(frozen=True, slots=True)
class Result:
    """What a row gives: signature (None: nothing with a shape), multiply-adds (None: unknown), growth by input."""

    output: Signature | None
    macs: float | None
    growth: tuple[float | None, ...] = ()


class Placeholder(nn.Module):
    """Stands for a row, where its contents are not needed."""


class Memory:
    """Bounded; the oldest is forgotten first.

    Attributes:
        learned: Results of custom rows since the last `take_learned`, for a process that may not run them.
    """

    def __init__(self) -> None:
        self._built: OrderedDict[str, Built] = OrderedDict()
        self._results: OrderedDict[tuple[Any, ...], Result] = OrderedDict()
        self._learned: list[dict[str, Any]] = []

    def build(self, repeats: int, cls: type, args: list[Any], construct: Callable[[], nn.Module]) -> Built:
        """The row, constructed now or before.

        Raises:
            UserCodeError: Its class is a stand-in, and it is not remembered.
            Exception: Whatever the constructor raises.
        """
        key = _key(repeats, cls, args)
        if found := self._built.get(key):
            self._built.move_to_end(key)
            if found.module is not None or is_stand_in(cls):
                return found
        if is_stand_in(cls):
            raise UserCodeError(cls.__name__)
        with torch.device("meta"), _uninitialised():
            module = construct()
        defaults = {id(one.default_act): one.__name__ for one in _WITH_DEFAULT}
        built = Built(key, sum(one.numel() for one in module.parameters()), module, defaults=defaults)
        self._keep_built(built)
        if hook.contract_of(cls) is not None:
            self._learned.append({"built": [key, built.params, *built.layers]})
        return built

    def result(self, built: Built, place: tuple[Any, ...], custom: bool, compute: Callable[[], Result]) -> Result:
        """What the row gives at a place (its inputs' signatures and what else matters), computed now or before.

        Raises:
            UserCodeError, Exception: As `build`, of the forward.
        """
        key = (built.key, place)
        if found := self._results.get(key):
            self._results.move_to_end(key)
            return found
        if built.module is None:
            raise UserCodeError(built.key)
        result = compute()
        self._keep_result(key, result)
        if custom:
            self._learned.append({"key": key, "result": asdict(result)})
        return result

    def take_learned(self) -> list[dict[str, Any]]:
        """What custom rows came to, as JSON for `learn`."""
        taken, self._learned = self._learned, []
        for one in taken:
            if built := one.get("built"):
                built[-1] = sorted(built[-1])
            if result := one.get("result"):
                result["growth"] = [ALL if value == math.inf else value for value in result["growth"]]
        return taken

    def learn(self, learned: list[dict[str, Any]]) -> None:
        """Take over what another process found out about custom rows."""
        for one in learned:
            if built := one.get("built"):
                key, params, leaves, shared = built
                if key not in self._built:
                    self._keep_built(Built(key, params, None, (leaves, frozenset(shared))))
            else:
                result = one["result"]
                growth = tuple(math.inf if one == ALL else one for one in result["growth"])
                kept = Result(_tuples(result["output"]), result["macs"], growth)
                self._keep_result(_tuples(one["key"]), kept)

    def _keep_built(self, built: Built) -> None:
        self._built[built.key] = built
        if len(self._built) > KEPT_MODULES:
            self._built.popitem(last=False)

    def _keep_result(self, key: tuple[Any, ...], result: Result) -> None:
        self._results[key] = result
        if len(self._results) > KEPT_RESULTS:
            self._results.popitem(last=False)


def stand_in(name: str, import_path: str, contract: Any) -> type[nn.Module]:
    """A class that has a custom module's name, version and contract, and nothing of its code."""
    return type(name, (Placeholder,), {"__module__": import_path, hook.CONTRACT: contract})


def is_stand_in(cls: type) -> bool:
    """Whether a class came from `stand_in`."""
    return issubclass(cls, Placeholder)


def row_module(built: Built, cls: type) -> nn.Module:
    """An object for one row, to which `parse_model` may attach index and inputs without touching what is remembered.

    An empty one does, but for the class whose parts `parse_model` changes after it was made.
    """
    return copy.copy(built.module) if cls is SPPF and built.module is not None else Placeholder()


def run(module: nn.Module, x: Any, on_cpu: Callable[[nn.Module, Any], tuple[Any, float]] | None = None) -> Result:
    """Run a row that is no head, in inference form: its output, its multiply-adds, how far it sees.

    Args:
        module: On the meta device.
        x: A tensor, or a list of what the inputs are.
        on_cpu: Runs and counts it with values, where it asks for them; None: it may not.

    Raises:
        Exception: Whatever the forward raises. What cannot be counted is left out, as in `get_flops`.
    """
    inputs = x if isinstance(x, list) else [x]
    for slot, one in enumerate(inputs):
        reach.mark(one, slot)
    seen: list[Any] = []
    handle = module.register_forward_hook(lambda module, given, output: seen.append(output))
    macs: float | None = None
    try:
        with torch.no_grad(), torch.device("meta"), reach.Reach(), convs.remembered(counting=True) as skipped:
            macs = thop.profile(module, inputs=[x], verbose=False)[0] + skipped.macs
    except Exception as error:
        if not seen:
            if on_cpu is None or not isinstance(error, NotImplementedError | RuntimeError) or "meta" not in str(error):
                raise
            output, macs = on_cpu(module, x)
            seen.append(output)
    finally:
        handle.remove()
    return Result(signature(seen[-1]), macs, reach.growth(seen[-1], len(inputs)))


def signature(value: Any) -> Signature | None:
    """Of what a row gave; None for anything but tensors and lists of them."""
    if isinstance(value, torch.Tensor):
        return ("tensor", tuple(value.shape), str(value.dtype).removeprefix("torch."))
    if isinstance(value, list | tuple):
        parts = [signature(one) for one in value]
        return ("several", *parts) if all(part is not None for part in parts) else None
    return None


def materialise(given: Signature) -> Any:
    """Meta tensors of a signature."""
    if given[0] == "several":
        return [materialise(one) for one in given[1:]]
    return torch.empty(given[1], dtype=getattr(torch, given[2]), device="meta")


def shape(given: Signature | None) -> Any:
    """Without the batch axis: a list, or a list of lists; None where there is none."""
    if given is None:
        return None
    return [shape(one) for one in given[1:]] if given[0] == "several" else list(given[1][1:])


@contextlib.contextmanager
def _uninitialised() -> Iterator[None]:
    """Meta tensors have no values: drawing them would be half of the time of a construction."""
    classes: list[Any] = [nn.modules.conv._ConvNd, nn.modules.batchnorm._NormBase, nn.Linear]
    before = [cls.reset_parameters for cls in classes]
    try:
        for cls in classes:
            cls.reset_parameters = lambda self: None
        yield
    finally:
        for cls, reset in zip(classes, before, strict=True):
            cls.reset_parameters = reset


def _key(repeats: int, cls: type, args: list[Any]) -> str:
    contract = hook.contract_of(cls)
    identity = f"{cls.__module__}.{cls.__qualname__}" + (json.dumps(contract.document()) if contract else "")
    return f"{identity} {repeats} {args!r} {Conv.default_act!r} {getattr(cls, 'legacy', None)}"


def _layers(module: nn.Module, singles: dict[int, str]) -> Layers:
    leaves = [one for one in module.modules() if not one._modules]
    shared = frozenset(singles[id(one)] for one in leaves if id(one) in singles)
    return sum(id(one) not in singles for one in leaves), shared


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
