"""The job `inspect`: exact shapes, parameters and GFLOPs of every row, on the meta device.

`parse_model` builds the rows; where it raises, the loop's own index says which row is to blame. Then the rows run one
by one, the head in training form. Operations are counted by the counter that Ultralytics' `get_flops` uses, in
inference form and row by row; they add up to its number.
"""

import copy
import difflib
from dataclasses import dataclass, field
from typing import Any

import thop
import torch
from torch import nn
from ultralytics.nn import tasks
from ultralytics.nn.modules.conv import Conv
from ultralytics.nn.modules.head import RTDETRDecoder

from yolosmith.architectures import facts, graph, text
from yolosmith.architectures.graph import Node
from yolosmith.architectures.text import Document
from yolosmith.engine import blame, hook, registry
from yolosmith.engine.jobs import Say
from yolosmith.engine.registry import ModuleSource
from yolosmith.schema import Place

TEXT_CONDITIONED = frozenset(
    {"C2fAttn", "ImagePoolingAttn", "WorldDetect", "YOLOEDetect", "YOLOESegment", "YOLOESegment26", "LRPCHead"}
)
"""Need an encoded text as a second input, which there is none of here."""

SOFT_MARGIN = 1.5

Json = dict[str, Any]


@dataclass
class Inspection:
    """One architecture at one scale, as far as it can be built.

    Attributes:
        layers: The rows that could be constructed.
        calls: For each: repeats after depth scaling and the constructor's arguments.
        errors: By row.
        in_shapes, out_shapes: By row, without the batch axis.
        macs: Multiply-adds by row.
        stopped: The time was over.
    """

    document: Document
    scale: str | None
    imgsz: int
    ch: int
    nc: int | None
    say: Say
    layers: list[nn.Module] = field(default_factory=list)
    calls: list[tuple[int, list[Any]]] = field(default_factory=list)
    errors: dict[int, list[Json]] = field(default_factory=dict)
    in_shapes: dict[int, Any] = field(default_factory=dict)
    out_shapes: dict[int, Any] = field(default_factory=dict)
    macs: dict[int, float] = field(default_factory=dict)
    stopped: bool = False

    def run(self, stop: int) -> None:
        """Build and run the rows before `stop` (the first whose form is wrong)."""
        act = Conv.default_act
        try:
            with torch.device("meta"):
                self._build(stop)
            if not self.stopped:
                self._forward()
        finally:
            Conv.default_act = act  # parse_model leaves it changed where it raises

    def totals(self) -> Json:
        """Layers as Ultralytics' `info()` counts them, parameters, GFLOPs; null where not all rows are known."""
        if len(self.layers) < len(self.document.rows):
            return {"layers": None, "params": None, "gflops": None}
        whole = nn.ModuleList(self.layers)
        known = len(self.macs) == len(self.layers)
        return {
            "layers": sum(not module._modules for module in whole.modules()),
            "params": sum(parameter.numel() for parameter in whole.parameters()),
            "gflops": _gflops(sum(self.macs.values())) if known else None,
        }

    def _build(self, stop: int) -> None:
        data = dict(self.document.data)
        rows = [list(row.whole.value) for row in self.document.rows[:stop]]
        data.update(backbone=[_without_download(row) for row in rows], head=[], scale=self.scale or "")
        if self.nc is not None:
            data["nc"] = self.nc

        def observe(index: int, repeats: int, module: type, args: list[Any]) -> None:
            self.calls.append((repeats, [_shown(one) for one in args]))
            if hook.contract_of(module) is not None:
                self.say({"row": index})  # if this ends the process, the server knows where

        parse = hook.observed(observe)
        try:
            model, _ = parse(data, self.ch, verbose=False)
            self.layers = list(model)
        except (Exception, blame.TooLongError) as error:  # noqa: BLE001  whatever a constructor raises belongs to its row
            blame.heard(error)
            self._blame_build(error)
            self.stopped = isinstance(error, blame.TooLongError)

    def _blame_build(self, error: BaseException) -> None:
        trace, frame = error.__traceback__, None
        while trace is not None:
            if trace.tb_frame.f_code.co_name == "parse_model":
                frame = trace.tb_frame
            trace = trace.tb_next
        seen = frame.f_locals if frame is not None else {}
        index = int(seen.get("i", 0))
        self.layers = list(seen.get("layers", []))
        del self.calls[len(self.layers) :]
        name = self.document.rows[index].whole.value[2]
        if isinstance(error, KeyError) and error.args == (name,):
            near = difflib.get_close_matches(name, _names(), n=3, cutoff=0.6)
            hint = f" Did you mean {' or '.join(near)}?" if near else " Write it in the Module Designer first."
            self._error(index, f"There is no module {name!r}.{hint}", "module", expected=near or None, actual=name)
        elif isinstance(error, AttributeError) and name.startswith(("nn.", "torchvision.")):
            self._error(index, f"{blame.describe(error)}.", "module", actual=name)
        else:
            self._error(index, _message(name, error), "args")

    def _forward(self) -> None:
        outputs: list[Any] = []
        strides: list[float] = []
        image = torch.empty(1, self.ch, self.imgsz, self.imgsz, device="meta")
        for index, layer in enumerate(self.layers):
            layer.eval()
            sources = _sources(layer.f, index)
            given = [image if source < 0 else outputs[source] for source in sources]
            outputs.append(None)
            if any(one is None for one in given):
                continue  # behind a row that failed, or one that needs text
            self.in_shapes[index] = [_shape(one) for one in given]
            x = given if isinstance(layer.f, list) else given[0]
            if _needs_text(layer):
                continue
            is_head = index == len(self.layers) - 1 and index == len(self.document.rows) - 1
            try:
                if hook.contract_of(type(layer)) is not None:
                    self.say({"row": index})
                outputs[index] = self._run(layer, x, head=is_head)
            except (Exception, blame.TooLongError) as error:  # noqa: BLE001  as above: it belongs to its row
                blame.heard(error)
                self.stopped = isinstance(error, blame.TooLongError)
                name = self.document.rows[index].whole.value[2]
                self._error(index, _message(name, error, self.in_shapes[index]), "from" if len(given) > 1 else None)
                return
            self.out_shapes[index] = _shape(outputs[index])
            if is_head:
                strides = [self.imgsz / one.shape[-1] for one in given if isinstance(one, torch.Tensor)]
            self._count(index, layer, x, strides)

    def _run(self, layer: nn.Module, x: Any, *, head: bool) -> Any:
        """The row's output, of which only the shapes are real.

        A custom module may ask for values, which the meta device has not: then it runs on zeros on the CPU.
        """
        layer.training = head
        try:
            with torch.no_grad(), torch.device("meta"):
                return layer(x)
        except (NotImplementedError, RuntimeError) as error:
            if "meta" not in str(error) or hook.contract_of(type(layer)) is None:
                raise
        finally:
            layer.training = False
        real = copy.deepcopy(layer).to_empty(device="cpu")
        with torch.no_grad():
            for parameter in real.parameters():
                parameter.zero_()
            return _to(real(_to(x, "cpu")), "meta")

    def _count(self, index: int, layer: nn.Module, x: Any, strides: list[float]) -> None:
        """Multiply-adds of one row in inference form, as GFLOPs."""
        if strides and hasattr(layer, "stride"):
            layer.stride = torch.tensor(strides)
        if isinstance(layer, RTDETRDecoder):
            layer.eval()
        try:
            with torch.device("meta"):
                self.macs[index] = thop.profile(layer, inputs=[x], verbose=False)[0]
        except Exception as error:  # noqa: BLE001  as in get_flops, what cannot be counted is left out
            print(f"row {index}: operations are not counted: {error!r}")

    def _error(self, index: int, message: str, part: str | None, expected: Any = None, actual: Any = None) -> None:
        loc = ["rows", index, *([part] if part else []), "line", self.document.rows[index].line]
        place = Place(loc=loc, message=message, expected=expected, actual=actual)
        self.errors.setdefault(index, []).append(place.model_dump())


