"""What becomes of a run after it has ended: it goes on, with more epochs too, or the same again."""

from dataclasses import dataclass

from yolosmith.errors import ConflictError
from yolosmith.runs.events import StatusEvent
from yolosmith.runs.schemas import RunCreated, RunRequest
from yolosmith.runs.service import RunService


@dataclass(frozen=True)
class RunLife:
    """Works on runs through their service."""

    runs: RunService

    def resume(self, run: str) -> RunCreated:
        """Go on from its last checkpoint; a run that never finished an epoch starts again.

        Raises:
            NotFoundError: There is no such run.
            ConflictError: It runs, waits, or is complete.
        """
        with self.runs.freeing:
            found = self.runs.get(run)
            if not found.resumable or self.runs.is_busy(run):
                raise ConflictError(f"Run {run} is {found.status}: only a run that ended early can go on.")
            done = found.epoch if self.runs.folder(run).has_checkpoint else 0
            return self.runs.requeue(run, StatusEvent(status="queued", resumed_from=done))

    def extend(self, run: str, epochs: int) -> RunCreated:
        """Train some epochs more, on from the last one: the same table, the same curve.

        Raises:
            NotFoundError: There is no such run.
            ConflictError: It still goes on, is limited by time, or what it could go on from has been cleaned up.
        """
        with self.runs.freeing:  # what it goes on from stays until it waits
            return self._extend(run, epochs)

    def _extend(self, run: str, epochs: int) -> RunCreated:
        found = self.runs.get(run)
        folder = self.runs.folder(run)
        if not self.runs.is_over(run):
            raise ConflictError(f"Run {run} is {found.status}; it can be extended when it has ended.")
        if found.args.get("time"):
            raise ConflictError(f"Run {run} is limited by time, not by epochs; start a new run from its last weights.")
        if not found.extendable:
            raise ConflictError(
                f"The resumable copy of run {run} has been cleaned up; start a new run from its last weights."
            )
        done = found.epoch if found.status == "completed" or folder.has_checkpoint else 0
        total = epochs + (done if found.status == "completed" else found.epochs)
        folder.set_extension(done, total)
        return self.runs.requeue(run, StatusEvent(status="queued", resumed_from=done, epochs=total))

    async def retry(self, run: str) -> RunCreated:
        """The same request again, as a new run: with the architecture, modules and data as they are now.

        Raises:
            As `RunService.create`.
        """
        spec = self.runs.folder(run).spec()
        return await self.runs.create(RunRequest.model_validate(spec.model_dump(include=set(RunRequest.model_fields))))
