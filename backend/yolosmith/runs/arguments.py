"""The arguments of a training: which there are, whether these can be, and files of them."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yolosmith.architectures import text
from yolosmith.architectures.schemas import InspectRequest
from yolosmith.architectures.service import ArchitectureService
from yolosmith.checkpoints.service import CheckpointService
from yolosmith.datasets.service import DatasetService
from yolosmith.errors import Fault, NotFoundError, UnreadableError, YolosmithError
from yolosmith.runs import args_yaml, teacher
from yolosmith.runs.arguments_schemas import (
    Augmented,
    AugmentedRequest,
    CheckAnswer,
    CheckRequest,
    Ignored,
    ReadAnswer,
    TrainArgument,
)
from yolosmith.schema import Place
from yolosmith.workers.jobs import Inspector

AUGMENT_SECONDS = 60.0
SIDE = 640
"""Of the picture with which a model's levels are looked at; they are the same at every side."""


@dataclass
class Arguments:
    """Asks the installed Ultralytics, and the nouns for what the arguments are beside."""

    inspector: Inspector
    architectures: ArchitectureService
    datasets: DatasetService
    checkpoints: CheckpointService
    _listed: list[dict[str, Any]] = field(default_factory=list)

    async def all(self) -> list[TrainArgument]:
        """Every argument that a run does not set itself, by group."""
        listed = await self._list()
        return [
            TrainArgument.model_validate({name: value for name, value in one.items() if name != "own"})
            for one in listed
            if one["own"] is None
        ]

    async def check(self, request: CheckRequest) -> CheckAnswer:
        """By Ultralytics' own rules, and by what goes together.

        Raises:
            NotFoundError: No such architecture, checkpoint or data set.
        """
        facts = await self._facts(request)
        found = await self.inspector.call("check_arguments", {"args": request.args, "facts": facts})
        errors, warnings = _places(found["errors"]), _places(found["warnings"])
        named = request.args.get(teacher.ARGUMENT)
        if named and not any(place.loc[-1] == teacher.ARGUMENT for place in errors):
            strides = await self._strides(request)
            problem = await teacher.problem_with(self.checkpoints, named, facts.get("task"), strides)
            errors += _places([{"name": teacher.ARGUMENT, "message": problem, "actual": named}] if problem else [])
        return CheckAnswer(ok=not errors, errors=errors, warnings=warnings)

    async def refuse_wrong(self, request: CheckRequest) -> None:
        """As `check`, for a run that is to start.

        Raises:
            UnreadableError: With one fault an argument, at `("args", name)`.
        """
        answer = await self.check(request)
        if answer.ok:
            return
        names = ", ".join(dict.fromkeys(str(place.loc[-1]) for place in answer.errors[:5]))
        faults = [Fault(tuple(place.loc), place.message, place.expected, place.actual) for place in answer.errors]
        raise UnreadableError(f"Ultralytics cannot train with these arguments: {names}.", faults)

    async def read(self, yaml: str) -> ReadAnswer:
        """An `args.yaml`: what differs from the defaults; what is the run's own is left out and named.

        Raises:
            UnreadableError: It is no such file.
        """
        entries = args_yaml.read(yaml)
        known = {one["name"]: one for one in await self._list()}
        args: dict[str, Any] = {}
        ignored: list[Ignored] = []
        errors: list[Place] = []
        for name, value in entries.items():
            argument = known.get(name)
            if argument is None:
                message = f"The installed Ultralytics has no argument {name[:60]}."
                errors.append(Place(loc=["args", name[:60]], message=message))
            elif argument["own"] is not None:
                ignored.append(Ignored(name=name, reason=argument["own"]))
            elif not args_yaml.plain(value):
                errors.append(Place(loc=["args", name], message=f"{name} is a value or a list of values."))
            elif (read := args_yaml.as_number(value, argument["type"])) != argument["default"]:
                args[name] = read
        if args:
            found = await self.inspector.call("check_arguments", {"args": args})
            errors += _places(found["errors"])
        return ReadAnswer(args=args, ignored=ignored, errors=errors)

    async def write(self, args: dict[str, Any]) -> str:
        """An `args.yaml` with every argument, so that it means the same where other defaults hold.

        Raises:
            UnreadableError: An argument is not known.
        """
        listed = await self.all()
        if unknown := sorted(set(args) - {one.name for one in listed}):
            message = f"Ultralytics has no argument {unknown[0][:60]}."
            raise UnreadableError(message, [Fault(("args", unknown[0]), message)])
        return args_yaml.write({one.name: args.get(one.name, one.default) for one in listed})

    async def augmented(self, dataset: str, request: AugmentedRequest) -> Augmented:
        """Pictures of the data set as the loader of a training with these arguments makes them.

        Raises:
            NotFoundError: There is no such data set.
            ConflictError: It is not ready.
            UnreadableError: An argument cannot be, or the labels do not fit the task.
        """
        found = await asyncio.to_thread(self.datasets.get, dataset)
        folder = (await asyncio.to_thread(self.datasets.data_yaml, dataset)).parent
        await self.refuse_wrong(CheckRequest(args=request.args, dataset=dataset))
        job = {
            **request.model_dump(),
            "task": request.task or found.task or "detect",
            "folder": str(folder),
            "names": found.classes,
        }
        return Augmented.model_validate(await self.inspector.call("augmented", job, seconds=AUGMENT_SECONDS))

    async def _list(self) -> list[dict[str, Any]]:
        if not self._listed:
            self._listed = await self.inspector.call("train_arguments", {})
        return self._listed

    async def _facts(self, request: CheckRequest) -> dict[str, Any]:
        facts: dict[str, Any] = {"pretrained": request.checkpoint is not None}
        if request.dataset is not None:
            with blamed("dataset"):
                dataset = await asyncio.to_thread(self.datasets.get, request.dataset)
            if dataset.status == "ready":
                facts |= {"classes": len(dataset.classes), "splits": dataset.splits}
        if request.architecture is not None:
            with blamed("architecture"):
                architecture = await asyncio.to_thread(self.architectures.get, request.architecture)
            facts |= {"task": architecture.task, "layers": _rows(architecture.yaml)}
        elif request.checkpoint is not None:
            with blamed("checkpoint"):
                checkpoint = await self.checkpoints.get(request.checkpoint)
            facts |= {"task": checkpoint.task, "layers": len(checkpoint.layers) or None}
        return facts

    async def _strides(self, request: CheckRequest) -> list[int] | None:
        """Of the levels that the model's head reads; None where nothing is chosen, or it cannot be built, which is
        told elsewhere."""
        if request.checkpoint is not None:
            return (await self.checkpoints.get(request.checkpoint)).strides
        if request.architecture is None:
            return None
        architecture = await asyncio.to_thread(self.architectures.get, request.architecture)
        asked = InspectRequest(yaml=architecture.yaml, scale=request.scale, imgsz=SIDE)
        try:
            return teacher.strides_of(await self.architectures.inspect(asked), SIDE)
        except YolosmithError:
            return None


@contextlib.contextmanager
def blamed(field: str) -> Iterator[None]:
    """What is not found inside is told at this field of the request."""
    try:
        yield
    except NotFoundError as error:
        raise NotFoundError(error.detail, [Fault((field,), error.detail)]) from None


def _rows(yaml: str) -> int | None:
    """How many rows it has; None where it cannot be read, which is told elsewhere."""
    try:
        return len(text.read(yaml).rows)
    except YolosmithError:
        return None


def _places(found: list[dict[str, Any]]) -> list[Place]:
    return [Place(loc=["args", one["name"]], message=one["message"], actual=one["actual"]) for one in found]
