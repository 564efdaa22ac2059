"""Exports of a checkpoint: made by Ultralytics in a limited process, compared with PyTorch, kept beside the weights.

A run's lie in `runs/<run>/exports/<weights>/` and go with the run; an imported checkpoint's in its own folder.
"""

import asyncio
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from yolosmith.checkpoints.export_schemas import (
    Export,
    ExportFormat,
    ExportOptions,
    ExportRequest,
    FormatInfo,
    StoredExport,
)
from yolosmith.checkpoints.service import CheckpointService, is_imported
from yolosmith.datasets import layout
from yolosmith.datasets.index import SampleFilter
from yolosmith.errors import Fault, NotFoundError, UnreadableError, YolosmithError
from yolosmith.storage.files import read_json, remove_tree, sha256, sync_folder, write_json

SECONDS = 600.0
PICTURES = 8
"""Real ones, on which the outputs are compared."""
MAKING = ".making-"
MAX_STEM = 200
"""Bytes; a file's name may have 255."""
OPTIONS = set(ExportOptions.model_fields)


@dataclass
class ExportService:
    """Exports of one workspace, one at a time: each takes all cores."""

    checkpoints: CheckpointService
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _formats: list[FormatInfo] = field(default_factory=list)

    async def formats(self) -> list[FormatInfo]:
        """All formats of the installed Ultralytics, and what this machine lacks for each."""
        if not self._formats:
            answer = await self.checkpoints.inspector.call("export_formats", {})
            self._formats = [FormatInfo.model_validate(one) for one in answer]
        return self._formats

    def list_all(self, checkpoint: str) -> list[Export]:
        """Those that there are, by format.

        Raises:
            NotFoundError: There is no such checkpoint.
        """
        weights = self.checkpoints.weights(checkpoint)
        found = []
        for path in sorted(self._folder(checkpoint).glob("*.json")):
            try:
                stored = StoredExport.model_validate(read_json(path))
            except (OSError, ValueError, ValidationError):
                continue  # damaged: exporting again replaces it
            outdated = stored.seen != _seen(weights)
            found.append(Export(**stored.model_dump(exclude={"seen"}), outdated=outdated))
        return found

    async def make(self, checkpoint: str, asked: ExportRequest) -> Export:
        """Export and compare; takes up to minutes. What was there of this format is replaced when the new one is whole.

        Raises:
            NotFoundError: There is no such checkpoint.
            ConflictError: Its module sources have not been accepted.
            UnreadableError: It cannot be loaded, or not be exported in this format; says why.
            WorkerError: The export ran out of time or memory.
        """
        args = await asyncio.to_thread(self.checkpoints.load_args, checkpoint)
        await self._refuse_what_cannot_be(asked)
        pictures = await asyncio.to_thread(self._pictures, checkpoint)
        data = await asyncio.to_thread(self._data, checkpoint) if asked.precision == 8 else None
        async with self._turn:
            seen = _seen(Path(args["path"]))
            folder = await asyncio.to_thread(self._make_room, checkpoint)
            try:
                stem = _stem(self.checkpoints.file_name(checkpoint))
                job = {**args, "stem": stem, "folder": str(folder), "pictures": pictures, "data": data}
                job |= asked.model_dump()
                began = time.monotonic()
                answer = await self.checkpoints.inspector.call("export", job, seconds=SECONDS)
                seconds = round(time.monotonic() - began, 1)
                facts = {**answer, **asked.model_dump(include=OPTIONS), "seconds": seconds}
                stored = await asyncio.to_thread(self._describe, folder, asked.format, facts)
                await asyncio.to_thread(self._publish, folder, stored.model_copy(update={"seen": seen}))
            finally:
                await asyncio.to_thread(remove_tree, folder)
        return next(one for one in self.list_all(checkpoint) if one.format == asked.format)

    def file(self, checkpoint: str, wanted: ExportFormat) -> Path:
        """One export's file.

        Raises:
            NotFoundError: There is none of this format.
        """
        for export in self.list_all(checkpoint):
            if export.format == wanted:
                return self._folder(checkpoint) / wanted / export.file
        raise NotFoundError(f"{checkpoint} has no export to {wanted}; make one first.")

    async def _refuse_what_cannot_be(self, asked: ExportRequest) -> None:
        info = next(one for one in await self.formats() if one.format == asked.format)
        if info.why is not None:
            raise UnreadableError(f"{info.title}: {info.why}", [Fault(("format",), info.why, actual=asked.format)])
        if asked.precision not in info.precisions:
            message = info.lacking.get(asked.precision, f"{info.title} has no {asked.precision} bits.")
            raise UnreadableError(message, [Fault(("precision",), message, info.precisions, asked.precision)])
        for option in ("dynamic", "nms"):
            if getattr(asked, option) and option not in info.options:
                message = f"{info.title} knows no such option."
                raise UnreadableError(message, [Fault((option,), message)])

    def _data(self, checkpoint: str) -> str:
        """What ranges are measured on, as Ultralytics wants its `data`."""
        dataset = None
        if not is_imported(checkpoint):
            dataset = self.checkpoints.store.run_facts(checkpoint.partition(":")[0]).get("dataset")
        if not isinstance(dataset, str):
            message = "8 bits need pictures of the data set that it was trained on, and none is known for this one."
            raise UnreadableError(message, [Fault(("precision",), message)])
        manifest, folder = self.checkpoints.datasets.ready(dataset)
        return str(layout.trained_on(folder, manifest.task))

    def _folder(self, checkpoint: str) -> Path:
        workspace = self.checkpoints.workspace
        if is_imported(checkpoint):
            return workspace.checkpoints / checkpoint / "exports"
        run, _, weights = checkpoint.partition(":")
        return workspace.runs / run / "exports" / weights

    def _make_room(self, checkpoint: str) -> Path:
        folder = self._folder(checkpoint)
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{MAKING}*"):  # by a crash: there is one export at a time
            remove_tree(left)
        return Path(tempfile.mkdtemp(prefix=MAKING, dir=folder))

    def _describe(self, folder: Path, wanted: ExportFormat, answer: dict[str, object]) -> StoredExport:
        made = folder / str(answer.pop("made"))
        if made.is_dir():
            made = Path(shutil.make_archive(str(made), "zip", made.parent, made.name))
        size, digest, now = made.stat().st_size, sha256(made), datetime.now(UTC)
        facts = {**answer, "format": wanted, "file": made.name, "bytes": size, "sha256": digest, "created": now}
        return StoredExport.model_validate({**facts, "seen": []})

    def _publish(self, folder: Path, stored: StoredExport) -> None:
        """The file first, what is said of it last."""
        target = folder.parent / stored.format
        about = folder.parent / f"{stored.format}.json"
        about.unlink(missing_ok=True)
        remove_tree(target)
        target.mkdir()
        (folder / stored.file).rename(target / stored.file)
        sync_folder(target)
        sync_folder(target.parent)
        write_json(about, stored.model_dump(mode="json"))

    def _pictures(self, checkpoint: str) -> list[str]:
        """Some of the data set that it was trained on, where that is still there."""
        if is_imported(checkpoint):
            return []
        dataset = self.checkpoints.store.run_facts(checkpoint.partition(":")[0]).get("dataset")
        datasets = self.checkpoints.datasets
        try:
            page = datasets.samples(str(dataset), SampleFilter(split="val"), offset=0, limit=PICTURES)
            return [str(datasets.image(str(dataset), "val", one.file, thumbnail=False)[0]) for one in page.samples]
        except YolosmithError:
            return []


def _stem(file: str) -> str:
    """Of the exported file's name: short enough for a file system, also with what a format adds to it."""
    return file.removesuffix(".pt").encode()[:MAX_STEM].decode(errors="ignore")


def _seen(weights: Path) -> list[int]:
    """Changes whenever the weights do."""
    status = weights.stat()
    return [status.st_mtime_ns, status.st_size]
