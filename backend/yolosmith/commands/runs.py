"""`yolosmith runs`: list, look at, stop, resume and extend runs."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from yolosmith.commands.options import JsonOption, WorkspaceOption

app = typer.Typer(no_args_is_help=True, help=__doc__)

RunArgument = Annotated[str, typer.Argument(help="Id of the run.")]


@app.command("list")
def list_runs(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """List all runs, newest first."""
    from rich.table import Table

    from yolosmith.commands.client import connect
    from yolosmith.commands.follow import MAP50, make_console

    with connect(workspace, trainings=False) as api:
        runs = api.get("/runs")
    if as_json:
        print(json.dumps(runs))
        return
    table = Table("run", "status", "from", "data set", "epochs", "mAP50", box=None)
    table.columns[0].no_wrap = True
    for run in runs:
        value = run["best"].get(MAP50)
        table.add_row(
            run["id"],
            run["status"],
            run["architecture"] or run["checkpoint"],
            run["dataset"],
            f"{run['epoch']}/{run['epochs']}",
            "" if value is None else f"{value:.3f}",
        )
    make_console(json=False).print(table)


@app.command()
def show(run: RunArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Show one run."""
    from yolosmith.commands.client import connect
    from yolosmith.commands.follow import make_console

    with connect(workspace, trainings=False) as api:
        found = api.get(f"/runs/{run}")
    if as_json:
        print(json.dumps(found))
    else:
        make_console(json=False).print_json(data=found)


@app.command()
def stop(
    run: RunArgument,
    force: Annotated[bool, typer.Option("--force", help="Kill it instead of waiting for its batch.")] = False,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Stop a run after its batch, ready to resume, and wait for its end."""
    from yolosmith.commands.client import connect
    from yolosmith.commands.follow import follow, make_console

    with connect(workspace, trainings=True) as api:
        api.post(f"/runs/{run}/stop", {"force": force})
        ended = follow(api, run, make_console(json=as_json))
    _print_end(ended, as_json)


@app.command()
def resume(run: RunArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Go on with a run that ended early, and follow it to its end."""
    from yolosmith.commands.client import connect
    from yolosmith.commands.follow import follow, make_console, require_completed

    with connect(workspace, trainings=True) as api:
        api.post(f"/runs/{run}/resume")
        ended = follow(api, run, make_console(json=as_json))
        require_completed(ended)
    _print_end(ended, as_json)


@app.command()
def extend(
    run: RunArgument,
    epochs: Annotated[int, typer.Argument(help="How many epochs more.", min=1)],
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Train some epochs more on a run that has ended, and follow it to its end."""
    from yolosmith.commands.client import connect
    from yolosmith.commands.follow import follow, make_console, require_completed

    with connect(workspace, trainings=True) as api:
        api.post(f"/runs/{run}/extend", {"epochs": epochs})
        ended = follow(api, run, make_console(json=as_json))
        require_completed(ended)
    _print_end(ended, as_json)


def _print_end(run: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(run))
    else:
        print(f"Run {run['id']} is {run['status']} after {run['epoch']} of {run['epochs']} epochs.")
