"""How full the disk is, and what could be freed. Looking takes a thread and is remembered; freeing looks anew."""

import asyncio
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from yolosmith.errors import ConflictError, Fault
from yolosmith.runs.service import RunService
from yolosmith.status.leftovers import Leftovers, Use, leftover, size_of
from yolosmith.status.schemas import DISK_KINDS, Area, Cleaned, Disk, DiskKind
from yolosmith.storage.files import remove_tree
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.jobs import Inspector

log = logging.getLogger(__name__)

FRESH_SECONDS = 60.0
AREAS = ("runs", "datasets", "checkpoints", "models", ".yolosmith")


@dataclass
class DiskService:
    """The disk of one workspace."""

    workspace: Workspace
    runs: RunService
    inspector: Inspector
    needed_checks: Callable[[], set[Path]]
    running_batches: Callable[[], set[str]]
    _known: Disk | None = None
    _looked: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, *, fresh: bool = False) -> Disk:
        """What there is; at most a minute old, or `fresh`."""
        async with self._turn:
            if fresh or self._known is None or time.monotonic() - self._looked > FRESH_SECONDS:
                self._known = await self._measure()
                self._looked = time.monotonic()
            return self._known

    async def clean(self, what: Iterable[DiskKind]) -> Cleaned:
        """Remove what nothing uses of these kinds; weights only where their kind is named.

        Raises:
            ConflictError: Of a kind nothing can be freed because it is in use; nothing has been removed then.
        """
        async with self._turn:
            use, kinds = self._use(), list(dict.fromkeys(what))
            freed, removed = await asyncio.to_thread(self._remove, kinds, use)
            self._known = await self._measure()
            self._looked = time.monotonic()
            log.info("cleaned up %s: %d removed, %d bytes freed", ", ".join(kinds), removed, freed)
            return Cleaned(bytes=freed, count=removed, disk=self._known)

    def _use(self) -> Use:
        busy = frozenset({*self.runs.running(), *self.runs.queued()})
        return Use(
            busy=busy,
            completed=frozenset(self.runs.completed()) - busy,
            batches=frozenset(self.running_batches()),
            jobs=self.inspector.busy,
        )

    async def _measure(self) -> Disk:
        return await asyncio.to_thread(self._measured, self._use())

    def _measured(self, use: Use) -> Disk:
        began = time.monotonic()
        found = self._leftovers(use)
        kinds = [leftover(found, kind) for kind in DISK_KINDS]
        areas = [area(self.workspace.root / name, name) for name in AREAS]
        usage = shutil.disk_usage(self.workspace.root)
        return Disk(
            total=usage.total,
            free=usage.free,
            areas=[one for one in areas if one.files],
            kinds=kinds,
            measured=datetime.now(UTC),
            seconds=round(time.monotonic() - began, 3),
        )

    def _leftovers(self, use: Use) -> Leftovers:
        return Leftovers(self.workspace, replace(use, checks=frozenset(self.needed_checks())))

    def _remove(self, kinds: list[DiskKind], use: Use) -> tuple[int, int]:
        found = self._leftovers(use)
        paths = {kind: found.find(kind) for kind in kinds}
        faults = [
            Fault(("what", at), f"{kind}: {found.used(kind)}.")
            for at, kind in enumerate(kinds)
            if not paths[kind] and found.used(kind)
        ]
        if faults:
            raise ConflictError("Nothing was removed, because some of it is in use. Try again later.", faults)
        freed = removed = 0
        for path in (path for kind in kinds for path in paths[kind]):
            try:
                with self.runs.freeing:
                    if self._is_taken_up(path):
                        continue
                    size = size_of(path)
                    _remove(path)
            except FileNotFoundError:  # it went meanwhile
                continue
            freed += size
            removed += 1
        return freed, removed

    def _is_taken_up(self, path: Path) -> bool:
        """Whether it is a batch that has begun since this was found, or of a run that waits or trains since."""
        runs = self.workspace.runs
        if path.name in self.running_batches():
            return True
        return path.is_relative_to(runs) and self.runs.is_busy(path.relative_to(runs).parts[0])


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        remove_tree(path)
    else:
        path.unlink()


def area(folder: Path, name: str) -> Area:
    """Files and bytes below a folder; a file with several names counts once."""
    files = size = 0
    linked: set[tuple[int, int]] = set()
    folders = [os.fspath(folder)] if folder.is_dir() else []
    while folders:
        try:
            entries = list(os.scandir(folders.pop()))
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
                continue
            try:
                facts = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if facts.st_nlink > 1:
                if (facts.st_dev, facts.st_ino) in linked:
                    continue
                linked.add((facts.st_dev, facts.st_ino))
            files += 1
            size += facts.st_size
    return Area(name=name, files=files, bytes=size)
