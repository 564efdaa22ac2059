"""Zip archives from elsewhere: looked through before a byte of them is written."""

import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from yolosmith.errors import Fault, TooLargeError, UnreadableError

MIB = 1024 * 1024
MAX_DIRECTORY = 128 * MIB
"""Of the archive's table of contents: about a million entries."""

MAX_ENTRIES = 1_000_000
MAX_RATIO = 200
RATIO_MATTERS = 256 * MIB
"""Archives that unpack to less are harmless at any ratio."""

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")


def directory_size(path: Path) -> int:
    """Bytes of the archive's table of contents, read without loading it.

    Raises:
        UnreadableError: It is not a zip archive, or one with nothing in it.
        TooLargeError: Its table of contents is past the limit.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        tail_length = min(size, _END.size + 65535)
        file.seek(size - tail_length)
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END.size:
            raise _unreadable("It is not a zip archive, or only the beginning of one.")
        _, _, _, _, entries, length, _, _ = _END.unpack_from(tail, at)
        locator = at - _LOCATOR64.size
        if locator >= 0 and tail[locator : locator + 4] == b"PK\x06\x07":
            file.seek(min(_LOCATOR64.unpack_from(tail, locator)[2], size))
            record = file.read(_END64.size)
            if len(record) < _END64.size or record[:4] != b"PK\x06\x06":
                raise _unreadable("The zip archive's end is damaged.")
            entries, length = _END64.unpack(record)[7:9]
    if entries == 0:
        raise _unreadable("The zip archive is empty.")
    if length > MAX_DIRECTORY or entries > MAX_ENTRIES:
        raise TooLargeError(f"The zip archive has more than {MAX_ENTRIES} entries.")
    return int(length)


def check(path: Path) -> int:
    """Refuse an archive that would write where it must not, or without end; the bytes that it unpacks to.

    Raises:
        UnreadableError: An entry is absolute, leads outside, is a link or encrypted; or it is no zip archive.
        TooLargeError: It has too many entries, or unpacks to far more than it is.
    """
    directory_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise _unreadable(f"The zip archive is damaged: {error}.") from error
    if all(entry.is_dir() for entry in entries):
        raise _unreadable("The zip archive holds no files.")
    for entry in entries:
        _check_entry(entry)
    total = sum(entry.file_size for entry in entries)
    packed = max(path.stat().st_size, 1)
    if total > RATIO_MATTERS and total > MAX_RATIO * packed:
        raise TooLargeError(f"The zip archive of {packed // MIB} MiB would unpack to {total // MIB} MiB; refused.")
    return total


def unpack(path: Path, folder: Path, say: Callable[[int, int], None]) -> None:
    """Check, then write the archive's files below `folder`; `say(done, total)` counts entries.

    Raises:
        UnreadableError: Refused or damaged (see `check`); what was written is to be thrown away by the caller.
        TooLargeError: Refused, or the disk has no room for it.
    """
    total = check(path)
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if total > free:
        raise TooLargeError(f"It unpacks to {total // MIB} MiB, and the disk has {free // MIB} MiB left.")
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        for done, entry in enumerate(entries):
            target = folder / PurePosixPath(entry.filename)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as packed, target.open("xb") as file:
                    shutil.copyfileobj(packed, file, MIB)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
                raise _unreadable(f"{entry.filename[:200]!r} in the zip archive is damaged: {error}.") from error
            except (FileExistsError, NotADirectoryError):
                message = "is there twice, or both as a file and a folder"
                raise _unreadable(f"{entry.filename[:200]!r} in the zip archive {message}.") from None
            say(done + 1, len(entries))


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    path = PurePosixPath(name)
    mode = entry.external_attr >> 16
    if path.is_absolute() or ".." in path.parts or re.search(r"[\\\0]|^[A-Za-z]:", name):
        raise _unreadable(f"The entry {name[:200]!r} of the zip archive leads outside of it.", name)
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _unreadable(f"The entry {name[:200]!r} of the zip archive is a link or a device.", name)
    if entry.flag_bits & 1:
        raise _unreadable(f"The entry {name[:200]!r} of the zip archive is encrypted.", name)
    if any(len(part.encode("utf-8", "surrogateescape")) > 255 for part in path.parts):
        raise _unreadable(f"The entry {name[:60]!r}… of the zip archive has a name longer than files may have.", name)


def _unreadable(message: str, *place: str) -> UnreadableError:
    return UnreadableError(message, [Fault(("file", *(part[:200] for part in place)), message)])
