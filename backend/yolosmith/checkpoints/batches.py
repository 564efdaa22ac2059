"""Many pictures at once: a folder on the server or a video, looked at in a process of its own in the background.

A batch lives in `.yolosmith/batches/<id>/`: `batch.json` says what it is and how it ended, `results.jsonl` has a line a
picture, `video.mp4` the frames with what was found drawn in.
"""

import asyncio
import contextlib
import csv
import io
import json
import logging
import os
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from yolosmith.checkpoints.schemas import Batch, BatchOptions, BatchPage, BatchRequest, FrameResult
from yolosmith.checkpoints.service import CheckpointService, clean_name
from yolosmith.errors import ConflictError, Fault, NotFoundError, UnreadableError, YolosmithError
from yolosmith.storage.files import read_json, remove_tree, write_json

log = logging.getLogger(__name__)

SECONDS = 24 * 3600.0
ID = re.compile(r"b-[0-9a-f]{12}")
RECORD, RESULTS, VIDEO, STOP, SOURCE = "batch.json", "results.jsonl", "video.mp4", "stop", "source"
COLUMNS = ("picture", "seconds", "class", "name", "confidence", "x1", "y1", "x2", "y2")
"""Of the CSV; corners in pixels."""


@dataclass(frozen=True)
class Incoming:
    """Where an uploaded video is written to."""

    id: str
    checkpoint: str
    source: Path


