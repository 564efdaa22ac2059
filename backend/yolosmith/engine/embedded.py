"""What a checkpoint carries besides its weights: one more member of the `.pt`, which torch passes over.

The document is `{"format": 1, "modules": [{"name", "sha256", "source", "contract"}], "architecture": text or null,
"scale": str or null, "args": {...}}`. Member name: `<root of the archive>/yolosmith/embedded.json`. It is put in after
Ultralytics has written the file for the last time, since every `torch.save` leaves it out.
"""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

from yolosmith.engine.registry import ModuleSource
from yolosmith.errors import UnreadableError
from yolosmith.storage.files import CHUNK, write_atomic

FORMAT = 1
MEMBER = "yolosmith/embedded.json"
MAX_BYTES = 16 * 1024 * 1024


def embed(checkpoint: Path, document: dict[str, Any]) -> None:
    """Add the document to a checkpoint, or replace the one that it has; the file is exchanged atomically.

    Args:
        checkpoint: A `.pt` written by `torch.save`.
        document: See the module's docstring; `format` is added.

    Raises:
        UnreadableError: The file is no archive of `torch.save`.
        ValueError: The document holds numbers that are not finite.
    """
    text = json.dumps({**document, "format": FORMAT}, ensure_ascii=False, allow_nan=False)
    root, start = _layout(checkpoint)

    def fill(file: BinaryIO) -> None:
        with checkpoint.open("rb") as opened:
            shutil.copyfileobj(opened, file, CHUNK)
        with zipfile.ZipFile(file, "a") as archive:
            if start is not None:  # our member is the last one: write over it
                archive.filelist.pop()
                archive.NameToInfo.pop(f"{root}/{MEMBER}")
                archive.start_dir = start
            # a fixed date: the same training gives the same bytes
            archive.writestr(zipfile.ZipInfo(f"{root}/{MEMBER}"), text)

    write_atomic(checkpoint, fill, mode=checkpoint.stat().st_mode & 0o777)


def read(checkpoint: Path) -> dict[str, Any] | None:
    """The embedded document; None where there is none (or the file is no archive). Executes nothing.

    Raises:
        UnreadableError: There is one, and it is damaged, of a later format or too large.
    """
    try:
        with zipfile.ZipFile(checkpoint) as archive:
            info = next((info for info in archive.infolist() if _is_ours(info)), None)
            if info is None:
                return None
            if info.file_size > MAX_BYTES:
                raise UnreadableError(f"{checkpoint.name} embeds more than {MAX_BYTES // 2**20} MiB of sources.")
            document = json.loads(archive.read(info))
    except zipfile.BadZipFile:
        return None
    except ValueError:
        raise UnreadableError(f"What {checkpoint.name} embeds is not JSON.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UnreadableError(f"{checkpoint.name} was written by a later version of Yolosmith; update this one.")
    return document


def module_sources(document: dict[str, Any] | None) -> list[ModuleSource]:
    """The module versions that a document holds, digests checked.

    Raises:
        UnreadableError: One is incomplete or not what its digest says.
    """
    modules = (document or {}).get("modules", [])
    if not isinstance(modules, list) or not all(isinstance(module, dict) for module in modules):
        raise UnreadableError("The embedded list of modules cannot be read.")
    return [ModuleSource.from_document(module) for module in modules]


def _is_ours(info: zipfile.ZipInfo) -> bool:
    return info.filename.partition("/")[2] == MEMBER


def _layout(checkpoint: Path) -> tuple[str, int | None]:
    """Root folder inside the archive, and where our member starts if it has one."""
    try:
        with zipfile.ZipFile(checkpoint) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        members = []
    if not members or "/" not in members[0].filename:
        raise UnreadableError(f"{checkpoint.name} is not a checkpoint in torch's present (zip) form.")
    start = members[-1].header_offset if _is_ours(members[-1]) else None
    return members[0].filename.partition("/")[0], start