def run(args: Json, say: Say) -> Json:
    """The job.

    Args:
        args: `yaml`, `scale`, `imgsz`, `ch`, `nc` (any of these null for the default), `scales` (totals for all),
            `modules` (documents of the custom modules that the rows name), `seconds`.
        say: Is told `{"module": name}` before a custom module is imported, `{"row": i}` before one runs.
    """
    document = text.read(args["yaml"])
    view = graph.of_document(document)
    scale = facts.chosen_scale(document.data, args.get("scale")) if "scales" not in _wrong_keys(view.errors) else None
    errors: dict[int, list[Json]] = {}
    others: list[Json] = []
    for place in view.errors:
        where = errors.setdefault(int(place.loc[1]), []) if place.loc[0] == "rows" else others
        where.append(place.model_dump())

    def inspection(name: str | None) -> Inspection:
        return Inspection(document, name, args.get("imgsz") or 640, args.get("ch") or 3, args.get("nc"), say)

    found = inspection(scale)
    scales: dict[str | None, Json] = {}
    try:
        with blame.time_limit(max(1.0, float(args.get("seconds", 20)) - SOFT_MARGIN)):
            if not others:
                _register(document, args.get("modules", []), errors, say)
                found.run(min(errors, default=len(document.rows)))
            if args.get("scales") and not (errors or found.errors or others):
                scales = {
                    name: found.totals() if name == scale else _totals(inspection(name))
                    for name in facts.scales_of(document.data)
                }
    except blame.TooLongError as error:
        others.append(Place(loc=["architecture"], message=str(error)).model_dump())
    for index, messages in found.errors.items():
        errors.setdefault(index, []).extend(messages)
    return {
        "ok": not errors and not others,
        "scale": scale,
        "rows": [_row(found, node, errors.get(node.index, [])) for node in view.nodes],
        "totals": found.totals(),
        "scales": {name: {key: totals[key] for key in ("params", "gflops")} for name, totals in scales.items()},
        "errors": others,
    }


