"""A module's check as the server sees it: a limited process, its steps as they come, results kept."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from yolosmith.errors import UnreadableError, WorkerError
from yolosmith.modules import hints
from yolosmith.modules.contract import Contract
from yolosmith.modules.kept import KeptChecks
from yolosmith.modules.schemas import Check, CheckStep
from yolosmith.workers.jobs import Inspector


@dataclass(frozen=True)
class Checking:
    """Runs checks in the inspector's children."""

    inspector: Inspector
    kept: KeptChecks

    async def stream(
        self, name: str, source: str, contract: Contract, *, again: bool = False
    ) -> AsyncIterator[CheckStep | Check]:
        """Each step when it has ended, the result last; at once where an earlier result is kept.

        A process that dies or is stopped fails the step that it was in; such a result is not kept, since a busy
        machine may have been the cause.
        """
        if not again and (earlier := await asyncio.to_thread(self.kept.find, name, source, contract)):
            for step in earlier.steps:
                yield step
            yield earlier
            return
        steps: list[CheckStep] = []
        begun, started = "parse", time.monotonic()
        seconds = self.inspector.seconds
        args = {"name": name, "source": source, "contract": contract.document(), "seconds": seconds}
        try:
            async for message in self.inspector.stream("check_module", args, seconds=seconds):
                said: dict[str, Any] = message.get("say", {})
                if "begin" in said:
                    begun, started = said["begin"], time.monotonic()
                if "step" in said:
                    steps.append(CheckStep.model_validate(said["step"]))
                    yield steps[-1]
                if "answer" in message:
                    answer = dict(message["answer"])
                    late = answer.pop("late")
                    check = Check.model_validate(answer)
                    if not late:
                        await asyncio.to_thread(self.kept.keep, name, source, contract, check)
                    yield check
        except WorkerError as error:
            steps.append(failed(begun, error.detail, started))
            yield steps[-1]
            yield Check(ok=False, steps=steps)


def failed(name: str, message: str, started: float, line: int | None = None) -> CheckStep:
    """A step that the server itself fails. `started` is of the monotonic clock."""
    ms = round((time.monotonic() - started) * 1000, 1)
    return CheckStep(name=name, ok=False, message=message, line=line, ms=ms, hint=hints.of(name, message))


def unreadable(error: UnreadableError, started: float) -> CheckStep:
    """The step that fails where a source is no Python or has no such class."""
    line = next((int(fault.loc[1]) for fault in error.faults if fault.loc[0] == "line"), None)
    return failed("parse", error.detail, started, line)
