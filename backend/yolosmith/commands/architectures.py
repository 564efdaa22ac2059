"""`yolosmith architectures`: list, inspect, save."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from yolosmith.commands.options import JsonOption, WorkspaceOption

app = typer.Typer(no_args_is_help=True, help="Architectures: presets and the workspace's own.")


@app.command("list")
def list_architectures(
    workspace: WorkspaceOption = Path(),
    presets: Annotated[bool, typer.Option("--presets", help="Those that Ultralytics ships too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """The architectures of the workspace."""
    found = [one for one in _call(workspace, "GET", "/architectures") if presets or not one["preset"]]
    if as_json:
        print(json.dumps(found))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "family", "task", "modules", box=None)
    for one in found:
        table.add_row(one["name"], one["family"] or "", one["task"] or "", ", ".join(one["modules"]))
    Console().print(table)


@app.command()
def inspect(
    name: Annotated[str, typer.Argument(help="An architecture's name, or a YAML file.")],
    scale: Annotated[str | None, typer.Option(help="Default: its first.")] = None,
    imgsz: int = 640,
    nc: Annotated[int | None, typer.Option(help="Classes; default: as the text says.")] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Shapes, parameters and GFLOPs of every row; exits with 1 where a row has an error."""
    file = Path(name)
    written = file.read_text(encoding="utf-8") if file.suffix in (".yaml", ".yml") and file.is_file() else None
    found = _inspect(workspace, name, written, {"scale": scale, "imgsz": imgsz, "nc": nc})
    if as_json:
        print(json.dumps(found))
    else:
        _show(found)
    if not found["ok"]:
        raise typer.Exit(1)


@app.command()
def save(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A YAML file.")],
    name: Annotated[str | None, typer.Option(help="Default: the file's name.")] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Save an architecture; one with bad rows is saved too, and the exit status is 1."""
    body = {"yaml": file.read_text(encoding="utf-8")}
    saved = _call(workspace, "PUT", f"/architectures/{name or file.stem}", body)
    if as_json:
        print(json.dumps(saved))
    else:
        print(
            f"Saved {saved['name']}: task {saved['task'] or 'unknown'}, scales {', '.join(saved['scales']) or 'none'}."
        )
        _show_errors(saved["errors"])
    if not saved["ok"]:
        raise typer.Exit(1)


def _call(workspace: Path, method: str, path: str, body: Any = None) -> Any:
    from yolosmith.commands.client import connect

    with connect(workspace, trainings=False) as api:
        return api.call(method, path, json=body)


def _inspect(workspace: Path, name: str, written: str | None, options: dict[str, Any]) -> Any:
    from yolosmith.commands.client import connect

    with connect(workspace, trainings=False) as api:
        yaml = written if written is not None else api.get(f"/architectures/{name}")["yaml"]
        return api.post("/architectures/inspect", {"yaml": yaml, **options})


def _show(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("row", "from", "n", "module", "arguments", "output", "parameters", "GFLOPs", box=None)
    for row in found["rows"]:
        params = "" if row["params"] is None else f"{row['params']:,}".replace(",", " ")
        gflops = "" if row["gflops"] is None else f"{row['gflops']:.3f}"
        shape = "×".join(map(str, row["out_shape"])) if row["out_shape"] else ""
        values = (row["index"], row["from"], row["repeats"], row["module"], row["args"], shape, params, gflops)
        table.add_row(*(str(value) for value in values))
    Console().print(table)
    totals = found["totals"]
    if totals["params"] is not None:
        gflops = "" if totals["gflops"] is None else f", {totals['gflops']:.1f} GFLOPs"
        print(f"{totals['layers']} layers, {totals['params']:,} parameters{gflops}")
    _show_errors([*found["errors"], *(error for row in found["rows"] for error in row["errors"])])


def _show_errors(errors: list[dict[str, Any]]) -> None:
    for error in errors:
        print(f"{'.'.join(map(str, error['loc']))}: {error['message']}")
