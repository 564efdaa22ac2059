"""One training of a run: builds the model from what lies in the run's folder and calls `model.train()`."""

import logging
from pathlib import Path
from typing import Any

import torch
from ultralytics import YOLO
from ultralytics.utils import LOGGER

from yolosmith.engine import architecture, embedded
from yolosmith.engine.recorder import LogLines, Recorder, Watcher
from yolosmith.engine.registry import ModuleSource, names_of, read_sources
from yolosmith.engine.trainer import Halt, Interrupted, Supervised, supervised
from yolosmith.runs.events import LogEvent


class Training:
    """The work of one worker. `run` may be called once."""

    def __init__(self, folder: Path, spec: dict[str, Any]) -> None:
        self.folder = folder
        self.spec = spec
        self.sources: list[ModuleSource] = []
        self.device: str | None = None
        self._trainer: Supervised | None = None
        self._halt: Halt | None = None
        self._recorder = Recorder(folder)
        LOGGER.addHandler(LogLines(self._recorder))
        LOGGER.setLevel(logging.INFO)

    def halt(self, how: Halt) -> None:
        """From a signal handler: end after the batch, or at once."""
        self._halt = how
        if self._trainer is not None:
            self._trainer.halt = how

    def close(self) -> None:
        """No more events from here."""
        self._recorder.artifacts()
        self._recorder.close()

    def run(self) -> str:
        """Train; returns the outcome."""
        self.sources = self._read_sources()
        with names_of(self.sources):
            return self._train()

    def _read_sources(self) -> list[ModuleSource]:
        """The run's own copies; of a start from weights, those that the weights bring along."""
        start = self.folder / "start.pt"
        if not start.is_file():
            return read_sources(self.folder / "modules")
        document = embedded.read(start) or {}
        return [ModuleSource.from_document(module) for module in document.get("modules", [])]

    def _train(self) -> str:
        last = self.folder / "weights" / "last.pt"
        state = resumable_epoch(last)
        if state == -1:
            return "completed"  # all was done but the manifest
        if last.is_file() and state is None:
            self._say(f"{last.name} cannot be read; the training starts again.")
        model = YOLO(last) if state is not None else self._fresh()
        base = model.task_map[model.task]["trainer"]
        for event, callback in Watcher(self._recorder).callbacks().items():
            model.add_callback(event, callback)
        model.add_callback("on_pretrain_routine_end", self._note_device)
        try:
            model.train(trainer=self._make_trainer(supervised(base)), **self._arguments(resume=state is not None))
        except Interrupted:
            return "interrupted"
        assert self._trainer is not None
        return self._trainer.halt if self._trainer.halt and not self._trainer.finishing else "completed"

    def _fresh(self) -> Any:
        """The model before its first epoch: from the architecture at its scale, or from a checkpoint's weights."""
        start = self.folder / "start.pt"
        if start.is_file():
            return YOLO(start)
        path = self.folder / "model.yaml"
        text = (self.folder / "architecture.yaml").read_text(encoding="utf-8")
        architecture.write_scaled_yaml(text, self.spec["scale"], path)
        return YOLO(path, task=self.spec.get("task"))

    def _arguments(self, *, resume: bool) -> dict[str, Any]:
        dataset = self.folder.parent.parent / "datasets" / self.spec["dataset"] / "data.yaml"
        where = {"data": str(dataset), "save_dir": str(self.folder)}
        if resume:
            return {**where, "resume": True}
        own = {"project": str(self.folder.parent), "name": self.folder.name, "exist_ok": True}
        return {**self.spec["args"], **where, **own}

    def _make_trainer(self, kind: type[Supervised]) -> Any:
        def make(*args: Any, **kwargs: Any) -> Supervised:
            trainer = kind(*args, **kwargs)
            trainer.halt, trainer.seal = self._halt, self._seal
            self._trainer = trainer
            return trainer

        return make

    def _note_device(self, trainer: Any) -> None:
        self.device = str(trainer.device)

    def _seal(self, weights: Path) -> None:
        text = self.folder / "architecture.yaml"
        embedded.embed(
            weights,
            {
                "format": 1,
                "modules": [source.document() for source in self.sources],
                "architecture": text.read_text(encoding="utf-8") if text.is_file() else None,
                "scale": self.spec["scale"],
                "args": self.spec["args"],
            },
        )

    def _say(self, message: str) -> None:
        self._recorder.write(LogEvent(level="warning", message=message))


def resumable_epoch(last: Path) -> int | None:
    """Epoch (from 0) after which `last.pt` can go on; -1 if it is stripped, so finished; None if there is none."""
    if not last.is_file():
        return None
    try:
        state = torch.load(last, map_location="cpu", weights_only=False)
    except (OSError, RuntimeError, EOFError):
        return None
    return int(state["epoch"]) if state.get("optimizer") is not None else -1
