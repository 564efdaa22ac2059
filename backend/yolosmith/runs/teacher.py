"""A teacher for a training: the checkpoint whose features the model learns to reproduce besides the labels.

The argument `distill_model` names it by its id. The run keeps the file as `teacher.pt`, and the sources of its custom
modules as `teacher.json`: the worker needs them to load it, and resuming needs both again.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yolosmith.architectures.schemas import Inspection
from yolosmith.checkpoints.schemas import CheckpointDetail
from yolosmith.checkpoints.service import CheckpointService
from yolosmith.errors import NotFoundError, UnreadableError

ARGUMENT = "distill_model"
TASKS = ("detect", "segment", "pose", "obb")
"""Ultralytics finds the features by the head, which has to be one for detection or made from it."""


async def problem_with(
    checkpoints: CheckpointService, teacher: str, task: str | None, strides: Sequence[int] | None = None
) -> str | None:
    """Why it cannot teach, in a sentence; None: it can.

    Args:
        checkpoints: To look into.
        teacher: Id of the checkpoint.
        task: Of the model that learns; None where it is not known.
        strides: Pixels to one position of each level of features that its head reads; None where they are not known.
    """
    try:
        found = await checkpoints.get(teacher)
    except (NotFoundError, UnreadableError) as error:
        return error.detail
    if found.state == "needs_acceptance":
        return f"{teacher} brings modules of its own; look at their sources and accept them first."
    if found.task not in TASKS:
        return f"{teacher} is a {found.task} model; a teacher has a head for {', '.join(TASKS)}."
    if task is not None and task not in TASKS:
        return f"A {task} model cannot be taught; its task would be {', '.join(TASKS)}."
    if strides and found.strides and list(strides) != found.strides:
        return (
            f"{teacher} has features of strides {_spoken(found.strides)}, this model of {_spoken(strides)}: "
            "both must have the same levels."
        )
    return None


async def files_of(checkpoints: CheckpointService, args: dict[str, Any]) -> tuple[dict[str, str], dict[str, Path]]:
    """Texts and weights for the run's folder, by name; nothing where the arguments name no teacher.

    Args:
        checkpoints: To take it from.
        args: Checked already: the teacher fits the model.
    """
    teacher = args.get(ARGUMENT)
    if teacher is None:
        return {}, {}
    return {"teacher.json": _sources(await checkpoints.get(teacher))}, {"teacher.pt": checkpoints.weights(teacher)}


def strides_of(inspected: Inspection, imgsz: int) -> list[int] | None:
    """Of the levels that the last row reads; None where that is not a head over several maps."""
    shapes = inspected.rows[-1].in_shapes if inspected.rows else None
    maps = [shape for shape in shapes or [] if shape and len(shape) == 3]
    heights = [shape[1] for shape in maps if isinstance(shape[1], int)]
    return [imgsz // height for height in heights] if shapes and len(heights) == len(shapes) else None


def _sources(teacher: CheckpointDetail) -> str:
    needed = [source for source in teacher.sources if source.needed]
    return json.dumps([source.model_dump(include={"name", "sha256", "source", "contract"}) for source in needed])


def _spoken(strides: Sequence[int]) -> str:
    return ", ".join(str(stride) for stride in strides)
