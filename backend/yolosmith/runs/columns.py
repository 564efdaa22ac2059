"""A table of numbers on disk that is appended to and looked at through windows: a million rows are thinned in moments.

Each column is a file of doubles. Beside it stands, for each whole block of 32 rows and of 32 blocks and so on, where
its lowest and its highest value is; so a window needs the blocks that it covers, whatever the length of the table.
Everything here is derived from the events and can be deleted.
"""

import contextlib
import math
import mmap
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FAN = 32
LEVELS = 4
FLUSH_ROWS = 1 << 15
NOWHERE = 0xFFFFFFFF
"""In place of a row: the block holds no number."""

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Window:
    """Rows of a table: rising `x`, and for each column a value or null.

    Attributes:
        rows: How many rows the table has between the asked ends; more than there are here where they were thinned.
    """

    x: list[float]
    series: dict[str, list[float | None]]
    rows: int


@dataclass
class ColumnTable:
    """One writer. `names` and `rows` are kept by the owner, after `flush`.

    Attributes:
        folder: Holds the table's files; made when something is written.
        names: Columns besides `x`, in the order in which they came.
        rows: How many rows are in the files.
    """

    folder: Path
    names: list[str] = field(default_factory=list)
    rows: int = 0
    _last: float = -math.inf
    _waiting: "list[array[float]]" = field(default_factory=list)

    def __post_init__(self) -> None:
        self._waiting = [array("d") for _ in range(1 + len(self.names))]
        if self.rows:
            with self._column(0) as xs:
                self._last = xs[self.rows - 1]

    @property
    def whole(self) -> bool:
        """Whether the files hold what is said of them."""
        places = [self._path(column) for column in range(1 + len(self.names))]
        return not self.rows or all(p.is_file() and p.stat().st_size >= 8 * self.rows for p in places)

    def append(self, x: float, values: Values) -> None:
        """Add a row. Where `x` does not rise, what was done before is done again: it and all after it is forgotten."""
        if x <= self._last:
            self.cut(x)
        for name in values:
            if name not in self.names:
                self._add_column(name)
        self._last = x
        self._waiting[0].append(x)
        for column, name in enumerate(self.names, start=1):
            value = values.get(name)
            self._waiting[column].append(math.nan if value is None else value)
        if len(self._waiting[0]) >= FLUSH_ROWS:
            self.flush()

    def cut(self, x: float) -> None:
        """Forget the rows at `x` and after it."""
        self._cut(x, first_at)

    def cut_after(self, x: float) -> None:
        """Forget the rows after `x`."""
        self._cut(x, first_after)

    def _cut(self, x: float, find: "Callable[[memoryview[float], float, int], int]") -> None:
        self.flush()
        if not self.rows:
            return
        with self._column(0) as xs:
            self.rows = find(xs, x, self.rows)
            self._last = xs[self.rows - 1] if self.rows else -math.inf

    def flush(self) -> None:
        """Write what waits."""
        count = len(self._waiting[0])
        if not count:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        before, self.rows = self.rows, self.rows + count
        for column, values in enumerate(self._waiting):
            write_at(self._path(column), 8 * before, values)
            if column:
                self._index(column, before)
        self._waiting = [array("d") for _ in self._waiting]

    def window(self, names: Sequence[str], start: float, end: float, points: int) -> Window:
        """Rows from `start` to `end`, with one more on either side, thinned to about `points`.

        Thinning keeps, for each stretch and each of the columns, the rows of the lowest and of the highest value;
        every row that is given is one of the table, whole. The first and the last are always among them.
        """
        wanted = [name for name in names if name in self.names]
        if not self.rows:
            return Window([], {name: [] for name in wanted}, 0)
        with contextlib.ExitStack() as stack:
            xs = stack.enter_context(self._column(0))
            columns = [self.names.index(name) + 1 for name in wanted]
            values = [stack.enter_context(self._column(column)) for column in columns]
            first, after = first_at(xs, start, self.rows), first_after(xs, end, self.rows)
            low, high = max(0, first - 1), min(self.rows, after + 1)
            chosen: Sequence[int] = range(low, high)
            if high - low > points and values:
                chosen = sorted({low, high - 1, *self._extremes(columns, values, low, high, points)})
            series = {
                name: [None if math.isnan(value := column[row]) else value for row in chosen]
                for name, column in zip(wanted, values, strict=True)
            }
            return Window([xs[row] for row in chosen], series, after - first)

    def lines(self, names: Sequence[str]) -> Iterator[list[float | None]]:
        """Every row: `x`, then the values of these columns."""
        for low in range(0, self.rows, FLUSH_ROWS):
            rows = range(low, min(self.rows, low + FLUSH_ROWS))
            with contextlib.ExitStack() as stack:
                columns = [0, *(self.names.index(name) + 1 for name in names)]
                values = [stack.enter_context(self._column(column)) for column in columns]
                part = [[None if math.isnan(v := column[row]) else v for column in values] for row in rows]
            yield from part

    def _extremes(
        self, columns: list[int], values: list["memoryview[float]"], low: int, high: int, points: int
    ) -> Iterator[int]:
        buckets = max(1, points // (2 * len(columns)))
        width = (high - low) / buckets
        level = max((n for n in range(LEVELS + 1) if FAN**n <= width), default=0)
        size = FAN**level
        begin, end = -(-low // size) * size, high // size * size
        blocks = max(1, math.ceil(width / size))
        for column, numbers in zip(columns, values, strict=True):
            yield from between(numbers, low, min(begin, high))
            yield from between(numbers, max(end, low), high)
            if level == 0:
                for at in range(low, high, blocks):
                    yield from between(numbers, at, min(at + blocks, high))
                continue
            with self._blocks(column, level) as found:
                for at in range(begin // size, end // size, blocks):
                    yield from among(numbers, found[2 * at : 2 * min(at + blocks, end // size)])

    def _index(self, column: int, before: int) -> None:
        """Bring the blocks of each level up to the rows that there are now."""
        with self._column(column) as numbers:
            for level in range(1, LEVELS + 1):
                size = FAN**level
                first, last = before // size, self.rows // size
                if first == last:
                    return
                found = array("I")
                if level == 1:
                    for low in range(first * size, last * size, size):
                        found.extend(between(numbers, low, low + size) or (NOWHERE, NOWHERE))
                else:
                    with self._blocks(column, level - 1) as below:
                        for block in range(2 * FAN * first, 2 * FAN * last, 2 * FAN):
                            found.extend(among(numbers, below[block : block + 2 * FAN]) or (NOWHERE, NOWHERE))
                write_at(self._path(column, level), 8 * first, found)

    def _add_column(self, name: str) -> None:
        """A column that was not there from the first row on has no number before."""
        self.names.append(name)
        self._waiting.append(array("d", [math.nan]) * len(self._waiting[0]))
        if self.rows:
            write_at(self._path(len(self.names)), 0, array("d", [math.nan]) * self.rows)
            self._index(len(self.names), 0)

    def _path(self, column: int, level: int = 0) -> Path:
        return self.folder / (f"{column}.{level}" if level else f"{column}")

    @contextlib.contextmanager
    def _column(self, column: int) -> Iterator["memoryview[float]"]:
        with mapped(self._path(column)) as view, view.cast("d") as numbers:
            yield numbers

    @contextlib.contextmanager
    def _blocks(self, column: int, level: int) -> Iterator["memoryview[int]"]:
        with mapped(self._path(column, level)) as view, view.cast("I") as rows:
            yield rows


def between(numbers: "memoryview[float]", low: int, high: int) -> tuple[int, ...]:
    """The row of the lowest and the row of the highest number; nothing where there is no number."""
    part = numbers[low:high].tolist()
    total = sum(part)
    if total != total:  # there is a NaN among them, which neither `min` nor `max` passes over
        return among(numbers, range(low, high))
    return (low + part.index(min(part)), low + part.index(max(part))) if part else ()


def among(numbers: "memoryview[float]", rows: "range | memoryview[int]") -> tuple[int, ...]:
    """As `between`, of these rows."""
    known = [row for row in rows if row != NOWHERE and not math.isnan(numbers[row])]
    return (min(known, key=numbers.__getitem__), max(known, key=numbers.__getitem__)) if known else ()


def first_at(xs: "memoryview[float]", x: float, rows: int) -> int:
    """The first row that is not before `x`."""
    low, high = 0, rows
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if xs[middle] < x else (low, middle)
    return low


def first_after(xs: "memoryview[float]", x: float, rows: int) -> int:
    """The first row that is after `x`."""
    low, high = 0, rows
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if xs[middle] <= x else (low, middle)
    return low


def write_at(path: Path, offset: int, values: "array[float] | array[int]") -> None:
    """Write behind `offset`; what stood there is cut off."""
    with path.open("r+b" if path.is_file() else "w+b") as file:
        file.seek(offset)
        file.write(values.tobytes())
        file.truncate()


@contextlib.contextmanager
def mapped(path: Path) -> Iterator[memoryview]:
    """The bytes of a file, without reading all of them."""
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as pages,
        memoryview(pages) as view,
    ):
        yield view
