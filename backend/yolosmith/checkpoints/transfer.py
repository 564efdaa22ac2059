"""Which tensors of a checkpoint go into a new model, and what keeps the others out. Pure.

Two ways to say which rows belong together: `name`, as Ultralytics' own loading has it (row 5 is row 5), and `aligned`,
which finds the pairs of rows, in order, that let the most parameters load: a row that was put in between moves the
numbers of all that follow, and by name nothing behind it would fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import prod
from typing import Literal

from yolosmith.schema import Schema

Match = Literal["name", "aligned"]
State = Literal["loaded", "resized", "skipped"]
RowState = Literal["loaded", "resized", "partly", "skipped", "empty"]
"""partly: some of its tensors; empty: the row has none."""

Shape = tuple[int, ...]
Pair = tuple[int, int]
FIRST_CONV = "conv.weight"
"""Of row 0: filled as far as it goes where the number of input channels differs."""


@dataclass(frozen=True)
class Row:
    """One row of a built network: its class and what is saved of it, by name within the row."""

    module: str
    tensors: Mapping[str, Shape]
    parameters: frozenset[str]
    """Those that are learned; the rest are buffers."""


@dataclass(frozen=True)
class Network:
    """A built network.

    Attributes:
        rows: In order.
        names: Of its classes; empty where they are not known or only numbers.
        class_tensors: By row, the tensors whose first axis counts classes.
        widened: By tensor of the last row, the shape that it had before it took over the checkpoint's width.
    """

    rows: Sequence[Row]
    names: Sequence[str] = ()
    class_tensors: Mapping[int, frozenset[str]] = field(default_factory=dict)
    widened: Mapping[str, Shape] = field(default_factory=dict)


@dataclass(frozen=True)
class Copy:
    """What is done for one tensor. `how`: whole; the rows of matching classes; the corner that both have."""

    row: int
    tensor: str
    source: int
    how: Literal["whole", "classes", "corner"]


class TransferTensor(Schema):
    """One tensor of the new model. `source` is its name in the checkpoint, `why` the reason unless it simply loads."""

    name: str
    shape: list[int]
    state: State
    source: str | None
    why: str | None


class TransferRow(Schema):
    """One row of the new model, and the row of the checkpoint that it is filled from."""

    index: int
    module: str
    state: RowState
    source: int | None
    source_module: str | None
    why: str | None
    params: int
    params_loaded: int
    tensors: list[TransferTensor]


class TransferTotals(Schema):
    """How much of the new model is filled; `rows` counts those with tensors."""

    rows: int
    rows_loaded: int
    tensors: int
    tensors_loaded: int
    tensors_resized: int
    params: int
    params_loaded: int


@dataclass(frozen=True)
class Plan:
    """Everything that is to be copied, and what is said of it."""

    match: Match
    copies: Sequence[Copy]
    classes: Sequence[int] | None
    """For each class of the new model that of the checkpoint, or -1; null where classes are not told apart by name."""
    rows: Sequence[TransferRow]
    totals: TransferTotals


def plan(source: Network, target: Network, match: Match) -> Plan:
    """What is copied from `source` into `target`."""
    classes = same_classes(source.names, target.names)
    rows: list[TransferRow] = []
    copies: list[Copy] = []
    pairs = dict(by_name(source, target) if match == "name" else aligned(source, target))
    for index, row in enumerate(target.rows):
        found = pairs.get(index)
        fits = [_fit(source, target, index, found, name, shape, classes) for name, shape in row.tensors.items()]
        made = [copy for _, copy in fits if copy]
        loaded = sum(_copied(source, target, copy, classes) for copy in made if copy.tensor in row.parameters)
        rows.append(_row(source, target, index, found, [tensor for tensor, _ in fits], loaded))
        copies += made
    return Plan(match, copies, classes, rows, _totals(rows))


def by_name(source: Network, target: Network) -> list[Pair]:
    """Pairs (row of the target, row of the source) of the same number."""
    return [(index, index) for index in range(min(len(source.rows), len(target.rows)))]


def aligned(source: Network, target: Network) -> list[Pair]:
    """Pairs, rising in both, with which the most parameters load; of equal ones those with more rows of one class."""
    classes = same_classes(source.names, target.names)
    kinds: dict[tuple[object, ...], int] = {}

    def kind(network: Network, index: int) -> int:
        """Rows of one kind fit the same rows; many are compared, few differ."""
        row = network.rows[index]
        special = (index == 0, index == len(network.rows) - 1)
        key = (row.module, tuple(row.tensors.items()), network.class_tensors.get(index), special)
        return kinds.setdefault(key, len(kinds))

    new = [kind(target, index) for index in range(len(target.rows))]
    old = [kind(source, index) for index in range(len(source.rows))]
    examples = {(new[a], old[b]): (a, b) for a in range(len(new)) for b in range(len(old))}

    @cache
    def worth(a: int, b: int) -> int:
        index, found = examples[a, b]
        return _worth(source, target, index, found, classes)

    best = [[0] * (len(old) + 1) for _ in range(len(new) + 1)]
    for a in range(len(new) - 1, -1, -1):
        below, here = best[a + 1], best[a]
        for b in range(len(old) - 1, -1, -1):
            here[b] = max(below[b], here[b + 1], below[b + 1] + worth(new[a], old[b]))
    pairs = []
    a = b = 0
    while a < len(new) and b < len(old):
        value = worth(new[a], old[b])
        if value and best[a][b] == best[a + 1][b + 1] + value:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs


def same_classes(source: Sequence[str], target: Sequence[str]) -> list[int] | None:
    """For each class of the target that of the source with its name, or -1, as Ultralytics finds them.

    None where the names say nothing: they are numbers, none is the same, or all stand at the same places.
    """
    if any(all(str(place) == name for place, name in enumerate(names)) for names in (source, target)):
        return None  # also of no names at all
    place = {_plain(name): index for index, name in enumerate(source)}
    found = [place.get(_plain(name), -1) for name in target]
    if max(found) < 0 or (len(source) == len(target) and found == list(range(len(target)))):
        return None
    return found


def _plain(name: str) -> str:
    return name.strip().lower()


def _worth(source: Network, target: Network, index: int, found: int, classes: Sequence[int] | None) -> int:
    row = target.rows[index]
    loaded = 0
    for name in row.parameters & source.rows[found].tensors.keys():
        _, copy = _fit(source, target, index, found, name, row.tensors[name], classes)
        loaded += _copied(source, target, copy, classes) if copy else 0
    return 2 * loaded + (row.module == source.rows[found].module)


def _copied(source: Network, target: Network, copy: Copy, classes: Sequence[int] | None) -> int:
    """Values of the target that come from the checkpoint."""
    shape = target.rows[copy.row].tensors[copy.tensor]
    if copy.how == "classes":
        assert classes is not None
        return sum(one >= 0 for one in classes) * prod(shape[1:])
    if copy.how == "corner":
        had = source.rows[copy.source].tensors[copy.tensor]
        return min(shape[0], had[0]) * min(shape[1], had[1]) * prod(shape[2:])
    return prod(shape)


def _fit(
    source: Network,
    target: Network,
    index: int,
    found: int | None,
    name: str,
    shape: Shape,
    classes: Sequence[int] | None,
) -> tuple[TransferTensor, Copy | None]:
    """What becomes of one tensor."""

    def said(
        state: State, why: str | None, how: Literal["whole", "classes", "corner"] | None = None
    ) -> tuple[TransferTensor, Copy | None]:
        origin = None if found is None or how is None else f"{found}.{name}"
        tensor = TransferTensor(name=name, shape=list(shape), state=state, source=origin, why=why)
        return tensor, None if found is None or how is None else Copy(index, name, found, how)

    if found is None:
        return said("skipped", "No row of the checkpoint fits this one.")
    other = source.rows[found]
    had = other.tensors.get(name)
    if had is None:
        mine = target.rows[index].module
        if other.module != mine:
            return said("skipped", f"The checkpoint's row {found} is {other.module}, not {mine}.")
        return said("skipped", f"The checkpoint's row {found} has no {name}.")
    if classes is not None and name in target.class_tensors.get(index, ()) and had[1:] == shape[1:]:
        known = sum(one >= 0 for one in classes)
        return said("resized", f"{known} of {len(classes)} classes, those of the same name.", "classes")
    if had == shape:
        if index == len(target.rows) - 1 and name in target.widened:
            was = _shown(target.widened[name])
            return said("resized", f"Made as in the checkpoint: {_shown(shape)} instead of {was}.", "whole")
        return said("loaded", None, "whole")
    if index == found == 0 and name == FIRST_CONV and len(had) == 4 and had[2:] == shape[2:]:
        return said("resized", f"{_shown(had)} into {_shown(shape)}: the filters that both have.", "corner")
    return said("skipped", f"{_shown(had)} in the checkpoint, {_shown(shape)} here.")


def _row(
    source: Network,
    target: Network,
    index: int,
    found: int | None,
    tensors: list[TransferTensor],
    loaded: int,
) -> TransferRow:
    row = target.rows[index]
    states = {one.state for one in tensors}
    state: RowState = "empty" if not states else "partly"
    if len(states) == 1:
        state = next(iter(states))
    elif states == {"loaded", "resized"}:
        state = "resized"
    reasons = list(dict.fromkeys(one.why for one in tensors if one.why))
    more = ""
    if len(reasons) > 1:
        more = " (1 more reason)" if len(reasons) == 2 else f" ({len(reasons) - 1} more reasons)"
    return TransferRow(
        index=index,
        module=row.module,
        state=state,
        source=found,
        source_module=None if found is None else source.rows[found].module,
        why=f"{reasons[0]}{more}" if reasons else None,
        params=sum(prod(row.tensors[name]) for name in row.parameters),
        params_loaded=loaded,
        tensors=tensors,
    )


def _totals(rows: Sequence[TransferRow]) -> TransferTotals:
    tensors = [tensor for row in rows for tensor in row.tensors]
    return TransferTotals(
        rows=sum(row.state != "empty" for row in rows),
        rows_loaded=sum(row.state in ("loaded", "resized") for row in rows),
        tensors=len(tensors),
        tensors_loaded=sum(tensor.state == "loaded" for tensor in tensors),
        tensors_resized=sum(tensor.state == "resized" for tensor in tensors),
        params=sum(row.params for row in rows),
        params_loaded=sum(row.params_loaded for row in rows),
    )


def _shown(shape: Shape) -> str:
    return "×".join(map(str, shape)) or "a number"
