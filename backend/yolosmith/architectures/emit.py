"""Values as YAML text. Pure."""

from typing import Any

import yaml

from yolosmith.architectures.text import Part


def emit(value: Any) -> str:
    """A value in YAML's flow style, booleans as Ultralytics writes them."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(emit(one) for one in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{emit(key)}: {emit(one)}" for key, one in value.items()) + "}"
    dumped: str = yaml.safe_dump([value], default_flow_style=True, width=10**9, allow_unicode=True)
    return dumped.strip()[1:-1]


def list_changes(part: Part, after: Any) -> list[tuple[int, int, str]]:
    """Replace a value, or within a list of the same length only the elements that differ."""
    if not isinstance(after, list) or len(part.parts) != len(after) or not all(one.flow for one in part.parts):
        return [(part.start, part.end, emit(after))]
    changes = []
    for one, new in zip(part.parts, after, strict=True):
        if one.value != new or type(one.value) is not type(new):
            changes += list_changes(one, new)
    return changes
