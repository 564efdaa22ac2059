"""A run as the service holds it in memory."""

from dataclasses import dataclass

from yolosmith.runs.events import RunState
from yolosmith.runs.feed import RunFeed
from yolosmith.runs.notes import RunNotes
from yolosmith.runs.schemas import Run, RunSpec
from yolosmith.runs.series import RunSeries
from yolosmith.runs.state import RunProgress
from yolosmith.runs.store import RunFolder

ENDED_EARLY: frozenset[RunState] = frozenset({"stopped", "interrupted", "failed"})


@dataclass
class Known:
    """A run in memory: what was asked, where it lies, how far its events were read."""

    spec: RunSpec
    folder: RunFolder
    feed: RunFeed
    notes: RunNotes
    told: float = 0.0
    indexed: str | None = None
    over_told: bool = False
    text: "Text | None" = None
    series: RunSeries | None = None

    def shown(self) -> Run:
        """As it stands."""
        progress = self.feed.progress
        status = progress.status
        if status == "running" and self.folder.stop_asked_by() is not None:
            status = "stopping"
        early = progress.status in ENDED_EARLY
        return Run(
            **self.spec.model_dump(),
            **progress.model_dump(exclude={"seq", "told", "status", "epochs"}),
            **self.notes.model_dump(),
            status=status,
            epochs=progress.epochs or int(self.spec.args.get("epochs", 100)),
            resumable=early,
            extendable=early or (progress.status == "completed" and self.folder.resumable.is_file()),
        )

    def as_json(self) -> str:
        """`shown` as JSON; of a run that is over it is kept for the next time."""
        if self.text and self.text.is_of(self):
            return self.text.json
        text = self.shown().model_dump_json()
        if self.feed.progress.over:
            kept = self.folder.resumable.is_file()
            self.text = Text(self.spec, self.notes, self.feed.progress, kept, text)
        return text


@dataclass(frozen=True, slots=True)
class Text:
    """A run that is over as JSON, and what it was written from."""

    spec: RunSpec
    notes: RunNotes
    progress: RunProgress
    resumable: bool
    json: str

    def is_of(self, known: Known) -> bool:
        """Whether nothing has changed since; the resumable copy may have been cleaned away."""
        same = self.progress is known.feed.progress and self.notes is known.notes and self.spec is known.spec
        return same and self.resumable == known.folder.resumable.is_file()
