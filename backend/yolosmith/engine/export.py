"""The job `export`: a checkpoint in another format, by Ultralytics' own exporter, and compared with PyTorch."""

import shutil
from pathlib import Path
from typing import Any

import numpy
import torch
from ultralytics.data.augment import LetterBox
from ultralytics.nn.autobackend import AutoBackend

from yolosmith.engine import blame, checkpoint, predict
from yolosmith.engine.jobs import Say
from yolosmith.errors import UnreadableError

TOLERANCE = 1e-2
"""Of the largest value: what other kernels may differ by over a whole network."""

Json = dict[str, Any]


def run(args: Json, say: Say) -> Json:
    """The job.

    Args:
        args: `path`, `name`, `folders`, `accepted` as in `checkpoint.describe`; `format`, `imgsz` (null:
            the size it was trained at), `stem` (of the new file's name), `folder` (where to), `pictures` (paths, may be
            none: then the outputs are compared on noise).
        say: Unused.

    Returns:
        `made` (name within the folder), `imgsz`, `difference` (the largest), `largest` (value), `pictures` (how many),
        `same` (within the tolerance).

    Raises:
        ConflictError, UnreadableError: As `checkpoint.load`; or the export failed.
    """
    path = Path(args["path"])
    copied = Path(args["folder"]) / f"{args['stem']}.pt"  # Ultralytics writes beside the file that it loaded
    shutil.copyfile(path, copied)
    model: Any = checkpoint.load(copied, args["name"], checkpoint.find_sources(path, args["name"], args))
    imgsz = args["imgsz"] or predict.trained_size(model)
    try:
        made = Path(model.export(format=args["format"], imgsz=imgsz, device="cpu", verbose=False))
    except Exception as error:
        raise UnreadableError(f"It cannot be exported to {args['format']}: {blame.describe(error)}") from error
    images = [_read(Path(picture), imgsz) for picture in args["pictures"]] or [torch.rand(1, 3, imgsz, imgsz)]
    return {
        "made": made.name,
        "imgsz": imgsz,
        "pictures": len(args["pictures"]),
        **_compare(_outputs(copied, images), _outputs(made, images)),
    }


def _read(picture: Path, imgsz: int) -> torch.Tensor:
    """As the predictor prepares it."""
    pixels = LetterBox((imgsz, imgsz), auto=False)(image=predict.read_picture(picture, picture.name))
    return torch.from_numpy(numpy.ascontiguousarray(pixels[..., ::-1].transpose(2, 0, 1))).float()[None] / 255


def _outputs(weights: Path, images: list[torch.Tensor]) -> list[torch.Tensor]:
    backend: Any = AutoBackend(str(weights), device=torch.device("cpu"), verbose=False)
    with torch.inference_mode():
        return [_first(backend(image)) for image in images]


def _first(output: Any) -> torch.Tensor:
    while isinstance(output, list | tuple):
        output = output[0]
    found: torch.Tensor = output if isinstance(output, torch.Tensor) else torch.from_numpy(output)
    return found.float()


def _compare(ours: list[torch.Tensor], theirs: list[torch.Tensor]) -> Json:
    if any(one.shape != two.shape for one, two in zip(ours, theirs, strict=True)):
        shapes = f"{list(theirs[0].shape)} instead of {list(ours[0].shape)}"
        raise UnreadableError(f"The exported model gives outputs of another shape: {shapes}.")
    difference = max(float((one - two).abs().max()) for one, two in zip(ours, theirs, strict=True))
    largest = max(float(one.abs().max()) for one in ours)
    return {"difference": difference, "largest": largest, "same": difference <= TOLERANCE * max(largest, 1e-9)}
