"""What a run's events add up to. Pure: a state and an event make the next state."""

from datetime import UTC, datetime
from typing import Any

from yolosmith.runs.curve import Curve, cut, extended
from yolosmith.runs.events import ENDED, RunFailure, RunState
from yolosmith.schema import Schema


class RunProgress(Schema):
    """Everything about a run that its events tell; `seq` is that of the last event folded in."""

    seq: int = 0
    status: RunState = "queued"
    epoch: int = 0
    epochs: int = 0
    extended: bool = False
    metrics: dict[str, float | None] = {}
    best: dict[str, float | None] = {}
    best_epoch: int | None = None
    curve: Curve = Curve()
    eta: float | None = None
    images: int | None = None
    device: str | None = None
    epoch_seconds: float | None = None
    started: datetime | None = None
    ended: datetime | None = None
    trained: float = 0.0
    began: datetime | None = None
    told: float = 0.0
    """When the last event was told."""
    error: RunFailure | None = None

    @property
    def over(self) -> bool:
        """Whether the last status ended the run."""
        return self.status in ENDED


def fold(state: RunProgress, event: dict[str, Any]) -> RunProgress:
    """Take one event in; events that say nothing about the state only move `seq` and `told`."""
    changes: dict[str, Any] = {"seq": event["seq"], "told": event["time"]}
    match event["type"]:
        case "run.status":
            changes |= _status(state, event)
        case "run.start":
            changes |= {"epochs": event["epochs"], "images": event["images"], "device": event["device"]}
        case "run.batch":
            changes["eta"] = event["eta"]
        case "run.epoch":
            changes |= {"epoch": event["epoch"], "epochs": event["epochs"], "metrics": event["metrics"]}
            changes["epoch_seconds"] = _recent(state.epoch_seconds, event["seconds"])
            changes["curve"] = extended(state.curve, event["epoch"], event["metrics"])
            if event["best"]:
                changes |= {"best": event["metrics"], "best_epoch": event["epoch"]}
    return state.model_copy(update=changes)


def _recent(before: float | None, now: float) -> float | None:
    """A mean in which the last epochs count most; 0 stands for one that nobody timed."""
    if not now:
        return before
    return now if before is None else 0.5 * (before + now)


def _status(state: RunProgress, event: dict[str, Any]) -> dict[str, Any]:
    status = event["status"]
    when = datetime.fromtimestamp(event["time"], UTC)
    changes: dict[str, Any] = {"status": status, "error": None}
    if status == "queued":
        done = event.get("resumed_from")
        changes |= {"ended": None, "eta": None}
        if event.get("epochs"):
            changes |= {"epochs": event["epochs"], "extended": True}
        if done is not None:
            changes["curve"] = cut(state.curve, done)
        if done == 0:  # it starts again: what it had reached does not count
            changes |= {"epoch": 0, "metrics": {}, "best": {}, "best_epoch": None}
    elif status == "running":
        changes |= {"started": state.started or when, "began": when}
    elif status in ENDED:
        error = event.get("error")
        changes |= {"ended": when, "eta": None, "error": RunFailure.model_validate(error) if error else None}
        # Up to what the worker told last: its end may be noticed days later, by the next server.
        took = max(0.0, state.told - state.began.timestamp()) if state.began else 0.0
        changes |= {"trained": state.trained + took, "began": None}
    return changes
