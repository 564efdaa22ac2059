"""The run's folder: `runs/<id>/` with run.json, events.jsonl, manifest.json, weights and plots."""

import csv
import math
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG
from typing import Any, Literal

from yolosmith.errors import NotFoundError
from yolosmith.runs.schemas import Artifact, Metrics, RunSpec
from yolosmith.storage.files import copy_file, read_json, remove_tree, sync_folder, write_json, write_text
from yolosmith.storage.workspace import RUN_ID, Workspace

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

KINDS: dict[str, Literal["weights", "picture", "table", "log"]] = {
    ".pt": "weights",
    ".png": "picture",
    ".jpg": "picture",
    ".csv": "table",
    ".log": "log",
}


def new_id(now: datetime) -> str:
    """`<UTC ISO 8601 basic>-<short id>`."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


class RunFolder:
    """Paths and small files of one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events = folder / "events.jsonl"
        self.console = folder / "console.log"
        self.last = folder / "weights" / "last.pt"
        self.resumable = folder / "weights" / "resume.pt"
        self._spec = folder / "run.json"
        self._worker = folder / "worker.json"
        self._stop = folder / "stop.json"
        self._extension = folder / "extension.json"
        self._manifest = folder / "manifest.json"

    @property
    def has_checkpoint(self) -> bool:
        """Whether there is something to go on from; one of the two may have been cleaned up."""
        return self.last.is_file() or self.resumable.is_file()

    def spec(self) -> RunSpec:
        """What was asked."""
        return RunSpec.model_validate(read_json(self._spec))

    def worker(self) -> tuple[int, float] | None:
        """Pid and start time of the worker that was last started and not yet reaped."""
        if not self._worker.is_file():
            return None
        found = read_json(self._worker)
        return found["pid"], found["started"]

    def set_worker(self, pid: int, started: float) -> None:
        """Remember the worker, before it is let go."""
        write_json(self._worker, {"pid": pid, "started": started})

    def clear_worker(self) -> None:
        """It was reaped, and its end is in the events."""
        if self._worker.exists():  # of many runs at a start hardly one has it
            self._worker.unlink(missing_ok=True)
            sync_folder(self.folder)

    def stop_asked_by(self) -> Literal["user", "server"] | None:
        """Who asked for the end, if anybody did."""
        if not self._stop.is_file():
            return None
        by: Literal["user", "server"] = read_json(self._stop)["by"]
        return by

    def ask_stop(self, by: Literal["user", "server"]) -> None:
        """Remember the wish, so that the next server knows it too."""
        write_json(self._stop, {"by": by})

    def manifest(self) -> dict[str, Any] | None:
        """What the worker wrote last; None if it never came to that."""
        return read_json(self._manifest) if self._manifest.is_file() else None

    def forget_end(self) -> None:
        """Before it runs again."""
        self._manifest.unlink(missing_ok=True)
        self._stop.unlink(missing_ok=True)

    def set_extension(self, done: int, epochs: int) -> None:
        """Remember that the run shall go on from `done` epochs to `epochs`."""
        write_json(self._extension, {"from": done, "epochs": epochs})

    def console_tail(self, lines: int = 20) -> list[str]:
        """The last lines that the worker printed."""
        if not self.console.is_file():
            return []
        with self.console.open("rb") as file:
            file.seek(max(0, self.console.stat().st_size - 16_384))
            text = ESCAPES.sub("", file.read().decode(errors="replace"))
        workspace = self.folder.parent.parent
        text = text.replace(f"{self.folder}/", "").replace(f"{workspace}/", "")  # as people know them: from there
        return [line.rstrip() for line in text.replace("\r", "\n").splitlines() if line.strip()][-lines:]

    def metrics(self) -> Metrics:
        """The columns of results.csv, as Ultralytics wrote them; of an epoch written twice the last one counts."""
        table = self.folder / "results.csv"
        if not table.is_file():
            return Metrics(epoch=[], series={})
        with table.open(encoding="utf-8", newline="") as file:
            rows = {int(float(row["epoch"])): row for row in csv.DictReader(file) if row.get("epoch")}
        epochs = sorted(rows)
        names = [name for name in next(iter(rows.values()), {}) if name != "epoch"]
        return Metrics(epoch=epochs, series={name: [_number(rows[e].get(name)) for e in epochs] for name in names})

    def artifacts(self) -> list[Artifact]:
        """Files that are worth showing: no temporary ones, not the records kept beside."""
        found = []
        for path in sorted(self.folder.rglob("*")):
            relative = path.relative_to(self.folder)
            if any(part.startswith(".") for part in relative.parts):
                continue
            try:
                facts = path.lstat()
            except FileNotFoundError:  # the training replaces and removes files of its own
                continue
            if S_ISREG(facts.st_mode):
                modified = datetime.fromtimestamp(facts.st_mtime, UTC)
                kind = KINDS.get(path.suffix, "other")
                found.append(Artifact(path=str(relative), bytes=facts.st_size, modified=modified, kind=kind))
        return found


