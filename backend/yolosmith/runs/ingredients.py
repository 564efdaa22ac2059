"""What a run is made of, gathered and checked before it is created."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path

from yolosmith.architectures.schemas import InspectRequest
from yolosmith.architectures.service import ArchitectureService
from yolosmith.checkpoints.service import CheckpointService
from yolosmith.datasets.schemas import Dataset
from yolosmith.datasets.service import DatasetService
from yolosmith.errors import ConflictError, Fault, NotFoundError, UnreadableError
from yolosmith.runs.schemas import RunRequest, TrainArgument
from yolosmith.workers.jobs import Inspector


@dataclass(frozen=True)
class Gathered:
    """Texts and files that go into the run's folder."""

    scale: str | None
    task: str | None
    dataset_hash: str | None
    architecture: str | None = None
    modules: dict[str, str] = field(default_factory=dict)
    """Contents of `modules/` by file name."""
    weights: Path | None = None


@dataclass
class Ingredients:
    """Asks the nouns that a run is made of."""

    inspector: Inspector
    architectures: ArchitectureService
    datasets: DatasetService
    checkpoints: CheckpointService
    _arguments: list[TrainArgument] = field(default_factory=list)

    async def train_arguments(self) -> list[TrainArgument]:
        """Every argument of `model.train()`; the installed Ultralytics is asked once."""
        if not self._arguments:
            answer = await self.inspector.call("train_arguments", {})
            self._arguments = [TrainArgument.model_validate(argument) for argument in answer]
        return self._arguments

    async def gather(self, request: RunRequest) -> Gathered:
        """Everything that goes into the run; see `RunService.create` for what is refused."""
        try:
            await asyncio.to_thread(self.datasets.data_yaml, request.dataset)
            dataset = await asyncio.to_thread(self.datasets.get, request.dataset)
        except NotFoundError as error:
            raise placed(error, "dataset") from None
        await self.inspector.call("check_arguments", {"args": request.args})
        if request.architecture is not None:
            return await self._from_architecture(request.architecture, request, dataset)
        assert request.checkpoint is not None  # RunRequest holds one of the two
        return await self._from_checkpoint(request.checkpoint, dataset.hash)

    async def _from_architecture(self, name: str, request: RunRequest, dataset: Dataset) -> Gathered:
        try:
            architecture = await asyncio.to_thread(self.architectures.get, name)
        except NotFoundError as error:
            raise placed(error, "architecture") from None
        scales = list(architecture.scales)
        if request.scale is not None and request.scale not in scales:
            message = f"{name} has no scale {request.scale!r}."
            raise UnreadableError(message, [Fault(("scale",), message, expected=scales, actual=request.scale)])
        scale = request.scale or (scales[0] if scales else None)
        await self._refuse_what_cannot_be_built(name, architecture.yaml, scale, request, len(dataset.classes))
        sources = await asyncio.to_thread(self.architectures.sources_of, architecture.yaml)
        files = {f"{one['name']}.py": one["source"] for one in sources}
        files |= {f"{one['name']}.json": json.dumps({"contract": one["contract"]}) for one in sources}
        return Gathered(scale, architecture.task, dataset.hash, architecture.yaml, files)

    async def _refuse_what_cannot_be_built(
        self, name: str, text: str, scale: str | None, request: RunRequest, classes: int
    ) -> None:
        """A row that fails is named now, and not by a worker that dies of it."""
        imgsz = request.args.get("imgsz", 640)
        found = await self.architectures.inspect(InspectRequest(yaml=text, scale=scale, imgsz=imgsz, nc=classes))
        errors = [*found.errors, *(error for row in found.rows for error in row.errors)]
        faults = [Fault(tuple(error.loc), error.message, error.expected, error.actual) for error in errors]
        if faults:
            raise UnreadableError(f"{name} cannot be built: {faults[0].message}", faults)

    async def _from_checkpoint(self, checkpoint: str, dataset_hash: str | None) -> Gathered:
        try:
            found = await self.checkpoints.get(checkpoint)
        except NotFoundError as error:
            raise placed(error, "checkpoint") from None
        if found.state == "needs_acceptance":
            raise ConflictError(f"{checkpoint} brings modules of its own; look at their sources and accept them first.")
        return Gathered(found.scale, found.task, dataset_hash, weights=self.checkpoints.weights(checkpoint))


def placed(error: NotFoundError, name: str) -> NotFoundError:
    """The same refusal, with the field of the request that is to blame."""
    return NotFoundError(error.detail, [Fault((name,), error.detail)])
