"""The Module Designer's work: catalog, saving, checking. User code runs in the inspector's children alone."""

import asyncio
import keyword
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from yolosmith.errors import ConflictError, Fault, NotFoundError, TooLargeError, UnreadableError, WorkerError
from yolosmith.modules import signature
from yolosmith.modules.contract import Contract, Rule
from yolosmith.modules.schemas import (
    Catalog,
    Check,
    CheckStep,
    Module,
    ModuleDraft,
    ModuleSummary,
    ModuleText,
    State,
    StoredModule,
)
from yolosmith.modules.store import ModuleStore, digest
from yolosmith.storage.workspace import MODULE_NAME, Workspace, check_name
from yolosmith.workers.jobs import Inspector

Users = Callable[[str], list[str]]
"""Names of the architectures that use a module; a later noun knows them, and tells (see `app.provide_services`)."""


@dataclass
class ModuleService:
    """Modules of one workspace."""

    store: ModuleStore
    inspector: Inspector
    used_by: Users = lambda name: []
    _catalog: Catalog | None = None
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def open(cls, workspace: Workspace, inspector: Inspector) -> "ModuleService":
        """The service of a workspace."""
        return cls(ModuleStore(workspace.modules), inspector)

    async def catalog(self) -> Catalog:
        """Built-ins, asked of the installed Ultralytics once."""
        async with self._asking:
            if self._catalog is None:
                answer = await self.inspector.call("catalog", {}, seconds=60)
                built_in = [ModuleSummary.model_validate({**one, "custom": False}) for one in answer["modules"]]
                self._catalog = Catalog(modules=built_in, reserved=answer["reserved"])
        return self._catalog

    async def list_all(self) -> list[ModuleSummary]:
        """The user's own first, then the built-ins, each by name."""
        own = await asyncio.to_thread(lambda: [self._read(name) for name in self.store.names()])
        return [*(self._summary(module) for module in own), *(await self.catalog()).modules]

    async def get(self, name: str) -> Module:
        """One module, custom or built-in.

        Raises:
            NotFoundError: There is none of this name.
        """
        if MODULE_NAME.fullmatch(name) and name in self.store.names():
            return await asyncio.to_thread(self._read, name)
        for module in (await self.catalog()).modules:
            if module.name == name:
                return Module(**{key: getattr(module, key) for key in ModuleSummary.model_fields})
        raise NotFoundError(f"There is no module {name[:64]!r}.")

    async def save(self, name: str, text: ModuleText) -> Module:
        """Save, then check; a module that fails its check is saved too and says so.

        Raises:
            UnreadableError: The name cannot be a class's.
            ConflictError: The name is Ultralytics' or Python's.
            TooLargeError: The source is too long.
        """
        await self._refuse_name(name)
        _refuse_size(text.source)
        contract, arguments = self._read_source(name, text)
        stored = StoredModule(
            name=name,
            description=text.description,
            category=text.category or "Custom",
            args=arguments,
            contract=contract,
            sha256=digest(text.source),
        )
        await asyncio.to_thread(self.store.write, text.source, stored)
        check = await self.check(ModuleDraft(name=name, **dict(text)))
        await asyncio.to_thread(self._note_check, stored, check)
        return await self.get(name)

    async def delete(self, name: str, *, force: bool = False) -> None:
        """Remove a custom module.

        Raises:
            NotFoundError: There is no such module.
            ConflictError: It is built in, or architectures use it and `force` is not set.
        """
        if name not in self.store.names():
            if any(module.name == name for module in (await self.catalog()).modules):
                raise ConflictError(f"{name} belongs to Ultralytics and cannot be deleted.")
            raise NotFoundError(f"There is no custom module {name[:64]!r}.")
        users = await asyncio.to_thread(self.used_by, name)
        if users and not force:
            faults = [Fault(("architectures", user), f"{user} uses {name}.") for user in users]
            raise ConflictError(
                f"{name} is used by {', '.join(users)}; change these first, or delete with force.", faults
            )
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
            As `save`, for the name and the size.
        """
        await self._refuse_name(draft.name)
        _refuse_size(draft.source)
        started = time.monotonic()
        try:
            contract = draft.contract or self._propose(draft.name, draft.source)
        except UnreadableError as error:
            step = _failed("parse", error.detail, started, _line(error))
            yield step
            yield Check(ok=False, steps=[step])
            return
        steps: list[CheckStep] = []
        begun = "parse"
        seconds = self.inspector.seconds
        args = {"name": draft.name, "source": draft.source, "contract": contract.document(), "seconds": seconds}
        try:
            async for message in self.inspector.stream("check_module", args, seconds=seconds):
                said: dict[str, Any] = message.get("say", {})
                if "begin" in said:
                    begun, started = said["begin"], time.monotonic()
                if "step" in said:
                    steps.append(CheckStep.model_validate(said["step"]))
                    yield steps[-1]
                if "answer" in message:
                    yield Check.model_validate(message["answer"])
        except WorkerError as error:
            steps.append(_failed(begun, error.detail, started))
            yield steps[-1]
            yield Check(ok=False, steps=steps)

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

    def _read(self, name: str) -> Module:
        source, stored = self.store.read(name)
        text = ModuleText(source=source, contract=stored.contract if stored else None)
        contract, arguments = self._read_source(name, text)
        sha256 = digest(source)
        return Module(
            name=name,
            custom=True,
            category=stored.category if stored else "Custom",
            description=stored.description if stored else "",
            contract=contract,
            args=arguments,
            state=_state(stored, sha256),
            source=source,
            sha256=sha256,
            check=stored.check if stored else None,
            example=self._example(name, source, contract),
            used_by=self.used_by(name),
        )

    def _read_source(self, name: str, text: ModuleText) -> tuple[Contract | None, list[signature.Argument]]:
        try:
            contract = text.contract or self._propose(name, text.source)
            arguments = signature.read(text.source, name).arguments
        except UnreadableError:
            return text.contract, []
        return contract, signature.row_arguments(contract, arguments)

    def _propose(self, name: str, source: str) -> Contract:
        known: dict[str, Rule] = {
            module.name: module.contract.rule
            for module in (self._catalog.modules if self._catalog else [])
            if module.contract
        }
        return signature.propose(source, name, known)

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

    async def _refuse_name(self, name: str) -> None:
        check_name(name, what="A module", pattern=MODULE_NAME)
        if keyword.iskeyword(name) or name in (await self.catalog()).reserved:
            message = f"{name} has a meaning in Python or Ultralytics already; choose another name."
            raise ConflictError(message, [Fault(("name",), message, actual=name)])

    @staticmethod
    def _summary(module: Module) -> ModuleSummary:
        return ModuleSummary(**{key: getattr(module, key) for key in ModuleSummary.model_fields})


def _state(stored: StoredModule | None, sha256: str) -> State:
    if stored is None or (stored.check is None and stored.sha256 == sha256):
        return "unchecked"
    if stored.sha256 != sha256:
        return "changed"
    return "checked" if stored.check and stored.check.ok else "failing"


def _refuse_size(source: str) -> None:
    if len(source.encode("utf-8", errors="replace")) > signature.MAX_SOURCE:
        raise TooLargeError(f"A module's source is at most {signature.MAX_SOURCE // 1024} KiB.")


def _failed(name: str, message: str, started: float, line: int | None = None) -> CheckStep:
    return CheckStep(name=name, ok=False, message=message, line=line, ms=round((time.monotonic() - started) * 1000, 1))


def _line(error: UnreadableError) -> int | None:
    return next((int(fault.loc[1]) for fault in error.faults if fault.loc[0] == "line"), None)