@dataclass
class BatchService:
    """Batches of one workspace; one runs at a time, the others wait."""

    checkpoints: CheckpointService
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _live: dict[str, Batch] = field(default_factory=dict)
    """Those that run, and those whose end could not be written."""
    _coming: set[str] = field(default_factory=set)
    """Ids whose folder is there before the batch begins."""

    @classmethod
    def open(cls, checkpoints: CheckpointService) -> "BatchService":
        """What was cut off while it came in goes, and what belonged to a checkpoint that is no more."""
        service = cls(checkpoints)
        for folder in service._root.glob("b-*"):
            try:
                kept = checkpoints.has_owner(service._read(folder.name).checkpoint)
            except (FileNotFoundError, ValueError, NotFoundError):
                kept = False
            if not kept:
                remove_tree(folder)
        return service

    def running(self) -> set[str]:
        """Ids of those whose folder is in use."""
        return {*self._tasks, *self._coming}

    async def close(self) -> None:
        """End all of them; what they have found stays."""
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def list_all(self, checkpoint: str) -> list[Batch]:
        """Those of a checkpoint, newest first.

        Raises:
            NotFoundError: There is no such checkpoint.
        """
        self.checkpoints.weights(checkpoint)
        return self._of(checkpoint)

    def _of(self, checkpoint: str) -> list[Batch]:
        found = []
        for path in self._root.glob(f"b-*/{RECORD}"):
            with contextlib.suppress(FileNotFoundError):  # deleted at this moment
                found.append(self._read(path.parent.name))
        return sorted((one for one in found if one.checkpoint == checkpoint), key=lambda one: one.created, reverse=True)

    def get(self, checkpoint: str, batch: str) -> Batch:
        """One of them.

        Raises:
            NotFoundError: There is none of this id for this checkpoint.
        """
        with contextlib.suppress(FileNotFoundError, ValueError):
            if ID.fullmatch(batch) and (found := self._read(batch)).checkpoint == checkpoint:
                return found
        raise NotFoundError(f"{checkpoint} has no batch {batch[:40]!r}.")

    async def start_path(self, checkpoint: str, asked: BatchRequest) -> Batch:
        """Look at a folder or a video on the server.

        Raises:
            NotFoundError: There is no such checkpoint.
            UnreadableError: There is no such folder or file.
        """
        await asyncio.to_thread(self.checkpoints.weights, checkpoint)
        source = await asyncio.to_thread(self._check_path, asked.path)
        kind: Literal["folder", "video"] = "folder" if source.is_dir() else "video"
        async with self._room() as batch:
            return self._begin(batch, checkpoint, source, asked.path, kind, asked)

    @contextlib.asynccontextmanager
    async def incoming(self, checkpoint: str) -> AsyncIterator[Incoming]:
        """Where to write an uploaded video; what is not begun when the context ends is removed.

        Raises:
            NotFoundError: There is no such checkpoint.
        """
        await asyncio.to_thread(self.checkpoints.weights, checkpoint)
        async with self._room() as batch:
            yield Incoming(batch, checkpoint, self._folder(batch) / SOURCE)

    def start_upload(self, incoming: Incoming, name: str, options: BatchOptions) -> Batch:
        """Look at the video that has come in."""
        return self._begin(incoming.id, incoming.checkpoint, incoming.source, clean_name(name), "video", options)

    async def stop(self, checkpoint: str, batch: str) -> Batch:
        """End it after the picture at hand; of one that has ended this changes nothing."""
        found = self.get(checkpoint, batch)
        if found.status == "running":
            await asyncio.to_thread((self._folder(batch) / STOP).touch)
        return found

    async def delete(self, checkpoint: str, batch: str) -> None:
        """Remove it with everything that was found; it is ended first if it runs."""
        self.get(checkpoint, batch)
        if task := self._tasks.get(batch):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await asyncio.to_thread(remove_tree, self._folder(batch))
        self._live.pop(batch, None)

    async def delete_all(self, checkpoint: str) -> None:
        """Remove those of a checkpoint that is no more."""
        for batch in await asyncio.to_thread(self._of, checkpoint):
            await self.delete(checkpoint, batch.id)

    def page(self, checkpoint: str, batch: str, offset: int, limit: int) -> BatchPage:
        """Some of the results, in order."""
        self.get(checkpoint, batch)
        total, results = 0, []
        for line in self._lines(batch):
            if offset <= total < offset + limit:
                results.append(FrameResult.model_validate_json(line))
            total += 1
        return BatchPage(total=total, offset=offset, results=results)

    def as_json(self, checkpoint: str, batch: str) -> Iterator[str]:
        """All results as one list, piece by piece."""
        self.get(checkpoint, batch)

        def pieces() -> Iterator[str]:
            yield "["
            for index, line in enumerate(self._lines(batch)):
                yield ("," if index else "") + "\n" + line.strip()
            yield "\n]\n"

        return pieces()

    def as_csv(self, checkpoint: str, batch: str) -> Iterator[str]:
        """A line a box, or a class of the whole picture, piece by piece."""
        self.get(checkpoint, batch)

        def pieces() -> Iterator[str]:
            yield _row(COLUMNS)
            for line in self._lines(batch):
                yield from map(_row, rows_of(json.loads(line)))

        return pieces()

    def video(self, checkpoint: str, batch: str) -> Path:
        """The video with what was found drawn in.

        Raises:
            NotFoundError: There is none (yet).
            ConflictError: It is being written.
        """
        if self.get(checkpoint, batch).status == "running":
            raise ConflictError("The video is still being written; stop the batch, or wait for its end.")
        path = self._folder(batch) / VIDEO
        if not path.is_file():
            raise NotFoundError(f"The batch {batch} has no video.")
        return path

    def picture(self, checkpoint: str, batch: str, index: int) -> Path:
        """A picture of a folder.

        Raises:
            NotFoundError: There is none of this number, or the batch is a video's.
        """
        found = self.page(checkpoint, batch, max(0, index), 1)
        record = read_json(self._folder(batch) / RECORD)
        if found.results and record["batch"]["kind"] == "folder":
            path = Path(record["path"]) / found.results[0].name
            if path.is_file() and not found.results[0].error:
                return path
        raise NotFoundError(f"The batch {batch} has no picture {index}.")

    @property
    def _root(self) -> Path:
        return self.checkpoints.workspace.private / "batches"

    def _folder(self, batch: str) -> Path:
        return self._root / batch

    def _read(self, batch: str) -> Batch:
        if live := self._live.get(batch):
            return live
        found = Batch.model_validate(read_json(self._folder(batch) / RECORD)["batch"])
        return found.model_copy(update={"status": "stopped"}) if found.status == "running" else found

    def _lines(self, batch: str) -> Iterator[str]:
        """Whole lines of the results as far as they are written."""
        path = self._folder(batch) / RESULTS
        if path.is_file():
            with path.open(encoding="utf-8") as file:
                yield from (line for line in file if line.endswith("\n"))

    @contextlib.asynccontextmanager
    async def _room(self) -> AsyncIterator[str]:
        """The id of a new folder, which goes if nothing is begun in it."""
        batch = f"b-{secrets.token_hex(6)}"
        self._coming.add(batch)
        try:
            await asyncio.to_thread(os.makedirs, self._folder(batch))
            yield batch
        finally:
            if batch not in self._tasks:
                await asyncio.to_thread(remove_tree, self._folder(batch))
            self._coming.discard(batch)

    def _begin(
        self,
        batch: str,
        checkpoint: str,
        source: Path,
        name: str,
        kind: Literal["folder", "video"],
        options: BatchOptions,
    ) -> Batch:
        thresholds = options.model_dump(include={"conf", "iou", "imgsz"})
        facts: dict[str, Any] = {"id": batch, "checkpoint": checkpoint, "source": name, "kind": kind}
        found = Batch(**facts, **thresholds, status="running", created=datetime.now(UTC))
        self._keep(found, source)
        self._live[batch] = found
        task = asyncio.create_task(self._run(batch, source))
        self._tasks[batch] = task
        task.add_done_callback(lambda _: self._tasks.pop(batch, None))
        return found

    def _keep(self, batch: Batch, source: Path) -> None:
        document = {"batch": batch.model_dump(mode="json"), "path": str(source)}
        write_json(self._folder(batch.id) / RECORD, document)

    async def _run(self, batch: str, source: Path) -> None:
        """In the background, to its end; what goes wrong is its `error`."""
        found = self._live[batch]
        end: dict[str, Any] = {"status": "stopped"}
        try:
            async with self._turn:
                end = await self._look(found, source)
        except YolosmithError as error:
            end = {"status": "failed", "error": error.detail}
        finally:
            self._live[batch] = found = self._live[batch].model_copy(update={"left": None, **end})
            try:
                await asyncio.to_thread(self._keep, found, source)
            except OSError as error:  # the disk is full: it is told from memory
                log.error("the end of %s cannot be written: %s", batch, error)
            else:
                self._live.pop(batch)

    async def _look(self, found: Batch, source: Path) -> dict[str, Any]:
        args = await asyncio.to_thread(self.checkpoints.load_args, found.checkpoint)
        args |= found.model_dump(include={"conf", "iou", "imgsz"})
        args |= {"source": str(source), "source_name": found.source, "folder": str(self._folder(found.id))}
        answer: dict[str, Any] = {}
        if await asyncio.to_thread((self._folder(found.id) / STOP).exists):
            return {"status": "stopped"}  # while it waited for others
        async for message in self.checkpoints.inspector.stream("predict_many", args, seconds=SECONDS):
            if said := message.get("say"):
                self._live[found.id] = self._live[found.id].model_copy(update=_progress(said))
            answer = message.get("answer") or answer
        stopped = await asyncio.to_thread((self._folder(found.id) / STOP).exists)
        return {**answer, "status": "stopped" if stopped else "done"}

    def _check_path(self, path: str) -> Path:
        try:
            source = self.checkpoints.workspace.root / Path(path).expanduser()
            known = source.exists() and os.access(source, os.R_OK)
        except (OSError, ValueError, RuntimeError):
            known = False
        if not known:
            message = f"There is no such folder or file on the server: {path[:200]}"
            raise UnreadableError(message, [Fault(("path",), message)])
        return source.resolve()


def _progress(said: dict[str, Any]) -> dict[str, Any]:
    done, total = said["done"], said["total"]
    left = said["seconds"] / done * (total - done) if total and done else None
    return {"done": done, "total": total, "left": None if left is None else max(0.0, left)}


def rows_of(result: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The lines of the CSV for one picture."""
    width, height = result["width"], result["height"]
    place = (result["name"], result["seconds"])
    for box in result["boxes"]:
        corners = (
            (box["x"] - box["w"] / 2) * width,
            (box["y"] - box["h"] / 2) * height,
            (box["x"] + box["w"] / 2) * width,
            (box["y"] + box["h"] / 2) * height,
        )
        yield (*place, box["cls"], box["name"], round(box["conf"], 5), *(round(one, 2) for one in corners))
    for one in result["scores"]:
        yield (*place, one["cls"], one["name"], round(one["conf"], 5), "", "", "", "")


def _row(values: tuple[Any, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(["" if value is None else _harmless(value) for value in values])
    return text.getvalue()


def _harmless(value: Any) -> Any:
    """A name that a spreadsheet would take for a formula gets a quotation mark in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value
