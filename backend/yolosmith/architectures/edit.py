"""Every edit of a graph, on rows that know their inputs by name, so that numbers come out right by themselves. Pure.

Edits of several rows at once lie in `blocks.py`, those of the keys beside the rows in `keys.py`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from yolosmith.architectures import blocks, keys
from yolosmith.architectures.graph import Node
from yolosmith.architectures.operations import (
    Connect,
    DeleteRow,
    Disconnect,
    InsertRow,
    MoveRow,
    MoveRows,
    Operation,
    ReplaceKey,
    SetRow,
)
from yolosmith.architectures.rows import (
    Reference,
    Row,
    check_place,
    check_room,
    close_rows,
    find,
    fresh_ids,
    open_rows,
    reference_to,
)
from yolosmith.errors import Fault, UnreadableError


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
            if _renumbers(operation):
                close_rows(rows)
        except UnreadableError as error:
            raise UnreadableError(error.detail, [Fault(("operations", number), error.detail)]) from None
    return rows


def _renumbers(operation: Operation) -> bool:
    """Whether numbers may have changed; of a thousand small changes to thousands of rows each would cost."""
    return not (isinstance(operation, ReplaceKey) or (isinstance(operation, SetRow) and operation.from_ is None))


def _set(rows: list[Row], operation: SetRow) -> None:
    index = find(rows, operation.id)
    row = rows[index]
    changed = {key: value for key in ("repeats", "module", "args") if (value := getattr(operation, key)) is not None}
    row.node = row.node.model_copy(update=changed)
    if operation.from_ is not None:
        nodes = [one.node for one in rows]
        row.many = isinstance(operation.from_, list)
        written = operation.from_ if isinstance(operation.from_, list) else [operation.from_]
        row.inputs = [reference_to(nodes, index, one) for one in written]


def _insert(rows: list[Row], operation: InsertRow) -> None:
    check_place(rows, operation.section, operation.at)
    check_room(rows, 1)
    name = operation.id or fresh_ids(rows, 1)[0]
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
    before = rows[operation.at - 1].node.id if operation.at else None
    follower = rows[operation.at] if operation.at < len(rows) else None
    rows.insert(operation.at, Row(node, [], isinstance(operation.from_, list), None))
    nodes = [row.node for row in rows]
    rows[operation.at].inputs = [reference_to(nodes, operation.at, one) for one in node.sources]
    if operation.into is None and follower is not None:
        follower.inputs = [
            replace(one, to=name) if one.to == before and one.stray is None else one for one in follower.inputs
        ]
    for end in operation.into or []:
        _plug(rows[find(rows, end.target)], end.slot, name)


def _delete(rows: list[Row], operation: DeleteRow) -> None:
    index = find(rows, operation.id)
    gone = rows.pop(index)
    instead = next((one for one in gone.inputs if one.stray is None and one.to != operation.id), None)
    for row in rows:
        if any(one.to == operation.id for one in row.inputs):
            if instead is None:
                raise UnreadableError(
                    f"{row.node.module} reads this row, which itself reads nothing; connect it first."
                )
            row.inputs = [replace(one, to=instead.to) if one.to == operation.id else one for one in row.inputs]


def _move(rows: list[Row], operation: MoveRow) -> None:
    whole = MoveRows(op="move_rows", ids=[operation.id], at=operation.at, section=operation.section)
    blocks.move(rows, whole)


def _connect(rows: list[Row], operation: Connect) -> None:
    find(rows, operation.source)
    _plug(rows[find(rows, operation.target)], operation.slot, operation.source)


def _disconnect(rows: list[Row], operation: Disconnect) -> None:
    row = rows[find(rows, operation.target)]
    if len(row.inputs) < 2 or operation.slot >= len(row.inputs):
        raise UnreadableError(f"{row.node.module} has {len(row.inputs)} inputs; one must stay.")
    del row.inputs[operation.slot]


def _plug(row: Row, slot: int, source: str) -> None:
    if slot > len(row.inputs):
        raise UnreadableError(f"{row.node.module} has inputs 0 to {len(row.inputs) - 1}; {slot} leaves a gap.")
    if slot == len(row.inputs):
        row.inputs.append(Reference(source, relative=all(one.relative for one in row.inputs)))
        row.many = True
    else:
        relative = row.inputs[slot].relative
        row.inputs[slot] = Reference(source, relative)


_HANDLERS: dict[str, Any] = {
    "set": _set,
    "insert": _insert,
    "delete": _delete,
    "move": _move,
    "connect": _connect,
    "disconnect": _disconnect,
    "paste": blocks.paste,
    "duplicate": blocks.duplicate,
    "move_rows": blocks.move,
    "replace_key": lambda rows, operation: keys.check(operation.key, operation.value),
}
