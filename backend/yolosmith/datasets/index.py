"""`samples.db` of a data set: which pictures it has and their boxes, so that a page of them costs the same in any set.

It is written once, with the data set, and only read afterwards.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

FILE = "samples.db"

TABLES = """
CREATE TABLE samples (
    id INTEGER PRIMARY KEY, split TEXT NOT NULL, file TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
    cls INTEGER, repaired INTEGER NOT NULL, sha256 TEXT NOT NULL, count INTEGER NOT NULL, boxes TEXT NOT NULL);
CREATE TABLE boxes (
    cls INTEGER, size INTEGER, cell INTEGER, sample INTEGER, PRIMARY KEY (cls, size, cell, sample)) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX by_split ON samples (split, id);
CREATE INDEX by_count ON samples (count, id);
CREATE INDEX by_shape ON samples (width, height, id);
"""

Sort = Literal["", "most", "fewest"]
ORDERS: dict[Sort, str] = {"": "id", "most": "count DESC, id", "fewest": "count, id"}

NO_BIN = -1
"""Size and cell of a picture's own class."""


class Row(NamedTuple):
    """One object as in a label file: class, centre x, centre y, width, height, the last four in 0..1 of the picture.

    `points`, flat: an outline (segment), four corners (obb), or keypoints with their visibility (pose).
    """

    cls: int
    x: float
    y: float
    w: float
    h: float
    points: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexedSample:
    """One picture.

    Attributes:
        file: In `images/<split>/`; where the task is classify, `<class>/<name>`.
        width: In pixels, as the height.
        cls: Class of the whole picture, where the task is classify.
        repaired: Whether the import changed or dropped something of it.
        sha256: Of its file.
    """

    split: str
    file: str
    width: int
    height: int
    boxes: list[Row]
    cls: int | None = None
    repaired: bool = False
    sha256: str = ""


class IndexWriter:
    """Fills a new index; nothing is in it before `close`."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / FILE)
        self._connection.execute("PRAGMA journal_mode = OFF")  # its folder is thrown away when anything fails
        self._connection.executescript(TABLES)
        self._last = 0
        self._bins: set[tuple[int, int, int, int]] = set()

    def add(self, sample: IndexedSample, bins: Iterable[tuple[int, int, int]]) -> None:
        """Append one picture; pages keep this order. `bins`: class, size and cell of each of its boxes."""
        self._last += 1
        self._connection.execute(
            "INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._last,
                sample.split,
                sample.file,
                sample.width,
                sample.height,
                sample.cls,
                sample.repaired,
                sample.sha256,
                len(sample.boxes),
                json.dumps(sample.boxes, separators=(",", ":")),
            ),
        )
        self._bins.update((cls, size, cell, self._last) for cls, size, cell in bins)
        if sample.cls is not None:
            self._bins.add((sample.cls, NO_BIN, NO_BIN, self._last))

    def close(self) -> None:
        """Write everything out."""
        self._connection.executemany("INSERT INTO boxes VALUES (?, ?, ?, ?)", sorted(self._bins))
        self._connection.executescript(INDEXES)
        self._connection.commit()
        self._connection.close()


@dataclass(frozen=True, slots=True)
class SampleFilter:
    """Which pictures are asked for, and in which order; None: any.

    Attributes:
        cls: With a box of this class; together with `size` and `cell`, one box must fit them all.
        size: With a box in this bin of sizes.
        cell: With a box whose centre is in this cell of the grid.
        shape: Of this width and height in pixels.
        repaired: The import changed, dropped or missed something of it, or did not.
        empty: Without a box, or with one.
        text: Part of the file's name.
        sort: By the number of boxes; else as imported.
    """

    split: str | None = None
    cls: int | None = None
    size: int | None = None
    cell: int | None = None
    shape: tuple[int, int] | None = None
    repaired: bool | None = None
    empty: bool | None = None
    text: str = ""
    sort: Sort = ""

    def where(self) -> tuple[str, list[Any]]:
        """The condition and its values."""
        bins = [
            (f"{name} = ?", value) for name in ("cls", "size", "cell") if (value := getattr(self, name)) is not None
        ]
        wanted: list[tuple[str, Any]] = [("split = ?", self.split)] if self.split is not None else []
        if self.shape is not None:
            wanted += [("width = ?", self.shape[0]), ("height = ?", self.shape[1])]
        if self.repaired is not None:
            wanted.append(("repaired = ?", self.repaired))
        if self.empty is not None:
            wanted.append(("(count = 0 AND cls IS NULL) = ?", self.empty))
        if self.text:
            wanted.append(("instr(casefold(file), ?) > 0", self.text.casefold()))
        parts, values = [part for part, _ in wanted], [value for _, value in wanted]
        if bins:
            parts.append(f"id IN (SELECT sample FROM boxes WHERE {' AND '.join(part for part, _ in bins)})")
            values += [value for _, value in bins]
        return " AND ".join(parts) or "TRUE", values


def read_page(folder: Path, wanted: SampleFilter, *, offset: int, limit: int) -> tuple[int, list[IndexedSample]]:
    """How many pictures fit the filter, and those from `offset` on, `limit` at most."""
    where, values = wanted.where()
    with _open(folder) as connection:
        (total,) = connection.execute(f"SELECT count(*) FROM samples WHERE {where}", values).fetchone()
        rows = connection.execute(
            f"{_SELECT} WHERE {where} ORDER BY {ORDERS[wanted.sort]} LIMIT ? OFFSET ?", [*values, limit, offset]
        )
        return total, [_sample(row) for row in rows]


def read_all(folder: Path) -> Iterator[IndexedSample]:
    """Every picture, as imported, one at a time."""
    with _open(folder) as connection:
        for row in connection.execute(f"{_SELECT} ORDER BY id"):
            yield _sample(row)


_SELECT = "SELECT split, file, width, height, boxes, cls, repaired, sha256 FROM samples"


def _sample(row: tuple[Any, ...]) -> IndexedSample:
    split, file, width, height, boxes, whole, repaired, sha256 = row
    rows = [Row(cls, x, y, w, h, tuple(points)) for cls, x, y, w, h, points in json.loads(boxes)]
    return IndexedSample(split, file, width, height, rows, whole, bool(repaired), sha256)


@contextmanager
def _open(folder: Path) -> Iterator[sqlite3.Connection]:
    uri = f"{(folder / FILE).as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.create_function("casefold", 1, str.casefold, deterministic=True)  # SQLite's lower() is for ASCII
        yield connection
