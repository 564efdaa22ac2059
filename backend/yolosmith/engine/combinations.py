"""Arguments beside one another, and beside what is trained on what: what cannot be, and what means something else than
it seems to. Each rule is a function that yields; a warning starts a run all the same."""

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch

from yolosmith.engine.argument_table import GROUP_OF, TASKS, UNUSED
from yolosmith.runs.devices import named_devices

ADAM = frozenset({"adam", "adamax", "adamw", "nadam", "radam"})
HIGH_ADAM_LR = 0.01
STRIDE = 32
"""Ultralytics rounds imgsz up to the greatest stride of the model, which is no less."""


@dataclass(frozen=True)
class Facts:
    """What is known besides the arguments; None where it is not.

    Attributes:
        task: Of the model.
        layers: How many rows the model has.
        classes: How many classes the data set has.
        splits: Pictures by split.
        pretrained: Whether the training starts from weights.
    """

    task: str | None = None
    layers: int | None = None
    classes: int | None = None
    splits: dict[str, int] | None = None
    pretrained: bool | None = None


@dataclass(frozen=True)
class Setting:
    """The arguments that were given, all values as they will be, and the facts."""

    given: dict[str, Any]
    values: dict[str, Any]
    facts: Facts

    @property
    def on_cpu(self) -> bool:
        """Whether it will train on the CPU."""
        asked = named_devices(self.values["device"])
        return asked == ["cpu"] or (not asked and not torch.cuda.is_available())

    def of(self, *names: str) -> list[Any]:
        """Their values."""
        return [self.values[name] for name in names]


@dataclass(frozen=True)
class Finding:
    """At which argument, and what."""

    name: str
    message: str


def errors(setting: Setting) -> Iterator[Finding]:
    """What would fail, or train something that nobody asked for."""
    for rule in (_device, _freeze, _classes, _split, _last_batch, _quantize, _scale_of_crops, _auto_batch_on_many):
        yield from rule(setting)


def warnings(setting: Setting) -> Iterator[Finding]:
    """What works, and not as one might think."""
    for rule in (
        _without_effect,
        _image_size,
        _optimizer,
        _mosaic,
        _rect,
        _batches,
        _epochs,
        _on_the_cpu,
        _workers,
        _class_numbers,
        _validation,
    ):
        yield from rule(setting)


def present_devices() -> list[str]:
    """Those of this machine, by the names that the argument takes."""
    found = ["cpu", *(str(index) for index in range(torch.cuda.device_count()))]
    return [*found, "mps"] if torch.backends.mps.is_available() else found


def _device(it: Setting) -> Iterator[Finding]:
    asked, present = named_devices(it.values["device"]), present_devices()
    numbered = [name for name in present if name.isdigit()]
    for name in asked:
        if name not in present and not (name == "-1" and numbered):
            yield Finding("device", f"This machine has no device {name[:40]}; it has {', '.join(present)}.")
            return
    if len(asked) > 1 and not all(name.isdigit() or name == "-1" for name in asked):
        yield Finding("device", "Several devices are numbers of GPUs, as [0, 1].")
    elif len(asked) != len(set(asked) - {"-1"}) + asked.count("-1"):
        yield Finding("device", "A device is named twice.")


def _freeze(it: Setting) -> Iterator[Finding]:
    freeze, layers = it.values["freeze"], it.facts.layers
    if layers is None or freeze is None:
        return
    if not isinstance(freeze, list):
        if freeze >= layers:
            yield Finding("freeze", f"The model has {layers} layers: with {freeze} frozen, nothing is left to train.")
        return
    numbers = [int(str(one).partition(".")[0]) for one in freeze]
    if beyond := [number for number in numbers if number >= layers]:
        yield Finding("freeze", f"The model has no layer {beyond[0]}: its layers are 0 to {layers - 1}.")
    elif {one for one in freeze if isinstance(one, int)} >= set(range(layers)):
        yield Finding("freeze", "Every layer is frozen: nothing is left to train.")


