"""Splicing the keys beside the rows: `nc`, `activation`, `scales` and others. Pure."""

from collections.abc import Mapping
from typing import Any

from yolosmith.architectures.emit import emit
from yolosmith.architectures.rules import MAX_NUMBER, is_plain
from yolosmith.architectures.text import SECTIONS, Document, Part
from yolosmith.errors import UnreadableError

Change = tuple[int, int, str]
"""Start and end of a span of the text, and what stands there instead."""


def check(key: str, value: Any) -> None:
    """Refuse what is no key beside the rows, or no value for one."""
    if key in SECTIONS:
        raise UnreadableError(f"The rows of `{key}` are edited one by one.")
    if not is_plain(value):
        raise UnreadableError(f"`{key}` can hold plain, finite values below {MAX_NUMBER}.")


def changes(document: Document, values: Mapping[str, Any], newline: str) -> list[Change]:
    """What to replace so that these keys have these values; None takes a key away."""
    found: list[Change] = []
    for key, value in values.items():
        at = next((at for at, name in enumerate(document.root.names) if name.value == key), None)
        if at is not None and value is None:
            found.append(_removed(document.source, document.root, at))
        elif at is not None:
            found += _replaced(document, document.root, at, value, newline)
        elif value is not None:
            found.append(_added(document, key, value, newline))
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same; within a list or a mapping a 1 is a 1.0, which JSON writes alike."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_alike(a, b) for a, b in zip(one, other, strict=True))
    return repr(one) == repr(other)


def _alike(one: Any, other: Any) -> bool:
    numbers = (int, float)
    return bool(one == other) if type(one) in numbers and type(other) in numbers else same(one, other)


def _replaced(document: Document, mapping: Part, at: int, value: Any, newline: str) -> list[Change]:
    name, part = mapping.names[at], mapping.parts[at]
    if same(part.value, value):
        return []
    inner = _entries_replaced(document, part, value, newline)
    if inner is not None:
        return inner
    colon = document.source.index(":", name.end) + 1
    if part.flow and part.end > part.start:
        return _elements(part, value)
    end = colon if part.flow else _last(document.source, part)
    return [(colon, end, f" {emit(value)}")]


def _elements(part: Part, value: Any) -> list[Change]:
    """Within a list of the same length only what differs."""
    if not isinstance(value, list) or len(value) != len(part.parts):
        return [(part.start, part.end, emit(value))]
    pairs = zip(part.parts, value, strict=True)
    return [change for one, new in pairs if not _alike(one.value, new) for change in _elements(one, new)]


def _entries_replaced(document: Document, part: Part, value: Any, newline: str) -> list[Change] | None:
    """Line by line where a block mapping becomes another one in the same order; None where that cannot be."""
    if not isinstance(value, dict) or not isinstance(part.value, dict) or not part.names:
        return None
    old = [name.value for name in part.names]
    kept = [key for key in value if key in old]
    new = list(value)
    if set(old) != set(part.value) or not kept or kept != [key for key in old if key in value]:
        return None
    if part.flow and (len(kept) != len(old) or len(kept) != len(new)):
        return None
    found: list[Change] = []
    for at, key in enumerate(old):
        if key not in value:
            found.append(_removed(document.source, part, at))
        else:
            found += _replaced(document, part, at, value[key], newline)
    for key in new:
        if key not in old:
            before = [one for one in new[: new.index(key)] if one in old]
            anchor = old.index(before[-1]) if before else 0
            start = _line_start(document.source, part.names[anchor].start)
            indent = " " * (part.names[anchor].start - start)
            place = _line_end(document.source, _last(document.source, part.parts[anchor])) if before else start
            found.append(_line(document.source, place, f"{indent}{emit(key)}: {emit(value[key])}", newline))
    return found


def _added(document: Document, key: str, value: Any, newline: str) -> Change:
    """A line behind `nc`, or in front of everything."""
    source, root = document.source, document.root
    entry = f"{emit(key)}: {emit(value)}"
    if not root.names:
        raise UnreadableError(f"There is no key beside which `{key}` could stand.")
    if root.flow:
        start = root.names[0].start
        return (start, start, f"{entry}, ")
    behind = next((part for name, part in zip(root.names, root.parts, strict=True) if name.value == "nc"), None)
    start = _line_end(source, _last(source, behind)) if behind else _line_start(source, root.names[0].start)
    return _line(source, start, " " * _column(source, root.names[0].start) + entry, newline)


def _line(source: str, at: int, line: str, newline: str) -> Change:
    """A line of its own put in at the beginning of a line, or at the end of a text that ends within one."""
    if at and source[at - 1] != "\n":
        return (at, at, newline + line)
    return (at, at, line + newline)


def _removed(source: str, mapping: Part, at: int) -> Change:
    """A key with its value: its lines, or its place between the commas."""
    name, part = mapping.names[at], mapping.parts[at]
    if not mapping.flow:
        return (_line_start(source, name.start), _line_end(source, _last(source, part)), "")
    if at + 1 < len(mapping.names):
        return (name.start, mapping.names[at + 1].start, "")
    return (mapping.parts[at - 1].end if at else name.start, part.end, "")


def _last(source: str, part: Part) -> int:
    """Where the last value of a part ends; a block by itself goes on to the next thing."""
    while not part.flow and part.parts:
        part = part.parts[-1]
    return part.start + len(source[part.start : part.end].rstrip())


def _line_start(source: str, at: int) -> int:
    return source.rfind("\n", 0, at) + 1


def _line_end(source: str, at: int) -> int:
    """Where the next line begins."""
    end = source.find("\n", at)
    return len(source) if end < 0 else end + 1


def _column(source: str, at: int) -> int:
    return at - _line_start(source, at)
