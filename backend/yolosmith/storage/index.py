"""`.yolosmith/index.db`: what the files say, kept for quick listing. Files are the record; it can always be deleted."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yolosmith.storage.index_table import IndexTable


@dataclass(frozen=True, slots=True)
class Indexed:
    """How far a run's events.jsonl was folded (bytes), and what came out."""

    offset: int
    state: dict[str, Any]


class Index:
    """The index of runs. It is opened when it is first asked: SQLAlchemy is a seventh of the server's start."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: IndexTable | None = None
        self._opening = threading.Lock()

    @property
    def _table(self) -> "IndexTable":
        with self._opening:  # requests ask from several threads
            if self._opened is None:
                from yolosmith.storage.index_table import IndexTable

                self._opened = IndexTable(self._path)
            return self._opened

    def get(self, run: str) -> Indexed | None:
        """What is known of a run."""
        return self._table.get(run)

    def all(self) -> dict[str, Indexed]:
        """What is known of every run, by its id: once for a start with many."""
        return self._table.all()

    def put(self, run: str, indexed: Indexed) -> None:
        """Remember."""
        self._table.put(run, indexed)

    def forget(self, run: str) -> None:
        """The run is gone."""
        self._table.forget(run)

    def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            self._opened.close()
