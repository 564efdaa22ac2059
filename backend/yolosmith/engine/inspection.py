"""One architecture at one scale, row by row, on the meta device.

`parse_model` builds the rows; where it raises, the loop's own index says which row is to blame. Then the rows run one
by one, the head in training form. Operations are counted by the counter that Ultralytics' `get_flops` uses, in
inference form and row by row; they add up to its number. Rows are remembered (`engine.rows`), so that an edit costs
those that it changed.
"""

import copy
import difflib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import thop
import torch
from torch import nn
from ultralytics.nn import tasks
from ultralytics.nn.modules.conv import Conv
from ultralytics.nn.modules.head import RTDETRDecoder

from yolosmith.architectures.text import Document
from yolosmith.engine import blame, convs, hook, reach, rows
from yolosmith.engine.jobs import Say
from yolosmith.engine.rows import Built, Memory, Result, Signature, UserCodeError
from yolosmith.schema import Place

TEXT_CONDITIONED = frozenset(
    {"C2fAttn", "ImagePoolingAttn", "WorldDetect", "YOLOEDetect", "YOLOESegment", "YOLOESegment26", "LRPCHead"}
)
"""Need an encoded text as a second input, which there is none of here."""

MEMORY = Memory()
"""Of this process; a forked child begins with what its parent knew."""

Json = dict[str, Any]


