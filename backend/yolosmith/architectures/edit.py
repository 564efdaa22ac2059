"""Every edit of a graph, on rows that know their inputs by name, so that numbers come out right by themselves. Pure.

`open_rows` turns each `from` into references; an operation changes the list; `close_rows` writes the numbers again,
each relative or absolute as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt

from yolosmith.architectures.graph import From, Node, Section
from yolosmith.architectures.text import MAX_ROWS
from yolosmith.errors import Fault, UnreadableError
from yolosmith.schema import Schema


class Input(Schema):
    """One input of a row."""

    target: str
    slot: int = Field(default=0, ge=0)


class SetRow(Schema):
    """Change fields of a row; `from` counts from the row's present place."""

    op: Literal["set"]
    id: str
    from_: From | None = Field(default=None, alias="from")
    repeats: StrictInt | None = None
    module: str | None = None
    args: list[Any] | None = None


class InsertRow(Schema):
    """Put a new row at place `at` of the whole list.

    `into` names the inputs that shall read the new row; left out, the row that follows reads it where it read the row
    before.
    """

    op: Literal["insert"]
    section: Section
    at: int = Field(ge=0)
    id: str | None = Field(default=None, max_length=64)
    from_: From = Field(default=-1, alias="from")
    repeats: StrictInt = 1
    module: str
    args: list[Any] = []
    into: list[Input] | None = None


class DeleteRow(Schema):
    """Take a row out; what read it reads its (first) input instead."""

    op: Literal["delete"]
    id: str


class MoveRow(Schema):
    """Move a row to place `at` (counted without the row itself); everything goes on reading what it read."""

    op: Literal["move"]
    id: str
    at: int = Field(ge=0)
    section: Section | None = None


class Connect(Schema):
    """Make an input of a row read another row; a slot one past the last adds an input."""

    op: Literal["connect"]
    source: str
    target: str
    slot: int = Field(default=0, ge=0)


class Disconnect(Schema):
    """Take one of several inputs away."""

    op: Literal["disconnect"]
    target: str
    slot: int = Field(ge=0)


Operation = Annotated[
    SetRow | InsertRow | DeleteRow | MoveRow | Connect | Disconnect,
    Field(discriminator="op"),
]

IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Reference:
    """An input: a row's id, the image, or (`stray`) a number that leads to no row and stays as it is."""

    to: str
    relative: bool = True
    stray: int | None = None


@dataclass(slots=True)
class Row:
    """A row on the workbench. `origin` is its place in the text that is edited; None for a new row."""

    node: Node
    inputs: list[Reference]
    many: bool
    origin: int | None


def apply(nodes: Sequence[Node], operations: Sequence[Operation]) -> list[Row]:
    """Apply operations in order and number the rows again.

    Returns:
        The rows in their new order, each node with its new `from` and `index`.

    Raises:
        UnreadableError: An operation names what is not there, or would leave a row that reads a later one; the fault's
            place is `("operations", k)`.
    """
    rows = open_rows(nodes)
    for number, operation in enumerate(operations):
        try:
            _HANDLERS[operation.op](rows, operation)
            rows = close_rows(rows)
        except UnreadableError as error:
            raise UnreadableError(error.detail, [Fault(("operations", number), error.detail)]) from None
    return rows


