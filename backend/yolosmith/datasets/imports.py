"""Work on data sets in the background: one after the other, each as a job of the inspector; how far it is goes out."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from yolosmith.datasets.schemas import ImportRecord, Progress
from yolosmith.datasets.store import DatasetStore
from yolosmith.errors import YolosmithError
from yolosmith.schema import Place
from yolosmith.workers.jobs import Inspector, Message

log = logging.getLogger(__name__)

IMPORT_SECONDS = 24 * 3600.0
SURE_SECONDS = 1.0
"""Before this, a step's pace says nothing about its end."""


@dataclass
class Pace:
    """How long a step will still take, from how long it took so far."""

    message: str = ""
    began: float = 0.0
    first: int = 0

    def timed(self, said: Message) -> Progress:
        """What a job said, with the seconds left where they can be told."""
        progress = Progress.model_validate(said)
        now = time.monotonic()
        if progress.message != self.message:
            self.message, self.began, self.first = progress.message, now, progress.done
        took, did = now - self.began, progress.done - self.first
        if took < SURE_SECONDS or did <= 0 or not progress.total:
            return progress
        return progress.model_copy(update={"left": round(took / did * (progress.total - progress.done), 1)})


@dataclass
class Running:
    """An import that is waiting or under way; `source`: the file or folder that its job reads, if it reads one."""

    task: asyncio.Task[None]
    source: str | None
    progress: Progress = field(default_factory=Progress)


@dataclass
class Imports:
    """What builds data sets, by name. `changed` is called whenever there is news of one."""

    inspector: Inspector
    store: DatasetStore
    changed: Callable[[str], None]
    _running: dict[str, Running] = field(default_factory=dict)
    _following: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _removing: set[asyncio.Task[None]] = field(default_factory=set)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __contains__(self, name: str) -> bool:
        return name in self._running

    def progress(self, name: str) -> Progress | None:
        """Of the one under way."""
        running = self._running.get(name)
        return running.progress if running else None

    def made_from(self, folder: Path) -> list[str]:
        """What is being made from the files of a folder."""
        root = folder.resolve()
        sources = {name: running.source for name, running in self._running.items()}
        return [name for name, source in sources.items() if source and Path(source).resolve().is_relative_to(root)]

    def begin(self, job: str, record: ImportRecord, args: Message, staging: Path) -> None:
        """Record it and let it wait for its turn; `staging` is removed at its end, however it ends."""
        task = asyncio.create_task(self._run(job, record, args, staging))
        self._running[record.name] = Running(task, args.get("source"))
        try:
            self.store.write_record(record)  # a record without an import under way tells of a failed one
        except OSError:
            self._running.pop(record.name).task.cancel()
            raise
        self.changed(record.name)

    async def stop(self, name: str) -> None:
        """Break off what is done for this data set, if anything is; its job is killed."""
        tasks = [running.task for one, running in self._running.items() if one == name]
        tasks += [task for one, task in self._following.items() if one == name]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Break off everything; imports show as interrupted at the next start."""
        await asyncio.gather(*(self.stop(name) for name in {*self._running, *self._following}))

    async def _run(self, job: str, record: ImportRecord, args: Message, staging: Path) -> None:
        name, pace = record.name, Pace()
        try:
            async with self._turn:
                async for message in self.inspector.stream(job, args, seconds=IMPORT_SECONDS):
                    if "say" in message:
                        self._running[name].progress = pace.timed(message["say"])
                        self.changed(name)
            await asyncio.to_thread(self.store.remove_staging, staging)
            self.store.remove_record(name)
            self._following[name] = asyncio.create_task(self._add_thumbnails(name))
        except YolosmithError as error:
            places = [Place(loc=list(fault.loc), message=fault.message, actual=fault.actual) for fault in error.faults]
            await asyncio.to_thread(self.store.remove_staging, staging)
            failed = record.model_copy(update={"error": error.detail, "errors": places})
            try:
                self.store.write_record(failed)
            except OSError as full:
                log.error("the import of %s failed, which cannot be written (%s): %s", name, full, error.detail)
        finally:
            del self._running[name]
            await asyncio.to_thread(self.store.remove_staging, staging)
        self.changed(name)  # who stops it tells of it

    def remove_later(self, folder: Path) -> None:
        """Remove a folder that was put away. What is left of it when the server ends, the next one removes."""
        task = asyncio.create_task(asyncio.to_thread(self.store.remove_staging, folder))
        self._removing.add(task)
        task.add_done_callback(self._removing.discard)

    async def _add_thumbnails(self, name: str) -> None:
        """Small copies of large pictures follow when the set can be used already; until then the pictures serve."""
        try:
            args = {"folder": str(self.store.folder(name))}
            await self.inspector.call("make_thumbnails", args, seconds=IMPORT_SECONDS)
        except YolosmithError:
            pass  # the gallery shows the pictures themselves, only slower
        finally:
            del self._following[name]
