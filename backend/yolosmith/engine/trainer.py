"""Ultralytics' trainers with what a supervised run needs: atomic weights, a resumable stop, sources in the `.pt`,
snapshots, and a copy that more epochs can go on from.

Nothing of the training loop is copied: each method below calls the original.
"""

import contextlib
import shutil
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import torch
from ultralytics.models import yolo
from ultralytics.models.rtdetr.train import RTDETRTrainer
from ultralytics.utils import RANK
from ultralytics.utils.torch_utils import strip_optimizer

from yolosmith.engine import distributed, loggers, registry
from yolosmith.engine.distributed import Halt
from yolosmith.engine.orders import RESUMABLE, Orders


class Interrupted(BaseException):
    """Leaves the training at once. Not an Exception, so that no recovery in the library takes it for a fault."""


class NothingLeftError(Exception):
    """`last.pt` is of the last epoch: only the final validation was missing when the worker died."""


class Supervised:
    """Mixed into the trainer of a task. `halt` is set from a signal handler, `orders` by a callback of the run.

    Attributes:
        handed_over: Open while other processes train; the run's records are theirs then.
    """

    halt: Halt | None = None
    orders: Orders | None = None
    finishing: bool = False
    handed_over: AbstractContextManager[None] = contextlib.nullcontext()
    callbacks: dict[str, list[loggers.Callback]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As Ultralytics' own. Of several processes only the first has the run's callbacks: it keeps the records."""
        if not distributed.is_first:
            kwargs["_callbacks"] = None
        super().__init__(*args, **kwargs)
        loggers.guard(self.callbacks)

    def train(self) -> None:
        """Train here, or in one process a device, which then know the custom modules too (see the end of this file).

        Ultralytics empties the folder of a distributed training that does not go on from a checkpoint; ours has the
        run's records in it, so that it is told that this one does.

        Raises:
            ChildFailedError: One of those processes failed.
        """
        if not self.ddp:
            with distributed.telling_failure(self.save_dir):
                super().train()  # type: ignore[misc]
            return
        before, self.resume = self.resume, True
        try:
            with registry.shared_with_children(), self.handed_over:
                super().train()  # type: ignore[misc]
        except subprocess.CalledProcessError:
            if self.halt == "interrupted":
                raise Interrupted from None
            raise distributed.told_failure(self.save_dir) from None
        finally:
            self.resume = before

    def run_callbacks(self, event: str) -> None:
        """After each batch, look whether the training shall end."""
        super().run_callbacks(event)  # type: ignore[misc]
        if event == "on_train_batch_end":
            if distributed.is_child():
                self.halt = distributed.agree(self.orders.folder if self.orders else None, self.device)
            if self.halt == "interrupted":
                raise Interrupted
            if self.halt == "stopped":
                self.stop = True  # Ultralytics then validates and saves the open epoch

    def save_model(self) -> bool:
        """Write `last.pt` and `best.pt` beside, then rename: a kill at any moment leaves whole files.

        Snapshots are ours too: Ultralytics counts their epochs from 0, and writes them in place.
        """
        last, best, period = self.last, self.best, self.save_period
        self.last, self.best, self.save_period = hidden(last), hidden(best), -1
        self._unlink_hidden()  # a kill may have left half of one, and best.pt is not written each time
        try:
            saved: bool = super().save_model()  # type: ignore[misc]
            epoch = self.epoch + 1
            if self.orders and (epoch in self.orders.snapshots or (period > 0 and epoch % period == 0)):
                # first: where it cannot be kept, the epoch is done again and not passed over
                self._keep_snapshot(self.orders, self.wdir / f"epoch{epoch}.pt")
            for temporary, target in ((self.last, last), (self.best, best)):
                if temporary.exists():
                    temporary.replace(target)
        finally:
            self._unlink_hidden()  # on a full disk half a file would only take room
            self.last, self.best, self.save_period = last, best, period
        return saved

    def _unlink_hidden(self) -> None:
        for path in (self.last, self.best):
            path.unlink(missing_ok=True)

    def _keep_snapshot(self, orders: Orders, target: Path) -> None:
        """A copy of `last.pt` for use, not to go on from."""
        temporary = hidden(target)
        try:
            shutil.copyfile(self.last, temporary)
            strip_optimizer(temporary)
            orders.seal(temporary)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def final_eval(self) -> None:
        """Strip, validate and seal copies, then rename them; after a stop leave `last.pt` as it is, to go on from."""
        if self.halt == "stopped":
            return
        self.finishing = True
        last, best = self.last, self.best
        folder = last.parent / ".final"
        self.last, self.best = folder / last.name, folder / best.name
        try:
            if distributed.is_first:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                for source, copy in ((last, self.last), (best, self.best)):
                    if source.exists():
                        shutil.copyfile(source, copy)
            distributed.wait_for_all()
            super().final_eval()  # type: ignore[misc]
            distributed.wait_for_all()
            if distributed.is_first:
                keep(last, last.with_name(RESUMABLE))
                for copy, target in ((self.best, best), (self.last, last)):
                    if copy.exists():
                        if self.orders:
                            self.orders.seal(copy)
                        copy.replace(target)
        finally:
            self.last, self.best = last, best
            if distributed.is_first:
                shutil.rmtree(folder, ignore_errors=True)

    def check_resume(self, overrides: dict[str, Any]) -> None:
        """Ultralytics goes on to the epochs of the checkpoint; ours goes on to those that are asked for."""
        super().check_resume({name: value for name, value in overrides.items() if name != "epochs"})  # type: ignore[misc]
        if self.resume:
            self.args.epochs = overrides.get("epochs", self.args.epochs)

    def resume_training(self, ckpt: dict[str, Any] | None) -> None:
        """Ultralytics refuses where all epochs are done; here that means that the end is still to be made."""
        if ckpt is not None and self.resume and ckpt.get("epoch", -1) + 1 >= self.epochs:
            self.epoch = self.epochs - 1
            raise NothingLeftError
        super().resume_training(ckpt)  # type: ignore[misc]
        if self.resume and Path(str(self.args.resume)).name == RESUMABLE:
            self.stopper.best_epoch = self.start_epoch  # its patience begins anew

    def _do_train(self) -> None:
        try:
            super()._do_train()  # type: ignore[misc]
        except NothingLeftError:
            self.final_eval()

    # set by Ultralytics' BaseTrainer
    args: Any
    save_dir: Path
    wdir: Path
    last: Path
    best: Path
    save_period: int
    stop: bool
    stopper: Any
    resume: bool
    ddp: bool
    device: torch.device
    epoch: int
    epochs: int
    start_epoch: int


def hidden(path: Path) -> Path:
    """Where a file lies until it is whole."""
    return path.with_name(f".{path.name}.tmp")


def keep(source: Path, target: Path) -> None:
    """Give a file that is about to be replaced a second name, or copy it where the file system has no links."""
    if not source.exists():
        return
    temporary = hidden(target)
    temporary.unlink(missing_ok=True)
    try:
        temporary.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, temporary)
    temporary.replace(target)


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


class SemanticTrainer(Supervised, yolo.semantic.SemanticSegmentationTrainer):
    """Semantic segmentation."""


class DepthTrainer(Supervised, yolo.depth.DepthTrainer):
    """Depth."""


class DetrTrainer(Supervised, RTDETRTrainer):
    """RT-DETR."""


TRAINERS: dict[type, type[Supervised]] = {
    trainer.__mro__[2]: trainer
    for trainer in (
        DetectTrainer,
        SegmentTrainer,
        ClassifyTrainer,
        PoseTrainer,
        ObbTrainer,
        SemanticTrainer,
        DepthTrainer,
        DetrTrainer,
    )
}


def supervised(trainer: type) -> type[Supervised]:
    """The supervised form of one of Ultralytics' trainers; made on the spot for one that is not listed."""
    return TRAINERS.get(trainer) or type(f"Supervised{trainer.__name__}", (Supervised, trainer), {})


# The first thing of ours that a process of a distributed training imports.
registry.take_shared()
loggers.take_shared()
if RANK != -1:
    distributed.leave_with_parent()
