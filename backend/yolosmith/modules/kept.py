"""Results of checks, kept by what was checked, so that going back to an earlier source shows its check at once."""

import hashlib
import json
from importlib import metadata
from pathlib import Path

from pydantic import ValidationError

from yolosmith.modules.contract import Contract
from yolosmith.modules.schemas import Check
from yolosmith.storage.files import read_json, write_json

VERSION = 2
"""Raised when the check finds something else in the same source."""
MOST = 500


class KeptChecks:
    """The folder `.yolosmith/checks/`: one file a result, the oldest go when there are too many."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, name: str, source: str, contract: Contract) -> Check | None:
        """The result for exactly this; None where there is none or it cannot be read."""
        try:
            found = Check.model_validate(read_json(self.file(name, source, contract)))
        except (OSError, ValueError, ValidationError):
            return None
        return found.model_copy(update={"kept": True})

    def keep(self, name: str, source: str, contract: Contract, check: Check) -> None:
        """Keep a result."""
        write_json(self.file(name, source, contract), check.model_dump(mode="json"))
        files = sorted(self.folder.glob("*.json"), key=_age)
        for path in files[:-MOST]:
            path.unlink(missing_ok=True)

    def file(self, name: str, source: str, contract: Contract) -> Path:
        """Where the result for exactly this is kept, if it is."""
        libraries = [metadata.version("ultralytics"), metadata.version("torch")]
        what = json.dumps([VERSION, libraries, name, source, contract.document()], sort_keys=True)
        return self.folder / f"{hashlib.sha256(what.encode(errors='surrogatepass')).hexdigest()[:32]}.json"


def _age(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:  # two results came at once, and the other made room for itself
        return 0
