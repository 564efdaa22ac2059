"""What is in use is no leftover."""

import os
from pathlib import Path

from benchmarks.made_runs import make_runs
from yolosmith.status.leftovers import Leftovers, Use, size_of
from yolosmith.status.machine import read_gpu
from yolosmith.storage.workspace import Workspace


def test_runs_that_train_and_jobs_keep_their_files(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    (run,) = make_runs(tmp_path, 1, epochs=1)
    weights = tmp_path / "runs" / run / "weights"
    weights.mkdir()
    for name in ("best.pt", "last.pt", "resume.pt", "epoch1.pt"):
        (weights / name).write_bytes(b"w")
    scratch = workspace.private / "scratch"
    scratch.mkdir()
    (scratch / "a").write_bytes(b"a")
    completed = frozenset({run})
    idle = Leftovers(workspace, Use(completed=completed))
    busy = Leftovers(workspace, Use(busy=completed, completed=frozenset(), jobs=True))
    for kind in ("last", "resumable", "snapshots", "scratch"):
        assert len(idle.find(kind)) == 1, kind
        assert busy.find(kind) == [], kind
        assert idle.used(kind) is None
        assert busy.used(kind), kind


def test_kept_checks_of_the_modules_as_they_are_stay(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    checks = workspace.private / "checks"
    checks.mkdir()
    for name in ("now.json", "before.json"):
        (checks / name).write_text("{}")
    found = Leftovers(workspace, Use(checks=frozenset({checks / "now.json"}))).find("checks")
    assert [path.name for path in found] == ["before.json"]


def test_a_file_that_lies_elsewhere_too_frees_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert size_of(tmp_path / "a") == 5
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert size_of(tmp_path) == 0


def test_figures_of_a_gpu_that_does_not_tell_all() -> None:
    whole = read_gpu("0, NVIDIA H100 80GB HBM3, 37, 1024, 81559")
    assert whole is not None
    assert (whole.load, whole.memory, whole.memory_total) == (0.37, 1024 * 2**20, 81559 * 2**20)
    partly = read_gpu("1, NVIDIA H100 MIG, [N/A], [Insufficient Permissions], 81559")
    assert partly is not None
    assert (partly.load, partly.memory) == (None, None)
    assert read_gpu("No devices were found") is None


def test_half_a_file_is_a_remain_when_it_has_been_left_for_long(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    (idle, busy) = make_runs(tmp_path, 2, epochs=1)
    halves = []
    for run in (idle, busy):
        for place in (".", "weights", "exports/best"):
            folder = tmp_path / "runs" / run / place
            folder.mkdir(parents=True, exist_ok=True)
            halves.append(folder / ".last.pt.abc.tmp")
            halves[-1].write_bytes(b"w")
    later = halves[0].stat().st_mtime + 7200
    use = Use(busy=frozenset({busy}))
    assert Leftovers(workspace, use).find("remains") == []
    assert Leftovers(workspace, use, now=later).find("remains") == sorted(halves[:3])


def test_what_comes_in_for_long_is_no_remain_as_long_as_its_file_grows(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    folders = [workspace.checkpoints / ".incoming-a", workspace.private / ".start-b"]
    for folder in folders:
        folder.mkdir()
        (folder / "file").touch()
    later = folders[0].stat().st_mtime + 7200
    assert Leftovers(workspace, Use(), now=later).find("remains") == sorted(folders)
    for folder in folders:
        os.utime(folder / "file", (later - 60, later - 60))
    assert Leftovers(workspace, Use(), now=later).find("remains") == []
