"""One server a workspace."""

import contextlib
from collections.abc import Iterator

from filelock import FileLock, Timeout

from yolosmith.errors import ConflictError
from yolosmith.storage.files import read_json
from yolosmith.storage.workspace import Workspace

LOOK_SECONDS = 0.5
"""Longer than anybody who only looks whether the workspace is held."""


@contextlib.contextmanager
def hold_workspace(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace for this server; the system lets go of it when the process ends, however it ends.

    Raises:
        ConflictError: Another server holds it; the detail names its process and address.
    """
    lock = FileLock(workspace.private / "server.lock")
    try:
        lock.acquire(timeout=LOOK_SECONDS)
    except Timeout:
        raise ConflictError(f"{_holder(workspace)} Stop that one, or choose another --workspace.") from None
    try:
        yield
    finally:
        lock.release()


def is_held(workspace: Workspace) -> bool:
    """Whether a server holds the workspace, or is about to."""
    lock = FileLock(workspace.private / "server.lock")
    try:
        with lock.acquire(timeout=0):
            return False
    except Timeout:
        return True


def _holder(workspace: Workspace) -> str:
    try:
        held = read_json(workspace.server_file)
        return f"The workspace {workspace.root} is in use by the server at {held['url']} (process {held['pid']})."
    except (OSError, ValueError, KeyError, TypeError):
        return f"The workspace {workspace.root} is in use by another server that is just starting."
