"""Sweeps: one run after the other, each with other arguments. The record of a trial is its run."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from yolosmith.errors import ConflictError, Fault, NotFoundError, UnreadableError, YolosmithError
from yolosmith.http.sse import Closing
from yolosmith.runs import sweep_space
from yolosmith.runs.curve import main_metric
from yolosmith.runs.events import ENDED
from yolosmith.runs.ingredients import asked_of
from yolosmith.runs.life import RunLife
from yolosmith.runs.schemas import Run, RunRequest
from yolosmith.runs.service import RunService
from yolosmith.runs.store import new_id
from yolosmith.runs.sweep_schemas import Range, Sweep, SweepRequest, SweepSpec, Trial
from yolosmith.runs.sweep_store import SweepStore
from yolosmith.workers.jobs import Inspector

log = logging.getLogger(__name__)

MUTATE_SECONDS = 60.0


@dataclass
class SweepService:
    """All sweeps of one workspace. A sweep has one run at a time that waits or trains."""

    runs: RunService
    inspector: Inspector
    closing: Closing
    store: SweepStore
    _known: dict[str, SweepSpec] = field(default_factory=dict)
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self, *, trainings: bool) -> None:
        """Read all sweeps; with `trainings`, those that are under way go on."""
        self.store.clean()
        self._known = {spec.id: spec for spec in self.store.all()}
        if not trainings:
            return
        self.runs.on_over.append(self._on_over)
        for sweep, spec in self._known.items():
            if spec.stopped:
                continue
            for run in self._children(sweep):
                if run.status == "interrupted":  # by the end of the server, not by anybody's wish
                    RunLife(self.runs).resume(run.id)
            self._advance_soon(sweep)

    async def create(self, request: SweepRequest) -> str:
        """Check what can be checked of all trials, then start the first.

        Returns:
            Its id.

        Raises:
            As `RunService.create`; what is wrong with a varied argument is told at `("vary", name)`.
        """
        sweep_space.refuse_without_effect(request)
        listed = {one.name: one for one in await self.runs.ingredients.arguments.all()}
        whole = [name for name in request.vary if name in listed and listed[name].type.startswith("int")]
        for args in sweep_space.ends(request, whole):
            await self._refuse_wrong(request, args)
        now = datetime.now(UTC)
        spec = SweepSpec(id=new_id(now), created=now, request=request, trials=sweep_space.count(request), whole=whole)
        await asyncio.to_thread(self.store.write, spec)
        self._known[spec.id] = spec
        try:
            await self._start_trial(spec, 1)
        except YolosmithError:
            del self._known[spec.id]
            await asyncio.to_thread(self.store.remove, spec.id)
            raise
        return spec.id

    def all(self) -> list[Sweep]:
        """All sweeps, newest first."""
        return [self.get(sweep) for sweep in sorted(self._known, reverse=True)]

    def get(self, sweep: str) -> Sweep:
        """One as it stands.

        Raises:
            NotFoundError: There is none of that id.
        """
        spec = self._find(sweep)
        children = self._children(sweep)
        metric = spec.request.metric or next((m for run in children if (m := main_metric(run.best))), None)
        results = [_trial(run, spec, metric) for run in children]
        results += [
            Trial(number=number, run=None, args={}, status="failed", error=reason)
            for number, reason in spec.refused.items()
        ]
        ranked = [trial for trial in results if trial.value is not None]
        return Sweep(
            id=sweep,
            created=spec.created,
            request=spec.request,
            status=self._status(spec, results),
            trials=spec.trials,
            done=sum(trial.status in ENDED for trial in results),
            metric=metric,
            best=max(ranked, key=lambda trial: trial.value or 0.0).run if ranked else None,
            results=sorted(results, key=lambda trial: trial.number),
        )

    def stop(self, sweep: str) -> Sweep:
        """Start no more trials, and stop the one that trains; twice is no fault.

        Raises:
            NotFoundError: There is none of that id.
            ConflictError: It is over.
        """
        spec = self._find(sweep)
        if self.get(sweep).status == "completed":
            raise ConflictError(f"Sweep {sweep} is completed already.")
        self._change(spec, stopped=True)
        for run in self._children(sweep):
            if run.status not in ENDED:
                with contextlib.suppress(ConflictError):  # it has just ended
                    self.runs.stop(run.id, force=False)
        return self.get(sweep)

    def resume(self, sweep: str) -> Sweep:
        """Go on with the trials that are left.

        Raises:
            NotFoundError: There is none of that id.
            ConflictError: It was not stopped.
        """
        spec = self._find(sweep)
        if not spec.stopped:
            raise ConflictError(f"Sweep {sweep} was not stopped.")
        self._change(spec, stopped=False)
        self._advance_soon(sweep)
        return self.get(sweep)

    def delete(self, sweep: str, *, runs: bool) -> None:
        """Remove a sweep; its runs stay unless `runs` says otherwise.

        Raises:
            NotFoundError: There is none of that id.
            ConflictError: It still goes on.
        """
        if self.get(sweep).status in {"running", "stopping"}:
            raise ConflictError(f"Sweep {sweep} still goes on; stop it first.")
        for run in self._children(sweep) if runs else []:
            self.runs.delete(run.id)
        self.store.remove(sweep)
        del self._known[sweep]

    async def close(self) -> None:
        """The server goes down."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _find(self, sweep: str) -> SweepSpec:
        if sweep not in self._known:
            raise NotFoundError(f"There is no sweep {sweep[:64]!r}.")
        return self._known[sweep]

    def _children(self, sweep: str) -> list[Run]:
        return sorted(self.runs.children(sweep), key=lambda run: run.trial or 0)

    def _change(self, spec: SweepSpec, **changes: Any) -> None:
        changed = spec.model_copy(update=changes)
        self.store.write(changed)
        self._known[spec.id] = changed

    def _status(self, spec: SweepSpec, results: list[Trial]) -> Literal["running", "stopping", "stopped", "completed"]:
        if any(trial.status not in ENDED for trial in results):
            return "stopping" if spec.stopped else "running"
        if max((trial.number for trial in results), default=0) >= spec.trials:
            return "completed"
        return "stopped" if spec.stopped else "running"

    def _on_over(self, run: str) -> None:
        parent = self.runs.get(run).parent
        if parent is not None and parent in self._known:
            self._advance_soon(parent)

    def _advance_soon(self, sweep: str) -> None:
        task = asyncio.create_task(self._advance(sweep))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _advance(self, sweep: str) -> None:
        """Start the next trial, unless one is under way or there is none."""
        async with self._turns.setdefault(sweep, asyncio.Lock()):
            while (spec := self._known.get(sweep)) and not spec.stopped and not self.closing.begun:
                found = self.get(sweep)
                number = max((trial.number for trial in found.results), default=0) + 1
                if number > spec.trials or any(trial.status not in ENDED for trial in found.results):
                    return
                try:
                    await self._start_trial(spec, number)
                except YolosmithError as error:
                    log.warning("sweep %s: trial %s cannot be started: %s", sweep, number, error.detail)
                    self._change(spec, refused={**spec.refused, number: error.detail})

    async def _start_trial(self, spec: SweepSpec, number: int) -> None:
        args = spec.request.run.args | await self._args(spec, number)
        request = spec.request.run.model_copy(update={"args": args})
        await self.runs.create(request, parent=spec.id, trial=number)

    async def _args(self, spec: SweepSpec, number: int) -> dict[str, Any]:
        request = spec.request
        if request.method == "grid":
            return sweep_space.grid(request, number)
        if request.method == "random":
            return sweep_space.drawn(request, number, spec.whole)
        found = self.get(spec.id)
        job = {
            "space": {
                name: [space.minimum, space.maximum] for name, space in request.vary.items() if isinstance(space, Range)
            },
            "args": request.run.args,
            "history": [
                {"fitness": trial.value or 0.0, "hyperparameters": trial.args} for trial in found.results if trial.run
            ],
        }
        answer: dict[str, Any] = await self.inspector.call("mutate", job, seconds=MUTATE_SECONDS)
        return answer

    async def _refuse_wrong(self, request: SweepRequest, args: dict[str, Any]) -> None:
        """A value that no trial could have is named before anything starts, at the place where it was given."""
        asked: RunRequest = request.run.model_copy(update={"args": request.run.args | args})
        try:
            await self.runs.ingredients.arguments.refuse_wrong(asked_of(asked))
        except UnreadableError as error:
            faults = [
                Fault(
                    ("vary" if fault.loc[-1] in args else "args", *fault.loc[1:]),
                    fault.message,
                    fault.expected,
                    fault.actual,
                )
                for fault in error.faults
            ]
            raise UnreadableError(error.detail, faults) from None


def _trial(run: Run, spec: SweepSpec, metric: str | None) -> Trial:
    """`args` of Ultralytics' own space are those in which the run differs from what all share."""
    shared = spec.request.run.args
    names = list(spec.request.vary) or [n for n, value in run.args.items() if n not in shared or shared[n] != value]
    return Trial(
        number=run.trial or 0,
        run=run.id,
        args={name: run.args[name] for name in names if name in run.args},
        status=run.status,
        epoch=run.epoch,
        epochs=run.epochs,
        value=run.best.get(metric) if metric else None,
        error=run.error.message if run.error else None,
    )
