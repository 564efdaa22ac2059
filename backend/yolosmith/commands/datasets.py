"""`yolosmith datasets`: list, import, demo, show."""

import json
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from yolosmith.commands.options import JsonOption, WorkspaceOption

app = typer.Typer(no_args_is_help=True, help="Data sets of the workspace.")


POLL_SECONDS = 0.2


@app.command("list")
def list_datasets(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """All data sets."""
    found = _get(workspace, "/datasets")
    if as_json:
        print(json.dumps(found))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "status", "task", "classes", "images", "boxes", box=None)
    for dataset in found:
        counts = [f"{dataset[key]:,}".replace(",", " ") for key in ("images", "boxes")]
        table.add_row(dataset["name"], dataset["status"], dataset["task"] or "", str(len(dataset["classes"])), *counts)
    Console().print(table)


@app.command("import")
def import_dataset(
    path: Annotated[Path, typer.Argument(help="A folder, or a zip archive.")],
    name: Annotated[str | None, typer.Option(help="Default: the folder's or the archive's name.")] = None,
    format: Annotated[str, typer.Option(help="auto, yolo, coco, voc, folders or depth.")] = "auto",
    task: Annotated[str, typer.Option(help="auto, detect, segment, pose, obb, classify or depth.")] = "auto",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Import a data set in YOLO, COCO or Pascal VOC form, or a folder a class; what was repaired is reported."""
    body = {"path": str(path.expanduser().absolute()), "name": name, "format": format, "task": task}
    _show(_make(workspace, "/datasets/import", body), as_json=as_json)


@app.command()
def demo(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Make the demo data set `digits`, unless it is there."""
    _show(_make(workspace, "/datasets/demo", None), as_json=as_json)


@app.command()
def show(name: str, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Counts of one data set and the report of its import."""
    _show(_get(workspace, f"/datasets/{name}"), as_json=as_json)


def _get(workspace: Path, path: str) -> Any:
    from yolosmith.commands.client import connect

    with connect(workspace, trainings=False) as api:
        return api.get(path)


def _make(workspace: Path, path: str, body: Any) -> Any:
    """Begin, show how far it is, return the data set when it is ready or has failed. Ctrl-C stops the import."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from yolosmith.commands.client import connect

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with connect(workspace, trainings=False) as api:
        name = api.post(path, body)["name"]
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Waiting", total=None)
            try:
                while (dataset := api.get(f"/datasets/{name}"))["status"] == "importing":
                    at = dataset["progress"]
                    bar.update(task, description=at["message"], completed=at["done"], total=at["total"] or None)
                    time.sleep(POLL_SECONDS)
            except KeyboardInterrupt:
                api.call("DELETE", f"/datasets/{name}")
                raise
    return dataset


def _show(dataset: dict[str, Any], *, as_json: bool) -> None:
    """Print a data set; exit status 1 where it has failed."""
    if as_json:
        print(json.dumps(dataset))
    elif dataset["status"] == "failed":
        print(f"yolosmith: {dataset['error']}", file=sys.stderr)
        for place in dataset["errors"]:
            print(f"  {'.'.join(map(str, place['loc']))}: {place['message']}", file=sys.stderr)
    else:
        _show_counts(dataset)
    if dataset["status"] == "failed":
        raise typer.Exit(1)


def _show_counts(dataset: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    splits = dataset["statistics"]
    table = Table("", *splits, box=None)
    for key in ("images", "boxes", "backgrounds"):
        table.add_row(key, *(str(counted[key]) for counted in splits.values()))
    for number, cls in enumerate(dataset["classes"][:50]):
        table.add_row(f"  {cls}", *(str(counted["classes"][number]) for counted in splits.values()))
    console = Console()
    console.print(f"{dataset['name']}: {dataset['status']}, {len(dataset['classes'])} classes", highlight=False)
    console.print(table)
    for entry in dataset["report"]:
        console.print(f"{entry['action']} {entry['count']}: {entry['text']}", highlight=False, markup=False)
        for place in entry["places"][:5]:
            console.print(f"  {place['place']}", highlight=False, markup=False)
        if len(entry["places"]) > 5:
            console.print("  …")
