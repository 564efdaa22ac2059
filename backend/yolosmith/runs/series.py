"""A run's curves and log, taken out of its events once and kept beside them, so that a long run opens at once.

`runs/<id>/.series/` holds three tables (by batch, of the machine, by epoch), the lines of the log and, written last,
`state.json`: up to which event. What is missing or does not fit is made anew from `events.jsonl`.
"""

import csv
import io
import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yolosmith.runs.columns import ColumnTable, Window
from yolosmith.runs.series_schemas import LogLevel, LogLine, LogPage, Points, Series
from yolosmith.storage.files import read_json, write_json
from yolosmith.storage.journal import read_lines, read_lines_backwards

VERSION = 2
TABLES = ("batches", "machine", "epochs")
LEVELS = ("debug", "info", "warning", "error")

Event = dict[str, Any]


@dataclass
class State:
    """What the events up to `seq` came to, besides the tables."""

    seq: int = 0
    offset: int = 0
    status: str = "queued"
    start: Event | None = None
    batch: Event | None = None
    resumed: int = 0
    log_bytes: int = 0


@dataclass
class RunSeries:
    """The series of one run. Safe to be asked from several threads."""

    events: Path
    folder: Path
    _state: State = field(default_factory=State)
    _tables: dict[str, ColumnTable] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def catch_up(self) -> None:
        """Take in the events that were written since."""
        with self._lock:
            self._catch_up()

    def window(self, names: list[str] | None, start: float, end: float, points: int) -> Series:
        """The columns of these names (None: all) between two epochs, thinned to about `points` rows a table."""
        with self._lock:
            self._catch_up()
            windows = {
                name: table.window([n for n in table.names if names is None or n in names], start, end, points)
                for name, table in self._tables.items()
            }
            state = self._state
            return Series(
                seq=state.seq,
                status=state.status,
                start=state.start,
                batch=state.batch,
                resumed=state.resumed,
                **{name: answer(window) for name, window in windows.items()},
            )

    def table(self, name: str, columns: list[str] | None) -> Iterator[str]:
        """A table as CSV, each number as it was written: `epoch`, then the columns (None: all that there are)."""
        with self._lock:
            self._catch_up()
            found = self._tables[name]
            # A look at it as it is now: rows that come meanwhile are not in it.
            frozen = ColumnTable(found.folder, list(found.names), found.rows)
        kept = [n for n in frozen.names if columns is None or n in columns]
        return csv_lines(["epoch", *kept], frozen.lines(kept))

    def log(self, before: int | None, limit: int, level: LogLevel, text: str) -> LogPage:
        """The last `limit` lines before the event `before`, of at least this level and with all words of `text`."""
        with self._lock:
            self._catch_up()
            path, seq = self.folder / "log.jsonl", self._state.seq
        words = text.lower().split()
        wanted = LEVELS[LEVELS.index(level) :]
        lines: list[LogLine] = []
        for raw in read_lines_backwards(path) if path.is_file() else ():
            line = json.loads(raw)
            if before is not None and line["seq"] >= before:
                continue
            if line["level"] in wanted and all(word in line["message"].lower() for word in words):
                if len(lines) == limit:
                    return LogPage(seq=seq, lines=lines[::-1], more=True)
                lines.append(LogLine(**line))
        return LogPage(seq=seq, lines=lines[::-1], more=False)

    def _catch_up(self) -> None:
        if not self._tables:
            self._open()
        size = self.events.stat().st_size if self.events.is_file() else 0
        if size < self._state.offset:
            self._begin()
        if size <= self._state.offset:
            return
        try:
            with io.StringIO() as log:
                for offset, line in read_lines(self.events, self._state.offset):
                    self._take(json.loads(line), log)
                    self._state.offset = offset
                self._save(log.getvalue())
        except BaseException:  # a full disk: what is in memory says more than the files; they are opened anew
            self._tables = {}
            raise

    def _open(self) -> None:
        try:
            kept = read_json(self.folder / "state.json")
            if kept["version"] != VERSION:
                raise ValueError("another version")
            self._state = State(**kept["state"])
            self._tables = {name: ColumnTable(self.folder / name, **kept["tables"][name]) for name in TABLES}
            if all(table.whole for table in self._tables.values()):
                return
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            pass  # it is derived: begun anew, whatever is wrong with it
        self._begin()

    def _begin(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._state = State()
        self._tables = {name: ColumnTable(self.folder / name) for name in TABLES}

    def _save(self, log: str) -> None:
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "log.jsonl").open("ab") as file:
            file.truncate(self._state.log_bytes)
            file.write(log.encode())
            self._state.log_bytes += len(log.encode())
        for table in self._tables.values():
            table.flush()
        tables = {name: {"names": table.names, "rows": table.rows} for name, table in self._tables.items()}
        write_json(self.folder / "state.json", {"version": VERSION, "state": vars(self._state), "tables": tables})

    def _take(self, event: Event, log: io.StringIO) -> None:
        state = self._state
        state.seq = event["seq"]
        match event["type"]:
            case "run.status":
                state.status = event["status"]
                done = event.get("resumed_from")
                if done is not None:
                    self._forget_after(done)
                    state.batch, state.resumed = None, state.resumed + 1
            case "run.start":
                state.start = event
            case "run.batch":
                self._take_batch(event)
            case "run.epoch":
                values = event["metrics"] | (event.get("derived") or {})
                self._tables["epochs"].append(event["epoch"], values)
            case "run.log":
                line = {key: event[key] for key in ("seq", "time", "level", "message")}
                log.write(json.dumps(line) + "\n")

    def _forget_after(self, done: int) -> None:
        """What will be done again. The batches of one more epoch stay if it was whole: its weights may have been kept
        and only its end not told. If it is done again after all, its first batch makes room."""
        last = self._state.batch
        whole = last is not None and place(last, self._state.start) == done + 1
        for name, table in self._tables.items():
            table.cut_after(done + 1 if whole and name == "batches" else done)

    def _take_batch(self, event: Event) -> None:
        self._state.batch = event
        x = place(event, self._state.start)
        values = {f"loss/{name}": value for name, value in event["losses"].items()}
        values |= {f"lr/{name}": value for name, value in event["lr"].items()}
        if event.get("speed") is not None:
            values["speed"] = event["speed"]
        self._tables["batches"].append(x, values)
        if event.get("machine"):
            self._tables["machine"].append(x, event["machine"])


def place(batch: Event, start: Event | None) -> float:
    """Where a batch stands among the epochs: 1.5 is in the middle of the second. Never past its epoch."""
    batches = batch.get("batches") or (start["batches"] if start else 1)
    return float(batch["epoch"] - 1 + min(1, batch["batch"] / batches))


def answer(window: Window) -> Points:
    """As it is answered."""
    return Points(x=window.x, series=window.series, rows=window.rows)


def csv_lines(header: list[str], rows: Iterator[list[float | None]]) -> Iterator[str]:
    """CSV in pieces; a whole number is written as such, null as nothing."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for count, row in enumerate(rows):
        writer.writerow(["" if v is None else int(v) if v == int(v) and abs(v) < 1e15 else v for v in row])
        if count % 1000 == 999:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
