"""One training of a run: builds the model from what lies in the run's folder and calls `model.train()`."""

import functools
import logging
from pathlib import Path
from typing import Any

from ultralytics import YOLO
from ultralytics.utils import DEFAULT_CFG_DICT, LOGGER, RANK

from yolosmith.datasets import layout
from yolosmith.engine import architecture, going_on, loggers
from yolosmith.engine.checkpoint import learner
from yolosmith.engine.distributed import Halt
from yolosmith.engine.going_on import Beginning
from yolosmith.engine.orders import Orders
from yolosmith.engine.recorder import LogLines, Recorder, Watcher
from yolosmith.engine.registry import ModuleSource, names_of, read_sources, register_for_loading
from yolosmith.engine.trainer import Interrupted, Supervised, supervised
from yolosmith.runs.events import LogEvent
from yolosmith.storage.files import read_json

FORGOTTEN = {name: DEFAULT_CFG_DICT[name] for name in ("imgsz", "single_cls")}
"""What a checkpoint would bring along from its own training, where the run does not say it."""


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
        """From a signal handler: end after the batch, or at once. Nothing hurries what is about to stop."""
        if self._halt == "stopped":
            return
        self._halt = how
        if self._trainer is not None:
            self._trainer.halt = how

    def close(self) -> None:
        """No more events from here."""
        self._recorder.artifacts()
        self._recorder.close()

    def run(self) -> str:
        """Train; returns the outcome."""
        self.sources = read_sources(self.folder / "modules")
        self._know_teacher()
        with names_of(self.sources):
            return self._train()

    def _know_teacher(self) -> None:
        """Its custom modules can be loaded; rows go on to mean the run's own."""
        path = self.folder / "teacher.json"
        for document in read_json(path) if path.is_file() else []:
            register_for_loading(ModuleSource.from_document(document))

    def _train(self) -> str:
        beginning = going_on.beginning_of(self.folder)
        if beginning.complete:
            return "completed"
        if beginning.damaged:
            self._say("last.pt cannot be read; the training starts again.")
        elif beginning.checkpoint is None and going_on.was_started(self.folder):
            self._say("No whole epoch was saved; the training starts again.")
        if beginning.checkpoint:
            self._agree_with(beginning)
        model = YOLO(beginning.checkpoint) if beginning.checkpoint else self._fresh()
        base = model.task_map[model.task]["trainer"]
        orders = Orders(self.folder, self.spec, self.sources)
        model.add_callback("on_pretrain_routine_start", orders.on_pretrain_routine_start)
        model.add_callback("on_pretrain_routine_start", functools.partial(join_log, self._recorder))
        loggers.switch_on(self.spec.get("loggers", []))
        for event, callback in Watcher(self._recorder).callbacks().items():
            model.add_callback(event, callback)
        try:
            model.train(trainer=self._make_trainer(supervised(base)), **self._arguments(model.task, beginning))
        except Interrupted:
            return "interrupted"
        assert self._trainer is not None
        if self._trainer.halt and not self._is_finished(self._trainer):
            return self._trainer.halt
        return "completed"

    def _is_finished(self, trainer: Supervised) -> bool:
        """Whether the end came before somebody's wish for it; other processes tell by what they left."""
        return trainer.finishing or (trainer.ddp and going_on.beginning_of(self.folder).complete)

    def _agree_with(self, beginning: Beginning) -> None:
        """Records and weights tell of the same epochs, wherever between them an earlier worker died."""
        going_on.cut_table(self.folder / "results.csv", beginning.done)
        total = beginning.epochs or int(self.spec["args"].get("epochs", 100))
        for event in going_on.untold_epochs(self.folder, beginning.done, total):
            self._recorder.write(event)
        if beginning.epochs:
            self._say(
                f"Extended to {beginning.epochs} epochs: the learning rate follows the schedule of "
                f"{beginning.epochs} epochs from epoch {beginning.done + 1} on, and mosaic opens again "
                "until the last epochs if the run has it.",
                level="info",
            )

    def _fresh(self) -> Any:
        """The model before its first epoch: from the architecture at its scale, or from a checkpoint's weights."""
        start = self.folder / "start.pt"
        if start.is_file():
            model = YOLO(start)
            model.model = learner(model.model)
            return model
        path = self.folder / "model.yaml"
        text = (self.folder / "architecture.yaml").read_text(encoding="utf-8")
        architecture.write_scaled_yaml(text, self.spec["scale"], path)
        return YOLO(path, task=self.spec.get("task"))

    def _arguments(self, task: str, beginning: Beginning) -> dict[str, Any]:
        dataset = self.folder.parent.parent / "datasets" / self.spec["dataset"]
        where = {"data": str(layout.trained_on(dataset, task)), "save_dir": str(self.folder), **self._teacher()}
        epochs = {"epochs": beginning.epochs} if beginning.epochs else {}
        if beginning.checkpoint:
            return {**where, **epochs, "resume": True}
        # as loggers call it; where things lie is said by save_dir
        own = {"project": "Yolosmith", "name": self.folder.name, "exist_ok": True}
        return {**FORGOTTEN, **self.spec["args"], **epochs, **where, **own}

    def _teacher(self) -> dict[str, str]:
        """Where it lies; a training that goes on needs it again, since its own weights are kept without the teacher."""
        path = self.folder / "teacher.pt"
        return {"distill_model": str(path)} if path.is_file() else {}

    def _make_trainer(self, kind: type[Supervised]) -> Any:
        def make(*args: Any, **kwargs: Any) -> Supervised:
            trainer = kind(*args, **kwargs)
            trainer.halt, trainer.handed_over = self._halt, self._recorder.handed_over()
            self.device = str(trainer.args.device if trainer.ddp else trainer.device)
            self._trainer = trainer
            return trainer

        return make

    def _say(self, message: str, level: Any = "warning") -> None:
        self._recorder.write(LogEvent(level=level, message=message))


def join_log(recorder: Recorder, trainer: Any) -> None:
    """Ultralytics' callback in the first process of a distributed training: what is logged there is told too."""
    if RANK == 0:
        LOGGER.addHandler(LogLines(recorder))
