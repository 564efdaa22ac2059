"""Custom modules made importable and known to Ultralytics.

Each version of a source has an import path of its own, for ever: `yolosmith_modules.<Name>_<first 12 of sha256>`.
A finder on `sys.meta_path` serves these modules from their sources, so pickling, tracebacks and `inspect` work as for
files, and two versions live side by side. Only the name that a YAML row uses belongs to one version at a time.
"""

import contextlib
import hashlib
import importlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import ExecutionLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import nn
from ultralytics.nn import tasks

from yolosmith.engine import hook
from yolosmith.errors import ConflictError, Fault, UnreadableError
from yolosmith.modules.contract import Contract
from yolosmith.modules.signature import propose
from yolosmith.storage.files import read_json, write_json

PACKAGE = "yolosmith_modules"
SHORT = 12
SHARED = "YOLOSMITH_SHARED_MODULES"
"""Environment variable: the file with the modules of a parent process."""


@dataclass(frozen=True)
class ModuleSource:
    """One version of a custom module. `contract` is the JSON form of `modules.contract.Contract`."""

    name: str
    source: str
    contract: dict[str, Any]

    @property
    def sha256(self) -> str:
        """Hex digest of the UTF-8 source."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    @property
    def import_path(self) -> str:
        """The module under which its classes are pickled."""
        return f"{PACKAGE}.{self.name}_{self.sha256[:SHORT]}"

    @property
    def filename(self) -> str:
        """The file name that tracebacks show; there is no such file."""
        return self.import_path.replace(".", "/") + ".py"

    def document(self) -> dict[str, Any]:
        """The form that is embedded in checkpoints and kept in run folders."""
        return {"name": self.name, "sha256": self.sha256, "source": self.source, "contract": self.contract}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "ModuleSource":
        """The inverse of `document`.

        Raises:
            UnreadableError: A field is missing, or the digest is not the source's.
        """
        try:
            found = cls(str(document["name"]), str(document["source"]), dict(document["contract"]))
            same = found.sha256 == document["sha256"]
        except (KeyError, TypeError, ValueError):
            raise UnreadableError("An embedded module lacks its name, source, contract or sha256.") from None
        if not same:
            raise UnreadableError(f"The embedded source of {found.name} is not the one that its sha256 names.")
        return found


def read_sources(modules_dir: Path) -> list[ModuleSource]:
    """All modules of a workspace, by name, whether their check passes or not; nothing is executed.

    A `<Name>.py` without its `<Name>.json` gets the contract that its signature suggests; one that cannot be parsed
    then is left out (it cannot be built anyway).
    """
    return [found for path in sorted(modules_dir.glob("*.py")) if (found := _read_source(path)) is not None]


def _read_source(path: Path) -> ModuleSource | None:
    source = path.read_bytes().decode("utf-8", errors="replace")
    try:
        contract = dict(read_json(path.with_suffix(".json"))["contract"])
    except (OSError, ValueError, KeyError, TypeError):
        try:
            contract = propose(source, path.stem).document()
        except UnreadableError:
            return None
    return ModuleSource(path.stem, source, contract)


def used_by(architecture: dict[str, Any], sources: Iterable[ModuleSource]) -> list[ModuleSource]:
    """Those of `sources` that the rows of a loaded YAML name. Bad rows are passed over: building reports them."""
    rows: list[Any] = []
    for section in ("backbone", "head"):
        found = architecture.get(section)
        rows += found if isinstance(found, list) else []
    named = {row[2] for row in rows if isinstance(row, list) and len(row) == 4 and isinstance(row[2], str)}
    return [source for source in sources if source.name in named]


def register(source: ModuleSource) -> type[nn.Module]:
    """Make the class importable, and the one that `parse_model` finds under its name. Idempotent.

    Raises:
        ConflictError: The name belongs to Ultralytics.
        UnreadableError: The source has no class of this name, or its contract cannot be read.
        Exception: Whatever the source raises while it is imported.
    """
    if is_builtin(source.name):
        message = f"{source.name} is a name of Ultralytics' own; choose another."
        raise ConflictError(message, [Fault(("name",), message)])
    found = register_for_loading(source)
    hook.install()
    setattr(tasks, source.name, found)
    return found


def register_for_loading(source: ModuleSource) -> type[nn.Module]:
    """Make the class importable (for unpickling) without touching the names that `parse_model` uses. Idempotent.

    Safe loading (`weights_only`) accepts the module's classes from then on: the caller has accepted their source.

    Raises:
        As `register`.
    """
    contract = _contract(source)
    _FINDER.sources[source.import_path] = source
    module = importlib.import_module(source.import_path)
    found = getattr(module, source.name, None)
    if not isinstance(found, type) or not issubclass(found, nn.Module):
        message = f"The source has no class {source.name} that is an nn.Module."
        raise UnreadableError(message, [Fault(("source",), message, expected=f"class {source.name}(nn.Module)")])
    setattr(found, hook.CONTRACT, contract)
    torch.serialization.add_safe_globals([*_classes(module)])
    return found


def offer(sources: Iterable[ModuleSource]) -> None:
    """Make versions importable on demand; nothing is executed before something asks for one."""
    for source in sources:
        _FINDER.sources.setdefault(source.import_path, source)


@contextlib.contextmanager
def names_of(sources: Sequence[ModuleSource]) -> Iterator[None]:
    """While open, the names that YAML rows use mean these versions; afterwards what they meant before."""
    before = {source.name: vars(tasks).get(source.name) for source in sources}
    try:
        for source in sources:
            register(source)
        yield
    finally:
        for name, found in before.items():
            if found is None:
                vars(tasks).pop(name, None)
            else:
                setattr(tasks, name, found)


def sources_in(model: Any) -> list[ModuleSource]:
    """The versions that a built model consists of, as far as they are known here."""
    paths = dict.fromkeys(type(layer).__module__ for layer in model.modules()) if isinstance(model, nn.Module) else {}
    return [_FINDER.sources[path] for path in paths if path in _FINDER.sources]


@contextlib.contextmanager
def shared_with_children() -> Iterator[None]:
    """While open, processes that are started know the modules that are known here, once they import `trainer`: those
    that rows may name, and others for loading a teacher.

    Ultralytics starts a distributed training from a file of its own, which unpickles the trainer's class first.
    """
    named = {found.__module__ for found in vars(tasks).values() if hook.contract_of(found) is not None}
    sources = [{**source.document(), "named": path in named} for path, source in _FINDER.sources.items()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "modules.json"
        write_json(file, sources)
        os.environ[SHARED] = str(file)
        try:
            yield
        finally:
            del os.environ[SHARED]


def take_shared() -> None:
    """In such a process: register what the parent shares; nothing where there is no such parent."""
    if file := os.environ.get(SHARED):
        for document in read_json(Path(file)):
            found = ModuleSource.from_document(document)
            if document["named"]:
                register(found)
            else:
                register_for_loading(found)


def is_builtin(name: str) -> bool:
    """Whether the name means something in Ultralytics' parser that is not ours."""
    found = vars(tasks).get(name)
    return name in vars(tasks) and hook.contract_of(found) is None


