"""What has changed between two architectures, row by row. Pure.

Rows are the same by what they are; a `from` differs only where it means another row.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from yolosmith.architectures import graph, text
from yolosmith.architectures.align import Pair, gaps, match
from yolosmith.architectures.graph import Node
from yolosmith.architectures.reach import sources_of
from yolosmith.architectures.rules import is_plain
from yolosmith.schema import Schema

Status = Literal["same", "changed", "added", "removed"]
Field = Literal["from", "repeats", "module", "args", "section"]


class RowDifference(Schema):
    """A row of either text or of both, by its number in each; `fields` are what changed."""

    status: Status
    before: int | None
    after: int | None
    fields: list[Field] = []


class KeyDifference(Schema):
    """A key beside the rows that has another value; null where it is not there."""

    key: str
    before: Any
    after: Any


class Difference(Schema):
    """Rows in the order in which a person reads the merged list: what is gone stands before what came for it."""

    rows: list[RowDifference]
    keys: list[KeyDifference]


def compare(before: str, after: str) -> Difference:
    """The difference of two texts.

    Raises:
        TooLargeError, UnreadableError: As `text.read`, of either.
    """
    old, new = text.read(before), text.read(after)
    old_rows, new_rows = graph.of_document(old).nodes, graph.of_document(new).nodes
    return Difference(rows=_rows(old_rows, new_rows), keys=_keys(old.data, new.data))


def _rows(old: Sequence[Node], new: Sequence[Node]) -> list[RowDifference]:
    """By content, or, where blocks of the same rows follow each other, by module: whichever finds less."""
    found = [_merged(old, new, _paired(old, new, names)) for names in (BY_CONTENT, BY_MODULE)]
    return min(found, key=lambda rows: sum(row.status != "same" for row in rows))


def _merged(old: Sequence[Node], new: Sequence[Node], pairs: Sequence[Pair]) -> list[RowDifference]:
    place = dict(pairs)
    rows: list[RowDifference] = []
    a = b = 0
    for left, right in [*pairs, (len(old), len(new))]:
        rows += [RowDifference(status="removed", before=at, after=None) for at in range(a, left)]
        rows += [RowDifference(status="added", before=None, after=at) for at in range(b, right)]
        if left < len(old):
            fields = _fields(old[left], new[right], place)
            status: Status = "changed" if fields else "same"
            rows.append(RowDifference(status=status, before=left, after=right, fields=fields))
        a, b = left + 1, right + 1
    return rows


def _fields(old: Node, new: Node, place: dict[int, int]) -> list[Field]:
    changed: list[Field] = []
    if isinstance(old.from_, list) != isinstance(new.from_, list) or _moved(old, place) != sources_of(new):
        changed.append("from")
    if old.repeats != new.repeats:
        changed.append("repeats")
    if old.module != new.module:
        changed.append("module")
    if repr(old.args) != repr(new.args):
        changed.append("args")
    if old.section != new.section:
        changed.append("section")
    return changed


def _moved(node: Node, place: dict[int, int]) -> list[int | None]:
    """What the row read, by the numbers of the new text: the image stays, a row that is gone has none."""
    return [one if one < 0 else place.get(one) for one in sources_of(node)]


def _keys(old: dict[str, Any], new: dict[str, Any]) -> list[KeyDifference]:
    keys = [key for key in dict.fromkeys([*old, *new]) if key not in text.SECTIONS]
    return [
        KeyDifference(key=str(key), before=_shown(old.get(key)), after=_shown(new.get(key)))
        for key in keys
        if repr(old.get(key)) != repr(new.get(key))
    ]


def _shown(value: Any) -> Any:
    return value if is_plain(value) else repr(value)[:200]


def _paired(old: Sequence[Node], new: Sequence[Node], names: Sequence[Callable[[Node], str]]) -> list[Pair]:
    """Rows that are one and the same: of one name, and of the next where that leaves gaps."""
    pairs: list[Pair] = []
    for name in names:
        for left, right in list(gaps(pairs, len(old), len(new))):
            if name is _place and len(left) != len(right):
                continue
            inner = match([name(old[at]) for at in left], [name(new[at]) for at in right])
            pairs += [(left.start + a, right.start + b) for a, b in inner]
        pairs.sort()
    return pairs


def _content(node: Node) -> str:
    return repr([node.module, node.repeats, node.args])


def _module(node: Node) -> str:
    return f"{node.section} {node.module}"


def _place(node: Node) -> str:
    return node.section


BY_CONTENT = (_content, _module, _place)
BY_MODULE = (_module, _place)
