"""`samples.db` of a data set: which pictures it has and their boxes, so that a page of them costs the same in any set.

It is written once, with the data set, and only read afterwards.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

FILE = "samples.db"

TABLES = """
CREATE TABLE samples (
    id INTEGER PRIMARY KEY, split TEXT NOT NULL, file TEXT NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, boxes TEXT NOT NULL);
CREATE TABLE sample_classes (
    cls INTEGER, split TEXT, sample INTEGER, PRIMARY KEY (cls, split, sample)) WITHOUT ROWID;
"""

Row = tuple[int, float, float, float, float]
"""One box as in a label file: class, centre x, centre y, width, height, the last four in 0..1 of the picture."""


@dataclass(frozen=True, slots=True)
class IndexedSample:
    """One picture: its file in `images/<split>/`, its size in pixels, its boxes."""

    split: str
    file: str
    width: int
    height: int
    boxes: list[Row]


class IndexWriter:
    """Fills a new index; nothing is in it before `close`."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / FILE)
        self._connection.execute("PRAGMA journal_mode = OFF")  # its folder is thrown away when anything fails
        self._connection.executescript(TABLES)

    def add(self, sample: IndexedSample) -> None:
        """Append one picture; pages keep this order."""
        cursor = self._connection.execute(
            "INSERT INTO samples (split, file, width, height, boxes) VALUES (?, ?, ?, ?, ?)",
            (sample.split, sample.file, sample.width, sample.height, _boxes_text(sample.boxes)),
        )
        classes = {(row[0], sample.split, cursor.lastrowid) for row in sample.boxes}
        self._connection.executemany("INSERT INTO sample_classes VALUES (?, ?, ?)", classes)

    def close(self) -> None:
        """Write everything out."""
        self._connection.execute("CREATE INDEX by_split ON samples (split, id)")
        self._connection.commit()
        self._connection.close()


def read_page(
    folder: Path, *, split: str | None, cls: int | None, offset: int, limit: int
) -> tuple[int, list[IndexedSample]]:
    """How many pictures fit the filters, and those from `offset` on, `limit` at most.

    Args:
        folder: The data set's folder.
        split: Only of this split.
        cls: Only with a box of this class.
        offset: Pictures to skip.
        limit: Most pictures to return.
    """
    if cls is None:
        source, asked = "samples", [("samples.split", split)]
    else:
        source = "sample_classes JOIN samples ON samples.id = sample_classes.sample"
        asked = [("sample_classes.cls", str(cls)), ("sample_classes.split", split)]
    wanted = [(column, value) for column, value in asked if value is not None]
    where = " AND ".join(f"{column} = ?" for column, _ in wanted) or "TRUE"
    values = [value for _, value in wanted]
    columns = "samples.split, samples.file, samples.width, samples.height, samples.boxes"
    with _open(folder) as connection:
        (total,) = connection.execute(f"SELECT count(*) FROM {source} WHERE {where}", values).fetchone()
        rows = connection.execute(
            f"SELECT {columns} FROM {source} WHERE {where} ORDER BY samples.id LIMIT ? OFFSET ?",
            [*values, limit, offset],
        )
        page = [
            IndexedSample(split, file, width, height, [(cls, x, y, w, h) for cls, x, y, w, h in json.loads(boxes)])
            for split, file, width, height, boxes in rows
        ]
    return total, page


def _boxes_text(boxes: list[Row]) -> str:
    return json.dumps([[cls, *(round(value, 6) for value in place)] for cls, *place in boxes])


@contextmanager
def _open(folder: Path) -> Iterator[sqlite3.Connection]:
    uri = f"{(folder / FILE).as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        yield connection
