"""The worker's pen: what happens in a training becomes lines of the run's events.jsonl."""

import contextlib
import csv
import logging
import math
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from ultralytics.utils import RANK
from ultralytics.utils.torch_utils import unwrap_model

from yolosmith.engine import curves
from yolosmith.engine.checkpoint import learner
from yolosmith.engine.machine import Machine
from yolosmith.metrics.counts import f1_of
from yolosmith.runs.events import ArtifactEvent, BatchEvent, EpochEvent, LogEvent, RunEvent, StartEvent, finite, payload
from yolosmith.storage.journal import Journal

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
SHOWN_SUFFIXES = frozenset({".pt", ".jpg", ".png", ".csv"})
NOT_OURS = "no model scale passed"
"""Ultralytics guesses the scale from a file's name; here the run names it, and the YAML holds no other."""

type_of_level: dict[int, Literal["debug", "info", "warning", "error"]] = {
    logging.DEBUG: "debug",
    logging.INFO: "info",
    logging.WARNING: "warning",
    logging.ERROR: "error",
    logging.CRITICAL: "error",
}


class Recorder:
    """Writes events, from any thread (plots are drawn in threads of their own, and they log)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._journal: Journal | None = Journal(folder / "events.jsonl")
        self._seen: dict[Path, tuple[int, float]] = self._files()

    def write(self, event: RunEvent, *, durable: bool = False) -> None:
        """One line; none while other processes write."""
        with self._lock:
            if self._journal:
                self._journal.append(payload(event, self.folder.name), durable=durable)

    def artifacts(self) -> None:
        """Tell of files that are new or have changed since the last look."""
        now = self._files()
        for path, facts in now.items():
            if self._seen.get(path) != facts:
                self.write(ArtifactEvent(path=str(path.relative_to(self.folder)), bytes=facts[0]))
        self._seen = now

    def close(self) -> None:
        """Let the server write again."""
        if self._journal:
            self._journal.close()
            self._journal = None

    @contextlib.contextmanager
    def handed_over(self) -> Iterator[None]:
        """While open, the first process of a distributed training writes."""
        with self._lock:
            self.close()
        try:
            yield
        finally:
            with self._lock:
                self._journal = Journal(self.folder / "events.jsonl")

    def __getstate__(self) -> dict[str, Any]:
        """What those processes get; see `handed_over`."""
        return {"folder": self.folder}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.folder = state["folder"]
        self._lock = threading.Lock()
        self._journal = Journal(self.folder / "events.jsonl") if RANK == 0 else None
        self._seen = self._files()

    def _files(self) -> dict[Path, tuple[int, float]]:
        found = {}
        for place in (self.folder, self.folder / "weights"):
            for path in sorted(place.iterdir()) if place.is_dir() else []:
                shown = path.suffix in SHOWN_SUFFIXES or path.name == curves.FILE
                if shown and not path.name.startswith("."):
                    facts = path.stat()
                    found[path] = (facts.st_size, facts.st_mtime)
        return found


class LogLines(logging.Handler):
    """A logging handler that turns records into `run.log` events."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(logging.INFO)
        self._recorder = recorder

    def emit(self, record: logging.LogRecord) -> None:
        """Plain text, one event a record."""
        message = ESCAPES.sub("", record.getMessage()).strip("\r\n")
        if message.strip() and NOT_OURS not in message:
            self._recorder.write(LogEvent(level=type_of_level.get(record.levelno, "info"), message=message))


