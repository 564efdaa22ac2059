"""How far a row sees: the growth of the receptive field through whatever a module computes.

A function mode follows the tensors through a forward on the meta device. Each tensor carries, for each of the row's
inputs, how many pixels of that input one of its pixels depends on beyond the first, and how many of them it is wide.
Convolutions and pools widen it, upsampling narrows the step, attention and global statistics see everything.
The numbers are the theoretical ones, along the widest path.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn.functional import batch_norm
from torch.overrides import TorchFunctionMode

MARK = "_yolosmith_reach"

SEES_ALL = frozenset(
    {"matmul", "__matmul__", "__rmatmul__", "bmm", "einsum", "baddbmm", "scaled_dot_product_attention"}
    | {"multi_head_attention_forward", "adaptive_avg_pool2d", "adaptive_max_pool2d", "grid_sample", "unfold", "fold"}
    | {"roll", "instance_norm", "group_norm", "cumsum", "sort", "topk", "fft2", "rfft2", "irfft2"}
)
REDUCTIONS = frozenset({"mean", "sum", "amax", "amin", "max", "min", "var", "std", "norm", "logsumexp"})


@dataclass(frozen=True, slots=True)
class Path:
    """From one input: `growth` in its pixels (infinite: all of them), `step` pixels of it to one pixel here."""

    growth: float
    step: float


Paths = dict[int, Path]
"""By the input's slot."""


class Reach(TorchFunctionMode):
    """While active, follows the tensors that were marked by `mark`."""

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run the function, then mark what it gave."""
        if func is batch_norm and _keeps_shape(*args):
            result = torch.empty_like(args[0])  # most of the time of a forward goes into its decomposition
        else:
            result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor | tuple | list):
            known = [one for one in _tensors(args) if hasattr(one, MARK)]
            if known:
                _follow(getattr(func, "__name__", ""), known, list(args), kwargs or {}, result)
        return result


def _keeps_shape(x: torch.Tensor, mean: torch.Tensor | None, *rest: Any) -> bool:
    # Of no channels it is left to torch, which refuses it.
    return x.is_meta and x.ndim == 4 and mean is not None and mean.numel() == x.shape[1] > 0


def mark(value: Any, slot: int) -> None:
    """Make a tensor, or several, the row's input number `slot`."""
    for tensor in _tensors([value]):
        setattr(tensor, MARK, {slot: Path(0.0, 1.0)})


def through_conv(x: torch.Tensor, conv: nn.Conv2d, y: torch.Tensor) -> torch.Tensor:
    """Mark `y` as what `conv` makes of `x`, without running it."""
    if hasattr(x, MARK):
        setattr(y, MARK, _window(getattr(x, MARK), conv.kernel_size, conv.stride, conv.dilation))
    return y


def growth(output: Any, inputs: int) -> tuple[float | None, ...]:
    """For each input how far the output sees in it, in its pixels; None where it does not."""
    paths = _union([getattr(one, MARK, {}) for one in _tensors([output])])
    return tuple(paths[slot].growth if slot in paths else None for slot in range(inputs))


def _follow(name: str, known: list[torch.Tensor], args: list[Any], kwargs: dict[str, Any], result: Any) -> None:
    first = known[0]
    paths = _union([getattr(one, MARK) for one in known])
    paths = _through(name, paths, first, args, kwargs, next(iter(_tensors([result])), first))
    for one in _tensors([result]):
        setattr(one, MARK, paths)


def _through(name: str, paths: Paths, x: torch.Tensor, args: list[Any], kwargs: dict[str, Any], y: Any) -> Paths:
    def given(at: int, key: str, default: Any) -> Any:
        return args[at] if len(args) > at else kwargs.get(key, default)

    if name == "conv2d":
        kernel = given(1, "weight", x).shape[-2:]
        return _window(paths, kernel, given(3, "stride", 1), given(5, "dilation", 1))
    if name in ("max_pool2d", "avg_pool2d", "boolean_dispatch", "fn"):
        kernel = given(1, "kernel_size", 1)
        dilation = given(4, "dilation", 1) if name == "max_pool2d" else 1
        return _window(paths, kernel, given(2, "stride", None) or kernel, dilation)
    if name == "conv_transpose2d":
        kernel, stride = max(given(1, "weight", x).shape[-2:]), _largest(given(3, "stride", 1))
        return _each(
            paths, lambda path: Path(path.growth + (math.ceil(kernel / stride) - 1) * path.step, path.step / stride)
        )
    if (
        name in SEES_ALL
        or (name in REDUCTIONS and _reduces_space(x, args, kwargs))
        or (name == "linear" and x.ndim == 2)
    ):
        return _each(paths, lambda path: Path(math.inf, path.step))
    if x.ndim == 4 and isinstance(y, torch.Tensor) and y.ndim == 4 and 0 < y.shape[-1] != x.shape[-1] > 0:
        ratio = x.shape[-1] / y.shape[-1]
        smooth = name == "interpolate" and given(3, "mode", "nearest") not in ("nearest", "nearest-exact")
        return _each(paths, lambda path: Path(path.growth + (path.step if smooth else 0), path.step * ratio))
    return paths


def _window(paths: Paths, kernel: Any, stride: Any, dilation: Any) -> Paths:
    extra, step = (_largest(kernel) - 1) * _largest(dilation), _largest(stride)
    return _each(paths, lambda path: Path(path.growth + extra * path.step, path.step * step))


def _each(paths: Paths, change: Callable[[Path], Path]) -> Paths:
    return {slot: change(path) for slot, path in paths.items()}


def _union(many: list[Paths]) -> Paths:
    """The widest of several paths from each input."""
    if len(many) == 1:
        return many[0]
    found: Paths = {}
    for paths in many:
        for slot, path in paths.items():
            if slot not in found or found[slot].growth < path.growth:
                found[slot] = path
    return found


def _reduces_space(x: torch.Tensor, args: list[Any], kwargs: dict[str, Any]) -> bool:
    if x.ndim != 4:
        return False
    dims = args[1] if len(args) > 1 else kwargs.get("dim")
    if isinstance(dims, torch.Tensor):
        return False  # the larger of two tensors, element by element
    wanted = dims if isinstance(dims, list | tuple) else [dims]
    return any(dim is None or (isinstance(dim, int) and dim % 4 >= 2) for dim in wanted)


def _largest(value: Any) -> int:
    return int(max(value)) if isinstance(value, list | tuple | torch.Size) else int(value)


def _tensors(values: Sequence[Any]) -> list[torch.Tensor]:
    found = []
    for value in values:
        if isinstance(value, torch.Tensor):
            found.append(value)
        elif isinstance(value, list | tuple):
            found += _tensors(value)
    return found
