"""Edits of several rows at once: paste, duplicate, move. Pure."""

from dataclasses import replace

from yolosmith.architectures.graph import Node
from yolosmith.architectures.operations import DuplicateRows, MoveRows, PasteRows
from yolosmith.architectures.rows import Reference, Row, check_place, check_room, find, fresh_ids
from yolosmith.errors import UnreadableError


def paste(rows: list[Row], operation: PasteRows) -> None:
    """Put copied rows in."""
    check_place(rows, operation.section, operation.at)
    names = _names(rows, len(operation.rows), operation.ids)
    before = rows[operation.at - 1].node.id if operation.at else None
    numbers = [at if row.index is None else row.index for at, row in enumerate(operation.rows)]
    if len(set(numbers)) != len(numbers):
        raise UnreadableError("Two of the copied rows have the same number.")
    known = dict(zip(numbers, names, strict=True))
    block: list[Row] = []
    for number, name, copied in zip(numbers, names, operation.rows, strict=True):
        node = Node(
            id=name,
            index=operation.at + len(block),
            section=operation.section,
            from_=copied.from_,
            repeats=copied.repeats,
            module=copied.module,
            args=copied.args,
        )
        inputs = []
        for written in node.sources:
            source = number + written if written < 0 else written
            inside = known.get(source) if source < number else None
            inputs.append(Reference(inside or before, relative=written < 0 or inside is None))
        block.append(Row(node, inputs, isinstance(copied.from_, list), None))
    rows[operation.at : operation.at] = block


def duplicate(rows: list[Row], operation: DuplicateRows) -> None:
    """Put copies of rows behind the last of them."""
    chosen = _chosen(rows, operation.ids)
    at = chosen[-1] + 1
    names = _names(rows, len(chosen), None)
    section = rows[chosen[-1]].node.section
    known = {rows[index].node.id: name for index, name in zip(chosen, names, strict=True)}
    block = []
    for index, name in zip(chosen, names, strict=True):
        row = rows[index]
        node = row.node.model_copy(update={"id": name, "section": section, "line": None, "last_line": None})
        inputs = [_copied(one, known, rows[at - 1].node.id) for one in row.inputs]
        block.append(Row(node, inputs, row.many, None))
    rows[at:at] = block


def move(rows: list[Row], operation: MoveRows) -> None:
    """Take rows out and put them in elsewhere."""
    chosen = _chosen(rows, operation.ids)
    moved = [rows[index] for index in chosen]
    section = operation.section or moved[0].node.section
    gone = set(chosen)
    rows[:] = [row for index, row in enumerate(rows) if index not in gone]
    check_place(rows, section, operation.at)
    for row in moved:
        row.node = row.node.model_copy(update={"section": section})
    rows[operation.at : operation.at] = moved


def _copied(reference: Reference, known: dict[str, str], before: str) -> Reference:
    """What a copy reads; in place of the image, which only the first row can read, the row before the copies."""
    if reference.stray is not None:
        return reference
    to = before if reference.to is None else known.get(reference.to, reference.to)
    return replace(reference, to=to)


def _chosen(rows: list[Row], ids: list[str]) -> list[int]:
    place = {row.node.id: index for index, row in enumerate(rows)}
    return sorted({place[name] if name in place else find(rows, name) for name in ids})


def _names(rows: list[Row], count: int, wanted: list[str] | None) -> list[str]:
    """Ids for so many new rows."""
    check_room(rows, count)
    used = {row.node.id for row in rows}
    if wanted is None:
        return fresh_ids(rows, count)
    if len(wanted) != count or len(set(wanted)) != count:
        raise UnreadableError(f"There are {count} rows and {len(set(wanted))} different ids.")
    for name in wanted:
        if name in used:
            raise UnreadableError(f"There is a row {name!r} already.")
    return wanted
