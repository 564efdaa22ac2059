"""From an architecture's text to what Ultralytics builds, with the scale that was asked for and no other."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from yolosmith.architectures import facts, rules, text
from yolosmith.engine import registry
from yolosmith.engine.registry import ModuleSource
from yolosmith.errors import Fault, UnreadableError
from yolosmith.storage.files import write_text

FILENAME = "architecture.yaml"
"""A name in which Ultralytics reads no scale."""


def load(source: str, scale: str | None = None) -> dict[str, Any]:
    """The mapping that `parse_model` and the model classes take, `scale` set and checked.

    A file's name plays no part. Use it as `DetectionModel(load(text, "s"), nc=3)`.

    Raises:
        TooLargeError, UnreadableError: The text cannot be read, has no such scale, or has a bad row; faults name them.
    """
    document = text.read(source)
    places = rules.top_places(document)
    for index, row in enumerate(document.rows):
        places += rules.row_places(index, row.whole.value, row.line)
    if places:
        faults = [Fault(tuple(place.loc), place.message, place.expected, place.actual) for place in places]
        raise UnreadableError(f"The architecture has a mistake: {faults[0].message}", faults)
    return {**document.data, "scale": facts.chosen_scale(document.data, scale) or ""}


def write_scaled_yaml(source: str, scale: str | None, path: Path) -> None:
    """Write a YAML that `YOLO(path)` builds at this scale, in any process: the other scales are left out.

    Args:
        source: An architecture's text.
        scale: One of its scales; None: the first, or none where it has none.
        path: Where to; its stem must say nothing about a scale: call it `architecture.yaml`.

    Raises:
        TooLargeError, UnreadableError: As `load`.
    """
    load(source, scale)
    write_text(path, facts.with_scale(source, scale))


def task_of(data: dict[str, Any], sources: Iterable[ModuleSource] = ()) -> str | None:
    """The task of a loaded YAML; custom heads say theirs in their contract. None: the last row is no known head."""
    heads = {source.name: source.contract.get("task") for source in sources if source.contract.get("rule") == "head"}
    return facts.task_of(data, heads)


def register_used(data: dict[str, Any], sources: Iterable[ModuleSource]) -> list[ModuleSource]:
    """Register those modules that the rows name, for the rest of this process, and return them.

    Raises:
        As `registry.register`.
    """
    used = registry.used_by(data, sources)
    for source in used:
        registry.register(source)
    return used
