"""What a text says of the whole network: its scales, its task, its classes. Pure."""

from collections.abc import Mapping
from typing import Any

from yolosmith.architectures import text
from yolosmith.architectures.emit import emit
from yolosmith.architectures.text import Document
from yolosmith.errors import Fault, UnreadableError
from yolosmith.modules.signature import HEADS


def scales_of(data: Mapping[str, Any]) -> list[str]:
    """Names of the scales, in the order of the text; empty where there are none."""
    scales = data.get("scales")
    return [str(name) for name in scales] if isinstance(scales, dict) else []


def chosen_scale(data: Mapping[str, Any], scale: str | None) -> str | None:
    """The scale to build: the asked one, else the first as Ultralytics has it, None where there are none.

    Raises:
        UnreadableError: There is no such scale.
    """
    names = scales_of(data)
    if scale is None or scale in names:
        return scale or (names[0] if names else None)
    found = f"it has {', '.join(names)}" if names else "it has none"
    message = f"This architecture has no scale {scale[:40]!r}; {found}."
    raise UnreadableError(message, [Fault(("scale",), message, expected=names, actual=scale)])


def with_scale(source: str, scale: str | None) -> str:
    """The text with one scale left, so that plain Ultralytics builds that one whatever the file is called.

    Ultralytics takes the scale from the file's name and, where that says nothing, the first. The file must therefore
    have a neutral name, such as `architecture.yaml`.

    Raises:
        TooLargeError, UnreadableError: The text cannot be read, or has no such scale.
    """
    document = text.read(source)
    name = chosen_scale(document.data, scale)
    if name is None:
        return source
    part = document.top["scales"]
    one = {name: document.data["scales"][name]}
    written = emit(one) if part.flow else f"{emit(name)}: {emit(one[name])}\n\n"
    return document.mark + document.source[: part.start] + written + document.source[part.end :]


def task_of(data: Mapping[str, Any], custom_heads: Mapping[str, str | None] | None = None) -> str | None:
    """The task by the module of the last row; None where the last row is no known head.

    Args:
        data: A loaded YAML.
        custom_heads: Tasks of the custom modules that are heads, by name.
    """
    last = last_module(data)
    return (custom_heads or {}).get(last) or HEADS.get(last) if last else None


def last_module(data: Mapping[str, Any]) -> str | None:
    """The name in the last row."""
    rows = data.get("head") or data.get("backbone")
    last = rows[-1] if isinstance(rows, list) and rows else None
    return last[2] if isinstance(last, list) and len(last) == 4 and _is_name(last[2]) else None


def module_names(document: Document) -> list[str]:
    """The modules that the rows name, each once, in order."""
    rows = [row.whole.value for row in document.rows]
    return list(dict.fromkeys(row[2] for row in rows if isinstance(row, list) and len(row) == 4 and _is_name(row[2])))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