@dataclass
class Inspection:
    """One architecture at one scale, as far as it can be built.

    Attributes:
        built: The rows that could be constructed.
        custom: Rows of custom modules.
        layers: For each row of `built` the object that `parse_model` attached index and inputs to.
        calls: For each: repeats after depth scaling and the constructor's arguments.
        errors: By row.
        inputs, results: By row.
        stopped: The time was over.
    """

    document: Document
    scale: str | None
    imgsz: int
    ch: int
    nc: int | None
    say: Say
    built: list[Built] = field(default_factory=list)
    custom: set[int] = field(default_factory=set)
    layers: list[nn.Module] = field(default_factory=list)
    calls: list[tuple[int, list[Any]]] = field(default_factory=list)
    errors: dict[int, list[Json]] = field(default_factory=dict)
    inputs: dict[int, list[Signature]] = field(default_factory=dict)
    results: dict[int, Result] = field(default_factory=dict)
    stopped: bool = False

    def run(self, stop: int) -> None:
        """Build and run the rows before `stop` (the first whose form is wrong).

        Raises:
            UserCodeError: A custom row is a stand-in and not remembered.
        """
        act = Conv.default_act
        try:
            self._build(stop)
            if not self.stopped:
                self._forward()
        finally:
            Conv.default_act = act  # parse_model leaves it changed where it raises

    def totals(self) -> Json:
        """Layers as Ultralytics' `info()` counts them, parameters, GFLOPs; null where not all rows are known."""
        if len(self.built) < len(self.document.rows):
            return {"layers": None, "params": None, "gflops": None}
        macs = [self.results[index].macs if index in self.results else None for index in range(len(self.built))]
        known = [one for one in macs if one is not None]
        shared = frozenset[str]().union(*(one.layers[1] for one in self.built))
        return {
            "layers": sum(one.layers[0] for one in self.built) + len(shared),
            "params": sum(one.params for one in self.built),
            "gflops": gflops(sum(known)) if len(known) == len(macs) else None,
        }

    def _build(self, stop: int) -> None:
        data = dict(self.document.data)
        listed = [list(row.whole.value) for row in self.document.rows[:stop]]
        data.update(backbone=[_without_download(row) for row in listed], head=[], scale=self.scale or "")
        if self.nc is not None:
            data["nc"] = self.nc

        def make(index: int, times: int, repeats: int, cls: type, args: list[Any], construct: Any) -> nn.Module:
            self.calls.append((repeats, [_shown(one) for one in args]))
            if hook.contract_of(cls) is not None:
                self.custom.add(index)
                construct = self._announced(index, construct)  # only where it is really constructed
            self.built.append(MEMORY.build(times, cls, args, construct))
            self.layers.append(rows.row_module(self.built[-1], cls))
            return self.layers[-1]

        try:
            hook.with_maker(make)(data, self.ch, verbose=False)
        except UserCodeError:
            raise
        except (Exception, blame.TooLongError) as error:  # noqa: BLE001  whatever a constructor raises belongs to its row
            blame.heard(error)
            self._blame_build(error)
            self.stopped = isinstance(error, blame.TooLongError)

    def _announced(self, index: int, work: Callable[[], Any]) -> Callable[[], Any]:
        """With a word before it: if it ends the process, the server knows where."""

        def announced() -> Any:
            self.say({"row": index})
            return work()

        return announced

    def _blame_build(self, error: BaseException) -> None:
        trace, frame = error.__traceback__, None
        while trace is not None:
            if trace.tb_frame.f_code.co_name == "parse_model":
                frame = trace.tb_frame
            trace = trace.tb_next
        seen = frame.f_locals if frame is not None else {}
        index = int(seen.get("i", 0))
        whole = len(seen.get("layers", []))
        del self.calls[whole:], self.built[whole:], self.layers[whole:]
        name = self.document.rows[index].whole.value[2]
        if isinstance(error, KeyError) and error.args == (name,):
            near = difflib.get_close_matches(name, _names(), n=3, cutoff=0.6)
            hint = f" Did you mean {' or '.join(near)}?" if near else " Write it in the Module Designer first."
            self._error(index, f"There is no module {name!r}.{hint}", "module", expected=near or None, actual=name)
        elif isinstance(error, AttributeError) and name.startswith(("nn.", "torchvision.")):
            self._error(index, f"{blame.describe(error)}.", "module", actual=name)
        else:
            self._error(index, message_of(name, error), "args")

    def _forward(self) -> None:
        image: Signature = ("tensor", (1, self.ch, self.imgsz, self.imgsz), "float32")
        outputs: list[Signature | None] = []
        for index, layer in enumerate(self.layers):
            given = [image if source < 0 else outputs[source] for source in sources_of(layer.f, index)]
            outputs.append(None)
            known = [one for one in given if one is not None]
            if len(known) < len(given):
                continue  # behind a row that failed, or one that needs text
            self.inputs[index] = known
            if _needs_text(self.built[index].module):
                continue
            is_head = index == len(self.document.rows) - 1
            place = (isinstance(layer.f, list), *known, *([self.imgsz] if is_head else []))
            compute = self._computation(index, layer, known, is_head)
            try:
                result = MEMORY.result(self.built[index], place, index in self.custom, compute)
            except UserCodeError:
                raise
            except (Exception, blame.TooLongError) as error:  # noqa: BLE001  as above: it belongs to its row
                blame.heard(error)
                self.stopped = isinstance(error, blame.TooLongError)
                name = self.document.rows[index].whole.value[2]
                part = "from" if len(given) > 1 else None
                self._error(index, message_of(name, error, [rows.shape(one) for one in known]), part)
                return
            self.results[index] = result
            outputs[index] = result.output

    def _computation(self, index: int, layer: nn.Module, given: list[Signature], is_head: bool) -> Callable[[], Result]:
        module = self.built[index].module
        custom = index in self.custom

        def compute() -> Result:
            assert module is not None
            made = [rows.materialise(one) for one in given]
            x = made if isinstance(layer.f, list) else made[0]
            module.eval()
            on_cpu = _on_cpu if custom else None
            return _run_head(module, x, self.imgsz, on_cpu) if is_head else rows.run(module, x, on_cpu)

        return self._announced(index, compute) if custom else compute

    def _error(self, index: int, message: str, part: str | None, expected: Any = None, actual: Any = None) -> None:
        loc = ["rows", index, *([part] if part else []), "line", self.document.rows[index].line]
        place = Place(loc=loc, message=message, expected=expected, actual=actual)
        self.errors.setdefault(index, []).append(place.model_dump())


