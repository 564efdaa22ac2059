"""The Module Designer's work: catalog, saving, checking. User code runs in the inspector's children alone."""

import asyncio
import keyword
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yolosmith.errors import ConflictError, Fault, NotFoundError, TooLargeError, UnreadableError, WorkerError
from yolosmith.modules import checking, docstring, exchange, reading, signature
from yolosmith.modules.checking import Checking
from yolosmith.modules.contract import Contract, Rule
from yolosmith.modules.kept import KeptChecks
from yolosmith.modules.schemas import (
    Catalog,
    Check,
    CheckStep,
    Module,
    ModuleDraft,
    ModuleSummary,
    ModuleText,
    Reading,
    SourceDraft,
    State,
    StoredModule,
)
from yolosmith.modules.store import ModuleStore, digest
from yolosmith.storage.workspace import MODULE_NAME, Workspace, check_name
from yolosmith.workers.jobs import Inspector

Names = Callable[[str], list[str]]
"""Names of what uses a module; a later noun knows them, and tells (see `app.provide_services`)."""


def _nobody(name: str) -> list[str]:
    return []


@dataclass
class ModuleService:
    """Modules of one workspace.

    `used_by` names the workspace's architectures, `presets_of` Ultralytics', `runs_of` the runs; `rename_rows` gives
    the rows of the workspace's architectures another name and says which it changed.
    """

    store: ModuleStore
    inspector: Inspector
    checking: Checking
    used_by: Names = _nobody
    presets_of: Names = _nobody
    runs_of: Names = _nobody
    rename_rows: Callable[[str, str], list[str]] = lambda old, new: []
    _catalog: Catalog | None = None
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def open(cls, workspace: Workspace, inspector: Inspector) -> "ModuleService":
        """The service of a workspace."""
        checking = Checking(inspector, KeptChecks(workspace.private / "checks"))
        return cls(ModuleStore(workspace.modules), inspector, checking)

    async def catalog(self) -> Catalog:
        """Built-ins, asked of the installed Ultralytics once."""
        async with self._asking:
            if self._catalog is None:
                answer = await self.inspector.call("catalog", {}, seconds=60)
                built_in = [Module.model_validate({**one, "custom": False}) for one in answer["modules"]]
                self._catalog = Catalog(modules=built_in, reserved=answer["reserved"])
        return self._catalog

    async def list_all(self) -> list[ModuleSummary]:
        """The user's own first, then the built-ins, each by name."""
        own = await asyncio.to_thread(lambda: [self._read(name, whole=False) for name in self.store.names()])
        return [self._summary(module) for module in [*own, *(await self.catalog()).modules]]

    def kept_checks(self) -> set[Path]:
        """Where the results of checks of the modules lie as they are now; results of other sources lie beside them."""
        found = set()
        for name in self.store.names():
            source, stored = self.store.read(name)
            contract, _ = self._read_source(
                name, ModuleText(source=source, contract=stored.contract if stored else None)
            )
            if contract is not None:
                found.add(self.checking.kept.file(name, source, contract))
        return found

    def summaries_of(self, names: list[str]) -> list[ModuleSummary]:
        """Those of `names` that are the user's, as in the list."""
        own = set(self.store.names())
        return [self._summary(self._read(name, whole=False)) for name in names if name in own]

    async def read(self, draft: SourceDraft) -> Reading:
        """What a source says without being run; asked for while it is typed."""
        catalog = await self.catalog()
        return await asyncio.to_thread(
            reading.read, draft.name, draft.source, draft.contract, self._rules(), catalog.reserved
        )

    async def get(self, name: str) -> Module:
        """One module, custom or built-in.

        Raises:
            NotFoundError: There is none of this name.
        """
        if MODULE_NAME.fullmatch(name) and name in self.store.names():
            return await asyncio.to_thread(self._read, name)
        for module in (await self.catalog()).modules:
            if module.name == name:
                used = await asyncio.to_thread(self._users, name)
                return Module(**{**dict(module), **used})
        raise NotFoundError(f"There is no module {name[:64]!r}.")

    async def save(self, name: str, text: ModuleText) -> Module:
        """Save, then check; see `save_stream`."""
        async for found in self.save_stream(name, text):
            if isinstance(found, Module):
                return found
        raise WorkerError("The check ended without a result.")

    async def save_stream(self, name: str, text: ModuleText) -> AsyncIterator[CheckStep | Module]:
        """Save, then check: each step when it has ended, the module last. One that fails is saved too and says so.

        Raises:
            UnreadableError: The name cannot be a class's.
            ConflictError: The name is Ultralytics' or Python's.
            TooLargeError: The source is too long.
        """
        await self._refuse(name, text.source)
        stored = await asyncio.to_thread(self._write, name, text)
        async for found in self.check_stream(ModuleDraft(name=name, **dict(text))):
            if isinstance(found, Check):
                await asyncio.to_thread(self._note_check, stored, found)
                yield await self.get(name)
            else:
                yield found

    async def rename(self, name: str, new: str) -> Module:
        """Give a module, its class and the rows of the workspace's architectures another name, and check it again.

        Runs keep the sources that they were trained with. A crash in between leaves the module under both names.

        Raises:
            NotFoundError: There is no such module.
            UnreadableError: The name cannot be a class's.
            ConflictError: The new name is taken, has a meaning, or is used in the source.
        """
        text = await self._copy_of(name, new)
        await asyncio.to_thread(self._write, new, text)
        await asyncio.to_thread(self.rename_rows, name, new)
        await asyncio.to_thread(self.store.delete, name)
        return await self.save(new, text)

    async def duplicate(self, name: str, new: str) -> Module:
        """Save a copy under another name, with its class called so.

        Raises:
            As `rename`.
        """
        return await self.save(new, await self._copy_of(name, new))

    async def export(self, name: str) -> bytes:
        """A zip of the module's two files.

        Raises:
            NotFoundError: There is no such custom module.
        """
        await self._refuse_missing(name)
        source, stored = await asyncio.to_thread(self.store.read, name)
        return await asyncio.to_thread(exchange.pack, name, source, stored)

    async def import_file(self, filename: str, data: bytes, name: str | None, *, replace: bool) -> Module:
        """Save a module that comes as a file.

        Raises:
            UnreadableError, TooLargeError: The file cannot be read; see `exchange.unpack`.
            ConflictError: There is a module of this name and `replace` is not set, or the name has a meaning.
        """
        if name is not None:
            check_name(name, what="A module", pattern=MODULE_NAME)
        found = await asyncio.to_thread(exchange.unpack, filename, data, name)
        if not replace:
            self._refuse_taken(found.name)
        return await self.save(found.name, found.text)

    async def delete(self, name: str, *, force: bool = False) -> None:
        """Remove a custom module.

        Raises:
            NotFoundError: There is no such module.
            ConflictError: It is built in, or architectures or runs use it and `force` is not set.
        """
        await self._refuse_missing(name)
        users, runs = await asyncio.to_thread(lambda: (self.used_by(name), self.runs_of(name)))
        if (users or runs) and not force:
            faults = [Fault(("architectures", user), f"{user} has a row of {name}.") for user in users]
            faults += [Fault(("runs", run), f"{run} was trained with {name}; it keeps its source.") for run in runs]
            shown = ", ".join([*users, *runs][:10])
            raise ConflictError(f"{name} is used by {shown}; change these first, or delete with force.", faults)
        await asyncio.to_thread(self.store.delete, name)

    async def check(self, draft: ModuleDraft) -> Check:
        """Run the whole check; see `check_stream`."""
        async for found in self.check_stream(draft):
            if isinstance(found, Check):
                return found
        raise WorkerError("The check ended without a result.")

    async def check_stream(self, draft: ModuleDraft) -> AsyncIterator[CheckStep | Check]:
        """Check a source in a limited process: each step when it has ended, the result last.

        A process that dies or is stopped fails the step that it was in.

        Raises:
            As `save_stream`, for the name and the size.
        """
        await self._refuse(draft.name, draft.source)
        started = time.monotonic()
        try:
            contract = draft.contract or self._propose(draft.name, draft.source)
        except UnreadableError as error:
            step = checking.unreadable(error, started)
            yield step
            yield Check(ok=False, steps=[step])
            return
        async for found in self.checking.stream(draft.name, draft.source, contract, again=draft.again):
            yield found

    def sources_of(self, names: list[str]) -> list[dict[str, Any]]:
        """Those of `names` that are the user's, as `{"name", "sha256", "source", "contract"}` for the engine.

        One whose contract is unknown (its source cannot be read) is given the rule `plain`: importing it says why.
        """
        own = set(self.store.names())
        found = []
        for name in dict.fromkeys(names):
            if name in own:
                source, stored = self.store.read(name)
                contract = stored.contract if stored else None
                if contract is None:
                    try:
                        contract = self._propose(name, source)
                    except UnreadableError:
                        contract = Contract(rule="plain")
                document = {"name": name, "sha256": digest(source), "source": source}
                found.append({**document, "contract": contract.document()})
        return found

    def count(self) -> int:
        """How many custom modules there are."""
        return len(self.store.names())

    def _read(self, name: str, *, whole: bool = True) -> Module:
        """One of the user's own; without what takes longer to find where only a summary is wanted."""
        source, stored = self.store.read(name)
        text = ModuleText(source=source, contract=stored.contract if stored else None)
        contract, arguments = self._read_source(name, text)
        sha256 = digest(source)
        check = stored.check if stored and stored.sha256 == sha256 else None
        if check is None and contract is not None:
            check = self.checking.kept.find(name, source, contract)
        return Module(
            name=name,
            custom=True,
            category=stored.category if stored else "Custom",
            description=stored.description if stored else "",
            contract=contract,
            args=arguments,
            state=_state(stored, sha256, check),
            source=source,
            sha256=sha256,
            check=check or (stored.check if stored else None),
            example=self._example(name, source, contract),
            help=_help(name, source),
            **(self._users(name) if whole else {}),
        )

    def _users(self, name: str) -> dict[str, list[str]]:
        return {"used_by": self.used_by(name), "runs": self.runs_of(name), "presets": self.presets_of(name)}

    def _write(self, name: str, text: ModuleText) -> StoredModule:
        contract, arguments = self._read_source(name, text)
        stored = StoredModule(
            name=name,
            description=text.description or docstring.summary(_help(name, text.source)),
            category=text.category or "Custom",
            args=arguments,
            contract=contract,
            sha256=digest(text.source),
        )
        self.store.write(text.source, stored)
        return stored

    async def _copy_of(self, name: str, new: str) -> ModuleText:
        """A module's text with its class called `new`; see `rename` for what is refused."""
        await self._refuse_missing(name)
        source, stored = await asyncio.to_thread(self.store.read, name)
        await self._refuse(new, source)
        self._refuse_taken(new)
        return ModuleText(
            source=exchange.rename(source, name, new),
            description=stored.description if stored else "",
            category=stored.category if stored else "Custom",
            contract=stored.contract if stored else None,
        )

    def _read_source(self, name: str, text: ModuleText) -> tuple[Contract | None, list[signature.Argument]]:
        try:
            contract = text.contract or self._propose(name, text.source)
            arguments = signature.read(text.source, name).arguments
        except UnreadableError:
            return text.contract, []
        return contract, signature.row_arguments(contract, arguments)

    def _propose(self, name: str, source: str) -> Contract:
        return signature.propose(source, name, self._rules())

    def _rules(self) -> dict[str, Rule]:
        """Of the built-ins; empty as long as nobody has asked for them."""
        known = self._catalog.modules if self._catalog else []
        return {module.name: module.contract.rule for module in known if module.contract}

    def _example(self, name: str, source: str, contract: Contract | None) -> str | None:
        if contract is None:
            return None
        try:
            return signature.example_call(name, contract, signature.read(source, name).arguments)
        except UnreadableError:
            return None

    def _note_check(self, stored: StoredModule, check: Check) -> None:
        source, _ = self.store.read(stored.name)
        if digest(source) == stored.sha256:  # else it was saved again meanwhile, and that check counts
            self.store.write_facts(stored.model_copy(update={"check": check}))

    async def _refuse(self, name: str, source: str) -> None:
        """What is refused before a source is looked at."""
        check_name(name, what="A module", pattern=MODULE_NAME)
        if keyword.iskeyword(name) or name in (await self.catalog()).reserved:
            message = f"{name} has a meaning in Python or Ultralytics already; choose another name."
            raise ConflictError(message, [Fault(("name",), message, actual=name)])
        try:
            size = len(source.encode())
        except UnicodeEncodeError:
            message = "The source holds a character that is none (half a surrogate pair)."
            raise UnreadableError(message, [Fault(("source",), message)]) from None
        if size > signature.MAX_SOURCE:
            raise TooLargeError(f"A module's source is at most {signature.MAX_SOURCE // 1024} KiB.")

    async def _refuse_missing(self, name: str) -> None:
        if name not in self.store.names():
            if any(module.name == name for module in (await self.catalog()).modules):
                raise ConflictError(f"{name} belongs to Ultralytics and stays as it is.")
            raise NotFoundError(f"There is no custom module {name[:64]!r}.")

    def _refuse_taken(self, name: str) -> None:
        if name in self.store.names():
            message = f"There is a module {name} already; choose another name, or replace it."
            raise ConflictError(message, [Fault(("name",), message, actual=name)])

    @staticmethod
    def _summary(module: Module) -> ModuleSummary:
        return ModuleSummary(**{key: getattr(module, key) for key in ModuleSummary.model_fields})


def _state(stored: StoredModule | None, sha256: str, check: Check | None) -> State:
    """`check` is that of exactly this source, if there is one."""
    if check is not None:
        return "checked" if check.ok else "failing"
    return "unchecked" if stored is None or stored.sha256 == sha256 else "changed"


def _help(name: str, source: str) -> str:
    try:
        return signature.read(source, name).doc
    except UnreadableError:
        return ""
