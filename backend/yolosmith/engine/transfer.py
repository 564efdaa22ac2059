"""Weights of a checkpoint in a new model: what would load, and a file to start a training from.

What is said and what is done come from one plan (`checkpoints.transfer`). The file holds the model as the trainer
builds it, for the classes of the data set: the trainer builds it once more and takes every tensor from the file.
"""

import copy
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
import ultralytics
from torch import nn
from ultralytics import YOLO
from ultralytics.nn import tasks
from ultralytics.nn.modules import Detect, SemanticSegment

from yolosmith.architectures.facts import with_scale
from yolosmith.checkpoints import transfer
from yolosmith.checkpoints.transfer import Match, Network, Plan, Row, Shape
from yolosmith.engine import architecture, blame, checkpoint, embedded
from yolosmith.engine.jobs import Say
from yolosmith.engine.registry import ModuleSource, names_of
from yolosmith.errors import UnreadableError
from yolosmith.storage.files import write_text

CLASS_BRANCHES = ("cv3", "one2one_cv3")

Json = dict[str, Any]


def preview(args: Json, say: Say) -> Json:
    """The job `transfer`.

    Args:
        args: `path`, `name`, `folders`, `accepted` of the checkpoint as in `checkpoint.describe`; `yaml`, `scale`,
            `modules` (documents) of the architecture; `nc`, `names`, `channels`, `kpt_shape` of the data set, each
            null where it is not known; `match` (null: the one with which more loads).
        say: Unused.

    Returns:
        `match`, `rows`, `totals`, and `options`: the totals of both.

    Raises:
        ConflictError, UnreadableError: As `checkpoint.load`; or the architecture cannot be built.
    """
    source = _source(args)
    sources = [ModuleSource.from_document(one) for one in args["modules"]]
    with names_of(sources):
        target = _on_meta(args)
        widened = widen(source.model[-1], target[-1])
    return _answer(plans(source, target, widened, args["names"]), args["match"])


def start(args: Json, say: Say) -> Json:
    """The job `start_from`: as `transfer`, and the model is written to `target`, to start a training from.

    Args:
        args: As in `preview`; `task` of the architecture, and `target`, the path of the new file.
        say: Unused.

    Returns:
        As `preview`.

    Raises:
        As `preview`.
    """
    source = _source(args)
    sources = [ModuleSource.from_document(one) for one in args["modules"]]
    with names_of(sources):
        network = _built(args)
        widened = widen(source.model[-1], network.model[-1])
        both = plans(source, network.model, widened, args["names"])
        fill(network, source, chosen(both, args["match"]))
        _write(network, args, sources)
    return _answer(both, args["match"])


def plans(
    source: Any, rows: nn.Sequential, widened: Mapping[str, Shape], names: Sequence[str] | None
) -> dict[Match, Plan]:
    """By name and aligned.

    Args:
        source: The checkpoint's model.
        rows: Those of the new one, after `widen`, which gave `widened`.
        names: Of the new classes, where they are known.
    """
    old = network_of(source.model, list(checkpoint.as_mapping(source.names).values()))
    new = network_of(rows, names or [], widened)
    both: tuple[Match, ...] = ("name", "aligned")
    return {match: transfer.plan(old, new, match) for match in both}


def chosen(both: Mapping[Match, Plan], match: Match | None) -> Plan:
    """The asked one; else the one with which more loads, and by name where that is the same."""
    if match is not None:
        return both[match]
    return max(both.values(), key=lambda plan: (plan.totals.params_loaded, plan.match == "name"))


def fill(network: nn.Module, source: nn.Module, plan: Plan) -> None:
    """Copy what the plan says."""
    old, new = source.state_dict(), network.state_dict()
    for one in plan.copies:
        value, place = old[f"model.{one.source}.{one.tensor}"], new[f"model.{one.row}.{one.tensor}"]
        if one.how == "whole":
            place.copy_(value)
        elif one.how == "classes":
            assert plan.classes is not None
            index = torch.tensor(plan.classes)
            place[index >= 0] = value[index[index >= 0]].to(place.dtype)
        else:
            high, wide = min(len(place), len(value)), min(place.shape[1], value.shape[1])
            part = value[:high].sum(1, keepdim=True) if wide == 1 else value[:high, :wide]
            place[:high, :wide] = part


def network_of(rows: nn.Sequential, names: Sequence[Any], widened: Mapping[str, Shape] | None = None) -> Network:
    """The shapes of a built network, on any device."""
    return Network(
        rows=[_row(row) for row in rows],
        names=[str(name) for name in names],
        class_tensors={index: found for index, row in enumerate(rows) if (found := frozenset(_class_tensors(row)))},
        widened=widened or {},
    )


def _row(row: nn.Module) -> Row:
    kind = str(getattr(row, "type", type(row).__name__)).rpartition(".")[2]
    tensors = {name: tuple(tensor.shape) for name, tensor in row.state_dict().items()}
    return Row(kind, tensors, frozenset(name for name, _ in row.named_parameters()) & tensors.keys())