class RunStore:
    """All runs of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def create(self, spec: RunSpec, files: dict[str, str], weights: dict[str, Path]) -> RunFolder:
        """Make the folder whole and then give it its name: a crash leaves no half a run.

        Args:
            spec: Goes to run.json.
            files: Texts by their path in the folder.
            weights: Files by the name that they get there (linked where the file system can).
        """
        making = self.workspace.runs / f".{spec.id}.new"
        try:
            fill(making, spec, files, weights)
            folder = self.workspace.runs / spec.id
            making.rename(folder)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        sync_folder(folder.parent)
        return RunFolder(folder)

    def get(self, run: str) -> RunFolder:
        """The folder of a run.

        Raises:
            NotFoundError: There is none of that id.
        """
        folder = self.workspace.runs / run
        if not RUN_ID.fullmatch(run) or not (folder / "run.json").is_file():
            raise NotFoundError(f"There is no run {run[:64]!r}.")
        return RunFolder(folder)

    def ids(self) -> Iterator[str]:
        """Ids of all runs, newest first."""
        names = [entry.name for entry in self.workspace.runs.iterdir() if RUN_ID.fullmatch(entry.name)]
        return iter(sorted((n for n in names if (self.workspace.runs / n / "run.json").is_file()), reverse=True))

    def remove(self, run: str) -> None:
        """Put a run's folder aside; `purge` deletes it, `restore` brings it back."""
        self._aside(run).parent.joinpath(run).rename(self._aside(run))
        sync_folder(self.workspace.runs)

    def restore(self, run: str) -> None:
        """Bring a run back that was put aside.

        Raises:
            NotFoundError: It is not there any more.
        """
        if not RUN_ID.fullmatch(run) or not self._aside(run).is_dir():
            raise NotFoundError(f"There is no deleted run {run[:64]!r} any more.")
        self._aside(run).rename(self.workspace.runs / run)
        sync_folder(self.workspace.runs)

    def purge(self, run: str) -> None:
        """Delete a run that was put aside, if it still is."""
        remove_tree(self._aside(run))

    def _aside(self, run: str) -> Path:
        return self.workspace.runs / f".{run}.removed"

    def sweep(self) -> None:
        """Remove what a crash left of runs that were being made or deleted."""
        for entry in self.workspace.runs.glob(".*"):
            if entry.is_dir() and (entry.name.endswith(".new") or entry.name.endswith(".removed")):
                remove_tree(entry)


def fill(folder: Path, spec: RunSpec, files: dict[str, str], weights: dict[str, Path]) -> None:
    """Make a folder with what a run is made of; see `RunStore.create`."""
    (folder / "modules").mkdir(parents=True)
    write_json(folder / "run.json", spec.model_dump(mode="json"))
    for name, text in files.items():
        write_text(folder / name, text)
    for name, path in weights.items():
        try:
            (folder / name).hardlink_to(path)  # weights are replaced, never changed in place
        except OSError:
            copy_file(path, folder / name)


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "nan")
    except ValueError:
        return None
    return value if math.isfinite(value) else None