def _contract(source: ModuleSource) -> Contract:
    try:
        return Contract.model_validate(source.contract)
    except ValueError as error:
        raise UnreadableError(f"The contract of {source.name} cannot be read: {error}") from None


def _classes(module: ModuleType) -> list[type]:
    return [value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__]


class _Loader(ExecutionLoader):
    """Runs a source that is no file."""

    def __init__(self, source: ModuleSource | None) -> None:
        self.source = source

    def get_filename(self, fullname: str) -> str:
        return self.source.filename if self.source else f"<{PACKAGE}>"

    def get_source(self, fullname: str) -> str:
        return self.source.source if self.source else ""

    def is_package(self, fullname: str) -> bool:
        return self.source is None


class _Finder(MetaPathFinder):
    """Finds `yolosmith_modules` and what was registered in it."""

    def __init__(self) -> None:
        self.sources: dict[str, ModuleSource] = {}

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """An unknown version is an ImportError: a ModuleNotFoundError would make Ultralytics call pip."""
        if fullname == PACKAGE:
            return ModuleSpec(fullname, _Loader(None), is_package=True)
        if not fullname.startswith(f"{PACKAGE}."):
            return None
        if fullname not in self.sources:
            raise ImportError(
                f"The custom module {fullname.partition('.')[2]} is not known here. Load the checkpoint with "
                "`from yolosmith import YOLO`, which takes the source out of the .pt; if it is not in there, put that "
                "version of the source into the workspace's modules/."
            )
        loader = _Loader(self.sources[fullname])
        spec = ModuleSpec(fullname, loader, origin=loader.get_filename(fullname))
        spec.has_location = True  # gives the module a __file__, which `inspect` asks for
        return spec


_FINDER = _Finder()
sys.meta_path.insert(0, _FINDER)
