"""The job `export`: a checkpoint in another format, by Ultralytics' own exporter, and compared with PyTorch.

Two things are compared: what comes out of the network as it is, and the boxes that Ultralytics' predictor makes of it.
"""

import shutil
from pathlib import Path
from typing import Any

import numpy
import torch
from ultralytics import YOLO
from ultralytics.data.augment import LetterBox
from ultralytics.nn.autobackend import AutoBackend

from yolosmith.checkpoints.schemas import Detection, Prediction
from yolosmith.engine import blame, checkpoint, predict
from yolosmith.engine.jobs import Say
from yolosmith.errors import UnreadableError

TOLERANCES = {32: 1e-2, 16: 5e-2, 8: 0.5}
"""By precision in bits: of the largest value, what other kernels may differ by over a whole network."""
CONFIDENCE = 0.25
SAME_BOX = 0.5
"""Intersection over union from which two boxes of a class are one and the same."""
NEAR = 1.5
"""Pixels by which a box may be elsewhere, at full precision."""
NOISE = 4
PLAIN = "model"
"""What the file is called while it is exported."""

Json = dict[str, Any]


def run(args: Json, say: Say) -> Json:
    """The job.

    Args:
        args: `path`, `name`, `folders`, `accepted` as in `checkpoint.describe`; `format`, `imgsz` (null:
            the size it was trained at), `dynamic`, `simplify`, `nms`, `precision` (32, 16 or 8 bits), `data` (what
            Ultralytics takes as `data`, for 8 bits), `stem` (of the new file's name), `folder` (where to), `pictures`
            (paths, may be none: then the outputs are compared on noise).
        say: Unused.

    Returns:
        `made` (name within the folder), `imgsz`, `pictures` (how many), `same` (within the tolerance), and what
        `_compare_outputs` and `_compare_boxes` found.

    Raises:
        ConflictError, UnreadableError: As `checkpoint.load`; or the export failed.
    """
    path = Path(args["path"])
    folder = Path(args["folder"])
    copied = folder / f"{PLAIN}.pt"  # Ultralytics writes beside the file that it loaded, and reads meaning into names
    shutil.copyfile(path, copied)
    model: Any = checkpoint.load(copied, args["name"], checkpoint.find_sources(path, args["name"], args))
    imgsz = args["imgsz"] or predict.trained_size(model)
    try:
        made = Path(model.export(imgsz=imgsz, device="cpu", verbose=False, **_options(args)))
    except Exception as error:
        raise UnreadableError(f"It cannot be exported to {args['format']}: {blame.describe(error)}") from error
    pictures = [predict.read_picture(Path(one), Path(one).name) for one in args["pictures"]]
    shown = pictures or [_noise(imgsz, seed) for seed in range(NOISE)]
    outputs = _compare_outputs(copied, made, [_prepared(one, imgsz) for one in shown])
    boxes = _compare_boxes(model, made, shown, imgsz)
    made = made.rename(folder / f"{args['stem']}{made.name.removeprefix(PLAIN)}")
    return {
        "made": made.name,
        "imgsz": imgsz,
        "pictures": len(pictures),
        **outputs,
        **boxes,
        "same": _same(outputs, boxes, args["precision"]),
    }


def _options(args: Json) -> Json:
    """As `model.export` takes them: what is not asked for stays at Ultralytics' default."""
    options: Json = {"format": args["format"]}
    if args["nms"]:
        options["nms"] = True
    if args["precision"] != 32:
        options["quantize"] = args["precision"]
    if args["precision"] == 8 and args["data"]:
        options["data"] = args["data"]
    if args["dynamic"]:
        options["dynamic"] = True
    if not args["simplify"]:
        options["simplify"] = False
    return options


def _noise(imgsz: int, seed: int) -> predict.Picture:
    return numpy.random.default_rng(seed).integers(0, 256, (imgsz, imgsz, 3), numpy.uint8)


def _prepared(picture: predict.Picture, imgsz: int) -> torch.Tensor:
    """As the predictor prepares it."""
    pixels = LetterBox((imgsz, imgsz), auto=False)(image=picture)
    return torch.from_numpy(numpy.ascontiguousarray(pixels[..., ::-1].transpose(2, 0, 1))).float()[None] / 255


