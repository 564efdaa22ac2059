"""Steps with the class alone: from its source to a copy of it in a fresh process."""

import copy
import io
from typing import Any

import thop
import torch
from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.dropout import _DropoutNd
from ultralytics.nn.modules.head import Detect

from yolosmith.engine import blame, registry
from yolosmith.engine.check.subject import (
    FLOPS,
    ODD,
    Case,
    FailedError,
    Note,
    Subject,
    difference,
    floats,
    shape,
    times,
)
from yolosmith.engine.check.twin import Twin
from yolosmith.modules import hints, signature

HALF_TOLERANCE = 0.05
"""Of the largest value: half precision has three digits, and a block has several layers."""


class BlockSteps:
    """The steps; each returns what it says."""

    def __init__(self, subject: Subject, twin: Twin) -> None:
        self.subject, self.twin = subject, twin

    def parse(self) -> str:
        """The source is Python and has the class."""
        subject = self.subject
        subject.signature = signature.read(subject.source.source, subject.source.name)
        return f"class {subject.source.name}, rule {subject.contract.rule}"

    def load(self) -> str:
        """The source runs."""
        self.subject.cls = registry.register(self.subject.source)
        return f"imports as {self.subject.source.import_path}"

    def construct(self) -> str:
        """The constructor takes what the contract gives it."""
        subject = self.subject
        subject.first, _ = subject.make(subject.cases[0])
        if not hasattr(subject.first, "_modules"):
            raise FailedError(
                "The constructor does not call super().__init__().", hints.of("", "Module.__init__() call")
            )
        return signature.example_call(subject.source.name, subject.contract, subject.signature.arguments)

    def forward(self) -> str | Note:
        """Several sizes and widths, in both modes; then what is known to break: odd sizes, a batch of one."""
        subject = self.subject
        changed: str | None = None
        for case in subject.cases:
            block, expected = subject.make(case)
            x = subject.input(case)
            before = copy.deepcopy(x)
            for training in (False, True):
                with torch.no_grad():
                    y = block.train(training or subject.is_head)(x)
                subject.judge(y, expected, x)
            if difference(floats(before), floats(x))[0]:
                changed = "forward changes its input in place; other rows that read it get the changed one"
            subject.shapes.append({"input": shape(x), "output": shape(y), "args": subject.row(case.c1, case.c2)})
        message = self._shown_shapes()
        if changed:
            hint = "Begin with an operation that makes a new tensor; no inplace=True on what came in."
            return Note(f"{message}. But {changed}.", warning=True, hint=hint)
        if subject.is_head:
            return message
        return self._unusual(ODD, 2, "a map of odd size") or self._unusual(ODD, 1, "a batch of one") or message

    def train_and_eval(self) -> str | Note:
        """The same shapes in both modes; the same values where nothing in it is meant to differ."""
        subject = self.subject
        if subject.is_head:
            return "not compared: a head gives raw values in train and predictions in eval"
        x = subject.input(subject.cases[0])
        block = copy.deepcopy(subject.first) if _copies(subject.first) else subject.make(subject.cases[0])[0]
        quiet = subject.outputs(block, x, training=False)
        again = subject.outputs(block, x, training=False, seed=1)
        busy = subject.outputs(block, x, training=True)
        if [one.shape for one in quiet] != [one.shape for one in busy]:
            raise FailedError(
                f"eval gives {times(shape(quiet))} and train {times(shape(busy))}: a row must give one shape in both.",
                "Only a head may depend on self.training; what is trained must be what predicts.",
            )
        if difference(quiet, again)[0]:
            return Note(
                "the output in eval is another one each time",
                warning=True,
                hint="Draw random numbers only while self.training, as Dropout does.",
            )
        meant = sorted({type(one).__name__ for one in block.modules() if isinstance(one, _NormBase | _DropoutNd)})
        largest, _ = difference(quiet, busy)
        if not largest:
            return "the same in both modes"
        if meant:
            return f"the same shapes; values differ, as they do with {', '.join(meant)}"
        return Note(
            f"values differ between train and eval by up to {largest:.3g}, and nothing like BatchNorm is in it",
            warning=True,
            hint="Look for self.training or random numbers in forward.",
        )

    def backward(self) -> str | Note:
        """Gradients are finite and reach every parameter."""
        subject = self.subject
        case = subject.cases[0]
        block, _ = subject.make(case)
        outputs = [one for one in floats(block.train()(subject.input(case))) if one.requires_grad]
        if not outputs:
            if any(parameter.requires_grad for parameter in block.parameters()):
                raise FailedError(
                    "No gradient comes back: the output does not require grad and does not have a grad_fn."
                )
            return "nothing to learn in it"
        torch.stack([one.float().pow(2).mean() for one in outputs]).sum().backward()  # type: ignore[no-untyped-call]
        idle = [name for name, one in block.named_parameters() if one.requires_grad and one.grad is None]
        broken = [name for name, p in block.named_parameters() if p.grad is not None and not p.grad.isfinite().all()]
        if broken:
            raise FailedError(f"The gradient of {_some(broken)} is not finite.")
        if idle and not subject.is_head:
            hint = "A layer that forward does not use, or whose result it drops, learns nothing and breaks DDP."
            return Note(f"no gradient reaches {_some(idle)}", warning=True, hint=hint)
        return "every parameter gets a gradient" if not idle else f"no gradient reaches {_some(idle)}"

    def count(self) -> str | Note:
        """Parameters and GFLOPs, and whether everything that learns is found by an optimizer."""
        subject = self.subject
        block, _ = subject.make(FLOPS)
        params = sum(parameter.numel() for parameter in block.parameters())
        subject.facts = {"params": params, "gflops": None}
        hidden = [*_hidden(block)]
        macs = thop.profile(block.train(subject.is_head), inputs=[subject.input(FLOPS, 1)], verbose=False)[0]
        subject.facts["gflops"] = macs / 1e9 * 2
        where = times(shape(subject.input(FLOPS, 1)))
        message = f"{params:,} parameters, {subject.facts['gflops']:.4g} GFLOPs for {where}"
        if hidden:
            hint = "Layers belong into nn.ModuleList, parameters into nn.ParameterList, tensors into register_buffer."
            return Note(f"{message}. But {'; '.join(hidden[:3])}.", warning=True, hint=hint)
        return message

    def copy(self) -> str:
        """Ultralytics copies the model for its moving average of the weights."""
        self._same(self.subject.outputs(copy.deepcopy(self.subject.first), self._x(), training=False))
        return "a deep copy gives the same output"

    def half(self) -> str | Note:
        """Checkpoints are stored in half precision, and a GPU predicts in it."""
        subject = self.subject
        x = self._x()
        full = subject.outputs(subject.first, x, training=False)
        block = copy.deepcopy(subject.first).half()
        half_x = [one.half() for one in x] if isinstance(x, list) else x.half()
        try:
            half = subject.outputs(block, half_x, training=False)
        except (RuntimeError, NotImplementedError) as error:
            if "not implemented for 'Half'" not in str(error):
                raise
            place = blame.user_place(error)
            message = f"not tried: this CPU cannot do one of its operations in half precision ({blame.describe(error)})"
            return Note(message, warning=True, line=place[1] if place else None)
        if any(not one.isfinite().all() for one in half):
            raise FailedError(
                "In half precision the output is not finite.",
                "Half precision ends at 65 504: do sums and squares in x.float(), and give y.to(x.dtype) back.",
            )
        kinds = {str(one.dtype).removeprefix("torch.") for one in half} - {"float16"}
        if kinds and not subject.is_head:
            raise FailedError(
                f"Half precision went in and {', '.join(kinds)} came out: the next layer would refuse it.",
                "Make tensors with dtype=x.dtype, or give y.to(x.dtype) back.",
            )
        largest, scale = difference(full, half)
        message = f"differs from full precision by at most {largest:.2g}"
        if largest > HALF_TOLERANCE * scale:
            return Note(message, warning=True, hint="Do sums and divisions in x.float() and give y.to(x.dtype) back.")
        return message

    def reload(self) -> str:
        """Saved here, loaded in a process that has never seen the source."""
        subject = self.subject
        saved = io.BytesIO()
        torch.save(subject.first, saved)
        training = subject.is_head
        x = self._x()
        self._same(self.twin.load_and_run(subject.source, saved.getvalue(), x, training=training))
        return f"{len(saved.getvalue()) / 1024:,.0f} KiB; loaded in a fresh process, same output"

    def _unusual(self, case: Case, batch: int, what: str) -> Note | None:
        """A warning where an input that comes up seldom fails."""
        block, expected = self.subject.make(case)
        x = self.subject.input(case, batch)
        try:
            for training in (False, True):
                with torch.no_grad():
                    self.subject.judge(block.train(training)(x), expected, x)
        except (RuntimeError, ValueError, IndexError, FailedError) as error:
            said = str(error) if isinstance(error, FailedError) else blame.describe(error)
            place = blame.user_place(error)
            return Note(
                f"{self._shown_shapes()}. But {what} ({batch}×{times(shape(x))}) fails: {said}",
                warning=True,
                hint=hints.of("forward", said),
                line=place[1] if place else None,
            )
        return None

    def _shown_shapes(self) -> str:
        return "; ".join(f"{times(one['input'])} → {times(one['output'])}" for one in self.subject.shapes)

    def _x(self) -> Any:
        torch.manual_seed(1)
        return self.subject.input(self.subject.cases[0])

    def _same(self, theirs: list[torch.Tensor]) -> None:
        ours = self.subject.outputs(self.subject.first, self._x(), training=False)
        largest, _ = difference(ours, theirs)
        if largest or any(not torch.equal(a, b) for a, b in zip(ours, theirs, strict=True)):
            raise FailedError(f"The copy gives another output; it differs by up to {largest:.3g}.")


def _copies(block: nn.Module) -> bool:
    """Whether a deep copy can be made; the step for copies says what is wrong where not."""
    try:
        copy.deepcopy(block)
    except Exception:  # noqa: BLE001  the user's __deepcopy__ may raise anything
        return False
    return True


def _hidden(block: nn.Module) -> list[str]:
    """What learns or is kept, and is not seen: layers and parameters in plain lists, plain tensors."""
    found = []
    known = {id(one) for one in (*block.modules(), *block.parameters(), *block.buffers())}
    for path, module in block.named_modules():
        place = f"self.{path}." if path else "self."
        for name, value in vars(module).items():
            if name.startswith("_") or isinstance(module, Detect):
                continue
            parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
            if any(isinstance(one, nn.Module | nn.Parameter) and id(one) not in known for one in parts):
                found.append(f"{place}{name} is a plain {type(value).__name__} of layers, which no optimizer sees")
            elif isinstance(value, torch.Tensor) and id(value) not in known:
                found.append(f"{place}{name} is a plain tensor, which is not saved and stays on the CPU")
    return found


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
