"""What a workspace holds that nobody needs any more, or that could be had again: by kind, with its size."""

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from yolosmith.checkpoints.export_schemas import StoredExport
from yolosmith.status.schemas import DiskKind, Leftover
from yolosmith.storage.files import read_json
from yolosmith.storage.workspace import Workspace

SETTLED_SECONDS = 3600.0
"""What was touched since may still be in the making."""
HALF = re.compile(r"\..*\.(removed|new|tmp)|\.(incoming|making|start)-.*")


@dataclass(frozen=True)
class Use:
    """What is in use while the workspace is looked at."""

    busy: frozenset[str] = frozenset()
    """Ids of runs that wait or train."""
    completed: frozenset[str] = frozenset()
    """Ids of runs that came to their end."""
    checks: frozenset[Path] = frozenset()
    """Kept checks of the modules as they are now."""
    batches: frozenset[str] = frozenset()
    """Ids of batches that come in, wait or run."""
    jobs: bool = False
    """Whether a check, an import or another short job is under way."""


@dataclass
class Leftovers:
    """Finds them. Paths of one kind do not lie within one another."""

    workspace: Workspace
    use: Use
    now: float = field(default_factory=time.time)

    def find(self, kind: DiskKind) -> list[Path]:
        """All of a kind that nothing uses."""
        return sorted(set(self._finders[kind]()))

    def used(self, kind: DiskKind) -> str | None:
        """Why some of a kind are kept for the time being; None where nothing is."""
        if kind == "scratch" and self.use.jobs:
            return "a job is under way; its files are in use"
        if kind == "batches" and self.use.batches:
            return f"{len(self.use.batches)} of them still run; those are left out"
        if kind in {"resumable", "last", "snapshots", "exports"} and self.use.busy:
            return f"{len(self.use.busy)} of the runs train or wait; theirs are left out"
        return None

    @property
    def _finders(self) -> dict[DiskKind, Callable[[], Iterator[Path]]]:
        return {
            "scratch": self._scratch,
            "remains": self._remains,
            "checks": self._checks,
            "descriptions": self._descriptions,
            "logs": self._logs,
            "exports": self._exports,
            "batches": self._batches,
            "resumable": lambda: self._weights("resume.pt", self.use.completed),
            "last": lambda: self._weights("last.pt", self.use.completed, beside="best.pt"),
            "snapshots": lambda: self._weights("epoch*.pt", None),
        }

    def _scratch(self) -> Iterator[Path]:
        if not self.use.jobs:
            yield from self.workspace.private.glob("scratch/*")

    def _remains(self) -> Iterator[Path]:
        runs, checkpoints = self.workspace.runs, self.workspace.checkpoints
        for folder in (runs, self.workspace.datasets, checkpoints, self.workspace.private):
            yield from self._half_in(folder)
            for entry in os.scandir(folder):
                if entry.is_dir(follow_symlinks=False) and entry.name not in self.use.busy:
                    yield from self._half_in(Path(entry.path))
        exports = (folder for folder in runs.glob("*/exports/*") if folder.parents[1].name not in self.use.busy)
        for deeper in (*self._weight_folders, *exports, *checkpoints.glob("*/exports")):
            yield from self._half_in(deeper)

    def _half_in(self, folder: Path) -> Iterator[Path]:
        if HALF.fullmatch(folder.name):
            return  # it goes as a whole
        for entry in os.scandir(folder):
            path = Path(entry.path)
            with contextlib.suppress(FileNotFoundError):  # it went meanwhile
                if HALF.fullmatch(entry.name) and self.now - last_touched(path) > SETTLED_SECONDS:
                    yield path

    @cached_property
    def _weight_folders(self) -> list[Path]:
        """Of the runs that nothing uses."""
        folders = (Path(entry.path) / "weights" for entry in os.scandir(self.workspace.runs))
        return [one for one in folders if one.is_dir() and one.parent.name not in self.use.busy]

    def _checks(self) -> Iterator[Path]:
        yield from set(self.workspace.private.glob("checks/*.json")) - self.use.checks

    def _descriptions(self) -> Iterator[Path]:
        for path in self.workspace.private.glob("checkpoints/*.json"):
            run, _, weights = path.stem.rpartition("-")
            if not (self.workspace.runs / run / "weights" / f"{weights}.pt").is_file():
                yield path

    def _logs(self) -> Iterator[Path]:
        yield from self.workspace.private.glob("logs/*.log.*")

    def _exports(self) -> Iterator[Path]:
        """Those of weights that have changed since, or have gone: the file and what is said of it."""
        for about in (
            *self.workspace.runs.glob("*/exports/*/*.json"),
            *self.workspace.checkpoints.glob("*/exports/*.json"),
        ):
            owner = about.parents[2].name if about.parent.name != "exports" else about.parents[1].name
            if owner not in self.use.busy and _is_outdated(about):
                yield from (path for path in (about, about.with_suffix("")) if path.exists())

    def _batches(self) -> Iterator[Path]:
        """By what runs and not by what is written down: a server that was killed leaves them as running."""
        folders = self.workspace.private.glob("batches/b-*")
        yield from (folder for folder in folders if folder.name not in self.use.batches)

    def _weights(self, pattern: str, runs: frozenset[str] | None, beside: str | None = None) -> Iterator[Path]:
        for folder in self._weight_folders:
            if runs is None or folder.parent.name in runs:
                for path in folder.glob(pattern):
                    if beside is None or path.with_name(beside).is_file():
                        yield path


def last_touched(path: Path) -> float:
    """When it was last written or renamed, or a file in it: a folder's own time says nothing of either."""
    inside = path.iterdir() if path.is_dir() and not path.is_symlink() else ()
    times: list[float] = []
    for one in (path, *inside):
        facts = one.lstat()
        times += (facts.st_mtime, facts.st_ctime)
    return max(times)


def size_of(path: Path) -> int:
    """Bytes that removing it would free: a file that lies elsewhere too frees none."""
    facts = path.lstat()
    if path.is_dir() and not path.is_symlink():
        return sum(size_of(one) for one in path.iterdir())
    return facts.st_size if facts.st_nlink == 1 else 0


def leftover(found: Leftovers, kind: DiskKind) -> Leftover:
    """What there is of a kind."""
    count = size = 0
    for path in found.find(kind):
        try:
            size += size_of(path)
        except FileNotFoundError:  # it went meanwhile
            continue
        count += 1
    return Leftover(kind=kind, count=count, bytes=size, used=found.used(kind))


def _is_outdated(about: Path) -> bool:
    """Whether the weights of an export are not those any more that it was made of."""
    folder = about.parent
    weights = folder.parent / "weights.pt"
    if folder.name != "exports":  # a run's: runs/<run>/exports/<weights>/
        weights = folder.parents[1] / "weights" / f"{folder.name}.pt"
    try:
        facts = weights.stat()
        stored = StoredExport.model_validate(read_json(about))
    except FileNotFoundError:
        return True
    except (OSError, ValueError, ValidationError):
        return False  # not understood: left alone
    return stored.seen != [facts.st_mtime_ns, facts.st_size]