def _run_head(module: nn.Module, x: Any, imgsz: int, on_cpu: Any) -> Result:
    """The last row: its shapes in training form, its operations in inference form, for which it needs its strides."""
    inputs = x if isinstance(x, list) else [x]
    module.training = True
    try:
        with torch.no_grad(), torch.device("meta"), reach.Reach(), convs.remembered(counting=False):
            output = module(x)
    except (NotImplementedError, RuntimeError) as error:
        if "meta" not in str(error) or on_cpu is None:
            raise
        output = on_cpu(module, x)[0]
    finally:
        module.training = False
    if hasattr(module, "stride"):
        module.stride = torch.tensor([imgsz / one.shape[-1] for one in inputs if isinstance(one, torch.Tensor)])
    if isinstance(module, RTDETRDecoder):
        module.eval()
    macs = None
    try:
        with torch.device("meta"), reach.Reach(), convs.remembered(counting=True) as skipped:
            macs = thop.profile(module, inputs=[x], verbose=False)[0] + skipped.macs
    except Exception as error:  # noqa: BLE001  as in get_flops, what cannot be counted is left out
        print(f"the operations of {type(module).__name__} are not counted: {error!r}")
    return Result(rows.signature(output), macs)


def _on_cpu(module: nn.Module, x: Any) -> tuple[Any, float]:
    """A custom module may ask for values, which the meta device has not: then it runs on zeros."""
    real = copy.deepcopy(module).to_empty(device="cpu")
    with torch.no_grad():
        for parameter in real.parameters():
            parameter.zero_()
        given = _to(x, "cpu")
        return _to(real(given), "meta"), thop.profile(real, inputs=[given], verbose=False)[0]


def gflops(macs: float) -> float:
    """Of multiply-adds, as `get_flops` has them: a multiplication and an addition each."""
    return macs / 1e9 * 2


def sources_of(f: Any, index: int) -> list[int]:
    """The rows that a row reads; below 0: the image."""
    return [index + one if one < 0 else one for one in (f if isinstance(f, list) else [f])]


def message_of(name: str, error: BaseException, shapes: list[Any] | None = None) -> str:
    """What happened in a row, with the user's line, and with its inputs where they are known."""
    place = blame.user_place(error)
    where = f" (line {place[1]} of {place[0]})" if place else ""
    said = blame.describe(error).rstrip(".")
    if shapes and len(shapes) > 1 and all(isinstance(shape, list) for shape in shapes):
        given = " and ".join("×".join(map(str, shape)) for shape in shapes)
        sizes = {tuple(shape[-2:]) for shape in shapes}
        advice = (
            " They must have one height and width: add an nn.Upsample, or take another row." if len(sizes) > 1 else ""
        )
        return f"{name} gets {given}.{advice} ({said}{where})"
    got = f" Its input is {'×'.join(map(str, shapes[0]))}." if shapes and isinstance(shapes[0], list) else ""
    return f"{name}: {said}{where}.{got}"


def _to(value: Any, device: str) -> Any:
    if isinstance(value, torch.Tensor):
        return torch.zeros(value.shape, device=device)
    return [_to(one, device) for one in value] if isinstance(value, list | tuple) else value


def _needs_text(layer: nn.Module | None) -> bool:
    parts = layer if isinstance(layer, nn.Sequential) else [layer]
    return any(type(part).__name__ in TEXT_CONDITIONED for part in parts)


def _without_download(row: list[Any]) -> list[Any]:
    """TorchVision's pretrained weights change no shape, and would be fetched."""
    if row[2] == "TorchVision" and len(row[3]) > 2:
        return [*row[:3], [*row[3][:2], None, *row[3][3:]]]
    return [*row[:3], list(row[3])]


def _shown(value: Any) -> Any:
    """A constructor's argument as JSON."""
    if isinstance(value, list | tuple):
        return [_shown(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float | str) else repr(value)[:100]


def _names() -> list[str]:
    return [name for name, value in vars(tasks).items() if isinstance(value, type) and issubclass(value, nn.Module)]
