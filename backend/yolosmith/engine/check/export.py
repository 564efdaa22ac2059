"""Steps that export as Ultralytics does: TorchScript by tracing, ONNX through the same trace, outputs compared."""

import contextlib
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import nn
from torch.jit._trace import TracerWarning
from ultralytics.utils.export.engine import best_onnx_opset, torch2onnx

from yolosmith.engine.check.network import SIDE
from yolosmith.engine.check.subject import FailedError, Note, Subject, difference, floats
from yolosmith.engine.registry import PACKAGE
from yolosmith.modules import hints

TOLERANCE = 1e-3
"""Of the largest value: what other kernels may differ by."""

Runs = Callable[[tuple[torch.Tensor, ...]], list[torch.Tensor]]


class Spread(nn.Module):
    """Takes the inputs of a join one by one, since an export has tensors for inputs and no lists."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.block = block

    def forward(self, *x: torch.Tensor) -> Any:
        """As the block with the list of its inputs."""
        return self.block(list(x))


@dataclass
class Traced:
    """What torch said while it traced: the user's first line that it warned of."""

    line: int | None = None


class ExportSteps:
    """The steps; each returns what it says. A head is exported in the small YOLO, where it has its strides."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def torchscript(self) -> str | Note:
        """Trace, run on another input, compare."""
        model, example, other = self._what("torchscript")
        with _tracing() as traced:
            script = torch.jit.trace(model, example, strict=False)  # type: ignore[no-untyped-call]
        return self._compare("TorchScript", model, lambda x: floats(script(*x)), other, traced)

    def onnx(self) -> str | Note:
        """Export, run in onnxruntime on another input, compare."""
        import onnxruntime  # in the child alone: it starts a thread as it is imported

        model, example, other = self._what("onnx")
        names = [f"input{index}" for index in range(len(example))]
        with tempfile.TemporaryDirectory() as folder, _tracing() as traced:
            file = Path(folder) / "module.onnx"
            torch2onnx(model, example, file, opset=best_onnx_opset(onnx), input_names=names, output_names=None)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        taken = {one.name for one in session.get_inputs()}  # an input that the block does not use is left out

        def run(x: tuple[torch.Tensor, ...]) -> list[torch.Tensor]:
            feed = {name: one.numpy() for name, one in zip(names, x, strict=True) if name in taken}
            return floats([torch.from_numpy(one) for one in session.run(None, feed)])

        return self._compare("ONNX", model, run, other, traced)

    def _what(self, form: str) -> tuple[nn.Module, tuple[torch.Tensor, ...], tuple[torch.Tensor, ...]]:
        """What is exported, the example to trace with, and another input of the same shape."""
        subject = self.subject
        torch.manual_seed(2)
        if subject.is_head:
            model = subject.network
            assert model is not None
            for layer in model.modules():
                if hasattr(layer, "export"):
                    layer.export, layer.format = True, form
            model.eval()
            example = (torch.rand(1, 3, SIDE, SIDE),)
            with torch.no_grad():
                model(*example)  # fills what a head keeps of the picture's size
            return model, example, (torch.rand(1, 3, SIDE, SIDE),)
        case = subject.cases[0]
        inputs = [subject.input(case, 1) for _ in range(2)]
        example, other = (tuple(one) if isinstance(one, list) else (one,) for one in inputs)
        block = subject.first.eval()
        return (Spread(block).eval() if subject.contract.rule == "join" else block), example, other

    def _compare(
        self, what: str, model: nn.Module, run: Runs, x: tuple[torch.Tensor, ...], traced: Traced
    ) -> str | Note:
        with torch.no_grad():
            ours, theirs = floats(model(*x)), run(x)
        largest, scale = difference(ours, theirs)
        if not largest <= TOLERANCE * scale:
            raise FailedError(f"{what} gives another output: it differs by up to {largest:.3g}.", line=traced.line)
        message = f"exported; the outputs differ by at most {largest:.2g}"
        if traced.line is not None:
            said = f"{message}. But line {traced.line} turns a tensor into a plain value, which stays as in the example"
            return Note(said, warning=True, hint=hints.of(what, ""), line=traced.line)
        return message


@contextlib.contextmanager
def _tracing() -> Iterator[Traced]:
    traced = Traced()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", TracerWarning)
        yield traced
    traced.line = next((one.lineno for one in caught if _depends_on_values(one)), None)


def _depends_on_values(warned: warnings.WarningMessage) -> bool:
    """Whether torch warns of the user's code, and of more than a tensor's length, which is the same in each picture."""
    ours = issubclass(warned.category, TracerWarning) and warned.filename.startswith(f"{PACKAGE}/")
    return ours and not str(warned.message).startswith(("Iterating over a tensor", "Using len"))
