"""Where weights lie: imported ones in `checkpoints/<id>/`, a run's in `runs/<run>/weights/`."""

import logging
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from yolosmith.checkpoints.schemas import Description, Manifest
from yolosmith.errors import NotFoundError, TooLargeError, UnreadableError
from yolosmith.schema import Schema
from yolosmith.storage.files import read_json, remove_tree, sha256, sync_folder, write_json
from yolosmith.storage.workspace import CHECKPOINT_ID, RUN_ID, Workspace

log = logging.getLogger(__name__)

WEIGHTS = "weights.pt"
MANIFEST = "manifest.json"
INCOMING = ".incoming-"
START = ".start-"
"""Folders in `.yolosmith/` with weights that a run is to start from."""
MAX_BYTES = 8 * 1024**3
RUN_WEIGHTS = re.compile(r"(best|last|epoch\d{1,6})\.pt")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that has come in whole and is not published yet; `folder` is its own."""

    folder: Path
    sha256: str
    bytes: int

    @property
    def id(self) -> str:
        """The same file always gets the same id."""
        return f"c-{self.sha256[:12]}"

    @property
    def weights(self) -> Path:
        """The file."""
        return self.folder / WEIGHTS


@dataclass(frozen=True, slots=True)
class RunWeights:
    """A weights file of a run. `seen` changes whenever the file does."""

    run: str
    weights: str
    path: Path
    bytes: int
    seen: int
    created: datetime

    @property
    def id(self) -> str:
        """`<run>:best` and so on."""
        return f"{self.run}:{self.weights}"


class Cached(Schema):
    """`.yolosmith/checkpoints/<run>-<weights>.json`: what a look into a run's file showed, while it is the same."""

    seen: int
    bytes: int
    description: Description


