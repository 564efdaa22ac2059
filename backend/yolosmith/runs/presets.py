"""Named arguments of the user's: `.yolosmith/presets/<name>.json`."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from yolosmith.errors import ConflictError, Fault, NotFoundError
from yolosmith.runs.arguments_schemas import Preset
from yolosmith.storage.files import sync_folder, write_json
from yolosmith.storage.workspace import NAME, Workspace, check_name

MOST = 1000


@dataclass
class PresetStore:
    """Reads and writes presets; each is one small file."""

    workspace: Workspace
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def all(self) -> list[Preset]:
        """By name. A file that cannot be read is passed over."""
        names = sorted(path.stem for path in self._folder.glob("*.json") if NAME.fullmatch(path.stem))
        return [preset for name in names if (preset := self._read(name)) is not None]

    def get(self, name: str) -> Preset:
        """One preset.

        Raises:
            NotFoundError: There is none of this name.
        """
        if NAME.fullmatch(name) and (preset := self._read(name)):
            return preset
        raise NotFoundError(f"There is no preset {name[:64]!r}.")

    def save(self, name: str, args: dict[str, Any]) -> Preset:
        """Make or replace one.

        Raises:
            UnreadableError: The name cannot be one.
            ConflictError: There are too many.
        """
        check_name(name, what="A preset")
        with self._lock:
            if self._read(name) is None and len(list(self._folder.glob("*.json"))) >= MOST:
                raise ConflictError(f"There are {MOST} presets; delete one first.")
            return self._write(Preset(name=name, args=args))

    def rename(self, name: str, to: str) -> Preset:
        """Give one another name.

        Raises:
            NotFoundError: There is none of this name.
            UnreadableError: The new name cannot be one.
            ConflictError: There is one of the new name.
        """
        check_name(to, what="A preset")
        with self._lock:
            preset = self.get(name)
            if to == name:
                return preset
            if self._read(to) is not None:
                message = f"There is a preset {to} already; choose another name."
                raise ConflictError(message, [Fault(("to",), message, actual=to)])
            renamed = self._write(preset.model_copy(update={"name": to}))
            self._remove(name)
            return renamed

    def delete(self, name: str) -> None:
        """Forget one.

        Raises:
            NotFoundError: There is none of this name.
        """
        with self._lock:
            self.get(name)
            self._remove(name)

    @property
    def _folder(self) -> Path:
        return self.workspace.private / "presets"

    def _read(self, name: str) -> Preset | None:
        try:
            return Preset.model_validate_json((self._folder / f"{name}.json").read_bytes())
        except (OSError, ValidationError):
            return None

    def _write(self, preset: Preset) -> Preset:
        write_json(self._folder / f"{preset.name}.json", preset.model_dump())
        return preset

    def _remove(self, name: str) -> None:
        (self._folder / f"{name}.json").unlink(missing_ok=True)
        sync_folder(self._folder)
