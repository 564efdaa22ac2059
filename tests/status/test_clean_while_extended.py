"""A clean-up and a run that is taken up again at the same moment."""

import asyncio
from pathlib import Path
from typing import cast

import pytest

from benchmarks.made_runs import make_runs
from yolosmith.errors import ConflictError
from yolosmith.http.sse import Closing
from yolosmith.runs.ingredients import Ingredients
from yolosmith.runs.life import RunLife
from yolosmith.runs.service import RunService
from yolosmith.status.disk import DiskService
from yolosmith.storage.index import Index
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.jobs import Inspector


def test_a_run_that_is_extended_while_a_clean_up_goes_on_keeps_what_it_needs(tmp_path: Path) -> None:
    asyncio.run(_story(tmp_path))


async def _story(root: Path) -> None:
    workspace = Workspace.open(root)
    extended, idle = make_runs(root, 2, epochs=1)
    kept = {run: root / "runs" / run / "weights" / "resume.pt" for run in (extended, idle)}
    for path in kept.values():
        path.parent.mkdir()
        path.write_bytes(b"weights")
    runs = RunService(workspace, Index(workspace.private / "index.db"), cast(Ingredients, None), Closing(), 1.0)
    runs.start(trainings=False)
    runs.pause_queue(paused=True)
    disk = DiskService(workspace, runs, Inspector(workspace, seconds=1.0, memory=2**30), set, set)

    found_before = disk._use()  # the clean-up has looked, and the run is extended before it removes anything
    RunLife(runs).extend(extended, 1)
    assert disk._remove(["resumable"], found_before) == (len(b"weights"), 1)
    assert kept[extended].is_file() and not kept[idle].exists()
    with pytest.raises(ConflictError, match="cleaned up"):
        RunLife(runs).extend(idle, 1)
    await runs.stop_all()
