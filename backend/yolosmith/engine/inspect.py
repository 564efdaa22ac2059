"""The job `inspect`: exact shapes, parameters and GFLOPs of every row at one scale.

It runs in a child of its own where custom modules are in play that are not remembered; `at_once` answers in a process
that goes on, without a line of the user's code.
"""

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import Any

from torch import nn
from ultralytics.nn import tasks

from yolosmith.architectures import facts, graph, text
from yolosmith.architectures.graph import Node
from yolosmith.architectures.text import Document
from yolosmith.engine import blame, registry, rows
from yolosmith.engine.inspection import MEMORY, Inspection, gflops, message_of, sources_of
from yolosmith.engine.jobs import Say
from yolosmith.engine.quiet import quiet
from yolosmith.engine.registry import ModuleSource
from yolosmith.engine.rows import Signature, UserCodeError
from yolosmith.modules.contract import Contract
from yolosmith.schema import Place

SOFT_MARGIN = 1.5
AT_ONCE_SECONDS = 1.5
"""What takes longer goes on in a process of its own, where others do not wait for it."""

Json = dict[str, Any]


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
    with quiet():
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
            message = f"The module {source.name} cannot be used: {message_of(source.name, error)}"
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
                self.field[index] = self._field(sources_of(layer.f, index), found.results[index].growth)

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
        "gflops": gflops(result.macs) if result and result.macs is not None else None,
        "errors": errors,
        **sight.of(index),
    }


def _wrong_keys(places: list[Place]) -> set[str | int]:
    return {place.loc[0] for place in places}
