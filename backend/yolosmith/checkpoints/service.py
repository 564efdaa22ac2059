"""What can be done with checkpoints: list, import, accept, look into, predict, delete."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yolosmith.checkpoints.schemas import (
    Checkpoint,
    CheckpointDetail,
    Description,
    Manifest,
    Prediction,
    PredictOptions,
    PredictRequest,
    SheetRequest,
    TensorStatistics,
)
from yolosmith.checkpoints.store import CheckpointStore, Incoming, RunWeights
from yolosmith.datasets.service import DatasetService
from yolosmith.errors import ConflictError, Fault, NotFoundError, TooLargeError, UnreadableError, YolosmithError
from yolosmith.storage.workspace import CHECKPOINT_ID, Workspace
from yolosmith.workers.jobs import Inspector

DESCRIBE_SECONDS = 60.0
PREDICT_SECONDS = 60.0
AT_ONCE = 2
MAX_PICTURE = 64 * 1024 * 1024


@dataclass
class CheckpointService:
    """Checkpoints of one workspace. What needs torch is asked of the inspector, at most `AT_ONCE` at a time."""

    workspace: Workspace
    inspector: Inspector
    datasets: DatasetService
    store: CheckpointStore
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @classmethod
    def open(cls, workspace: Workspace, inspector: Inspector, datasets: DatasetService) -> "CheckpointService":
        """Of a workspace that this process alone holds: what a crash left half imported is removed."""
        store = CheckpointStore(workspace)
        store.sweep()
        return cls(workspace, inspector, datasets, store)

    def list_all(self) -> list[Checkpoint]:
        """Those of runs and the imported ones, newest first. Reads folders and small files only."""
        imported = [imported_row(manifest) for manifest in self.store.imported()]
        of_runs = [self._run_row(found, self.store.cached(found)) for found in self.store.all_run_weights()]
        return sorted(imported + of_runs, key=lambda row: row.created, reverse=True)

    async def get(self, checkpoint: str) -> CheckpointDetail:
        """All about one; a run's file is looked into when it is first asked for, and again when it has changed.

        Raises:
            NotFoundError: There is no such checkpoint.
            UnreadableError: Its file is damaged (a run in progress may be writing it at this moment).
        """
        if is_imported(checkpoint):
            manifest = await asyncio.to_thread(self.store.manifest, checkpoint)
            return detail(imported_row(manifest), manifest.description)
        found = await asyncio.to_thread(self.store.run_weights, checkpoint)
        description = await asyncio.to_thread(self.store.cached, found)
        if description is None:
            description = await self._describe(found.path, checkpoint, found.run, None)
            await asyncio.to_thread(self.store.cache, found, description)
        return detail(self._run_row(found, description), description)

    def weights(self, checkpoint: str) -> Path:
        """The file, for reading.

        Raises:
            NotFoundError: There is no such checkpoint.
        """
        if is_imported(checkpoint):
            self.store.manifest(checkpoint)
            return self.store.imported_weights(checkpoint)
        return self.store.run_weights(checkpoint).path

    def has_owner(self, checkpoint: str) -> bool:
        """Whether the imported checkpoint is still there, damaged or not, or the run, also without these weights.

        Raises:
            NotFoundError: It is no id of a checkpoint.
        """
        if is_imported(checkpoint):
            return (self.workspace.checkpoints / checkpoint).is_dir()
        return (self.workspace.runs / checkpoint.partition(":")[0]).is_dir()

    def file_name(self, checkpoint: str) -> str:
        """A good name for a copy of the file."""
        if is_imported(checkpoint):
            return self.store.manifest(checkpoint).file
        return checkpoint.replace(":", "-") + ".pt"

    @contextlib.asynccontextmanager
    async def incoming(self) -> AsyncIterator[Path]:
        """A path to write a checkpoint to, for `import_file`; what is not imported goes when the context ends."""
        weights = await asyncio.to_thread(self.store.make_incoming)
        try:
            yield weights
        finally:
            await asyncio.to_thread(self.store.discard, weights)

    async def import_path(self, path: str, *, accept_modules: bool) -> CheckpointDetail:
        """Import a file that lies on the server; a relative path is taken from the workspace.

        Raises:
            UnreadableError: There is no such file, or as `import_file`.
        """
        source = await asyncio.to_thread(self._check_path, path)
        async with self.incoming() as weights:
            await asyncio.to_thread(shutil.copyfile, source, weights)
            return await self.import_file(weights, source.name, accept_modules=accept_modules)

    async def import_file(self, weights: Path, name: str, *, accept_modules: bool) -> CheckpointDetail:
        """Import a checkpoint; the same file again is the same checkpoint.

        Args:
            weights: Where `incoming` said.
            name: The file's own name.
            accept_modules: Whether module sources inside may be executed; else they wait to be accepted.

        Raises:
            UnreadableError: It is no checkpoint, damaged, or has classes that are not known: each is named.
        """
        incoming = await asyncio.to_thread(self.store.seal, weights)
        known = await asyncio.to_thread(self._already, incoming)
        if known is None:
            name = clean_name(name)
            description = await self._describe(weights, name, None, None if accept_modules else [])
            known = Manifest(id=incoming.id, file=name, created=datetime.now(UTC), description=description)
            await asyncio.to_thread(self.store.publish, incoming, known)
        if accept_modules and not known.description.loaded:
            return await self.accept(known.id)
        return await self.get(known.id)

    def _check_path(self, path: str) -> Path:
        problem = None
        try:
            source = self.workspace.root / Path(path).expanduser()
            if not source.is_file():
                problem = "There is no such file"
            elif not os.access(source, os.R_OK):
                problem = "The file may not be read"
        except (OSError, RuntimeError, ValueError) as error:
            problem = f"The file cannot be read ({getattr(error, 'strerror', None) or error})"
        if problem:
            raise UnreadableError(f"{problem}: {path[:300]}", [Fault(("path",), problem, actual=path)])
        return source

    def _already(self, incoming: Incoming) -> Manifest | None:
        try:
            manifest = self.store.manifest(incoming.id)
        except NotFoundError:
            return None
        if not self.store.imported_weights(incoming.id).is_file():
            return None
        if manifest.description.sha256 != incoming.sha256:
            raise ConflictError(f"Another checkpoint has the id {incoming.id} already; delete it first.")
        return manifest

    async def accept(self, checkpoint: str) -> CheckpointDetail:
        """Let the module sources inside be executed from now on, and look into the model. The id is the file's hash,
        so what is executed is what was shown.

        Raises:
            NotFoundError: There is no such imported checkpoint.
            UnreadableError: A source cannot be imported, or the model not be loaded with it; it stays unaccepted.
        """
        if not is_imported(checkpoint):
            raise ConflictError("The modules of a run are the workspace's own; there is nothing to accept.")
        manifest = await asyncio.to_thread(self.store.manifest, checkpoint)
        if not manifest.description.loaded:
            weights = self.store.imported_weights(checkpoint)
            description = await self._describe(weights, manifest.file, None, None)
            manifest = manifest.model_copy(update={"description": description})
            await asyncio.to_thread(self.store.replace_manifest, manifest)
        return detail(imported_row(manifest), manifest.description)

    def delete(self, checkpoint: str) -> None:
        """Remove an imported checkpoint.

        Raises:
            NotFoundError: There is no such checkpoint.
            ConflictError: It belongs to a run.
        """
        if not is_imported(checkpoint):
            run = self.store.run_weights(checkpoint).run
            raise ConflictError(f"{checkpoint} belongs to the run {run}; delete the run instead.")
        self.store.delete(checkpoint)

    @contextlib.asynccontextmanager
    async def picture(self) -> AsyncIterator[Path]:
        """A path to write a picture to, for `predict`; gone when the context ends."""
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="yolosmith-"))
        try:
            yield folder / "picture"
        finally:
            await asyncio.to_thread(shutil.rmtree, folder)

    async def predict_sample(self, checkpoint: str, asked: PredictRequest) -> Prediction:
        """Boxes on a picture of a data set; raises as `predict`."""
        split, file = asked.split, asked.file
        picture, _ = await asyncio.to_thread(self.datasets.image, asked.dataset, split, file, thumbnail=False)
        return await self.predict(checkpoint, picture, file, asked)

    async def sheet(self, asked: SheetRequest) -> bytes:
        """Pictures of a data set with boxes on them, on one sheet, as PNG.

        Raises:
            NotFoundError: There is no such data set or picture.
            UnreadableError: A picture cannot be read.
        """
        pictures = []
        for one in asked.pictures:
            path, _ = await asyncio.to_thread(
                self.datasets.image, asked.dataset, asked.split, one.file, thumbnail=False
            )
            pictures.append({"path": str(path), "boxes": [box.model_dump(mode="json") for box in one.boxes]})
        async with self.picture() as target, self._turns:
            args = {"pictures": pictures, "target": str(target), "columns": asked.columns}
            await self.inspector.call("draw", args, seconds=PREDICT_SECONDS)
            return await asyncio.to_thread(target.read_bytes)

    async def predict(self, checkpoint: str, picture: Path, name: str, options: PredictOptions) -> Prediction:
        """Boxes on one picture.

        Args:
            checkpoint: Its id.
            picture: The picture's file.
            name: What people call the picture; used in refusals.
            options: Thresholds and size.

        Raises:
            NotFoundError: There is no such checkpoint or picture.
            ConflictError: Its module sources have not been accepted, or its task has no boxes.
            TooLargeError: The picture has more bytes than are taken here.
            UnreadableError: The picture or the checkpoint cannot be read.
        """
        name = clean_name(name)
        if await asyncio.to_thread(os.path.getsize, picture) > MAX_PICTURE:
            raise TooLargeError(f"{name} has more than {MAX_PICTURE // 1024**2} MiB, the most for a picture.")
        args = await asyncio.to_thread(self.load_args, checkpoint)
        args |= {
            "picture": str(picture),
            "picture_name": name,
            **options.model_dump(include={"conf", "iou", "raw", "imgsz"}),
        }
        async with self._turns:
            return Prediction.model_validate(await self.inspector.call("predict", args, seconds=PREDICT_SECONDS))

    async def statistics(self, checkpoint: str, row: int) -> list[TensorStatistics]:
        """What the values of a row's tensors are like.

        Raises:
            NotFoundError: There is no such checkpoint or row.
            ConflictError: Its module sources have not been accepted.
            UnreadableError: It cannot be loaded.
        """
        args = await asyncio.to_thread(self.load_args, checkpoint)
        async with self._turns:
            answer = await self.inspector.call("tensor_statistics", {**args, "row": row}, seconds=DESCRIBE_SECONDS)
        return [TensorStatistics.model_validate(one) for one in answer]

    def load_args(self, checkpoint: str) -> dict[str, Any]:
        """What a job needs to load it, and nothing that has not been accepted.

        Raises:
            NotFoundError: There is no such checkpoint.
        """
        if not is_imported(checkpoint):
            found = self.store.run_weights(checkpoint)
            return self._job_args(found.path, checkpoint, found.run, None)
        manifest = self.store.manifest(checkpoint)
        accepted = [source.sha256 for source in manifest.description.sources if source.accepted]
        return self._job_args(self.store.imported_weights(checkpoint), manifest.file, None, accepted)

    async def _describe(self, path: Path, name: str, run: str | None, accepted: list[str] | None) -> Description:
        args = self._job_args(path, name, run, accepted)
        async with self._turns:
            answer = await self.inspector.call("describe_checkpoint", args, seconds=DESCRIBE_SECONDS)
        return Description.model_validate(answer)

    def _job_args(self, path: Path, name: str, run: str | None, accepted: list[str] | None) -> dict[str, Any]:
        """`accepted` null: all sources, as in a run of this workspace."""
        folders = [self.workspace.modules] + ([self.workspace.runs / run / "modules"] if run else [])
        return {"path": str(path), "name": name, "folders": [str(each) for each in folders], "accepted": accepted}

    def _run_row(self, found: RunWeights, description: Description | None) -> Checkpoint:
        facts = self.store.run_facts(found.run)
        modules = facts.get("modules")
        names = description.names if description else self._names_trained_on(facts)
        return Checkpoint(
            id=found.id,
            state="new" if description is None else "ready",
            name=found.id,
            run=found.run,
            weights=found.weights,
            architecture=text_or_none(facts.get("architecture")),
            dataset=text_or_none(facts.get("dataset")),
            task=description.task if description else text_or_none(facts.get("task")),
            names=names,
            modules=[str(name) for name in modules] if isinstance(modules, list) else [],
            bytes=found.bytes,
            created=found.created,
            sha256=description.sha256 if description else None,
        )

    def _names_trained_on(self, facts: dict[str, object]) -> dict[int, str]:
        """What a run's weights detect, before anybody has looked into them; empty where the data set is another now."""
        args = facts.get("args")
        if isinstance(args, dict) and args.get("single_cls"):
            return {}  # Ultralytics trains on one class of its own naming
        try:
            manifest, _ = self.datasets.ready(str(facts.get("dataset")))
        except YolosmithError:
            return {}
        return dict(enumerate(manifest.names)) if manifest.hash == facts.get("dataset_hash") else {}


