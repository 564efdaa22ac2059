"""A checkpoint's weights for another architecture: what would load, and a file to start a training from."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from yolosmith.architectures.schemas import Architecture
from yolosmith.architectures.service import ArchitectureService
from yolosmith.checkpoints.schemas import Transfer, TransferRequest
from yolosmith.checkpoints.service import CheckpointService
from yolosmith.checkpoints.store import START
from yolosmith.datasets.service import DatasetService
from yolosmith.errors import Fault, NotFoundError, UnreadableError

SECONDS = 60.0


@dataclass
class TransferService:
    """Transfers of one workspace."""

    checkpoints: CheckpointService
    architectures: ArchitectureService
    datasets: DatasetService

    async def preview(self, checkpoint: str, asked: TransferRequest) -> Transfer:
        """Row by row and tensor by tensor what would load.

        Raises:
            NotFoundError: There is no such checkpoint, architecture or data set; the fault says which.
            ConflictError: The checkpoint's module sources have not been accepted, or the data set is not ready.
            UnreadableError: The checkpoint cannot be loaded, or the architecture not be built.
        """
        args, facts = await asyncio.to_thread(self._prepare, checkpoint, asked)
        answer = await self.checkpoints.inspector.call("transfer", args, seconds=SECONDS)
        return Transfer(checkpoint=checkpoint, architecture=asked.architecture, **facts, **answer)

    async def start(self, checkpoint: str, asked: TransferRequest) -> Path:
        """Write a model of the architecture, filled as `preview` says, into a folder of its own; `discard` removes it.

        Raises:
            As `preview`.
        """
        args, _ = await asyncio.to_thread(self._prepare, checkpoint, asked)
        workspace = self.checkpoints.workspace
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix=START, dir=workspace.private))
        target = folder / "start.pt"
        try:
            await self.checkpoints.inspector.call("start_from", {**args, "target": str(target)}, seconds=SECONDS)
        except BaseException:
            discard(target)
            raise
        return target

    def _prepare(self, checkpoint: str, asked: TransferRequest) -> tuple[dict[str, Any], dict[str, Any]]:
        """The job's arguments, and what the answer says besides."""
        try:
            architecture = self.architectures.get(asked.architecture)
        except NotFoundError as error:
            raise NotFoundError(error.detail, [Fault(("architecture",), error.detail)]) from None
        scale = _scale(architecture, asked.scale)
        args = {
            **self.checkpoints.load_args(checkpoint),
            "yaml": architecture.yaml,
            "scale": scale,
            "task": architecture.task,
            "modules": self.architectures.sources_of(architecture.yaml),
            "match": asked.match,
            **self._classes(asked),
        }
        return args, {"scale": scale, "nc": args["nc"]}

    def _classes(self, asked: TransferRequest) -> dict[str, Any]:
        """What the data set says of the model; of an unknown one only the number of classes that was asked for."""
        if asked.dataset is None:
            return {"nc": asked.nc, "names": None, "channels": None, "kpt_shape": None}
        try:
            found = self.datasets.get(asked.dataset)
            file = self.datasets.data_yaml(asked.dataset)
        except NotFoundError as error:
            raise NotFoundError(error.detail, [Fault(("dataset",), error.detail)]) from None
        data = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
        return {
            "nc": len(found.classes),
            "names": list(found.classes),
            "channels": data.get("channels"),
            "kpt_shape": data.get("kpt_shape"),
        }


def discard(start: Path) -> None:
    """Remove what `TransferService.start` made."""
    start.unlink(missing_ok=True)
    start.parent.rmdir()


def _scale(architecture: Architecture, asked: str | None) -> str | None:
    scales = architecture.scales
    if asked is None or asked in scales:
        return asked or (scales[0] if scales else None)
    message = f"{architecture.name} has no scale {asked[:40]!r}."
    raise UnreadableError(message, [Fault(("scale",), message, expected=scales, actual=asked)])