def _compare_outputs(copied: Path, made: Path, images: list[torch.Tensor]) -> Json:
    """`difference` (the largest) and `largest` (value); null where the export gives something else by its options."""
    ours, theirs = _outputs(copied, images), _outputs(made, images)
    if any(one.shape != two.shape for one, two in zip(ours, theirs, strict=True)):
        return {"difference": None, "largest": None}  # rows of chosen boxes: a tie changes their order
    difference = max(float((one - two).abs().max()) for one, two in zip(ours, theirs, strict=True))
    return {"difference": difference, "largest": max(float(one.abs().max()) for one in ours)}


def _outputs(weights: Path, images: list[torch.Tensor]) -> list[torch.Tensor]:
    backend: Any = AutoBackend(str(weights), device=torch.device("cpu"), verbose=False)
    with torch.inference_mode():
        return [_first(backend(image)) for image in images]


def _first(output: Any) -> torch.Tensor:
    while isinstance(output, list | tuple):
        output = output[0]
    found: torch.Tensor = output if isinstance(output, torch.Tensor) else torch.from_numpy(output)
    return found.float()


def _compare_boxes(model: Any, made: Path, pictures: list[predict.Picture], imgsz: int) -> Json:
    """What the predictor finds with either: `boxes` (of PyTorch), `boxes_missing` (on one side only), and of pairs the
    largest `box_difference` in pixels and `confidence_difference`; the latter of classes where there are no boxes."""
    exported = YOLO(made, task=model.task)
    asked = {"conf": CONFIDENCE, "iou": 0.7, "raw": False, "imgsz": imgsz}
    count = missing = 0
    places, scores = [0.0], [0.0]
    for picture in pictures:
        # A fixed size is a square: PyTorch must see the same margins, or it finds other boxes.
        ours = predict.look(model, picture, "", asked, rect=False)
        theirs = predict.look(exported, picture, "", asked, rect=False)
        pairs = paired(ours.boxes, theirs.boxes)
        count += len(ours.boxes)
        missing += len(ours.boxes) + len(theirs.boxes) - 2 * len(pairs)
        places += [_apart(one, two, ours.width, ours.height) for one, two in pairs]
        scores += [abs(one.conf - two.conf) for one, two in pairs] + _score_differences(ours, theirs)
    return {
        "boxes": count,
        "boxes_missing": missing,
        "box_difference": max(places),
        "confidence_difference": max(scores),
    }


def paired(ours: list[Detection], theirs: list[Detection]) -> list[tuple[Detection, Detection]]:
    """Boxes that are one and the same, the most confident first."""
    left, pairs = list(theirs), []
    for one in ours:
        best = max(left, key=lambda two: (two.cls == one.cls) * _overlap(one, two), default=None)
        if best is not None and best.cls == one.cls and _overlap(one, best) >= SAME_BOX:
            left.remove(best)
            pairs.append((one, best))
    return pairs


def _overlap(one: Detection, two: Detection) -> float:
    wide = min(one.x + one.w / 2, two.x + two.w / 2) - max(one.x - one.w / 2, two.x - two.w / 2)
    high = min(one.y + one.h / 2, two.y + two.h / 2) - max(one.y - one.h / 2, two.y - two.h / 2)
    both = max(0.0, wide) * max(0.0, high)
    return both / max(one.w * one.h + two.w * two.h - both, 1e-12)


def _apart(one: Detection, two: Detection, width: int, height: int) -> float:
    """The largest distance of an edge, in pixels."""
    across = abs(one.x - two.x) + abs(one.w - two.w) / 2
    down = abs(one.y - two.y) + abs(one.h - two.h) / 2
    return max(across * width, down * height)


def _score_differences(ours: Prediction, theirs: Prediction) -> list[float]:
    known = {one.cls: one.conf for one in theirs.scores}
    return [abs(one.conf - known[one.cls]) for one in ours.scores if one.cls in known]


def _same(outputs: Json, boxes: Json, precision: int) -> bool:
    """By the outputs where they can be compared; else by the boxes."""
    if outputs["difference"] is not None:
        within: bool = outputs["difference"] <= TOLERANCES[precision] * max(outputs["largest"], 1e-9)
        return within
    near: bool = boxes["box_difference"] <= NEAR * TOLERANCES[precision] / TOLERANCES[32]
    return near and boxes["boxes_missing"] <= 0.02 * boxes["boxes"]
