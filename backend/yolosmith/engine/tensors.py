"""The job `tensor_statistics`: what the values in one row of a checkpoint are like."""

from pathlib import Path
from typing import Any

import torch

from yolosmith.checkpoints.schemas import Histogram, TensorStatistics
from yolosmith.engine import checkpoint
from yolosmith.engine.jobs import Say
from yolosmith.errors import NotFoundError

BINS = 40


def run(args: dict[str, Any], say: Say) -> list[dict[str, Any]]:
    """The job.

    Args:
        args: `path`, `name`, `folders`, `accepted` as in `checkpoint.describe`; `row`, its number.
        say: Unused.

    Returns:
        `TensorStatistics` of each of its tensors.

    Raises:
        NotFoundError: There is no such row.
        ConflictError, UnreadableError: As `checkpoint.load`.
    """
    path = Path(args["path"])
    model = checkpoint.load(path, args["name"], checkpoint.find_sources(path, args["name"], args))
    rows = model.model.get_submodule("model")
    if args["row"] >= len(rows):
        raise NotFoundError(f"{args['name']} has {len(rows)} rows; there is no row {args['row']}.")
    return [statistics(name, tensor).model_dump() for name, tensor in rows[args["row"]].state_dict().items()]


def statistics(name: str, tensor: torch.Tensor) -> TensorStatistics:
    """Of the finite values of one tensor; the deviation is that of the values themselves (not of a sample)."""
    values = tensor.detach().to(torch.float64).flatten()
    finite = values[torch.isfinite(values)]
    some = len(finite) > 0
    low, high = (float(finite.min()), float(finite.max())) if some else (0.0, 0.0)
    counts = torch.histc(finite, BINS, low, high).long().tolist() if some and low < high else []
    return TensorStatistics(
        name=name,
        values=len(values),
        mean=float(finite.mean()) if some else None,
        std=float(finite.std(correction=0)) if some else None,
        minimum=low if some else None,
        maximum=high if some else None,
        zeros=int((values == 0).sum()),
        not_finite=len(values) - len(finite),
        histogram=Histogram(low=low, high=high, counts=counts) if counts else None,
    )
