"""What a run is made of, gathered and checked before it is created."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yolosmith.architectures.schemas import InspectRequest
from yolosmith.architectures.service import ArchitectureService
from yolosmith.checkpoints.schemas import TransferRequest
from yolosmith.checkpoints.service import CheckpointService
from yolosmith.checkpoints.transfers import TransferService, discard
from yolosmith.datasets.schemas import Dataset
from yolosmith.datasets.service import DatasetService
from yolosmith.errors import ConflictError, Fault, NotFoundError, UnreadableError
from yolosmith.runs import loggers, teacher
from yolosmith.runs.arguments import Arguments
from yolosmith.runs.arguments_schemas import CheckRequest
from yolosmith.runs.schemas import RunRequest
from yolosmith.runs.tasks import refuse_unfit

STRIDE = 32
"""Ultralytics rounds the size of pictures up to a multiple of the model's stride, which is no less."""


@dataclass(frozen=True)
class Gathered:
    """Texts and files that go into the run's folder."""

    scale: str | None
    task: str | None
    dataset_hash: str | None
    files: dict[str, str] = field(default_factory=dict)
    """Texts by their path in the folder: `architecture.yaml`, `modules/<Name>.py`, `teacher.json`."""
    weights: dict[str, Path] = field(default_factory=dict)
    """By their name in the folder: `start.pt` is what the training starts from, `teacher.pt` whom it learns from."""
    made: bool = False
    """The weights to start from were made for this run: `clean` removes them, once they have been copied."""

    @property
    def modules(self) -> list[str]:
        """Names of the custom modules in it."""
        return sorted({Path(name).stem for name in self.files if name.startswith("modules/")})

    def clean(self) -> None:
        """Remove what is not needed any more."""
        if self.made:
            discard(self.weights["start.pt"])


@dataclass
class Ingredients:
    """Asks the nouns that a run is made of."""

    arguments: Arguments
    architectures: ArchitectureService
    datasets: DatasetService
    checkpoints: CheckpointService
    transfers: TransferService

    async def gather(self, request: RunRequest) -> Gathered:
        """Everything that goes into the run; see `RunService.create` for what is refused."""
        try:
            await asyncio.to_thread(self.datasets.data_yaml, request.dataset)
            dataset = await asyncio.to_thread(self.datasets.get, request.dataset)
        except NotFoundError as error:
            raise placed(error, "dataset") from None
        loggers.refuse_unknown(request.loggers)
        await self.arguments.refuse_wrong(asked_of(request))
        if request.architecture is not None:
            return await self._from_architecture(request.architecture, request, dataset)
        assert request.checkpoint is not None  # RunRequest holds one of the two
        return await self._from_checkpoint(request.checkpoint, request, dataset)

    async def _from_architecture(self, name: str, request: RunRequest, dataset: Dataset) -> Gathered:
        try:
            architecture = await asyncio.to_thread(self.architectures.get, name)
        except NotFoundError as error:
            raise placed(error, "architecture") from None
        refuse_unfit(name, architecture.task, dataset.name, dataset.task)
        scales = list(architecture.scales)
        if request.scale is not None and request.scale not in scales:
            message = f"{name} has no scale {request.scale!r}."
            raise UnreadableError(message, [Fault(("scale",), message, expected=scales, actual=request.scale)])
        scale = request.scale or (scales[0] if scales else None)
        classes = len(dataset.classes)
        await self._refuse_what_cannot_be_built(name, architecture.yaml, scale, request, classes)
        files, weights = await teacher.files_of(self.checkpoints, request.args)
        sources = await asyncio.to_thread(self.architectures.sources_of, architecture.yaml)
        files |= {"architecture.yaml": architecture.yaml}
        for one in sources:
            files |= _module_files(one["name"], one["source"], one["contract"])
        if request.weights is not None:
            weights |= {"start.pt": await self._transferred(name, scale, request)}
        made = request.weights is not None
        return Gathered(scale, architecture.task, dataset.hash, files, weights, made)

    async def _transferred(self, architecture: str, scale: str | None, request: RunRequest) -> Path:
        assert request.weights is not None
        if request.args.get("pretrained", True) is not True:
            message = "This would throw the transferred weights away; leave pretrained out, or choose no weights."
            raise UnreadableError(message, [Fault(("args", "pretrained"), message, actual=request.args["pretrained"])])
        asked = TransferRequest(architecture=architecture, scale=scale, dataset=request.dataset, match=request.match)
        try:
            return await self.transfers.start(request.weights, asked)
        except NotFoundError as error:
            raise placed(error, "weights") from None

    async def _refuse_what_cannot_be_built(
        self, name: str, text: str, scale: str | None, request: RunRequest, classes: int
    ) -> None:
        """A row that fails is named now, and not by a worker that dies of it."""
        imgsz = -(-int(request.args.get("imgsz", 640)) // STRIDE) * STRIDE
        found = await self.architectures.inspect(InspectRequest(yaml=text, scale=scale, imgsz=imgsz, nc=classes))
        errors = [*found.errors, *(error for row in found.rows for error in row.errors)]
        faults = [Fault(tuple(error.loc), error.message, error.expected, error.actual) for error in errors]
        if faults:
            raise UnreadableError(f"{name} cannot be built: {faults[0].message}", faults)

    async def _from_checkpoint(self, checkpoint: str, request: RunRequest, dataset: Dataset) -> Gathered:
        try:
            found = await self.checkpoints.get(checkpoint)
        except NotFoundError as error:
            raise placed(error, "checkpoint") from None
        if found.state == "needs_acceptance":
            raise ConflictError(f"{checkpoint} brings modules of its own; look at their sources and accept them first.")
        refuse_unfit(checkpoint, found.task, dataset.name, dataset.task)
        files, weights = await teacher.files_of(self.checkpoints, request.args)
        weights |= {"start.pt": self.checkpoints.weights(checkpoint)}
        if found.yaml:
            files |= {"architecture.yaml": found.yaml}
        for one in [one for one in found.sources if one.needed or one.accepted]:
            files |= _module_files(one.name, one.source, one.contract)
        return Gathered(found.scale, found.task, dataset.hash, files, weights)


def _module_files(name: str, source: str, contract: dict[str, Any]) -> dict[str, str]:
    return {f"modules/{name}.py": source, f"modules/{name}.json": json.dumps({"contract": contract})}


def asked_of(request: RunRequest) -> CheckRequest:
    """What is to be checked of a run's arguments."""
    return CheckRequest(
        args=request.args,
        architecture=request.architecture,
        checkpoint=request.checkpoint,
        scale=request.scale,
        dataset=request.dataset,
    )


def placed(error: NotFoundError, name: str) -> NotFoundError:
    """The same refusal, with the field of the request that is to blame."""
    return NotFoundError(error.detail, [Fault((name,), error.detail)])
