"""What a checkpoint finds in one picture, as Ultralytics' own `predict` finds it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy
from PIL import Image, UnidentifiedImageError
from ultralytics import YOLO
from ultralytics.utils import ops

from yolosmith.checkpoints.schemas import Prediction
from yolosmith.engine import checkpoint, found
from yolosmith.engine.jobs import Say
from yolosmith.errors import UnreadableError

Picture = numpy.ndarray[Any, Any]

MAX_PIXELS = 64_000_000
MAX_BOXES = 300
MAX_RAW = 1000
RAW_MASK_IOU = 0.9
"""Masks are many bytes: of candidates that are nearly the same one, only the most confident comes along."""
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
FALLBACK_SIZE = 640

Json = dict[str, Any]


def run(args: Json, say: Say) -> Json:
    """The job `predict`.

    Args:
        args: `path`, `name`, `folders`, `accepted` of the checkpoint as in `checkpoint.describe`; `picture` (a path)
            and `picture_name`; `conf`, `iou`, `raw`, `imgsz` (null: the size it was trained at).
        say: Unused.

    Returns:
        A `Prediction`.

    Raises:
        ConflictError: Module sources have not been accepted.
        UnreadableError: The checkpoint or the picture cannot be read, or the picture is too large.
    """
    picture = read_picture(Path(args["picture"]), args["picture_name"])
    model = load(args)
    return look(model, picture, args["picture_name"], args).model_dump(mode="json")


def load(args: Json) -> YOLO:
    """The checkpoint of a job; see `checkpoint.load`."""
    path = Path(args["path"])
    return checkpoint.load(path, args["name"], checkpoint.find_sources(path, args["name"], args))


def look(model: Any, picture: Picture, name: str, args: Json, *, rect: bool = True) -> Prediction:
    """What the model finds in a picture; `args` has `conf`, `iou`, `raw` and `imgsz` as in `run`.

    With `rect`, as Ultralytics does it, PyTorch sees no more margin than the strides need; else a square.
    """
    imgsz = args["imgsz"] or trained_size(model)
    iou, most = args["iou"], MAX_BOXES
    if args["raw"] and model.task == "segment":
        iou = RAW_MASK_IOU
    elif args["raw"]:
        iou, most = 1.0, MAX_RAW
    with unclipped() if args["raw"] else contextlib.nullcontext():
        (result,) = model.predict(
            picture,
            conf=args["conf"],
            iou=iou,
            imgsz=imgsz,
            rect=rect,
            max_det=most,
            device="cpu",  # the playground shall not take memory from a training
            save=False,
            verbose=False,
        )
    height, width = result.orig_shape
    return Prediction(
        name=name,
        width=width,
        height=height,
        ms=round(sum(time or 0.0 for time in result.speed.values()), 2),
        imgsz=imgsz,
        task=model.task,
        end2end=bool(getattr(model.model, "end2end", False)),
        boxes=found.boxes(result),
        scores=found.scores(result),
        dense=found.dense(result),
    )


@contextlib.contextmanager
def unclipped() -> Iterator[None]:
    """Meanwhile boxes may reach beyond the picture: how much two overlap is decided before they are cut."""
    clip = ops.clip_boxes
    ops.clip_boxes = lambda boxes, shape: boxes
    try:
        yield
    finally:
        ops.clip_boxes = clip


def trained_size(model: YOLO) -> int:
    """Side in pixels at which the model was trained."""
    size = checkpoint.as_mapping(model.ckpt.get("train_args")).get("imgsz")
    return size if isinstance(size, int) and 0 < size <= 2048 else FALLBACK_SIZE


def read_picture(path: Path, name: str) -> Picture:
    """Decode a picture: blue, green, red, 8 bits, turned upright as its EXIF says.

    Raises:
        UnreadableError: No picture, a damaged one, or one with more pixels than is taken here (read from its header).
    """
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below, and names the picture
    try:
        with Image.open(path, formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                size = f"{opened.width} × {opened.height} pixels; {MAX_PIXELS // 1_000_000} megapixels are the most"
                raise UnreadableError(f"{name} has {size} that are taken here.")
            opened.load()  # unlike OpenCV, it says when the end of the file is missing
    except (UnidentifiedImageError, ModuleNotFoundError):  # Ultralytics asks for a HEIF plugin then, which is not here
        raise UnreadableError(f"{name} is not a picture; JPEG, PNG, WebP, BMP and TIFF are understood.") from None
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableError(f"{name} is damaged: {checkpoint.first_line(error)}.") from None
    picture: Picture | None = cv2.imdecode(numpy.fromfile(path, numpy.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise UnreadableError(f"{name} cannot be decoded.")
    return picture
