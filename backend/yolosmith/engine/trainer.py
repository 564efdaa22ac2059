"""Ultralytics' trainers with what a supervised run needs: atomic weights, a resumable stop, sources in the `.pt`.

Nothing of the training loop is copied: each method below calls the original.
"""

import shutil
from pathlib import Path
from typing import Any, Literal, Protocol

from ultralytics.models import yolo
from ultralytics.models.rtdetr.train import RTDETRTrainer

from yolosmith.engine import registry

Halt = Literal["stopped", "interrupted"]


class Seal(Protocol):
    """Puts what a checkpoint needs to be loaded anywhere into a finished weights file."""

    def __call__(self, weights: Path) -> None:
        """Change the file in place; nobody else sees it yet."""


class Interrupted(BaseException):
    """Leaves the training at once. Not an Exception, so that no recovery in the library takes it for a fault."""


class NothingLeftError(Exception):
    """`last.pt` is of the last epoch: only the final validation was missing when the worker died."""


class Supervised:
    """Mixed into the trainer of a task. `halt` is set from a signal handler, `seal` by the worker."""

    halt: Halt | None = None
    seal: Seal | None = None
    finishing: bool = False

    def train(self) -> None:
        """Train here, or in one process a device, which then know the custom modules too (see the end of this file).

        Ultralytics empties the folder of a distributed training that does not go on from a checkpoint; ours has the
        run's records in it, so that it is told that this one does.
        """
        if not self.ddp:
            super().train()  # type: ignore[misc]
            return
        before, self.resume = self.resume, True
        try:
            with registry.shared_with_children():
                super().train()  # type: ignore[misc]
        finally:
            self.resume = before

    def run_callbacks(self, event: str) -> None:
        """After each batch, look whether the training shall end."""
        super().run_callbacks(event)  # type: ignore[misc]
        if event == "on_train_batch_end":
            if self.halt == "interrupted":
                raise Interrupted
            if self.halt == "stopped":
                self.stop = True  # Ultralytics then validates and saves the open epoch

    def save_model(self) -> bool:
        """Write `last.pt` and `best.pt` beside, then rename: a kill at any moment leaves whole files."""
        last, best = self.last, self.best
        self.last, self.best = hidden(last), hidden(best)
        try:
            saved: bool = super().save_model()  # type: ignore[misc]
        finally:
            written, (self.last, self.best) = (self.last, self.best), (last, best)
        for temporary, target in zip(written, (last, best), strict=True):
            if temporary.exists():
                temporary.replace(target)
        return saved

    def final_eval(self) -> None:
        """Strip, validate and seal copies, then rename them; after a stop leave `last.pt` as it is, to go on from."""
        if self.halt == "stopped":
            return
        self.finishing = True
        last, best = self.last, self.best
        folder = last.parent / ".final"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self.last, self.best = folder / last.name, folder / best.name
        try:
            for source, copy in ((last, self.last), (best, self.best)):
                if source.exists():
                    shutil.copyfile(source, copy)
            super().final_eval()  # type: ignore[misc]
            for copy, target in ((self.best, best), (self.last, last)):
                if copy.exists():
                    if self.seal:
                        self.seal(copy)
                    copy.replace(target)
        finally:
            self.last, self.best = last, best
            shutil.rmtree(folder, ignore_errors=True)

    def resume_training(self, ckpt: dict[str, Any] | None) -> None:
        """Ultralytics refuses where all epochs are done; here that means that the end is still to be made."""
        if ckpt is not None and self.resume and ckpt.get("epoch", -1) + 1 >= self.epochs:
            self.epoch = self.epochs - 1
            raise NothingLeftError
        super().resume_training(ckpt)  # type: ignore[misc]

    def _do_train(self) -> None:
        try:
            super()._do_train()  # type: ignore[misc]
        except NothingLeftError:
            self.final_eval()

    # set by Ultralytics' BaseTrainer
    last: Path
    best: Path
    stop: bool
    resume: bool
    ddp: bool
    epoch: int
    epochs: int


def hidden(path: Path) -> Path:
    """Where a file lies until it is whole."""
    return path.with_name(f".{path.name}.tmp")


class DetectTrainer(Supervised, yolo.detect.DetectionTrainer):
    """Detection."""


class SegmentTrainer(Supervised, yolo.segment.SegmentationTrainer):
    """Instance segmentation."""


class ClassifyTrainer(Supervised, yolo.classify.ClassificationTrainer):
    """Classification."""


class PoseTrainer(Supervised, yolo.pose.PoseTrainer):
    """Keypoints."""


class ObbTrainer(Supervised, yolo.obb.OBBTrainer):
    """Oriented boxes."""


class DetrTrainer(Supervised, RTDETRTrainer):
    """RT-DETR."""


TRAINERS: dict[type, type[Supervised]] = {
    trainer.__mro__[2]: trainer
    for trainer in (DetectTrainer, SegmentTrainer, ClassifyTrainer, PoseTrainer, ObbTrainer, DetrTrainer)
}


def supervised(trainer: type) -> type[Supervised]:
    """The supervised form of one of Ultralytics' trainers; made on the spot for one that is not listed."""
    return TRAINERS.get(trainer) or type(f"Supervised{trainer.__name__}", (Supervised, trainer), {})


registry.take_shared()  # the first thing of ours that a process of a distributed training imports