def open_rows(nodes: Sequence[Node]) -> list[Row]:
    """Rows with their inputs by name."""
    return [
        Row(node, [_reference(nodes, index, written) for written in node.sources], isinstance(node.from_, list), index)
        for index, node in enumerate(nodes)
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


def _reference(nodes: Sequence[Node], index: int, written: int) -> Reference:
    at = index + written if written < 0 else written
    if index == 0 and written == -1:
        return Reference(IMAGE)
    if 0 <= at < len(nodes) and at != index:
        return Reference(nodes[at].id, written < 0)
    return Reference("", stray=written)


def _number(row: Row, index: int, reference: Reference, place: dict[str, int]) -> int:
    if reference.stray is not None:
        return reference.stray
    name = row.node.module or "row"
    if reference.to == IMAGE:
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


def _find(rows: list[Row], name: str) -> int:
    for index, row in enumerate(rows):
        if row.node.id == name:
            return index
    raise UnreadableError(f"There is no row {name!r}.")


def _set(rows: list[Row], operation: SetRow) -> None:
    index = _find(rows, operation.id)
    row = rows[index]
    changed = {key: value for key in ("repeats", "module", "args") if (value := getattr(operation, key)) is not None}
    row.node = row.node.model_copy(update=changed)
    if operation.from_ is not None:
        nodes = [one.node for one in rows]
        row.many = isinstance(operation.from_, list)
        written = operation.from_ if isinstance(operation.from_, list) else [operation.from_]
        row.inputs = [_reference(nodes, index, one) for one in written]


def _insert(rows: list[Row], operation: InsertRow) -> None:
    boundary = sum(row.node.section == "backbone" for row in rows)
    low, high = (0, boundary) if operation.section == "backbone" else (boundary, len(rows))
    if not low <= operation.at <= high:
        raise UnreadableError(f"In the {operation.section} a row can stand at {low} to {high}, not at {operation.at}.")
    if len(rows) >= MAX_ROWS:
        raise UnreadableError(f"An architecture has at most {MAX_ROWS} rows.")
    name = operation.id or _fresh(rows)
    if any(row.node.id == name for row in rows):
        raise UnreadableError(f"There is a row {name!r} already.")
    node = Node(
        id=name,
        index=operation.at,
        section=operation.section,
        from_=operation.from_,
        repeats=operation.repeats,
        module=operation.module,
        args=operation.args,
    )
    before = rows[operation.at - 1].node.id if operation.at else IMAGE
    follower = rows[operation.at] if operation.at < len(rows) else None
    rows.insert(operation.at, Row(node, [], isinstance(operation.from_, list), None))
    nodes = [row.node for row in rows]
    rows[operation.at].inputs = [_reference(nodes, operation.at, one) for one in node.sources]
    if operation.into is None and follower is not None:
        follower.inputs = [replace(one, to=name) if one.to == before else one for one in follower.inputs]
    for end in operation.into or []:
        _plug(rows[_find(rows, end.target)], end.slot, name)


def _delete(rows: list[Row], operation: DeleteRow) -> None:
    index = _find(rows, operation.id)
    gone = rows.pop(index)
    instead = next((one for one in gone.inputs if one.stray is None), None)
    for row in rows:
        if any(one.to == operation.id for one in row.inputs):
            if instead is None:
                raise UnreadableError(
                    f"{row.node.module} reads this row, which itself reads nothing; connect it first."
                )
            row.inputs = [replace(one, to=instead.to) if one.to == operation.id else one for one in row.inputs]


def _move(rows: list[Row], operation: MoveRow) -> None:
    row = rows.pop(_find(rows, operation.id))
    section = operation.section or row.node.section
    boundary = sum(one.node.section == "backbone" for one in rows)
    low, high = (0, boundary) if section == "backbone" else (boundary, len(rows))
    if not low <= operation.at <= high:
        raise UnreadableError(f"In the {section} this row can stand at {low} to {high}, not at {operation.at}.")
    row.node = row.node.model_copy(update={"section": section})
    rows.insert(operation.at, row)


def _connect(rows: list[Row], operation: Connect) -> None:
    _find(rows, operation.source)
    _plug(rows[_find(rows, operation.target)], operation.slot, operation.source)


def _disconnect(rows: list[Row], operation: Disconnect) -> None:
    row = rows[_find(rows, operation.target)]
    if len(row.inputs) < 2 or operation.slot >= len(row.inputs):
        raise UnreadableError(f"{row.node.module} has {len(row.inputs)} inputs; one must stay.")
    del row.inputs[operation.slot]


def _plug(row: Row, slot: int, source: str) -> None:
    if slot > len(row.inputs):
        raise UnreadableError(f"{row.node.module} has inputs 0 to {len(row.inputs) - 1}; {slot} leaves a gap.")
    if slot == len(row.inputs):
        row.inputs.append(Reference(source))
        row.many = True
    else:
        relative = row.inputs[slot].relative
        row.inputs[slot] = Reference(source, relative)


def _fresh(rows: list[Row]) -> str:
    used = {row.node.id for row in rows}
    number = len(rows)
    while f"n{number}" in used:
        number += 1
    return f"n{number}"


_HANDLERS: dict[str, Any] = {
    "set": _set,
    "insert": _insert,
    "delete": _delete,
    "move": _move,
    "connect": _connect,
    "disconnect": _disconnect,
}
