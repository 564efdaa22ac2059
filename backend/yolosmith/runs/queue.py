"""The runs that wait, in their order. `.yolosmith/queue.json` keeps order and pause over a restart."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from yolosmith.errors import ConflictError
from yolosmith.storage.files import read_json, write_json

log = logging.getLogger(__name__)

Move = Literal["front", "up", "down", "back"]


class Queue:
    """Ids of runs. What starts next is decided here; the service starts it.

    Attributes:
        paused: Nothing more starts; what runs goes on.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._runs: list[str] = []
        self._kept: list[str] = []
        self.paused = False
        try:
            kept = read_json(path)
            self.paused, self._kept = bool(kept["paused"]), [str(run) for run in kept["order"]]
        except FileNotFoundError:
            pass
        except (ValueError, KeyError, TypeError):
            log.warning("queue.json cannot be read; runs wait in the order in which they were created")

    def __contains__(self, run: str) -> bool:
        return run in self._runs

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._runs))

    def take_up(self, run: str) -> None:
        """At the start of the server: a run that waits, at the place that it had."""
        self._runs.append(run)
        places = {known: place for place, known in enumerate(self._kept)}
        self._runs.sort(key=lambda known: places.get(known, len(places)))

    def append(self, run: str) -> None:
        """A run waits from now on, behind the others."""
        self._runs.append(run)
        self._keep()

    def remove(self, run: str) -> None:
        """It starts, or shall not run any more."""
        self._runs.remove(run)

    def clear(self) -> None:
        """The server goes down; what is kept stays."""
        self._runs.clear()

    def move(self, run: str, to: Move) -> None:
        """Give a run another place; up from the first and down from the last change nothing.

        Raises:
            ConflictError: It does not wait.
        """
        if run not in self._runs:
            raise ConflictError(f"Run {run} does not wait in the queue.")
        at = self._runs.index(run)
        self._runs.remove(run)
        place = {"front": 0, "up": max(0, at - 1), "down": at + 1, "back": len(self._runs)}[to]
        self._runs.insert(place, run)
        self._keep()

    def pause(self, *, paused: bool) -> None:
        """Start nothing more, or go on."""
        self.paused = paused
        self._keep()

    def startable(self, busy: frozenset[str], devices: Callable[[str], frozenset[str]]) -> list[str]:
        """Runs whose devices are all free. A run that waits for several is not overtaken on any of them."""
        if self.paused:
            return []
        taken, found = set(busy), []
        for run in self._runs:
            wanted = devices(run)
            if not wanted & taken:
                found.append(run)
            taken |= wanted
        return found

    def _keep(self) -> None:
        try:
            write_json(self._path, {"paused": self.paused, "order": self._runs})
        except OSError as error:  # it still holds while this server runs
            log.warning("the order of the queue cannot be kept: %s", error)