class Watcher:
    """The callbacks of one training. Ultralytics gives neither batch index nor time left: both are counted here."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._batch = 0
        self._batches = 0
        self._batch_seconds = 0.0
        self._epoch_seconds = 0.0
        self._epoch_began = self._batch_ended = time.monotonic()
        self._machine: Machine | None = None
        self._curves = curves.CurveKeeper(recorder.folder)

    def callbacks(self) -> dict[str, Any]:
        """By Ultralytics' names."""
        return {
            "on_train_start": self.on_train_start,
            "on_train_epoch_start": self.on_train_epoch_start,
            "on_train_batch_end": self.on_train_batch_end,
            "on_val_start": self._curves.on_val_start,
            "on_val_end": self._curves.on_val_end,
            "on_fit_epoch_end": self.on_fit_epoch_end,
        }

    def on_train_start(self, trainer: Any) -> None:
        """Say what will be trained, on what."""
        parameters = sum(p.numel() for p in learner(unwrap_model(trainer.model)).parameters())
        self._recorder.write(
            StartEvent(
                epochs=trainer.epochs,
                batches=len(trainer.train_loader),
                images=len(trainer.train_loader.dataset),
                device=str(trainer.device),
                parameters=parameters,
                losses=list(trainer.loss_names),
            )
        )
        self._machine = Machine(trainer.device)
        self._recorder.artifacts()

    def on_train_epoch_start(self, trainer: Any) -> None:
        """Count from zero; out of memory may have halved the batches."""
        self._batch = 0
        self._batches = len(trainer.train_loader)
        self._epoch_began = self._batch_ended = time.monotonic()

    def on_train_batch_end(self, trainer: Any) -> None:
        """One event a batch."""
        self._batch += 1
        now = time.monotonic()
        self._batch_seconds += ((now - self._epoch_began) / self._batch - self._batch_seconds) / min(self._batch, 50)
        seconds, self._batch_ended = now - self._batch_ended, now
        groups = trainer.optimizer.param_groups
        self._recorder.write(
            BatchEvent(
                epoch=trainer.epoch + 1,
                batch=self._batch,
                losses={name: finite(float(value)) for name, value in (trainer.tloss or {}).items()},
                lr={f"pg{index}": finite(float(group["lr"])) for index, group in enumerate(groups)},
                eta=self._time_left(trainer),
                batches=self._batches,
                speed=round(self._images(trainer) / seconds, 2) if seconds else None,
                machine=self._machine.look() if self._machine else None,
            )
        )

    def on_fit_epoch_end(self, trainer: Any) -> None:
        """One event an epoch; the call that ends the final validation is no epoch and wrote no row."""
        best = trainer.fitness is not None and trainer.best_fitness == trainer.fitness
        if trainer.finishing or best:
            self._curves.keep(None if trainer.finishing else trainer.epoch + 1)
        if trainer.finishing:
            return
        seconds = time.monotonic() - self._epoch_began
        self._epoch_seconds = seconds if not self._epoch_seconds else 0.5 * (self._epoch_seconds + seconds)
        row = last_row(trainer.csv)
        event = EpochEvent(
            epoch=trainer.epoch + 1,
            epochs=trainer.epochs,
            metrics=row,
            best=best,
            seconds=round(seconds, 3),
            derived=derived(row),
        )
        self._recorder.write(event, durable=True)
        self._recorder.artifacts()

    def _images(self, trainer: Any) -> int:
        """Of the batch that ended: the last one of an epoch may be smaller."""
        left = len(trainer.train_loader.dataset) - (self._batch - 1) * trainer.batch_size
        return int(min(trainer.batch_size, left)) if left > 0 else int(trainer.batch_size)

    def _time_left(self, trainer: Any) -> float | None:
        left = trainer.epochs - trainer.epoch - 1
        batches = self._batches - self._batch
        epoch = self._epoch_seconds or self._batch_seconds * self._batches
        seconds = left * epoch + batches * self._batch_seconds
        return round(seconds, 1) if math.isfinite(seconds) else None


def derived(row: dict[str, float | None]) -> dict[str, float | None]:
    """F1 of each precision and recall of a row: boxes, masks and keypoints have their own."""
    found: dict[str, float | None] = {}
    for name, precision in row.items():
        if name.startswith("metrics/precision"):
            recall = row.get(name.replace("precision", "recall"))
            f1 = None if precision is None or recall is None else f1_of(precision, recall)
            found[name.replace("precision", "F1")] = f1
    return found


def last_row(table: Path) -> dict[str, float | None]:
    """The row that Ultralytics has just written into results.csv, without the epoch."""
    with table.open(encoding="utf-8", newline="") as file:
        row: dict[str, str] = {}
        for row in csv.DictReader(file):  # noqa: B007  the last one stays
            pass
    return {name: finite(float(value)) for name, value in row.items() if name != "epoch"}
