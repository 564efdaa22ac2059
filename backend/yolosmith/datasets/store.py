"""The files of data sets: manifests, records of imports, hidden folders to build in."""

import errno
import logging
import secrets
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from yolosmith.datasets import layout
from yolosmith.datasets.schemas import ImportRecord, Manifest
from yolosmith.errors import NotFoundError
from yolosmith.storage.files import sync_folder, write_text
from yolosmith.storage.workspace import NAME, Workspace

log = logging.getLogger(__name__)

HIDDEN = ".import-"
REMOVE_SECONDS = 60.0
"""How long what somebody still writes to is tried to be removed."""
INTERRUPTED = "The import was cut off: the server ended, or the disk was full. Nothing of it was kept. Import it again."
FOREIGN = "This folder has no dataset.json. Import it by its path, under another name, to have it checked and counted."


@dataclass
class DatasetStore:
    """Reads and writes below `datasets/` and `.yolosmith/imports/`."""

    workspace: Workspace
    _cache: dict[str, tuple[int, Manifest]] = field(default_factory=dict)

    def folder(self, name: str) -> Path:
        """Of the data set with this (checked) name."""
        return self.workspace.datasets / name

    def names(self) -> list[str]:
        """Of all folders that may be data sets, ours or not, and of imports."""
        folders = {path.name for path in self.workspace.datasets.iterdir() if path.is_dir()}
        records = {path.stem for path in self._records.glob("*.json")}
        return sorted(name for name in folders | records if NAME.fullmatch(name))

    def manifest(self, name: str) -> Manifest | None:
        """The manifest; None where the folder is not a data set of ours."""
        file = self.folder(name) / layout.MANIFEST
        try:
            changed = file.stat().st_mtime_ns
            cached = self._cache.get(name)
            if cached is None or cached[0] != changed:
                cached = changed, Manifest.model_validate_json(file.read_bytes())
                self._cache[name] = cached
        except (OSError, ValidationError):
            return None
        return cached[1]

    def record(self, name: str) -> ImportRecord | None:
        """The record of an import under this name."""
        try:
            return ImportRecord.model_validate_json((self._records / f"{name}.json").read_bytes())
        except (OSError, ValidationError):
            return None

    def write_record(self, record: ImportRecord) -> None:
        """Write or replace an import's record."""
        write_text(self._records / f"{record.name}.json", record.model_dump_json(indent=2))

    def remove_record(self, name: str) -> None:
        """Forget an import."""
        (self._records / f"{name}.json").unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        """Whether something has the name: a folder or an import."""
        return self.folder(name).exists() or (self._records / f"{name}.json").exists()

    def make_staging(self) -> Path:
        """A new hidden folder on the data sets' file system."""
        folder = self.workspace.datasets / f"{HIDDEN}{secrets.token_hex(4)}"
        folder.mkdir()
        return folder

    def remove_staging(self, folder: Path) -> None:
        """Remove it with all that is in it. What cannot be removed the next start tries again."""
        patience = time.monotonic() + REMOVE_SECONDS
        while folder.exists():
            try:
                shutil.rmtree(folder)
            except OSError as error:
                # A job that was just killed may write to it for a moment: long, on a machine that has much to do.
                if error.errno not in {errno.ENOTEMPTY, errno.ENOENT} or time.monotonic() > patience:
                    log.warning("%s cannot be removed: %s", folder, error)
                    shutil.rmtree(folder, ignore_errors=True)  # the rest of it
                    return
                time.sleep(0.1)

    def put_away(self, name: str) -> Path:
        """Take a data set's folder out of sight at once; it is the caller's to remove, which may take minutes."""
        doomed = self.workspace.datasets / f"{HIDDEN}{secrets.token_hex(4)}"
        self.folder(name).rename(doomed)
        sync_folder(doomed.parent)
        self._cache.pop(name, None)
        return doomed

    def image(self, name: str, split: str, file: str, *, thumbnail: bool) -> Path:
        """A picture's file, or its small copy where there is one.

        Raises:
            NotFoundError: There is no such picture.
        """
        folder = self.folder(name)
        path = self.workspace.inside(layout.image_folder(folder, _split(split)), file)
        small = layout.thumbnail_file(folder, split, file)
        return small if thumbnail and small.is_file() else path

    def depth_picture(self, name: str, split: str, file: str) -> Path:
        """The drawn depth map of a picture.

        Raises:
            NotFoundError: There is no such picture, or it has no map.
        """
        base = self.folder(name) / layout.DEPTH_PICTURES / _split(split)
        return self.workspace.inside(base, layout.depth_name(file))

    def sweep(self) -> None:
        """At the start of a server: remove what was half built."""
        for pattern in (f"{HIDDEN}*", ".*.removed"):
            for folder in self.workspace.datasets.glob(pattern):
                self.remove_staging(folder)
        for file in self._records.glob("*.json"):
            record = self.record(file.stem)
            if record is None or self.manifest(file.stem) is not None:
                file.unlink()

    @property
    def _records(self) -> Path:
        return self.workspace.private / "imports"


def _split(split: str) -> str:
    """It, if it is one.

    Raises:
        NotFoundError: It is none.
    """
    if split not in layout.SPLITS:
        raise NotFoundError(f"There is no split {split[:50]!r}; there are {', '.join(layout.SPLITS)}.")
    return split
