"""Watching a run from the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from yolosmith.commands.client import Api
from yolosmith.errors import YolosmithError

Event = dict[str, Any]

MAP50 = "metrics/mAP50(B)"
SHOWN = {
    MAP50: "mAP50",
    "metrics/mAP50-95(B)": "mAP50-95",
    "metrics/mAP50-95(M)": "mAP50-95 (masks)",
    "metrics/mAP50-95(P)": "mAP50-95 (keypoints)",
    "metrics/accuracy_top1": "top-1",
    "metrics/mIoU": "mIoU",
}
TRACE_LINES = 8


def make_console(*, json: bool) -> Console:
    """What people read goes to standard error where a program reads standard output."""
    return Console(stderr=json, highlight=False, soft_wrap=True)


@contextmanager
def progress_bar(console: Console) -> Iterator[Progress]:
    """Bars with a column `note`, which every task has."""
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=console) as progress:
        yield progress


def follow(api: Api, run: str, console: Console) -> dict[str, Any]:
    """Show a run's events until it ends; returns the run.

    Ctrl-C leaves it: a run of a server that was started for this command is then interrupted, ready to resume.
    """
    try:
        with progress_bar(console) as progress:
            task = progress.add_task("training", total=None, note="starting")
            for event in api.events(run):
                show(progress, task, event)
    except KeyboardInterrupt:
        how = f"is interrupted; `yolosmith runs resume {run}` goes on" if api.own else "goes on in the server"
        console.print(f"Run {run} {how}.")
        raise
    ended: dict[str, Any] = api.get(f"/runs/{run}")
    return ended


def show(progress: Progress, task: TaskID, event: Event) -> None:
    """One event on the bar."""
    match event["type"]:
        case "run.start":
            progress.update(task, total=event["epochs"], note=f"{event['images']} images, {event['device']}")
        case "run.batch":
            progress.update(task, note=f"epoch {event['epoch']}  {_numbers(event['losses'])}")
        case "run.epoch":
            metrics = {name: event["metrics"].get(column) for column, name in SHOWN.items()}
            progress.update(task, completed=event["epoch"], total=event["epochs"], note=_numbers(metrics))
        case "run.status":
            progress.update(task, note=event["status"])
        case "run.log" if event["level"] in {"warning", "error"}:
            progress.console.print(event["message"], style="yellow", markup=False)


def require_completed(run: dict[str, Any]) -> None:
    """Refuse to go on with a run that did not reach its end.

    Raises:
        YolosmithError: With its reason and the end of its log.
    """
    if run["status"] == "completed":
        return
    error = run["error"] or {"message": f"it is {run['status']}", "trace": []}
    trace = "".join(f"\n  {line}" for line in error["trace"][-TRACE_LINES:])
    raise YolosmithError(f"Run {run['id']} was not completed: {error['message']}{trace}")


def _numbers(values: dict[str, float | None]) -> str:
    return "  ".join(f"{name} {value:.3f}" for name, value in values.items() if value is not None)
