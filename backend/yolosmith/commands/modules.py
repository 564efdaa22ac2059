"""`yolosmith modules`: list, check, save."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from yolosmith.commands.options import JsonOption, WorkspaceOption

app = typer.Typer(no_args_is_help=True, help="Custom modules of the workspace.")

FileArgument = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A Python file with the class.")]
NameOption = Annotated[str | None, typer.Option(help="The class; default: the file's name.")]


@app.command("list")
def list_modules(
    workspace: WorkspaceOption = Path(),
    builtin: Annotated[bool, typer.Option("--builtin", help="Ultralytics' own too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """The modules of the workspace."""
    found = [one for one in _call(workspace, "GET", "/modules") if one["custom"] or builtin]
    if as_json:
        print(json.dumps(found))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "state", "rule", "arguments", "description", box=None)
    for one in found:
        rule = (one["contract"] or {}).get("rule", "")
        arguments = ", ".join(argument["name"] for argument in one["args"])
        table.add_row(one["name"], one["state"] or "built in", rule, arguments, one["description"].partition("\n")[0])
    Console().print(table)


@app.command()
def check(
    file: FileArgument, name: NameOption = None, workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    """Check a module without saving it; exits with 1 where a step fails."""
    body = {"name": name or file.stem, "source": file.read_text(encoding="utf-8")}
    _show(_call(workspace, "POST", "/modules/check", body), as_json=as_json)


@app.command()
def save(
    file: FileArgument,
    name: NameOption = None,
    description: str = "",
    category: str = "Custom",
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Save a module and check it; one that fails is saved too, and the exit status is 1."""
    source = file.read_text(encoding="utf-8")
    body = {"source": source, "description": description, "category": category}
    module = _call(workspace, "PUT", f"/modules/{name or file.stem}", body)
    _show(module["check"], as_json=as_json, answer=module)


def _call(workspace: Path, method: str, path: str, body: Any = None) -> Any:
    from yolosmith.commands.client import connect

    with connect(workspace, trainings=False) as api:
        return api.call(method, path, json=body)


def _show(found: Any, *, as_json: bool, answer: Any = None) -> None:
    if as_json:
        print(json.dumps(answer or found))
    else:
        for step in found["steps"]:
            where = f" (line {step['line']})" if step["line"] else ""
            outcome = "FAIL" if not step["ok"] else "note" if step["warning"] else "ok  "
            print(f"{outcome}  {step['name']:<16} {step['message']}{where}")
            if step["hint"]:
                print(f"{'':24}{step['hint']}")
    if not found["ok"]:
        raise typer.Exit(1)
