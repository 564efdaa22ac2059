"""The job `published`: the weights that Ultralytics publishes by name, as far as they can be trained or run here."""

import inspect
import re
from typing import Any

from ultralytics.utils import downloads

from yolosmith.checkpoints.schemas import PublishedName
from yolosmith.engine.jobs import Say

TASKS = {
    "": "detect",
    "-cls": "classify",
    "-seg": "segment",
    "-sem": "semantic",
    "-pose": "pose",
    "-obb": "obb",
    "-depth": "depth",
}
TRAINED_ON = {"-oiv7": "Open Images V7", "-objv1": "Objects365", "-ade20k": "ADE20K"}
NAME = re.compile(r"(?P<family>yolov?\d+)(?P<scale>[a-z]?)(?P<rest>6?u?(?:-[a-z0-9-]+)?)\.pt")
"""Open-vocabulary, SAM and NAS weights are no models that a YAML builds; they are left out."""


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """The job.

    Args:
        args: None are needed.
        say: Unused.

    Returns:
        `base`: the address that the installed Ultralytics fetches them from; `names`: `PublishedName`s.
    """
    release = inspect.signature(downloads.attempt_download_asset).parameters["release"].default
    listed = [found for name in downloads.GITHUB_ASSETS_NAMES if (found := describe(name))]
    order = "tnsbmclex"
    listed.sort(key=lambda one: (one.family, one.task, one.trained_on or "", order.find(one.scale or ""), one.name))
    return {
        "base": f"https://github.com/{downloads.GITHUB_ASSETS_REPO}/releases/download/{release}",
        "names": [one.model_dump() for one in listed],
    }


def describe(name: str) -> PublishedName | None:
    """What a name says; None of one that is no network which a YAML builds."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    rest = found["rest"].removeprefix("6").removeprefix("u")
    if any(part in rest for part in ("world", "reid", "distill", "grayscale")):
        return None
    trained_on = next((title for part, title in TRAINED_ON.items() if part in rest), None)
    for part in (*TRAINED_ON, "-150", "-p6"):
        rest = rest.replace(part, "")
    if rest not in TASKS:
        return None
    return PublishedName(
        name=name, family=found["family"], scale=found["scale"] or None, task=TASKS[rest], trained_on=trained_on
    )
