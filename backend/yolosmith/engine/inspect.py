"""The job `inspect`: exact shapes, parameters and GFLOPs of every row at one scale, on the meta device.

`parse_model` builds the rows; where it raises, the loop's own index says which row is to blame. Then the rows run one
by one, the head in training form. Operations are counted by the counter that Ultralytics' `get_flops` uses, in
inference form and row by row; they add up to its number. Rows are remembered (`engine.rows`), so that an edit costs
those that it changed; `at_once` answers in a process that goes on, with what is remembered of custom modules.
"""

import contextlib
import copy
import difflib
import math
from collections.abc import Callable, Iterator
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
from yolosmith.engine import blame, hook, registry, rows
from yolosmith.engine.jobs import Say
from yolosmith.engine.registry import ModuleSource
from yolosmith.engine.rows import Built, Memory, Result, Signature, UserCodeError
from yolosmith.modules.contract import Contract
from yolosmith.schema import Place

TEXT_CONDITIONED = frozenset(
    {"C2fAttn", "ImagePoolingAttn", "WorldDetect", "YOLOEDetect", "YOLOESegment", "YOLOESegment26", "LRPCHead"}
)
"""Need an encoded text as a second input, which there is none of here."""

SOFT_MARGIN = 1.5
AT_ONCE_SECONDS = 1.5
"""What takes longer goes on in a process of its own, where others do not wait for it."""

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
            with torch.device("meta"):
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
        return {
            "layers": sum(one.leaves for one in self.built),
            "params": sum(one.params for one in self.built),
            "gflops": _gflops(sum(known)) if len(known) == len(macs) else None,
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
                construct = self._announced(index, construct)
            self.built.append(MEMORY.build(times, cls, args, construct))
            self.layers.append(rows.row_module(self.built[-1]))
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
            self._error(index, _message(name, error), "args")

    def _forward(self) -> None:
        image: Signature = ("tensor", (1, self.ch, self.imgsz, self.imgsz), "float32")
        outputs: list[Signature | None] = []
        for index, layer in enumerate(self.layers):
            given = [image if source < 0 else outputs[source] for source in _sources(layer.f, index)]
            outputs.append(None)
            known = [one for one in given if one is not None]
            if len(known) < len(given):
                continue  # behind a row that failed, or one that needs text
            self.inputs[index] = known
            if _needs_text(layer):
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
                self._error(index, _message(name, error, [rows.shape(one) for one in known]), part)
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


def run(args: Json, say: Say) -> Json:
    """The job.

    Args:
        args: `yaml`, `scale`, `imgsz`, `ch`, `nc` (any of these null for the default), `modules` (documents of the
            custom modules that the rows name), `seconds`.
        say: Is told `{"module": name}` before a custom module is imported, `{"row": i}` before one runs.

    Returns:
        The inspection, and what was learned of custom rows as `learned` (for `remember`).
    """
    seconds = max(1.0, float(args.get("seconds", 20)) - SOFT_MARGIN)
    answer = _inspect(args, say, seconds, lambda document, errors: _register(document, args, errors, say))
    del answer["stopped"]
    return {**answer, "learned": MEMORY.take_learned()}


def at_once(args: Json) -> Json | None:
    """The answer of `run` without a line of the user's code, from what is remembered of it; None: it takes a child."""
    sources = [ModuleSource.from_document(one) for one in args.get("modules", [])]
    contracts = [Contract.model_validate(source.contract) for source in sources]
    if any(contract.rule == "head" for contract in contracts):
        return None  # its channels depend on the class itself
    names = {
        source.name: rows.stand_in(source.name, source.import_path, contract)
        for source, contract in zip(sources, contracts, strict=True)
    }
    try:
        with _named(names):
            answer = _inspect(args, lambda said: None, AT_ONCE_SECONDS, lambda document, errors: None)
    except UserCodeError:
        return None
    return None if answer.pop("stopped") else answer


def remember(learned: list[Json]) -> None:
    """Take over what a child learned of custom rows."""
    MEMORY.learn(learned)


@contextlib.contextmanager
def _named(classes: dict[str, type[nn.Module]]) -> Iterator[None]:
    """Names that rows may use meanwhile; those that mean something already keep their meaning."""
    new = {name: cls for name, cls in classes.items() if name not in vars(tasks)}
    vars(tasks).update(new)
    try:
        yield
    finally:
        for name in new:
            del vars(tasks)[name]


def _inspect(args: Json, say: Say, seconds: float, register: Callable[[Document, dict[int, list[Json]]], None]) -> Json:
    document = text.read(args["yaml"])
    view = graph.of_document(document)
    scale = facts.chosen_scale(document.data, args.get("scale")) if "scales" not in _wrong_keys(view.errors) else None
    errors: dict[int, list[Json]] = {}
    others: list[Json] = []
    for place in view.errors:
        where = errors.setdefault(int(place.loc[1]), []) if place.loc[0] == "rows" else others
        where.append(place.model_dump())
    found = Inspection(document, scale, args.get("imgsz") or 640, args.get("ch") or 3, args.get("nc"), say)
    try:
        with blame.time_limit(seconds):
            if not others:
                register(document, errors)
                found.run(min(errors, default=len(document.rows)))
    except blame.TooLongError as error:
        found.stopped = True
        others.append(Place(loc=["architecture"], message=str(error)).model_dump())
    for index, messages in found.errors.items():
        errors.setdefault(index, []).extend(messages)
    sight = _Sight(found)
    return {
        "ok": not errors and not others,
        "scale": scale,
        "rows": [_row(found, node, errors.get(node.index, []), sight) for node in view.nodes],
        "totals": found.totals(),
        "errors": others,
        "stopped": found.stopped,
    }


def _register(document: Document, args: Json, errors: dict[int, list[Json]], say: Say) -> None:
    """Import the custom modules; one that fails is the fault of the rows that use it."""
    for module in args.get("modules", []):
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


class _Sight:
    """Stride and receptive field of each row, from the image down; both in pixels of the image."""

    def __init__(self, found: Inspection) -> None:
        self.stride: dict[int, float | None] = {}
        self.field: dict[int, float | None] = {}
        for index, layer in enumerate(found.layers):
            if index in found.results:
                self.stride[index] = _stride(found.results[index].output, found.imgsz)
                self.field[index] = self._field(_sources(layer.f, index), found.results[index].growth)

    def _field(self, sources: list[int], growth: tuple[float | None, ...]) -> float | None:
        """None: not known; infinite: all of the image."""
        fields = []
        for source, grown in zip(sources, growth, strict=False):
            if grown is None:
                continue
            field, stride = (1.0, 1.0) if source < 0 else (self.field.get(source), self.stride.get(source))
            if field is None or stride is None:
                return None
            fields.append(field + grown * stride)
        return max(fields, default=None)

    def of(self, index: int) -> Json:
        """What is shown of a row."""
        field = self.field.get(index)
        sees_all = field == math.inf
        return {
            "stride": self.stride.get(index),
            "receptive_field": None if field is None or sees_all else round(field),
            "sees_all": sees_all,
        }


def _stride(output: Signature | None, imgsz: int) -> float | None:
    """Pixels of the image to one of the output; None where it is no picture, or there are several of different size."""
    if output is None:
        return None
    sizes = {one[1][2:] for one in (output[1:] if output[0] == "several" else [output])}
    size = sizes.pop()
    if sizes or len(size) != 2 or not size[0] or size[0] != size[1]:
        return None
    stride: float = imgsz / size[0]
    return stride


def _row(found: Inspection, node: Node, errors: list[Json], sight: _Sight) -> Json:
    index = node.index
    built = index < len(found.built)
    repeats, args = found.calls[index] if built else (node.repeats, node.args)
    result = found.results.get(index)
    inputs = found.inputs.get(index)
    return {
        "index": index,
        "module": node.module,
        "from": node.from_,
        "repeats": repeats,
        "args": args,
        "in_shapes": [rows.shape(one) for one in inputs] if inputs is not None else None,
        "out_shape": rows.shape(result.output) if result else None,
        "params": found.built[index].params if built else None,
        "gflops": _gflops(result.macs) if result and result.macs is not None else None,
        "errors": errors,
        **sight.of(index),
    }


def _run_head(module: nn.Module, x: Any, imgsz: int, on_cpu: Any) -> Result:
    """The last row: its shapes in training form, its operations in inference form, for which it needs its strides."""
    inputs = x if isinstance(x, list) else [x]
    module.training = True
    try:
        with torch.no_grad(), torch.device("meta"):
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
        with torch.device("meta"):
            macs = thop.profile(module, inputs=[x], verbose=False)[0]
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


def _gflops(macs: float) -> float:
    """As `get_flops` rounds: a multiplication and an addition each."""
    return macs / 1e9 * 2


def _sources(f: Any, index: int) -> list[int]:
    return [index + one if one < 0 else one for one in (f if isinstance(f, list) else [f])]


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