def imported_row(manifest: Manifest) -> Checkpoint:
    """The list's row of an imported checkpoint."""
    description = manifest.description
    return Checkpoint(
        id=manifest.id,
        state="ready" if description.loaded else "needs_acceptance",
        name=manifest.file,
        run=None,
        weights=None,
        architecture=None,
        dataset=None,
        task=description.task,
        names=description.names,
        modules=[source.name for source in description.sources],
        bytes=description.bytes,
        created=manifest.created,
        sha256=description.sha256,
    )


def detail(row: Checkpoint, description: Description) -> CheckpointDetail:
    """The row and what a look into the file showed."""
    facts = description.model_dump(include=set(CheckpointDetail.model_fields) - set(Checkpoint.model_fields))
    parameters = sum(layer.params for layer in description.layers)
    return CheckpointDetail.model_validate(row.model_dump() | facts | {"parameters": parameters})


def is_imported(checkpoint: str) -> bool:
    """Whether the id is that of an imported checkpoint; else it is a run's.

    Raises:
        NotFoundError: It is no id of a checkpoint at all.
    """
    if not CHECKPOINT_ID.fullmatch(checkpoint):
        raise NotFoundError(f"{checkpoint[:100]!r} is no id of a checkpoint; GET /api/checkpoints lists them.")
    return checkpoint.startswith("c-")


def clean_name(name: str) -> str:
    """The last part of a file's name as a client gave it, printable and not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(each for each in last if each.isprintable()).strip()
    return printable[-100:] or "unnamed"


def text_or_none(value: object) -> str | None:
    """A string as it is, else nothing."""
    return value if isinstance(value, str) else None