def _classes(it: Setting) -> Iterator[Finding]:
    chosen, classes = it.values["classes"], it.facts.classes
    if chosen is None or classes is None:
        return
    numbers = chosen if isinstance(chosen, list) else [chosen]
    if beyond := [number for number in numbers if number >= classes]:
        yield Finding("classes", f"The data set has no class {beyond[0]}: its classes are 0 to {classes - 1}.")


def _split(it: Setting) -> Iterator[Finding]:
    split, splits = it.values["split"], it.facts.splits
    if splits is not None and not splits.get(str(split).lower()):
        there = ", ".join(name for name, images in splits.items() if images) or "none"
        yield Finding("split", f"The data set has no pictures in {split}; it has {there}.")


def _last_batch(it: Setting) -> Iterator[Finding]:
    """A single picture of a single position gives BatchNorm nothing to compute a variance from."""
    batch, imgsz, multi_scale = it.of("batch", "imgsz", "multi_scale")
    images = images_used(it)
    if images is None or batch < 1:
        return
    least = max(STRIDE, int(imgsz * (1 - multi_scale))) // STRIDE * STRIDE
    if least < 2 * STRIDE and (images % batch or min(batch, images)) == 1:
        message = f"The last batch has one picture, and at {least} px BatchNorm cannot train on one; change batch."
        yield Finding("batch", message)


def _quantize(it: Setting) -> Iterator[Finding]:
    eight = str(it.values["quantize"]).lower() in {"8", "int8", "w8a8"}
    if eight and importlib.util.find_spec("modelopt") is None:
        message = "Training for 8 bits needs the package nvidia-modelopt, which is not installed."
        yield Finding("quantize", message)
    elif not eight and it.values["quantize"] is not None:
        yield Finding("quantize", "A training knows 8 only; other precisions are for export and prediction.")


def _scale_of_crops(it: Setting) -> Iterator[Finding]:
    if it.facts.task == "classify" and isinstance(it.values["scale"], list | tuple):
        yield Finding("scale", "In classification scale is one number from 0 to 1.")


def _auto_batch_on_many(it: Setting) -> Iterator[Finding]:
    if it.values["batch"] < 1 and len(named_devices(it.values["device"])) > 1:
        yield Finding("batch", "On several GPUs the batch is a whole number of pictures, a multiple of their number.")


def _without_effect(it: Setting) -> Iterator[Finding]:
    task = it.facts.task
    for name in it.given:
        tasks = TASKS.get(name)
        if GROUP_OF.get(name) == UNUSED:
            yield Finding(name, "A training makes no use of it.")
        elif task is not None and tasks is not None and task not in tasks:
            yield Finding(name, f"It has no effect on the task {task}; it is for {', '.join(tasks)}.")
    if "dis" in it.given and it.values["distill_model"] is None:
        yield Finding("dis", "It has no effect without a teacher; distill_model names one.")


