"""Atomic files: a reader sees the old content or the new, never half of it, also after a power cut."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

CHUNK = 1024 * 1024


def write_atomic(path: Path, fill: Callable[[BinaryIO], object], *, mode: int = 0o644) -> None:
    """Write `path` through a temporary file beside it: filled, synced, renamed, folder synced.

    Args:
        path: The file to create or replace; its folder is made if missing.
        fill: Is handed the open temporary file and writes the content.
        mode: Permission bits of the new file.

    Raises:
        OSError: The disk is full or the folder cannot be written; `path` is then what it was before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fd, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(fd, "w+b") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_bytes(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write bytes atomically."""
    write_atomic(path, lambda file: file.write(data), mode=mode)


def write_text(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write text atomically, as UTF-8 and with its line ends as they are."""
    write_bytes(path, text.encode("utf-8"), mode=mode)


def write_json(path: Path, value: Any, *, mode: int = 0o644) -> None:
    """Write a JSON document atomically; numbers that are not finite are a ValueError."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n", mode=mode)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file atomically."""

    def fill(file: BinaryIO) -> None:
        with source.open("rb") as opened:
            shutil.copyfileobj(opened, file, CHUNK)

    write_atomic(target, fill)


def read_json(path: Path) -> Any:
    """Read a JSON document.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is not JSON.
    """
    return json.loads(path.read_text(encoding="utf-8"))


def sync_folder(folder: Path) -> None:
    """Make renames and removals in `folder` durable."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sha256(path: Path) -> str:
    """SHA-256 of a file's content, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_tree(folder: Path) -> None:
    """Remove a folder so that a crash in between leaves nothing that looks whole: it is renamed away first."""
    if not folder.exists():
        return
    doomed = folder.with_name(f".{folder.name}.{os.getpid()}.removed")
    folder.rename(doomed)
    sync_folder(doomed.parent)
    shutil.rmtree(doomed)