def _totals(found: Inspection) -> Json:
    """Of another scale; raises TooLongError where the time is over."""
    found.run(len(found.document.rows))
    if found.stopped:
        raise blame.TooLongError("There was no time left to count every scale.")
    return found.totals()


def _register(document: Document, modules: list[Json], errors: dict[int, list[Json]], say: Say) -> None:
    """Import the custom modules; one that fails is the fault of the rows that use it."""
    for module in modules:
        source = ModuleSource.from_document(module)
        say({"module": source.name})
        try:
            registry.register(source)
        except (Exception, blame.TooLongError) as error:  # noqa: BLE001  the user's code may raise anything
            blame.heard(error)
            message = f"The module {source.name} cannot be used: {_message(source.name, error)}"
            for index, row in enumerate(document.rows):
                value = row.whole.value
                if isinstance(value, list) and len(value) == 4 and value[2] == source.name:
                    place = Place(loc=["rows", index, "module", "line", row.line], message=message)
                    errors.setdefault(index, []).append(place.model_dump())


def _row(found: Inspection, node: Node, errors: list[Json]) -> Json:
    index = node.index
    built = index < len(found.layers)
    repeats, args = found.calls[index] if built else (node.repeats, node.args)
    params = sum(parameter.numel() for parameter in found.layers[index].parameters()) if built else None
    return {
        "index": index,
        "module": node.module,
        "from": node.from_,
        "repeats": repeats,
        "args": args,
        "in_shapes": found.in_shapes.get(index),
        "out_shape": found.out_shapes.get(index),
        "params": params,
        "gflops": _gflops(found.macs[index]) if index in found.macs else None,
        "errors": errors,
    }


def _gflops(macs: float) -> float:
    """As `get_flops` rounds: a multiplication and an addition each."""
    return macs / 1e9 * 2


def _sources(f: Any, index: int) -> list[int]:
    return [index + one if one < 0 else one for one in (f if isinstance(f, list) else [f])]


def _shape(value: Any) -> Any:
    """Without the batch axis; a list of tensors gives a list of shapes, anything else None."""
    if isinstance(value, torch.Tensor):
        return list(value.shape[1:])
    if isinstance(value, list | tuple) and all(isinstance(one, torch.Tensor) for one in value):
        return [list(one.shape[1:]) for one in value]
    return None


def _message(name: str, error: BaseException, shapes: list[Any] | None = None) -> str:
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


def _needs_text(layer: nn.Module) -> bool:
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


def _wrong_keys(places: list[Place]) -> set[str | int]:
    return {place.loc[0] for place in places}
