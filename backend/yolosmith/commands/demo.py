"""`yolosmith demo`: the main job without a browser, through the HTTP API of a really started server."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import yolosmith
from yolosmith.commands.client import Api, connect
from yolosmith.commands.follow import MAP50, follow, make_console, progress_bar, require_completed
from yolosmith.errors import NotFoundError, YolosmithError
from yolosmith.storage.files import read_json, write_bytes
from yolosmith.storage.workspace import Workspace

MODULES = ("ResidualStack", "WeightedFusion")
ARCHITECTURE = "digits-compact"
DATASET = "digits"
ARGUMENTS = {
    "imgsz": 96,
    "batch": 16,
    "optimizer": "AdamW",
    "lr0": 0.005,
    "mosaic": 0.0,
    "fliplr": 0.0,
    "device": "cpu",
}
"""No mosaic and no flips: a mirrored digit is another sign, or none."""

SHOWN = 6
COLUMNS = 3
CONFIDENCE = 0.4
POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Seen:
    """One picture that the model had not seen: what is on it, and what was found."""

    file: str
    labels: list[str]
    boxes: list[dict[str, Any]]


def demo(workspace: Path, *, epochs: int, as_json: bool) -> None:
    """Do it all, with a bar or a line for each step.

    Raises:
        YolosmithError: A step was refused or did not succeed.
    """
    console = make_console(json=as_json)
    place = Workspace.open(workspace)
    with connect(workspace, trainings=True) as api:
        console.print(f"Server: {api.http.base_url}   Workspace: {place.root}")
        for name in MODULES:
            save_module(api, name, console)
        save_architecture(api, console)
        make_dataset(api, console)
        run = train(api, epochs, console)
        checkpoint = f"{run['id']}:best"
        seen = predict(api, checkpoint)
        picture = place.runs / run["id"] / "unseen.png"
        write_bytes(picture, draw(api, seen))
    console.print(table(seen))
    map50 = run["best"][MAP50]
    console.print(f"mAP50 {map50:.3f} on the validation pictures   Checkpoint: {checkpoint}\nPicture: {picture}")
    if as_json:
        print(json.dumps({"map50": map50, "run": run["id"], "checkpoint": checkpoint, "picture": str(picture)}))


def save_module(api: Api, name: str, console: Console) -> None:
    """Check a starter module, step by step, and save it unless it is saved already.

    Raises:
        YolosmithError: The check failed.
    """
    source = starter(api.workspace.modules / f"{name}.py").read_text(encoding="utf-8")
    about = read_json(starter(api.workspace.modules / f"{name}.json"))
    text = {"source": source, **{key: about[key] for key in ("description", "category", "contract")}}
    check = api.post("/modules/check", {"name": name, **text})
    if not check["ok"]:
        failed = next(step for step in check["steps"] if not step["ok"])
        raise YolosmithError(f"The module {name} fails its check at {failed['name']}: {failed['message']}")
    if not is_saved(api, name):
        api.put(f"/modules/{name}", text)
    passed = ", ".join(step["name"] for step in check["steps"])
    console.print(f"Custom module {name} saved; checked: {passed}")


def is_saved(api: Api, name: str) -> bool:
    """Whether the workspace has the module as it was checked when it was saved; it came from there then."""
    return any(module["name"] == name and module["state"] == "checked" for module in api.get("/modules"))


def save_architecture(api: Api, console: Console) -> None:
    """Save the starter architecture, which has rows of the modules.

    Raises:
        YolosmithError: A row of it is wrong.
    """
    yaml = starter(api.workspace.architectures / f"{ARCHITECTURE}.yaml").read_text(encoding="utf-8")
    api.put(f"/architectures/{ARCHITECTURE}", {"yaml": yaml})
    found = api.post("/architectures/inspect", {"yaml": yaml, "imgsz": ARGUMENTS["imgsz"]})
    if not found["ok"]:
        wrong = next(error for row in found["rows"] for error in row["errors"])
        raise YolosmithError(f"The architecture {ARCHITECTURE} is wrong: {wrong}")
    totals = found["totals"]
    size = f"{totals['layers']} layers, {totals['params'] / 1e6:.2f} M parameters"
    console.print(f"Architecture {ARCHITECTURE}: {size}")


def make_dataset(api: Api, console: Console) -> None:
    """Wait for the set of handwritten digits; it is made once.

    Raises:
        YolosmithError: It could not be made.
    """
    api.post("/datasets/demo")
    with progress_bar(console) as progress:
        task = progress.add_task("data set", total=None, note="")
        while (found := api.get(f"/datasets/{DATASET}"))["status"] == "importing":
            if under_way := found["progress"]:
                done, total = under_way["done"], under_way["total"]
                progress.update(task, completed=done, total=total or None, note=under_way["message"])
            time.sleep(POLL_SECONDS)
        if found["status"] == "failed":
            raise YolosmithError(f"The data set {DATASET} could not be made: {found['error']}")
        images = found["images"]
        progress.update(task, completed=images, total=images, note=f"{DATASET}: {found['boxes']} boxes")


def train(api: Api, epochs: int, console: Console) -> dict[str, Any]:
    """Train from scratch and follow the events; returns the completed run."""
    asked = {"architecture": ARCHITECTURE, "dataset": DATASET, "args": {**ARGUMENTS, "epochs": epochs}}
    ended = follow(api, api.post("/runs", asked)["id"], console)
    require_completed(ended)
    return ended


def predict(api: Api, checkpoint: str) -> list[Seen]:
    """Find the digits on pictures of the test split."""
    page = api.get(f"/datasets/{DATASET}/samples", split="test", limit=SHOWN)
    seen = []
    for sample in page["samples"]:
        asked = {"dataset": DATASET, "split": "test", "file": sample["file"], "conf": CONFIDENCE}
        found = api.post(f"/checkpoints/{checkpoint}/predict", asked)
        seen.append(Seen(sample["file"], [box["name"] for box in sample["boxes"]], found["boxes"]))
    return seen


def draw(api: Api, seen: list[Seen]) -> bytes:
    """The pictures with their boxes drawn in, all on one sheet, as PNG."""
    pictures = [{"file": one.file, "boxes": one.boxes} for one in seen]
    asked = {"dataset": DATASET, "split": "test", "pictures": pictures, "columns": COLUMNS}
    return api.raw("POST", "/checkpoints/sheet", json=asked)


def table(seen: list[Seen]) -> Table:
    """What is on each picture beside what was found."""
    shown = Table("picture not seen before", "digits on it", "found", "confidence")
    for one in seen:
        found = sorted(one.boxes, key=lambda box: str(box["name"]))
        shown.add_row(
            one.file,
            " ".join(sorted(one.labels)),
            " ".join(box["name"] for box in found),
            " ".join(f"{box['conf']:.2f}" for box in found),
        )
    return shown


def starter(path: Path) -> Path:
    """A starter as it stands in the workspace, else as it lies in the source tree.

    Raises:
        NotFoundError: It is in neither.
    """
    shipped = Path(yolosmith.__file__).parents[2] / path.parent.name / path.name
    for candidate in (path, shipped):
        if candidate.is_file():
            return candidate
    raise NotFoundError(
        f"The starter {path.parent.name}/{path.name} is not here: run the demo in a clone of Yolosmith."
    )