@dataclass(frozen=True)
class CheckpointStore:
    """The files of one workspace."""

    workspace: Workspace

    def sweep(self) -> None:
        """Remove what imports and starts left behind that were cut off; only while none is under way."""
        for folder in (*self.workspace.checkpoints.glob(f"{INCOMING}*"), *self.workspace.private.glob(f"{START}*")):
            remove_tree(folder)

    def make_incoming(self) -> Path:
        """Where a file can be written before it is published; in a hidden folder of its own."""
        return Path(tempfile.mkdtemp(prefix=INCOMING, dir=self.workspace.checkpoints)) / WEIGHTS

    def seal(self, weights: Path) -> Incoming:
        """The file at `make_incoming`'s path has come in whole: make it durable and know it by its content.

        Raises:
            TooLargeError: It is larger than a checkpoint may be.
        """
        size = weights.stat().st_size
        if size > MAX_BYTES:
            raise TooLargeError(f"A checkpoint may have {MAX_BYTES // 1024**3} GiB at most.")
        with weights.open("rb") as file:
            os.fsync(file.fileno())
        return Incoming(weights.parent, sha256(weights), size)

    def discard(self, weights: Path) -> None:
        """Forget what came in; nothing happens if it has been published."""
        remove_tree(weights.parent)

    def publish(self, incoming: Incoming, manifest: Manifest) -> None:
        """Write the manifest, then give the folder its name, at which it appears in the list."""
        write_json(incoming.folder / MANIFEST, manifest.model_dump(mode="json"))
        incoming.folder.chmod(0o755)  # mkdtemp makes it private
        target = self.workspace.checkpoints / manifest.id
        if not all((target / name).is_file() for name in (MANIFEST, WEIGHTS)):
            remove_tree(target)
            incoming.folder.rename(target)
            sync_folder(target.parent)

    def imported(self) -> list[Manifest]:
        """All imported checkpoints; a folder without a manifest is none, and damaged ones are left out."""
        found = []
        for path in self.workspace.checkpoints.glob(f"c-*/{MANIFEST}"):
            if CHECKPOINT_ID.fullmatch(path.parent.name):
                try:
                    found.append(self.manifest(path.parent.name))
                except UnreadableError as error:
                    log.warning(error.detail)
        return found

    def manifest(self, checkpoint: str) -> Manifest:
        """Of one imported checkpoint.

        Raises:
            NotFoundError: There is none of this id.
            UnreadableError: The manifest is damaged.
        """
        path = self.workspace.checkpoints / checkpoint / MANIFEST
        try:
            return Manifest.model_validate(read_json(path))
        except FileNotFoundError:
            raise NotFoundError(f"There is no checkpoint {checkpoint}.") from None
        except ValueError:
            where = self.workspace.relative(path)
            raise UnreadableError(f"{where} is damaged; delete the checkpoint and import its file again.") from None

    def replace_manifest(self, manifest: Manifest) -> None:
        """Keep what has been learnt or decided since.

        Raises:
            NotFoundError: It has been deleted meanwhile.
        """
        if not self.imported_weights(manifest.id).is_file():
            raise NotFoundError(f"There is no checkpoint {manifest.id} any more.")
        write_json(self.workspace.checkpoints / manifest.id / MANIFEST, manifest.model_dump(mode="json"))

    def imported_weights(self, checkpoint: str) -> Path:
        """The file of an imported checkpoint."""
        return self.workspace.checkpoints / checkpoint / WEIGHTS

    def delete(self, checkpoint: str) -> None:
        """Remove an imported checkpoint, a damaged one too.

        Raises:
            NotFoundError: There is none of this id.
        """
        folder = self.workspace.checkpoints / checkpoint
        if not (folder / MANIFEST).is_file():
            raise NotFoundError(f"There is no checkpoint {checkpoint}.")
        remove_tree(folder)

    def all_run_weights(self) -> Iterator[RunWeights]:
        """Those of all runs, as the folders stand now."""
        for path in self.workspace.runs.glob("*/weights/*.pt"):
            run = path.parent.parent.name
            if RUN_ID.fullmatch(run) and RUN_WEIGHTS.fullmatch(path.name) and (found := self._look(run, path)):
                yield found

    def run_weights(self, checkpoint: str) -> RunWeights:
        """One file of a run.

        Raises:
            NotFoundError: There is no such run, or it has not written these weights.
        """
        run, _, weights = checkpoint.partition(":")
        found = self._look(run, self.workspace.runs / run / "weights" / f"{weights}.pt")
        if found is None:
            raise NotFoundError(f"There is no checkpoint {checkpoint}: the run is not there or has not written it yet.")
        return found

    def _look(self, run: str, path: Path) -> RunWeights | None:
        try:
            status = path.stat()
        except FileNotFoundError:  # replaced or deleted at this moment
            return None
        created = datetime.fromtimestamp(status.st_mtime, UTC)
        return RunWeights(run, path.stem, path, status.st_size, status.st_mtime_ns, created)

    def run_facts(self, run: str) -> dict[str, object]:
        """What `run.json` says; empty where it cannot be read."""
        try:
            facts = read_json(self.workspace.runs / run / "run.json")
        except (FileNotFoundError, ValueError):
            return {}
        return facts if isinstance(facts, dict) else {}

    def cached(self, found: RunWeights) -> Description | None:
        """What is known of a run's file, if it is still the same file."""
        try:
            cached = Cached.model_validate(read_json(self._cache(found)))
        except (FileNotFoundError, ValueError, ValidationError):
            return None
        return cached.description if (cached.seen, cached.bytes) == (found.seen, found.bytes) else None

    def cache(self, found: RunWeights, description: Description) -> None:
        """Remember it."""
        entry = Cached(seen=found.seen, bytes=found.bytes, description=description)
        write_json(self._cache(found), entry.model_dump(mode="json"))

    def _cache(self, found: RunWeights) -> Path:
        return self.workspace.private / "checkpoints" / f"{found.run}-{found.weights}.json"
