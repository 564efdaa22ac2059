"""Where a run goes on: which checkpoint, to how many epochs, and records that agree with it."""

import csv
import io
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from yolosmith.engine.orders import RESUMABLE
from yolosmith.engine.recorder import derived
from yolosmith.runs.events import EpochEvent, finite
from yolosmith.storage.files import read_json, write_text
from yolosmith.storage.journal import read_lines

FINISHED = -1


@dataclass(frozen=True)
class Beginning:
    """What a training begins with.

    Attributes:
        checkpoint: Goes on from there; None: from the start.
        done: Whole epochs that lie behind it.
        epochs: How many there shall be in the end, where the run was extended.
        complete: All is done but the manifest.
        damaged: There was a `last.pt`, and it cannot be read.
    """

    checkpoint: Path | None = None
    done: int = 0
    epochs: int | None = None
    complete: bool = False
    damaged: bool = False


def beginning_of(folder: Path) -> Beginning:
    """Look at a run's weights. The classes in them must be importable."""
    last, kept = folder / "weights" / "last.pt", folder / "weights" / RESUMABLE
    extension = extension_of(folder)
    epochs = extension.get("epochs")
    found = resumable_epoch(last)
    if found not in {None, FINISHED}:
        return Beginning(last, found + 1, epochs)
    done = resumable_epoch(kept)
    if done is not None and done + 1 == extension.get("from"):
        return Beginning(kept, done + 1, epochs)
    if found == FINISHED:
        return Beginning(epochs=epochs, complete=True)
    return Beginning(epochs=epochs, damaged=last.is_file())


def extension_of(folder: Path) -> dict[str, Any]:
    """`{"from", "epochs"}`: after how many epochs the run was extended, and to how many; empty if it was not."""
    path = folder / "extension.json"
    return dict(read_json(path)) if path.is_file() else {}


def resumable_epoch(weights: Path) -> int | None:
    """Epoch (from 0) after which a checkpoint can go on; FINISHED if it is stripped; None if none can be read."""
    if not weights.is_file():
        return None
    try:
        state = torch.load(weights, map_location="cpu", weights_only=False)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError):
        return None
    return int(state["epoch"]) if state.get("optimizer") is not None else FINISHED


def was_started(folder: Path) -> bool:
    """Whether an earlier worker began this run; the present one is told of in the journal already."""
    starts = 0
    for _, line in read_lines(folder / "events.jsonl"):
        starts += b'"status": "running"' in line and b'"run.status"' in line
    return starts > 1


def cut_table(table: Path, epochs: int) -> None:
    """Leave the rows of the first `epochs` epochs in results.csv: the worker may have died between row and weights."""
    if not table.is_file():
        return
    with table.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    whole = {int(float(row[0])): row for row in rows if len(row) == len(header)}
    kept = [whole[epoch] for epoch in sorted(whole) if epoch <= epochs]
    if kept == rows:
        return
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *kept])
    write_text(table, text.getvalue())


def untold_epochs(folder: Path, done: int, epochs: int) -> list[EpochEvent]:
    """Epochs up to `done`, of `epochs`, with a row in results.csv and no event: the worker may have died in between."""
    table = folder / "results.csv"
    if not table.is_file():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        rows = {int(float(row.pop("epoch"))): row for row in csv.DictReader(file)}
    told = max((_epoch(line) for _, line in read_lines(folder / "events.jsonl")), default=0)
    return [_told_late(rows[epoch], epoch, epochs) for epoch in sorted(rows) if told < epoch <= done]


def _told_late(row: dict[str, str], epoch: int, epochs: int) -> EpochEvent:
    """As the recorder tells it; nobody has timed it, and whether it was the best is not known."""
    metrics = {name: finite(float(value)) for name, value in row.items()}
    return EpochEvent(epoch=epoch, epochs=epochs, metrics=metrics, best=False, seconds=0.0, derived=derived(metrics))


def _epoch(line: bytes) -> int:
    """The epoch that an event ends; 0 for other events."""
    if b'"run.epoch"' not in line:
        return 0
    _, _, rest = line.partition(b'"epoch": ')
    return int(rest.partition(b",")[0])
