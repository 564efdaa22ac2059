"""Sweeps on disk: `sweeps/<id>/sweep.json`. Which runs belong to one is written in the runs."""

import logging
import shutil
from collections.abc import Iterator

from yolosmith.errors import NotFoundError
from yolosmith.runs.sweep_schemas import SweepSpec
from yolosmith.storage.files import read_json, remove_tree, write_json
from yolosmith.storage.workspace import RUN_ID, Workspace

log = logging.getLogger(__name__)


class SweepStore:
    """The sweeps of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._folder = workspace.sweeps

    def write(self, spec: SweepSpec) -> None:
        """Create it, or remember what has changed."""
        write_json(self._folder / spec.id / "sweep.json", spec.model_dump(mode="json"))

    def all(self) -> Iterator[SweepSpec]:
        """Those that can be read."""
        for path in sorted(self._folder.glob("*/sweep.json")):
            try:
                if RUN_ID.fullmatch(path.parent.name):
                    yield SweepSpec.model_validate(read_json(path))
            except (OSError, ValueError) as error:
                log.error("sweep %s cannot be read and is left alone: %s", path.parent.name, error)

    def remove(self, sweep: str) -> None:
        """Delete its record.

        Raises:
            NotFoundError: There is none of that id.
        """
        folder = self._folder / sweep
        if not RUN_ID.fullmatch(sweep) or not folder.is_dir():
            raise NotFoundError(f"There is no sweep {sweep[:64]!r}.")
        remove_tree(folder)

    def clean(self) -> None:
        """Remove what a crash left of one that was being deleted."""
        for folder in self._folder.glob(".*.removed"):
            shutil.rmtree(folder, ignore_errors=True)