def _image_size(it: Setting) -> Iterator[Finding]:
    imgsz = it.values["imgsz"]
    if imgsz % STRIDE:
        rounded = -(-imgsz // STRIDE) * STRIDE
        yield Finding("imgsz", f"{imgsz} is no multiple of {STRIDE}: {rounded} px will be used.")


def _optimizer(it: Setting) -> Iterator[Finding]:
    optimizer, lr0 = it.of("optimizer", "lr0")
    if str(optimizer).lower() == "auto":
        for name in ("lr0", "momentum", "warmup_bias_lr"):
            if name in it.given:
                yield Finding(name, "It is ignored while optimizer is auto: Ultralytics chooses it.")
    elif str(optimizer).lower() in ADAM and lr0 >= HIGH_ADAM_LR:
        yield Finding("lr0", f"{lr0:g} is high for {optimizer}; 0.001 is usual.")


def _mosaic(it: Setting) -> Iterator[Finding]:
    mosaic, close_mosaic, epochs, rect = it.of("mosaic", "close_mosaic", "epochs", "rect")
    if mosaic > 0 and not rect and close_mosaic >= epochs and _has_effect("mosaic", it):
        message = (
            f"Mosaic, mixup, cutmix and copy-paste are off in all {epochs} epochs: close_mosaic is {close_mosaic}."
        )
        yield Finding("close_mosaic", message)


def _rect(it: Setting) -> Iterator[Finding]:
    rect, mosaic, mixup, cutmix, multi_scale = it.of("rect", "mosaic", "mixup", "cutmix", "multi_scale")
    if not rect or not _has_effect("rect", it):
        return
    if lost := [name for name, value in (("mosaic", mosaic), ("mixup", mixup), ("cutmix", cutmix)) if value > 0]:
        yield Finding("rect", f"{_joined(lost)} {'is' if len(lost) == 1 else 'are'} off with rectangular batches.")
    if multi_scale > 0:
        yield Finding("multi_scale", "With rect the batches differ in shape already; their sizes will vary by both.")


def _batches(it: Setting) -> Iterator[Finding]:
    batch, nbs, decay = it.of("batch", "nbs", "weight_decay")
    images = images_used(it)
    if batch > nbs and decay > 0:
        message = f"batch is above nbs ({nbs}): weight_decay counts {batch / nbs:.2g} times."
        yield Finding("batch", message)
    if images is not None and batch > images:
        yield Finding("batch", f"There are {images} pictures to train on: each batch has no more.")


def _epochs(it: Setting) -> Iterator[Finding]:
    epochs, warmup, time = it.of("epochs", "warmup_epochs", "time")
    if time and "epochs" in it.given:
        yield Finding("epochs", "time decides: the training ends when its hours are over.")
    elif not time and warmup > 0 and warmup >= epochs and "warmup_epochs" in it.given:
        yield Finding("warmup_epochs", f"The warm-up ends after {max(epochs - 1, 0)} of {epochs} epochs.")


def _on_the_cpu(it: Setting) -> Iterator[Finding]:
    if not it.on_cpu:
        return
    if it.values["batch"] < 1:
        yield Finding("batch", "The CPU has no memory of its own to measure: batches of 16 will be used.")
    if it.given.get("workers"):
        yield Finding("workers", "On the CPU the pictures are loaded by the training itself: workers becomes 0.")
    if it.given.get("channels_last"):
        yield Finding("channels_last", "It is for CUDA only, and ignored on the CPU.")
    if str(it.given.get("amp", "")).lower() in {"bf16", "fp16", "true"}:
        yield Finding("amp", "Mixed precision is for GPUs; on the CPU it is off.")


def _workers(it: Setting) -> Iterator[Finding]:
    processors = os.cpu_count() or 1
    if not it.on_cpu and it.given.get("workers", 0) > processors:
        yield Finding("workers", f"This machine has {processors} processors: no more workers are started.")


def _class_numbers(it: Setting) -> Iterator[Finding]:
    single, classes = it.values["single_cls"], it.facts.classes
    if single and classes is not None and classes > 1 and _has_effect("single_cls", it):
        yield Finding("single_cls", f"The data set's {classes} classes are learned as one.")
    if it.facts.pretrained is False:
        for name in ("pretrained", "cls_remap"):
            if name in it.given:
                yield Finding(name, "It has no effect: an architecture starts without weights.")


def _validation(it: Setting) -> Iterator[Finding]:
    if not it.values["val"]:
        yield Finding("val", "There are no metrics before the end, and the last epoch counts as the best.")


def images_used(it: Setting) -> int | None:
    """Pictures of an epoch, by `fraction`; None where the data set is not known."""
    fraction, splits = it.values["fraction"], it.facts.splits
    if splits is None or "train" not in splits:
        return None
    part = fraction[0] if isinstance(fraction, list) else fraction
    images = splits["train"]
    return min(images, int(part)) if isinstance(part, int) and part > 1 else max(1, round(images * part))


def _has_effect(name: str, it: Setting) -> bool:
    return it.facts.task is None or it.facts.task in TASKS.get(name, (it.facts.task,))


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
