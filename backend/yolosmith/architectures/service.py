"""The Model Designer's work: texts, graphs, edits, inspection."""

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from yolosmith.architectures import facts, graph, lint, rename, splice, text
from yolosmith.architectures.finding import Finding
from yolosmith.architectures.graph import Graph
from yolosmith.architectures.schemas import (
    Architecture,
    ArchitectureSummary,
    ArchitectureText,
    EditAnswer,
    EditRequest,
    Inspection,
    InspectRequest,
    Latency,
    LatencyRequest,
    Totals,
)
from yolosmith.architectures.store import ArchitectureStore, Entry, presets
from yolosmith.architectures.text import Document
from yolosmith.errors import ConflictError, NotFoundError, WorkerError, YolosmithError
from yolosmith.modules.service import ModuleService
from yolosmith.schema import Place
from yolosmith.storage.workspace import Workspace, check_name
from yolosmith.workers.jobs import Inspector

CACHED = 256
CACHED_BYTES = 256 * 1024
"""Longer texts are not kept."""
LATENCY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Known:
    """What the list shows of one text."""

    task_rows: dict[str, Any]
    modules: list[str]


@dataclass
class ArchitectureService:
    """Architectures of one workspace."""

    store: ArchitectureStore
    inspector: Inspector
    modules: ModuleService
    _known: dict[tuple[str, int], _Known] = field(default_factory=dict)
    _inspections: "OrderedDict[tuple[Any, ...], Inspection]" = field(default_factory=OrderedDict)

    @classmethod
    def open(cls, workspace: Workspace, inspector: Inspector, modules: ModuleService) -> "ArchitectureService":
        """The service of a workspace; from now on `modules` knows who uses what."""
        service = cls(ArchitectureStore(workspace.architectures), inspector, modules)
        modules.used_by = service.users_of
        modules.presets_of, modules.rename_rows = service.presets_of, service.rename_module
        return service

    def list_all(self) -> list[ArchitectureSummary]:
        """The user's own, then the presets, each by name. One that cannot be read is listed without a task."""
        listed = []
        for entry in [*self.store.own(), *presets().values()]:
            with suppress(NotFoundError):  # deleted since its folder was read
                listed.append(self._summary(entry))
        return listed

    def get(self, name: str) -> Architecture:
        """One architecture.

        Raises:
            NotFoundError: There is none of this name.
        """
        entry = self.store.find(name)
        source = self.store.read(entry)
        try:
            document = text.read(source)
            data, errors = document.data, graph.of_document(document).errors
        except (
            YolosmithError
        ) as error:  # edited elsewhere into something that is no YAML: shown, so that it can be mended
            data, errors = {}, [Place(loc=list(one.loc), message=one.message) for one in error.faults]
        return Architecture(
            name=name,
            preset=entry.preset,
            source="preset" if entry.preset else "workspace",
            family=entry.family,
            task=facts.task_of(data, self._custom_heads(data)),
            scales=facts.scales_of(data),
            yaml=source,
            layout=self.store.layout(entry),
            modified=self.store.modified(entry),
            ok=not errors,
            errors=errors,
        )

    def save(self, name: str, saved: ArchitectureText) -> Architecture:
        """Save a text that is YAML and a mapping; bad rows are saved and reported in `errors`.

        Raises:
            UnreadableError: The name or the text cannot be read; the text's fault names the line.
            TooLargeError: The text is past a limit.
            ConflictError: The name is a preset's.
        """
        check_name(name, what="An architecture")
        self._refuse_preset(name)
        text.read(saved.yaml)
        self.store.write(name, saved.yaml, saved.layout)
        return self.get(name)

    def delete(self, name: str) -> None:
        """Remove one of the user's.

        Raises:
            NotFoundError: There is none of this name.
            ConflictError: It is a preset.
        """
        entry = self.store.find(name)
        self._refuse_preset(name)
        self.store.delete(entry)

    def edit(self, request: EditRequest) -> EditAnswer:
        """Apply operations to a text.

        Raises:
            UnreadableError, TooLargeError: As `splice.edit`.
        """
        changed = splice.edit(request.yaml, request.operations, request.ids)
        return EditAnswer(yaml=changed.source, graph=changed)

    async def inspect(self, request: InspectRequest) -> Inspection:
        """Shapes, parameters, GFLOPs and errors by row. What a broken module does to its process is a row's error.

        Raises:
            UnreadableError, TooLargeError: The text cannot be read or has no such scale.
            WorkerError: The inspector failed without custom code in play.
        """
        source = request.yaml if request.yaml is not None else await asyncio.to_thread(splice.render, _graph(request))
        document = await asyncio.to_thread(text.read, source)
        modules = await asyncio.to_thread(self.modules.sources_of, facts.module_names(document))
        found = await self._at_scale(source, request, modules)
        found = found.model_copy(update={"lint": await self._lint(document, found)})
        if not request.scales or not found.ok:
            return found
        totals = {found.scale: found.totals}
        for name in facts.scales_of(document.data):  # one by one: what somebody waits for comes in between
            if name not in totals:
                other = await self._at_scale(source, request.model_copy(update={"scale": name}), modules)
                totals[name] = other.totals
        order = [name for name in facts.scales_of(document.data) if name in totals]
        scales = {name: Totals(params=totals[name].params, gflops=totals[name].gflops) for name in order}
        return found.model_copy(update={"scales": scales})

    async def _lint(self, document: Document, found: Inspection) -> list[Finding]:
        """Asked anew each time: the state of a module may have changed since the text was inspected."""
        catalog = await self.modules.catalog()
        own = await asyncio.to_thread(self.modules.summaries_of, facts.module_names(document))
        known = {one.name: one for one in [*catalog.modules, *own]}
        view = graph.of_document(document)
        return await asyncio.to_thread(lint.findings, document, view, found.rows, found.scale, known, catalog.reserved)

    async def latency(self, request: LatencyRequest) -> Latency:
        """Measure each row on this machine; takes seconds.

        Raises:
            UnreadableError: The text cannot be read, or cannot be built (the faults name the rows).
            WorkerError: The measurement failed.
        """
        document = await asyncio.to_thread(text.read, request.yaml)
        modules = await asyncio.to_thread(self.modules.sources_of, facts.module_names(document))
        args = {**request.model_dump(), "modules": modules}
        return Latency.model_validate(await self.inspector.call("latency", args, seconds=LATENCY_SECONDS))

    async def _at_scale(self, source: str, request: InspectRequest, modules: list[dict[str, Any]]) -> Inspection:
        """At one scale; asked once where asking again would give the same."""
        key = (
            source,
            *(request.scale, request.imgsz, request.ch, request.nc),
            *((module["sha256"], str(module["contract"])) for module in modules),
        )
        if key in self._inspections:
            self._inspections.move_to_end(key)
            return self._inspections[key]
        found, final = await self._inspect(source, request, modules)
        if final and len(source) < CACHED_BYTES:
            self._inspections[key] = found
            while len(self._inspections) > CACHED:
                self._inspections.popitem(last=False)
        return found

    async def _inspect(
        self, source: str, request: InspectRequest, modules: list[dict[str, Any]]
    ) -> tuple[Inspection, bool]:
        """The inspection, and whether asking again would give the same."""
        args = {
            "yaml": source,
            **request.model_dump(include={"scale", "imgsz", "ch", "nc"}),
            "modules": modules,
            "seconds": self.inspector.seconds,
        }
        row: int | None = None
        module: str | None = None
        try:
            async for message in self.inspector.stream("inspect", args):
                said: dict[str, Any] = message.get("say", {})
                row, module = said.get("row", row), said.get("module", module)
                if "answer" in message:
                    return Inspection.model_validate(message["answer"]), True
        except WorkerError as error:
            view = graph.parse(source)
            blamed = [row] if row is not None else [node.index for node in view.nodes if node.module == module]
            if not blamed:
                raise
            return _unbuilt(view, request.scale, blamed, error.detail), False
        raise WorkerError("The inspection ended without an answer.")

    def sources_of(self, source: str) -> list[dict[str, Any]]:
        """The custom modules that a text names; see `ModuleService.sources_of`."""
        return self.modules.sources_of(facts.module_names(text.read(source)))

    def users_of(self, module: str) -> list[str]:
        """Names of the user's architectures with a row of this module."""
        return [entry.name for entry in self.store.own() if module in self._facts(entry).modules]

    def presets_of(self, module: str) -> list[str]:
        """Names of Ultralytics' architectures with a row of this module."""
        return [name for name, entry in presets().items() if module in self._facts(entry).modules]

    def rename_module(self, old: str, new: str) -> list[str]:
        """Give a module's rows in the user's architectures another name; returns the names of those that changed."""
        changed = []
        for entry in self.store.own():
            if old in self._facts(entry).modules:
                self.store.write(entry.name, rename.rename_module(self.store.read(entry), old, new), None)
                changed.append(entry.name)
        return changed

    def count(self) -> int:
        """How many architectures the user has."""
        return len(self.store.own())

    def _summary(self, entry: Entry) -> ArchitectureSummary:
        known = self._facts(entry)
        return ArchitectureSummary(
            name=entry.name,
            preset=entry.preset,
            family=entry.family,
            task=facts.task_of(known.task_rows, self._custom_heads(known.task_rows)),
            modified=self.store.modified(entry),
            modules=known.modules,
        )

    def _facts(self, entry: Entry) -> _Known:
        """Read once for each state of the file."""
        try:
            stamp = (str(entry.path), entry.path.stat().st_mtime_ns)
            if stamp not in self._known:
                document = text.read(self.store.read(entry))
                rows = {name: document.data.get(name) for name in text.SECTIONS}
                self._known[stamp] = _Known(rows, facts.module_names(document))
            return self._known[stamp]
        except (YolosmithError, OSError):
            return _Known({}, [])

    def _custom_heads(self, data: dict[str, Any]) -> dict[str, str | None]:
        last = facts.last_module(data)
        found = self.modules.sources_of([last]) if last else []
        return {one["name"]: one["contract"].get("task") for one in found}

    def _refuse_preset(self, name: str) -> None:
        if name in presets():
            raise ConflictError(f"{name} is shipped with Ultralytics and read-only; save it under another name.")


def _graph(request: InspectRequest) -> Graph:
    assert request.graph is not None
    return request.graph


def _unbuilt(view: Graph, scale: str | None, blamed: list[int], detail: str) -> Inspection:
    """The answer where the user's code took its process down."""
    rows = []
    for node in view.nodes:
        loc: list[str | int] = ["rows", node.index, "module", "line", node.line or 1]
        message = f"{node.module} stopped the inspection: {detail} Check it in the Module Designer."
        rows.append(
            {
                **node.model_dump(by_alias=True, include={"index", "module", "from_", "repeats", "args"}),
                **dict.fromkeys(("in_shapes", "out_shape", "params", "gflops")),
                "errors": [Place(loc=loc, message=message)] if node.index in blamed else [],
            }
        )
    totals = {"layers": None, "params": None, "gflops": None}
    return Inspection.model_validate({"ok": False, "scale": scale, "rows": rows, "totals": totals})
