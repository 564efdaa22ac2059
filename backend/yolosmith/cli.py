"""The command `yolosmith`. Each subcommand loads what it needs when it is called, so that `serve` starts quickly."""

import gc
import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from yolosmith import __version__
from yolosmith.commands import architectures, datasets, modules, runs
from yolosmith.commands.options import JsonOption, WorkspaceOption
from yolosmith.errors import YolosmithError

app = typer.Typer(
    name="yolosmith", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)
app.add_typer(modules.app, name="modules")
app.add_typer(architectures.app, name="architectures")
app.add_typer(datasets.app, name="datasets")
app.add_typer(runs.app, name="runs")


def main() -> NoReturn:
    """Entry point. Exit codes: 0 done, 1 refused (the reason is on standard error), 2 wrong usage, 130 Ctrl-C."""
    try:
        app()
    except YolosmithError as error:
        print(f"yolosmith: {error.detail}", file=sys.stderr)
        for fault in error.faults:
            print(f"  {'.'.join(map(str, fault.loc))}: {fault.message}", file=sys.stderr)
        sys.exit(1)
    sys.exit(0)


@app.command()
def serve(
    workspace: WorkspaceOption = Path(),
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0: any free port.")] = 8000,
    allowed_host: Annotated[list[str] | None, typer.Option(help="Name under which browsers may reach it.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Make the demo data set, unless it is there.")] = False,
) -> None:
    """Start the server and print the link to it."""
    gc.disable()  # what a start makes stays; `commands.serve` looks for garbage again once it listens
    from yolosmith.commands.serve import serve as run
    from yolosmith.settings import Settings

    run(Settings(workspace=workspace, host=host, port=port, allowed_hosts=allowed_host or [], demo=demo))


@app.command()
def demo(
    workspace: WorkspaceOption = Path(),
    epochs: Annotated[int, typer.Option(min=1, help="Fewer for a quick look.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Do the main job once: custom module, architecture, data set, training, prediction on unseen pictures."""
    from yolosmith.commands.demo import demo as run

    run(workspace, epochs=epochs, as_json=as_json)


@app.command()
def train(
    dataset: Annotated[str, typer.Option(help="Data set of the workspace.")],
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="As of model.train().")
    ] = None,
    architecture: Annotated[str | None, typer.Option(help="Train it from scratch.")] = None,
    checkpoint: Annotated[str | None, typer.Option(help="Start from its weights.")] = None,
    scale: Annotated[str | None, typer.Option(help="Of the architecture; default: its first.")] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Start a run and follow it to its end, for example: train --architecture yolo11 --dataset digits epochs=10."""
    from yolosmith.commands.train import train as run

    request = {"architecture": architecture, "checkpoint": checkpoint, "scale": scale, "dataset": dataset}
    run(workspace, request, arguments or [], as_json=as_json)


@app.command()
def openapi() -> None:
    """Print the API's OpenAPI document (the front end's client is generated from it)."""
    from yolosmith.app import openapi_document

    print(json.dumps(openapi_document(), indent=2))


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)