def _class_tensors(row: nn.Module) -> Iterator[str]:
    """Those that Ultralytics fills class by class where the names of the classes are known."""
    if isinstance(row, Detect):
        branches = {
            f"{name}.{at}": branch
            for name in CLASS_BRANCHES
            for at, branch in enumerate(getattr(row, name, None) or ())
        }
        branches["proto.semseg"] = getattr(getattr(row, "proto", None), "semseg", None)
    elif isinstance(row, SemanticSegment):
        branches = {"classifier": row.classifier, "aux_head": row.aux_head}
    else:
        return
    for prefix, branch in branches.items():
        if branch is not None and getattr(branch[-1], "out_channels", None) == row.nc:
            yield from (f"{prefix}.{len(branch) - 1}.{part}" for part in ("weight", "bias"))


def widen(old: nn.Module, new: nn.Module) -> dict[str, Shape]:
    """Give the class branch the checkpoint's width, as Ultralytics does where the inputs of both heads are the same.

    The width of a fresh one follows the number of classes, so that nothing inside would fit. Returns the shapes from
    before of what has another one now.
    """
    if not (isinstance(old, Detect) and isinstance(new, Detect)) or _inputs(old) != _inputs(new):
        return {}
    before = {name: tuple(tensor.shape) for name, tensor in new.state_dict().items()}
    for name in CLASS_BRANCHES:
        ours, theirs = getattr(new, name, None), getattr(old, name, None)
        if ours is None or theirs is None or ours[0][-1].in_channels == theirs[0][-1].in_channels:
            continue
        branch = copy.deepcopy(theirs)
        for made, fresh in zip(branch, ours, strict=False):
            if made[-1].out_channels != fresh[-1].out_channels:
                made[-1] = nn.Conv2d(made[-1].in_channels, fresh[-1].out_channels, 1)
        first = ours[0][-1].weight
        setattr(new, name, branch.to(first.device, first.dtype).train(ours.training))
        if first.device.type != "meta":
            new.bias_init()
    after = new.state_dict()
    return {name: shape for name, shape in before.items() if name in after and tuple(after[name].shape) != shape}


def _inputs(head: Any) -> list[int] | None:
    """Input channels of the box branches; none of a head without (fused for inference)."""
    branches = getattr(head, "cv2", None)
    return [branch[0].conv.in_channels for branch in branches] if branches is not None else None


def _source(args: Json) -> Any:
    path = Path(args["path"])
    model = checkpoint.load(path, args["name"], checkpoint.find_sources(path, args["name"], args))
    network: Any = model.model
    if not isinstance(getattr(network, "model", None), nn.Sequential):
        raise UnreadableError(f"{args['name']} is not made of rows; nothing of it can be transferred.")
    return network.float()


def _data(args: Json) -> Json:
    """The architecture as the trainer builds it for the data set."""
    data = architecture.load(args["yaml"], args["scale"])
    given = {"nc": args["nc"], "channels": args["channels"]}
    if "kpt_shape" in data:
        given["kpt_shape"] = args["kpt_shape"]
    return {**data, **{key: value for key, value in given.items() if value is not None}}


def _on_meta(args: Json) -> nn.Sequential:
    data = _data(args)
    try:
        with torch.device("meta"):
            rows, _ = tasks.parse_model(copy.deepcopy(data), data.get("channels", 3), verbose=False)
    except Exception as error:  # whatever a constructor raises is the reason why there is no model
        raise UnreadableError(f"The architecture cannot be built: {blame.describe(error)}") from error
    assert isinstance(rows, nn.Sequential)
    return rows


def _built(args: Json) -> Any:
    """The whole model, of the class that Ultralytics has for its task."""
    data = _data(args)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / architecture.FILENAME
        write_text(path, with_scale(args["yaml"], args["scale"]))
        try:
            model = YOLO(path, task=args["task"])
            kind = type(model.model)
            network: Any = kind(data, ch=data.get("channels", 3), nc=data.get("nc"), verbose=False)
        except Exception as error:  # as above
            raise UnreadableError(f"The architecture cannot be built: {blame.describe(error)}") from error
    network.task = model.task
    names = args["names"] or [str(one) for one in range(int(data.get("nc") or 0))]
    network.names = dict(enumerate(names))
    return network


def _write(network: nn.Module, args: Json, sources: Sequence[ModuleSource]) -> None:
    """With full precision: what is not loaded stays as it was drawn."""
    target = Path(args["target"])
    facts = {"epoch": -1, "ema": None, "optimizer": None, "train_args": {}, "version": ultralytics.__version__}
    torch.save({**facts, "model": network, "date": datetime.now(UTC).isoformat()}, target)
    document = {
        "modules": [source.document() for source in sources],
        "architecture": args["yaml"],
        "scale": args["scale"],
        "args": {},
    }
    embedded.embed(target, document)


def _answer(both: Mapping[Match, Plan], match: Match | None) -> Json:
    plan = chosen(both, match)
    return {
        "match": plan.match,
        "rows": [row.model_dump(mode="json") for row in plan.rows],
        "totals": plan.totals.model_dump(mode="json"),
        "options": {name: one.totals.model_dump(mode="json") for name, one in both.items()},
    }
