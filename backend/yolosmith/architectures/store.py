"""`model_yamls/<name>.yaml` (+ `.layout.json`), and the presets that the installed Ultralytics ships."""

import functools
import importlib.util
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yolosmith.errors import NotFoundError
from yolosmith.storage.files import read_json, sync_folder, write_json, write_text
from yolosmith.storage.workspace import NAME


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one architecture lies. `family` is that of a preset."""

    name: str
    path: Path
    family: str | None

    @property
    def preset(self) -> bool:
        """Presets are read-only."""
        return self.family is not None


@functools.cache
def presets() -> dict[str, Entry]:
    """Presets by their file's stem; Ultralytics is found, not imported."""
    spec = importlib.util.find_spec("ultralytics")
    if spec is None or spec.origin is None:
        return {}
    folder = Path(spec.origin).parent / "cfg" / "models"
    return {path.stem: Entry(path.stem, path, _family(path.parent.name)) for path in sorted(folder.glob("*/*.yaml"))}


class ArchitectureStore:
    """The architectures of one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def own(self) -> list[Entry]:
        """The user's, by name."""
        paths = sorted(self.folder.glob("*.yaml"))
        return [Entry(path.stem, path, None) for path in paths if NAME.fullmatch(path.stem)]

    def find(self, name: str) -> Entry:
        """The user's or the preset of this name; the preset's name cannot be taken.

        Raises:
            NotFoundError: There is none.
        """
        if name in presets():
            return presets()[name]
        path = self.folder / f"{name}.yaml"
        if NAME.fullmatch(name) and path.is_file():
            return Entry(name, path, None)
        raise NotFoundError(f"There is no architecture {name[:64]!r}.")

    def read(self, entry: Entry) -> str:
        """Its text, byte for byte.

        Raises:
            NotFoundError: It is gone.
        """
        try:
            return entry.path.read_bytes().decode("utf-8", errors="replace")
        except OSError:
            raise NotFoundError(f"There is no architecture {entry.name!r}.") from None

    def modified(self, entry: Entry) -> datetime | None:
        """When the user last saved it; None for a preset.

        Raises:
            NotFoundError: It is gone.
        """
        if entry.preset:
            return None
        try:
            return datetime.fromtimestamp(entry.path.stat().st_mtime, UTC)
        except OSError:
            raise NotFoundError(f"There is no architecture {entry.name!r}.") from None

    def layout(self, entry: Entry) -> dict[str, Any] | None:
        """What the canvas has stored; None where there is nothing or nothing readable."""
        try:
            found = read_json(self._layout_file(entry.name)) if not entry.preset else None
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def write(self, name: str, yaml: str, layout: dict[str, Any] | None) -> None:
        """Write the text, and the layout where one is given."""
        write_text(self.folder / f"{name}.yaml", yaml)
        if layout is not None:
            write_json(self._layout_file(name), layout)

    def delete(self, entry: Entry) -> None:
        """Remove text and layout."""
        entry.path.unlink(missing_ok=True)
        self._layout_file(entry.name).unlink(missing_ok=True)
        sync_folder(self.folder)

    def _layout_file(self, name: str) -> Path:
        return self.folder / f"{name}.layout.json"


def _family(folder: str) -> str:
    """`11` and `v8` are YOLO11 and YOLOv8."""
    return f"YOLO{folder}" if folder.lstrip("v").isdigit() else folder.upper()
