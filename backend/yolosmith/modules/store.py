"""`modules/<Name>.py` and `<Name>.json`.

The source is written first and is what counts; the JSON names the digest of the source that it was written for, so that
a pair torn by a crash, or edited in an editor, shows as "changed".
"""

import hashlib
from pathlib import Path

from pydantic import ValidationError

from yolosmith.errors import NotFoundError
from yolosmith.modules.schemas import StoredModule
from yolosmith.storage.files import read_json, sync_folder, write_json, write_text
from yolosmith.storage.workspace import MODULE_NAME


def digest(source: str) -> str:
    """SHA-256 of a source, in hex."""
    return hashlib.sha256(source.encode()).hexdigest()


class ModuleStore:
    """The modules of one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """All modules that there are, sorted."""
        return sorted(path.stem for path in self.folder.glob("*.py") if MODULE_NAME.fullmatch(path.stem))

    def read(self, name: str) -> tuple[str, StoredModule | None]:
        """Source, and what is known about it; None where that is missing or damaged.

        Raises:
            NotFoundError: There is no such module.
        """
        try:
            source = (self.folder / f"{name}.py").read_bytes().decode("utf-8", errors="replace")
        except OSError:
            raise NotFoundError(f"There is no custom module {name!r}.") from None
        try:
            return source, StoredModule.model_validate(read_json(self.folder / f"{name}.json"))
        except (OSError, ValueError, ValidationError):
            return source, None

    def write(self, source: str, stored: StoredModule) -> None:
        """Write both files."""
        write_text(self.folder / f"{stored.name}.py", source)
        self.write_facts(stored)

    def write_facts(self, stored: StoredModule) -> None:
        """Write the JSON alone."""
        facts = stored.model_dump(mode="json", exclude={"contract"})
        contract = stored.contract.document() if stored.contract else None
        write_json(self.folder / f"{stored.name}.json", {**facts, "contract": contract})

    def delete(self, name: str) -> None:
        """Remove both files, the source first."""
        (self.folder / f"{name}.py").unlink(missing_ok=True)
        (self.folder / f"{name}.json").unlink(missing_ok=True)
        sync_folder(self.folder)
