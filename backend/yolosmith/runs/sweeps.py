"""Sweeps: one run after the other, each with other arguments. The record of a trial is its run."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

from yolosmith.errors import ConflictError, Fault, NotFoundError, UnreadableError, WorkerError, YolosmithError
from yolosmith.http.sse import Closing
from yolosmith.runs import sweep_space
from yolosmith.runs.curve import main_metric
from yolosmith.runs.events import ENDED
from yolosmith.runs.ingredients import asked_of
from yolosmith.runs.life import RunLife
from yolosmith.runs.schemas import Run, RunRequest
from yolosmith.runs.service import RETRY_SECONDS, RunService
from yolosmith.runs.store import new_id
from yolosmith.runs.sweep_schemas import Range, Sweep, SweepRequest, SweepSpec, Trial
from yolosmith.runs.sweep_store import SweepStore
from yolosmith.workers.jobs import Inspector

log = logging.getLogger(__name__)

MUTATE_SECONDS = 60.0
JUST_BEGUN = 2
"""Events of a run that waited, was started and has said nothing since."""


@dataclass
class SweepService:
    """All sweeps of one workspace. A sweep has one run at a time that waits or trains."""

    runs: RunService
    inspector: Inspector
    closing: Closing
    store: SweepStore
    _known: dict[str, SweepSpec] = field(default_factory=dict)
    _turns: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    """By sweep; held while the run of a trial is being made."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self, *, trainings: bool) -> None:
        """Read all sweeps; with `trainings`, those that are under way go on."""
        self.store.clean()
        self._known = {spec.id: spec for spec in self.store.all()}
        for sweep, spec in list(self._known.items()):
            reached = _reached(spec, self.get(sweep).results)
            if reached > spec.reached:  # the server was killed before it wrote that down, or was one of before
                self._note(sweep, reached=reached)
        if not trainings:
            return
        self.runs.on_over.append(self._on_over)
        for sweep in self._known:
            self._when_there_is_room(partial(self._take_up, sweep), f"sweep {sweep}")

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
        try:
            await asyncio.to_thread(self.store.write, spec)
            self._known[spec.id] = spec
            async with self._turns[spec.id]:
                await self._begin(spec.id, 1)
        except (YolosmithError, OSError):  # nothing stays that would begin by itself
            self._known.pop(spec.id, None)
            with contextlib.suppress(NotFoundError):  # there was no room even for its folder
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
            done=_reached(spec, results) - sum(trial.status not in ENDED for trial in results),
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
        if self.get(sweep).status == "completed":
            raise ConflictError(f"Sweep {sweep} is completed already.")
        self._change(sweep, stopped=True)
        for run in self._children(sweep):
            if run.status not in ENDED:
                self._stop_run(run.id)
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
        self._change(sweep, stopped=False)
        self._advance_soon(sweep)
        return self.get(sweep)

    def delete(self, sweep: str, *, runs: bool) -> None:
        """Remove a sweep; its runs stay unless `runs` says otherwise.

        Raises:
            NotFoundError: There is none of that id.
            ConflictError: It still goes on.
        """
        goes_on = self.get(sweep).status in {"running", "stopping"}
        doomed = self._children(sweep) if runs else []
        if goes_on or any(self.runs.is_busy(run.id) for run in doomed):
            raise ConflictError(f"Sweep {sweep} still goes on; stop it first.")
        self.store.remove(sweep)  # first: of a sweep that has lost some runs nobody knows what is left to do
        del self._known[sweep]
        for run in doomed:
            self.runs.delete(run.id)

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

    def _change(self, sweep: str, **wishes: Any) -> None:
        """Take a wish down; where it cannot be written nothing has changed."""
        changed = self._known[sweep].model_copy(update=wishes)
        self.store.write(changed)
        self._known[sweep] = changed

    def _note(self, sweep: str, **facts: Any) -> None:
        """Know what has happened, whether or not it can be written at once."""
        self._known[sweep] = self._known[sweep].model_copy(update=facts)
        self._when_there_is_room(partial(self._write, sweep), f"the record of sweep {sweep}")

    def _write(self, sweep: str) -> None:
        if sweep in self._known:  # not deleted while there was no room
            self.store.write(self._known[sweep])

    def _when_there_is_room(self, do: Callable[[], None], what: str) -> None:
        """Do it now, or again and again until the disk lets it be done."""
        try:
            do()
        except OSError as error:
            log.error("%s has to wait: %s", what, error)
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self._when_there_is_room, do, what)

    def _status(self, spec: SweepSpec, results: list[Trial]) -> Literal["running", "stopping", "stopped", "completed"]:
        if self._turns[spec.id].locked() or any(trial.status not in ENDED for trial in results):
            return "stopping" if spec.stopped else "running"
        if _reached(spec, results) >= spec.trials:
            return "completed"
        return "stopped" if spec.stopped else "running"

    def _take_up(self, sweep: str) -> None:
        """Go on where the last server was."""
        spec = self._known.get(sweep)
        if spec is None:
            return
        for run in self._children(sweep):
            if not spec.stopped and run.status == "interrupted":  # by the end of the server, not by anybody's wish
                RunLife(self.runs).resume(run.id)
            if spec.stopped and run.status not in ENDED and self.runs.feed(run.id).progress.seq <= JUST_BEGUN:
                self._stop_run(run.id)  # it was made while the sweep was stopped, and then the server was killed
        self._advance_soon(sweep)

    def _on_over(self, run: str) -> None:
        """A run has ended or was deleted. Of a deleted one nothing tells whose it was, so all sweeps look."""
        for sweep, spec in self._known.items():
            if spec.reached < spec.trials:
                self._advance_soon(sweep)

    def _advance_soon(self, sweep: str) -> None:
        task = asyncio.create_task(self._advance(sweep))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _advance(self, sweep: str) -> None:
        """Begin the next trial, unless one is under way or there is none."""
        died = 0
        async with self._turns[sweep]:
            while number := self._due(sweep):
                try:
                    await self._begin(sweep, number)
                except OSError as error:  # a full disk, say: nothing has begun
                    log.error("sweep %s: trial %s cannot be started yet: %s", sweep, number, error)
                    await self.closing.sleep(RETRY_SECONDS)
                except YolosmithError as error:
                    if isinstance(error, WorkerError) and died != number:  # of something else, perhaps: once more
                        died = number
                        continue
                    log.warning("sweep %s: trial %s cannot be started: %s", sweep, number, error.detail)
                    self._note(sweep, reached=number, refused=self._known[sweep].refused | {number: error.detail})

    def _due(self, sweep: str) -> int | None:
        """The number of the trial that is to be begun now."""
        spec = self._known.get(sweep)
        if spec is None or spec.stopped or self.closing.begun:
            return None
        results = self.get(sweep).results
        reached = _reached(spec, results)
        if reached >= spec.trials or any(trial.status not in ENDED for trial in results):
            return None
        return reached + 1

    async def _begin(self, sweep: str, number: int) -> None:
        """Make the run of a trial. The caller holds the sweep's turn, so that it cannot be deleted meanwhile."""
        spec = self._known[sweep]
        args = spec.request.run.args | await self._args(spec, number)
        request = spec.request.run.model_copy(update={"args": args})
        made = await self.runs.create(request, parent=sweep, trial=number)
        # Not before: of a server that is killed in between the run itself tells that it was begun.
        self._note(sweep, reached=number)
        if self._known[sweep].stopped:  # while the run was being made
            self._stop_run(made.id)

    def _stop_run(self, run: str) -> None:
        def stop() -> None:
            with contextlib.suppress(ConflictError, NotFoundError):  # it has just ended, or was deleted
                self.runs.stop(run, force=False)

        self._when_there_is_room(stop, f"the stop of run {run}")

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


def _reached(spec: SweepSpec, results: list[Trial]) -> int:
    """How many trials were begun. The runs tell what could not be written, and all of it in sweeps of before."""
    return max([spec.reached, *(trial.number for trial in results)])


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
