"""Modules as files: exported as a zip of `<Name>.py` and `<Name>.json`, imported from that or from a `.py`. Pure."""

import ast
import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from pydantic import ValidationError

from yolosmith.errors import ConflictError, Fault, TooLargeError, UnreadableError
from yolosmith.modules import signature
from yolosmith.modules.schemas import ModuleText, StoredModule

MAX_FILE = 2 * signature.MAX_SOURCE
"""Bytes of an uploaded file, packed or not."""
MAX_MEMBERS = 16


@dataclass(frozen=True, slots=True)
class Imported:
    """A module that came as a file."""

    name: str
    text: ModuleText


def pack(name: str, source: str, stored: StoredModule | None) -> bytes:
    """The zip of a module. What its check found stays here: it belongs to this machine."""
    facts = stored.model_dump(mode="json", exclude={"check", "contract"}) if stored else {"name": name}
    contract = stored.contract.document() if stored and stored.contract else None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{name}.py"), source)  # a fixed date: the same module gives the same bytes
        archive.writestr(zipfile.ZipInfo(f"{name}.json"), json.dumps({**facts, "contract": contract}, indent=2))
    return packed.getvalue()


def unpack(filename: str, data: bytes, name: str | None) -> Imported:
    """Read an uploaded file.

    Args:
        filename: As the client called it.
        data: Its bytes.
        name: What the module is to be called; None: as its file.

    Raises:
        TooLargeError: It is past the limit of a source.
        UnreadableError: It is no Python, no such zip, or has no class that fits.
    """
    facts: bytes | None = None
    if data[:4] == b"PK\x03\x04":
        filename, data, facts = _unzip(data)
    if len(data) > signature.MAX_SOURCE:
        raise TooLargeError(f"A module's source is at most {signature.MAX_SOURCE // 1024} KiB.")
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("The file is no text in UTF-8. Send a .py, or a zip that was exported here.") from None
    found = _class_name(source, PurePosixPath(filename.replace("\\", "/")).stem)
    stored = _facts(facts)
    text = ModuleText(
        source=source if name in (None, found) else rename(source, found, str(name)),
        description=stored.description if stored else "",
        category=stored.category if stored else "Custom",
        contract=stored.contract if stored else None,
    )
    return Imported(name or found, text)


def rename(source: str, old: str, new: str) -> str:
    """The source with its class called otherwise: the whole word, wherever it stands but behind a dot.

    Raises:
        ConflictError: The source uses the new name for something already.
    """
    if old == new:
        return source
    if re.search(rf"(?<![\w.]){re.escape(new)}(?!\w)", source):
        message = f"The source uses the name {new} already; choose another."
        raise ConflictError(message, [Fault(("name",), message, actual=new)])
    return re.sub(rf"(?<![\w.]){re.escape(old)}(?!\w)", new, source)


def _unzip(data: bytes) -> tuple[str, bytes, bytes | None]:
    """File name and content of the one `.py`, and the content of its `.json`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_FILE:
                raise TooLargeError(f"A zip of a module holds at most {MAX_FILE // 1024} KiB.")
            sources = [one for one in members if one.filename.endswith(".py")]
            if len(sources) != 1:
                raise _refused(f"The zip holds {len(sources)} .py files where one is needed.")
            beside = sources[0].filename.removesuffix(".py") + ".json"
            facts = next((archive.read(one) for one in members if one.filename == beside), None)
            return sources[0].filename, archive.read(sources[0]), facts
    except (
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        OSError,
    ) as error:  # encrypted ones are RuntimeErrors
        raise _refused(f"The zip cannot be read: {error}.") from None


def _facts(data: bytes | None) -> StoredModule | None:
    """What the JSON beside the source says; a damaged one is passed over, as in the workspace."""
    try:
        return StoredModule.model_validate_json(data) if data else None
    except ValidationError:
        return None


def _class_name(source: str, stem: str) -> str:
    """The class that the file is about: the one called as the file, or the only one.

    Raises:
        UnreadableError: It is no Python, or it has no class or several of other names.
    """
    classes = [node.name for node in signature.parse(source).body if isinstance(node, ast.ClassDef)]
    if stem in classes:
        return stem
    if len(classes) != 1:
        shown = ", ".join(classes) or "none"
        raise _refused(f"Which class is the module? The file has {shown}; call the file as its class.")
    return classes[0]


def _refused(message: str) -> UnreadableError:
    return UnreadableError(message, [Fault(("body", "file"), message)])
