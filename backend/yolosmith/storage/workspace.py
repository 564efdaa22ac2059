"""Where things lie in a workspace, and the names they may have (DESIGN: the workspace)."""

import re
from dataclasses import dataclass
from pathlib import Path

from yolosmith.errors import Fault, NotFoundError, UnreadableError

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
MODULE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
CHECKPOINT_ID = re.compile(rf"(?:{RUN_ID.pattern}:(?:best|last|epoch\d{{1,6}})|c-[0-9a-f]{{12}})")


def check_name(name: str, *, what: str, pattern: re.Pattern[str] = NAME) -> str:
    """Return `name` if it may name a thing, else refuse it before it can become a path.

    Raises:
        UnreadableError: The name has a character, a start or a length that is not allowed.
    """
    if not pattern.fullmatch(name):
        message = f"{what} is named by letters, digits, _ and -, starts with a letter or _, at most 64 long."
        raise UnreadableError(message, [Fault(("name",), message, expected=pattern.pattern, actual=name[:100])])
    return name


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of one workspace. `root` is absolute and resolved."""

    root: Path

    @classmethod
    def open(cls, root: Path) -> "Workspace":
        """Make the folders that are missing and return the workspace."""
        workspace = cls(root.expanduser().resolve())
        for folder in (
            workspace.modules,
            workspace.architectures,
            workspace.datasets,
            workspace.checkpoints,
            workspace.runs,
            workspace.sweeps,
            workspace.private,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        return workspace

    @property
    def modules(self) -> Path:
        """`<Name>.py` and `<Name>.json`."""
        return self.root / "modules"

    @property
    def architectures(self) -> Path:
        """`<name>.yaml` and `<name>.layout.json`."""
        return self.root / "model_yamls"

    @property
    def datasets(self) -> Path:
        """One folder a data set."""
        return self.root / "datasets"

    @property
    def checkpoints(self) -> Path:
        """Imported weights, one folder an id."""
        return self.root / "checkpoints"

    @property
    def runs(self) -> Path:
        """One folder a run."""
        return self.root / "runs"

    @property
    def sweeps(self) -> Path:
        """One folder a sweep."""
        return self.root / "sweeps"

    @property
    def private(self) -> Path:
        """`.yolosmith/`: token, index, logs, drafts."""
        return self.root / ".yolosmith"

    @property
    def token_file(self) -> Path:
        """The access token, readable by its owner alone."""
        return self.private / "token"

    @property
    def server_file(self) -> Path:
        """`{"pid", "url", "trainings"}` of the server that listens."""
        return self.private / "server.json"

    def inside(self, base: Path, relative: str) -> Path:
        """Resolve `relative` under `base` and make sure that it stays there, links followed.

        Raises:
            NotFoundError: It leads outside or is no file.
        """
        try:
            path = (base / relative).resolve()
            found = path.is_relative_to(base.resolve()) and path.is_file()
        except (OSError, ValueError):  # a name too long for the system, or one with a NUL in it
            found = False
        if not found:
            raise NotFoundError(f"There is no file {relative[:200]!r} here.")
        return path

    def relative(self, path: Path) -> str:
        """The path as shown to people: relative to the workspace, never absolute."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else path.name
