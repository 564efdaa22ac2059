"""`yolosmith train`: start a run and follow it to its end."""

import json
from pathlib import Path
from typing import Any

import yaml

from yolosmith.commands.client import connect
from yolosmith.commands.follow import follow, make_console, require_completed
from yolosmith.errors import Fault, UnreadableError


def train(workspace: Path, request: dict[str, Any], arguments: list[str], *, as_json: bool) -> None:
    """Start, follow, say where the weights are.

    Raises:
        YolosmithError: The run was refused or did not complete.
    """
    console = make_console(json=as_json)
    asked = {key: value for key, value in request.items() if value is not None}
    with connect(workspace, trainings=True) as api:
        run = api.post("/runs", asked | {"args": parse_arguments(arguments)})["id"]
        console.print(f"Run {run}")
        ended = follow(api, run, console)
        require_completed(ended)
    console.print(f"Completed. Weights: runs/{run}/weights/best.pt")
    if as_json:
        print(json.dumps(ended))


def parse_arguments(arguments: list[str]) -> dict[str, Any]:
    """`NAME=VALUE` as Ultralytics writes it; a value is read as YAML, so `true`, `0.01` and `[0, 1]` are what they say.

    Raises:
        UnreadableError: One is of another form.
    """
    parsed = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not name or not equals:
            message = f"Write arguments of the training as NAME=VALUE; this is {argument!r}."
            raise UnreadableError(message, [Fault((argument,), "has no =")])
        try:
            parsed[name] = float(value) if _is_number(value) else yaml.safe_load(value)
        except yaml.YAMLError:
            parsed[name] = value
    return parsed


def _is_number(value: str) -> bool:
    """A number that YAML takes for text: `1e-3`."""
    try:
        float(value)
    except ValueError:
        return False
    return isinstance(yaml.safe_load(value), str)
