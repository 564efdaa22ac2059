"""Rows that know their inputs by name: the workbench on which edits happen. Pure.

`open_rows` turns each `from` into references; an operation changes the list; `close_rows` writes the numbers again,
each relative or absolute as it was.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from yolosmith.architectures.graph import From, Node, Section
from yolosmith.architectures.text import MAX_ROWS
from yolosmith.errors import UnreadableError


@dataclass(frozen=True, slots=True)
class Reference:
    """An input: a row's id, None for the image, or (`stray`) a number that leads to no row and stays as it is."""

    to: str | None
    relative: bool = True
    stray: int | None = None


@dataclass(slots=True)
class Row:
    """A row on the workbench. `origin` is its place in the text that is edited; None for a new row."""

    node: Node
    inputs: list[Reference]
    many: bool
    origin: int | None


def open_rows(nodes: Sequence[Node]) -> list[Row]:
    """Rows with their inputs by name."""
    return [
        Row(node, [reference_to(nodes, at, written) for written in node.sources], isinstance(node.from_, list), at)
        for at, node in enumerate(nodes)
    ]


def close_rows(rows: list[Row]) -> list[Row]:
    """Rows with their `from` and `index` written for the order in which they stand."""
    place = {row.node.id: index for index, row in enumerate(rows)}
    for index, row in enumerate(rows):
        numbers = [_number(row, index, reference, place) for reference in row.inputs]
        written: From = numbers if row.many or len(numbers) != 1 else numbers[0]
        if row.node.index != index or row.node.from_ != written:
            row.node = row.node.model_copy(update={"index": index, "from_": written})
    return rows


def reference_to(nodes: Sequence[Node], index: int, written: int) -> Reference:
    """What a number in the `from` of row `index` leads to."""
    at = index + written if written < 0 else written
    if index == 0 and written == -1:
        return Reference(None)
    if 0 <= at < len(nodes):
        return Reference(nodes[at].id, written < 0)
    return Reference(None, stray=written)


def _number(row: Row, index: int, reference: Reference, place: dict[str, int]) -> int:
    if reference.stray is not None:
        return reference.stray
    name = row.node.module or "row"
    if reference.to is None:
        if index != 0:
            raise UnreadableError(f"{name} reads the image, which only the first row can; row {index} cannot.")
        return -1
    source = place[reference.to]
    if source >= index and not _was_wrong(row, reference):
        raise UnreadableError(f"{name} would be row {index} and read row {source}, which comes later.")
    return source - index if reference.relative and source < index else source


def _was_wrong(row: Row, reference: Reference) -> bool:
    """A text may hold a row that reads a later one; edits elsewhere leave it as wrong as it was."""
    return not reference.relative and any(written >= row.node.index for written in row.node.sources)


def find(rows: list[Row], name: str) -> int:
    """The place of a row."""
    for index, row in enumerate(rows):
        if row.node.id == name:
            return index
    raise UnreadableError(f"There is no row {name!r}.")


def fresh_ids(rows: list[Row], count: int) -> list[str]:
    """Ids that no row has."""
    used = {row.node.id for row in rows}
    names = (f"n{number}" for number in itertools.count(len(rows)))
    return list(itertools.islice((name for name in names if name not in used), count))


def check_place(rows: list[Row], section: Section, at: int) -> None:
    """Refuse a place that is not in the section."""
    boundary = sum(row.node.section == "backbone" for row in rows)
    low, high = (0, boundary) if section == "backbone" else (boundary, len(rows))
    if not low <= at <= high:
        raise UnreadableError(f"In the {section} a row can stand at {low} to {high}, not at {at}.")


def check_room(rows: list[Row], count: int) -> None:
    """Refuse more rows than there may be."""
    if len(rows) + count > MAX_ROWS:
        raise UnreadableError(f"An architecture has at most {MAX_ROWS} rows.")
