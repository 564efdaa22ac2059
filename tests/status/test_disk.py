"""The disk: what is counted, what can be freed, and what is left alone."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_runs import make_runs
from tests.conftest import RunningServer, start_server

WEIGHTS = b"w" * 1000
LONG_AGO = time.time() - 7200


def put(path: Path, data: bytes = WEIGHTS, *, age: float = 0.0) -> Path:
    """A file, as old as is said."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


@pytest.fixture(scope="module")
def with_runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with ten runs that are over, its inspector at rest."""
    workspace: Path = tmp_path_factory.mktemp("workspace")
    make_runs(workspace, 10, epochs=2)
    running = start_server(workspace)
    while not running.client.get("/api/status").json()["devices"]:
        time.sleep(0.1)
    yield running
    assert running.stop() == 0


@pytest.fixture
def cluttered(with_runs: RunningServer) -> RunningServer:
    """Leftovers of each kind; the first run is completed, the eighth was stopped."""
    root = with_runs.workspace
    runs = sorted(path.name for path in (root / "runs").iterdir())
    for run in (runs[0], runs[7]):
        for name in ("best", "last", "resume", "epoch1"):
            put(root / "runs" / run / "weights" / f"{name}.pt")
    private = root / ".yolosmith"
    put(private / "scratch" / "half.txt")
    put(private / "checks" / "0123.json")
    put(private / "checkpoints" / "20200101T000000Z-abcdef-best.json")
    put(private / "logs" / "server.log.1")
    export = root / "runs" / runs[0] / "exports" / "gone"
    put(export / "onnx" / "model.onnx")
    put(export / "onnx.json", b"{}")
    coming = put(root / "checkpoints" / ".incoming-new" / "weights.pt").parent
    os.utime(coming, (LONG_AGO, LONG_AGO))  # the file in it grows
    return with_runs


def kinds(server: RunningServer) -> dict[str, Any]:
    found = server.client.get("/api/disk", params={"fresh": True}).json()
    return {one["kind"]: one for one in found["kinds"]}


def test_each_kind_is_told_with_number_and_size(cluttered: RunningServer) -> None:
    found = kinds(cluttered)
    numbers = {kind: (one["count"], one["bytes"]) for kind, one in found.items()}
    assert numbers == {
        "scratch": (1, 1000),
        "remains": (0, 0),
        "checks": (1, 1000),
        "descriptions": (1, 1000),
        "logs": (1, 1000),
        "exports": (2, 1002),
        "batches": (0, 0),
        "resumable": (1, 1000),
        "last": (1, 1000),
        "snapshots": (2, 2000),
    }
    disk = cluttered.client.get("/api/disk").json()  # what has just been looked at
    areas = {area["name"]: area for area in disk["areas"]}
    assert areas["runs"]["bytes"] == sum(
        path.stat().st_size for path in (cluttered.workspace / "runs").rglob("*") if path.is_file()
    )
    assert 0 < disk["free"] < disk["total"]


def test_only_what_is_named_goes_and_weights_stay(cluttered: RunningServer) -> None:
    weights = sorted(cluttered.workspace.glob("runs/*/weights/*.pt"))
    what = ["scratch", "remains", "checks", "descriptions", "logs", "exports"]
    cleaned = cluttered.client.post("/api/disk/clean", json={"what": what})
    assert cleaned.status_code == 200, cleaned.text
    assert (cleaned.json()["count"], cleaned.json()["bytes"]) == (6, 5002)
    assert sorted(cluttered.workspace.glob("runs/*/weights/*.pt")) == weights
    assert (cluttered.workspace / "checkpoints" / ".incoming-new").is_dir()
    assert all(kinds(cluttered)[kind]["count"] == 0 for kind in what)
    assert cluttered.client.get("/api/runs").json()[0]["status"]


def test_weights_go_where_their_kind_is_named(cluttered: RunningServer) -> None:
    cluttered.client.post("/api/disk/clean", json={"what": ["last", "resumable"]}).raise_for_status()
    left = {f"{path.parents[1].name[-1]} {path.stem}" for path in cluttered.workspace.glob("runs/*/weights/*.pt")}
    assert left == {"0 best", "0 epoch1", "7 best", "7 last", "7 resume", "7 epoch1"}


def test_a_run_of_long_ago_that_was_just_deleted_can_be_brought_back_after_a_clean_up(cluttered: RunningServer) -> None:
    client, root = cluttered.client, cluttered.workspace
    run = max(path.name for path in (root / "runs").iterdir())
    for path in (*(root / "runs" / run).rglob("*"), root / "runs" / run):
        os.utime(path, (LONG_AGO, LONG_AGO))
    client.delete(f"/api/runs/{run}").raise_for_status()
    client.post("/api/disk/clean", json={"what": ["remains"]}).raise_for_status()
    assert client.post(f"/api/runs/{run}/restore").status_code == 200
    assert client.get(f"/api/runs/{run}").status_code == 200


def test_a_batch_that_is_over_can_go_also_one_that_a_killed_server_left(cluttered: RunningServer) -> None:
    client, root = cluttered.client, cluttered.workspace
    (run, *_) = sorted(path.name for path in (root / "runs").iterdir())
    address = f"/api/checkpoints/{run}:best/batches"
    made = [client.post(address, json={"path": "runs"}).json()["id"] for _ in range(2)]
    while any(batch["status"] == "running" for batch in client.get(address).json()):
        time.sleep(0.05)
    for batch in made:
        record = root / ".yolosmith" / "batches" / batch / "batch.json"
        kept = json.loads(record.read_text())
        record.write_text(json.dumps({**kept, "batch": {**kept["batch"], "status": "running"}}))
    assert kinds(cluttered)["batches"]["count"] == 2
    cleaned = client.post("/api/disk/clean", json={"what": ["batches"]})
    assert (cleaned.status_code, cleaned.json()["count"]) == (200, 2)
    assert client.get(address).json() == []


def test_what_is_no_kind_is_refused(cluttered: RunningServer) -> None:
    for what in ([], ["best"], ["../runs"]):
        assert cluttered.client.post("/api/disk/clean", json={"what": what}).status_code == 422
    assert json.loads((cluttered.workspace / ".yolosmith" / "server.json").read_text())["pid"]
