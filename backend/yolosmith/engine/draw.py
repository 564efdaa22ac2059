"""Pictures with their boxes drawn in, side by side on one sheet."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy
import supervision
from PIL import Image

from yolosmith.checkpoints.schemas import Detection
from yolosmith.engine.jobs import Say
from yolosmith.engine.predict import Picture, read_picture
from yolosmith.storage.files import write_bytes

CELL = 384
"""Side in pixels of the square that a picture is scaled into."""

GAP = 8


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """The job `draw`.

    Args:
        args: `pictures`: list of `{"path", "boxes"}`, the boxes as `Detection`s; `target`: the file to write, a PNG;
            `columns`: pictures in a row.
        say: Unused.

    Returns:
        `{"width", "height"}` of the sheet in pixels.

    Raises:
        UnreadableError: A picture cannot be read.
    """
    cells = [
        _cell(Path(one["path"]), [Detection.model_validate(box) for box in one["boxes"]]) for one in args["pictures"]
    ]
    sheet = _sheet(cells, args["columns"])
    data = io.BytesIO()
    Image.fromarray(cv2.cvtColor(sheet, cv2.COLOR_BGR2RGB)).save(data, "PNG")
    write_bytes(Path(args["target"]), data.getvalue())
    return {"width": sheet.shape[1], "height": sheet.shape[0]}


def _cell(path: Path, boxes: list[Detection]) -> Picture:
    """One picture, (height, width, 3) with the longer side `CELL`, its boxes and their labels on it."""
    read = read_picture(path, path.name)
    scale = CELL / max(read.shape[:2])
    width, height = round(read.shape[1] * scale), round(read.shape[0] * scale)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    picture: Picture = cv2.resize(read, (width, height), interpolation=how)
    if not boxes:
        return picture
    return annotated(picture, boxes)


def annotated(picture: Picture, boxes: Sequence[Detection]) -> Picture:
    """A copy of the picture with boxes (of rotated ones and masks the outlines), keypoints and labels on it."""
    if not boxes:
        return picture.copy()
    height, width = picture.shape[:2]
    corners = [(box.x - box.w / 2, box.y - box.h / 2, box.x + box.w / 2, box.y + box.h / 2) for box in boxes]
    found = supervision.Detections(
        xyxy=numpy.array(corners) * (width, height, width, height),
        class_id=numpy.array([box.cls for box in boxes]),
    )
    labels = [f"{box.name} {box.conf:.2f}" for box in boxes]
    thick = max(2, round(max(height, width) / 400))
    drawn: Picture = supervision.BoxAnnotator(thickness=thick).annotate(picture.copy(), found)
    for box in boxes:
        colour = supervision.ColorPalette.DEFAULT.by_idx(box.cls).as_bgr()
        if box.outline:
            points = (numpy.array(box.outline) * (width, height)).round().astype(numpy.int32)
            cv2.polylines(drawn, [points], isClosed=True, color=colour, thickness=thick)
        for point in box.keypoints or []:
            if point.x > 0 and point.y > 0:  # Ultralytics' sign for one that is not there
                cv2.circle(drawn, (round(point.x * width), round(point.y * height)), 2 * thick, colour, -1)
    annotator = supervision.LabelAnnotator(text_scale=0.2 * thick, text_padding=3)
    labelled: Picture = annotator.annotate(drawn, found, labels)
    return labelled


def _sheet(cells: list[Picture], columns: int) -> Picture:
    """The cells row by row on white, each in the top left of its square."""
    step = CELL + GAP
    rows = -(-len(cells) // columns)
    sheet = numpy.full((rows * step + GAP, columns * step + GAP, 3), 255, numpy.uint8)
    for number, cell in enumerate(cells):
        top, left = (GAP + step * place for place in divmod(number, columns))
        sheet[top : top + cell.shape[0], left : left + cell.shape[1]] = cell
    return sheet
