"""Boxes on one picture, as Ultralytics' own `predict` finds them."""

from pathlib import Path
from typing import Any

import cv2
import numpy
from PIL import Image, UnidentifiedImageError
from ultralytics import YOLO
from ultralytics.engine.results import Results

from yolosmith.checkpoints.schemas import Detection, Prediction
from yolosmith.engine import checkpoint
from yolosmith.engine.jobs import Say
from yolosmith.errors import ConflictError, UnreadableError

Picture = numpy.ndarray[Any, Any]

MAX_PIXELS = 64_000_000
MAX_BOXES = 300
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
BOXED_TASKS = frozenset({"detect", "segment", "pose", "obb"})
FALLBACK_SIZE = 640


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """The job `predict`.

    Args:
        args: `path`, `name`, `folders`, `accepted` of the checkpoint as in `checkpoint.describe`; `picture` (a path)
            and `picture_name`; `conf`, `iou`, `imgsz` (null: the size it was trained at).
        say: Unused.

    Returns:
        A `Prediction`.

    Raises:
        ConflictError: Module sources have not been accepted, or the checkpoint's task has no boxes.
        UnreadableError: The checkpoint or the picture cannot be read, or the picture is too large.
    """
    picture = read_picture(Path(args["picture"]), args["picture_name"])
    path = Path(args["path"])
    model = checkpoint.load(path, args["name"], checkpoint.find_sources(path, args["name"], args))
    if model.task not in BOXED_TASKS:
        raise ConflictError(f"{args['name']} is for the task {model.task}, which has no boxes to show.")
    imgsz = args["imgsz"] or trained_size(model)
    (found,) = model.predict(
        picture,
        conf=args["conf"],
        iou=args["iou"],
        imgsz=imgsz,
        max_det=MAX_BOXES,
        device="cpu",  # the playground shall not take memory from a training
        save=False,
        verbose=False,
    )
    height, width = found.orig_shape
    answer = Prediction(
        name=args["picture_name"],
        width=width,
        height=height,
        ms=round(sum(time or 0.0 for time in found.speed.values()), 2),
        imgsz=imgsz,
        boxes=boxes(found),
    )
    return answer.model_dump(mode="json")


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


def boxes(found: Results) -> list[Detection]:
    """Centre form, as fractions of the picture; of a rotated box the upright one around it."""
    rows = found.boxes if found.boxes is not None else found.obb
    if rows is None:
        return []
    height, width = found.orig_shape
    detections = []
    for (x1, y1, x2, y2), conf, cls in zip(rows.xyxy.tolist(), rows.conf.tolist(), rows.cls.tolist(), strict=True):
        detections.append(
            Detection(
                cls=int(cls),
                name=found.names[int(cls)],
                conf=conf,
                x=(x1 + x2) / 2 / width,
                y=(y1 + y2) / 2 / height,
                w=(x2 - x1) / width,
                h=(y2 - y1) / height,
            )
        )
    return sorted(detections, key=lambda box: -box.conf)
