"""What goes wrong around a run: servers that die, requests that cannot be trained. Kills: `test_going_on.py`."""

import os
import shutil
import signal
import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import RunningServer, start_server
from tests.runs.training import ARGS, Event, assert_whole, batch, follow, furnish, start
from yolosmith.workers.process import session_members


def worker_pid(server: RunningServer, run: str) -> int:
    """Pid that the run's last `running` event names."""
    events = follow(server, run, until=lambda event: event.get("pid") is not None)
    pid: int = events[-1]["pid"]
    return pid


def epochs_of(server: RunningServer, run: str) -> list[int]:
    """Epochs that the curve shows."""
    found: list[int] = server.client.get(f"/api/runs/{run}/metrics").json()["epoch"]
    return found


def test_a_module_that_raises_in_training_fails_the_run_with_its_line(trainer: RunningServer) -> None:
    bomb = '"""Bomb."""\nfrom torch import nn\n\n\nclass Bomb(nn.Module):\n    """Fails."""\n\n'
    bomb += "    def __init__(self, c1: int) -> None:\n        super().__init__()\n\n"
    bomb += '    def forward(self, x):\n        raise RuntimeError("boom at line 12")\n'
    (trainer.workspace / "modules" / "Bomb.py").write_text(bomb)
    text = (trainer.workspace / "model_yamls" / "tiny.yaml").read_text()
    (trainer.workspace / "model_yamls" / "bomb.yaml").write_text(text.replace("Gate", "Bomb"))
    body = {"architecture": "bomb", "dataset": "digits", "args": ARGS}
    answer = trainer.client.post("/api/runs", json=body)
    if answer.status_code == 422:  # refused before a worker starts: better still
        assert "boom" in answer.text
        return
    last = follow(trainer, answer.json()["id"])[-1]
    assert last["status"] == "failed"
    assert "boom at line 12" in last["error"]["message"]


@pytest.mark.parametrize(
    ("args", "names"),
    [
        ({"epochs": 0}, ["epochs"]),
        ({"epochs": True}, ["epochs"]),
        ({"nonsense": 1, "lr0": "fast"}, ["nonsense", "lr0"]),
        ({"imgsz": -1}, ["imgsz"]),
        ({"batch": 0}, ["batch"]),
        ({"box": -5}, ["box"]),
        ({"optimizer": "Magic"}, ["optimizer"]),
        ({"project": "/tmp", "resume": True, "data": "/etc"}, ["project", "resume", "data"]),
        ({"freeze": "abc"}, ["freeze"]),
    ],
)
def test_arguments_that_cannot_be_trained_are_named_and_nothing_is_left(
    trainer: RunningServer, args: dict[str, object], names: list[str]
) -> None:
    before = sorted((trainer.workspace / "runs").iterdir())
    answer = trainer.client.post("/api/runs", json={"architecture": "tiny", "dataset": "digits", "args": args})
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["args", name] for name in names]
    assert sorted((trainer.workspace / "runs").iterdir()) == before


@pytest.mark.parametrize(
    ("body", "status", "place"),
    [
        ({"architecture": "nothing", "dataset": "digits"}, 404, "architecture"),
        ({"architecture": "tiny", "dataset": "nothing"}, 404, "dataset"),
        ({"architecture": "tiny", "dataset": "../../etc"}, 422, ""),
        ({"architecture": "tiny", "dataset": "digits", "scale": "q"}, 422, "scale"),
        ({"dataset": "digits"}, 422, ""),
        ({"architecture": "tiny", "checkpoint": "x", "dataset": "digits"}, 422, ""),
        ({"checkpoint": "20260101T000000Z-abcdef:best", "dataset": "digits"}, 404, "checkpoint"),
    ],
)
def test_runs_of_things_that_do_not_exist_are_refused(
    trainer: RunningServer, body: dict[str, str], status: int, place: str
) -> None:
    answer = trainer.client.post("/api/runs", json=body)
    assert answer.status_code == status, answer.text
    assert place in answer.text


def test_unknown_runs_are_404_everywhere(trainer: RunningServer) -> None:
    for run in ("20260101T000000Z-abcdef", "nothing", "%2e%2e"):
        for path in ("", "/metrics", "/events", "/artifacts", "/artifacts/run.json"):
            assert trainer.client.get(f"/api/runs/{run}{path}").status_code == 404, (run, path)
        assert trainer.client.post(f"/api/runs/{run}/stop").status_code == 404
        assert trainer.client.delete(f"/api/runs/{run}").status_code == 404


@pytest.fixture
def workspace(tmp_path: Path, digits: Path) -> Path:
    """A workspace of its own, for stories in which servers die."""
    furnish(tmp_path, digits)
    return tmp_path


@pytest.fixture
def ahead(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """By how many seconds a server's clock is ahead of the machine's: two hours, until something else is written."""
    folder = tmp_path_factory.mktemp("clock")
    (folder / "sitecustomize.py").write_text(
        "import time\nfrom pathlib import Path\n\nahead, clock = Path(__file__).with_name('ahead'), time.time\n"
        "time.time = lambda: clock() + float(ahead.read_text())\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))
    (folder / "ahead").write_text("7200")
    return folder / "ahead"


def assert_in_time(server: RunningServer, run: str, events: list[Event]) -> None:
    """Nothing is told to be before what has caused it."""
    times = [event["time"] for event in events]
    assert times == sorted(times)
    found = server.client.get(f"/api/runs/{run}").json()
    started, ended = (datetime.fromisoformat(found[name]).timestamp() for name in ("started", "ended"))
    assert times[0] <= started < ended
    assert ended == times[-1]


def test_servers_that_are_killed_or_end_lose_no_event_and_the_next_one_goes_on(workspace: Path, ahead: Path) -> None:
    """And none is told in the wrong order, although the clock is set back by two hours meanwhile."""
    first = start_server(workspace)
    run, waiting = start(first, epochs=2), start(first, epochs=2)
    seen = follow(first, run, until=batch(1, 3))
    pid = worker_pid(first, run)
    first.stop(signal.SIGKILL)
    ahead.write_text("0")
    events = workspace / "runs" / run / "events.jsonl"
    while len(events.read_text().splitlines()) < seen[-1]["seq"] + 2:
        time.sleep(0.02)  # it goes on without a server
    os.killpg(pid, signal.SIGSTOP)  # and does not end before the next one is there, however slow the machine
    second = start_server(workspace)
    assert second.client.get(f"/api/runs/{run}").json()["status"] == "running"
    os.killpg(pid, signal.SIGCONT)
    rest = follow(second, run, after=seen[-1]["seq"])
    assert_whole(seen + rest)
    assert_in_time(second, run, seen + rest)
    assert rest[-1]["time"] > time.time() + 3600, "told by the clock as it was"
    assert rest[-1]["status"] == "completed"
    assert epochs_of(second, run) == [1, 2]

    # Ctrl-C leaves the training ready to resume, and no process behind
    follow(second, waiting, until=batch(2))
    pid = worker_pid(second, waiting)
    assert second.stop(signal.SIGINT) == 0
    assert session_members(pid) == []
    assert not (workspace / ".yolosmith" / "server.json").exists()
    third = start_server(workspace)
    found = third.client.get(f"/api/runs/{waiting}").json()
    assert (found["status"], found["resumable"], found["epoch"]) == ("interrupted", True, 1)

    # resumed, it ends while no server is there
    seen = follow(third, waiting)
    third.client.post(f"/api/runs/{waiting}/resume")
    going = follow(third, waiting, after=seen[-1]["seq"], until=batch(2))
    pid = next(event["pid"] for event in going if event.get("pid"))
    third.stop(signal.SIGKILL)
    while session_members(pid):
        time.sleep(0.05)
    (workspace / ".yolosmith" / "index.db").unlink()  # the index can be lost at any time
    fourth = start_server(workspace)
    try:
        events_of_it = follow(fourth, waiting)
        assert_whole(events_of_it)
        assert_in_time(fourth, waiting, events_of_it)
        assert events_of_it[-1]["status"] == "completed"
        assert epochs_of(fourth, waiting) == [1, 2]
    finally:
        assert fourth.stop() == 0


def test_a_training_that_was_stopped_stays_so_when_the_server_goes_down_meanwhile(trainer: RunningServer) -> None:
    run = start(trainer, epochs=100)
    follow(trainer, run, until=batch(1))
    pid = worker_pid(trainer, run)
    os.kill(pid, signal.SIGTERM)
    time.sleep(0.3)  # it validates the open epoch
    os.kill(pid, signal.SIGINT)
    assert follow(trainer, run)[-1]["status"] == "stopped"
    assert trainer.client.get(f"/api/runs/{run}").json()["resumable"]


def test_runs_whose_folders_somebody_removed_hold_up_nobody_and_can_be_deleted(trainer: RunningServer) -> None:
    client = trainer.client
    client.patch("/api/queue", json={"paused": True}).raise_for_status()
    first, second, third = (start(trainer, epochs=1, fraction=0.05) for _ in range(3))
    for run in (first, second):
        shutil.rmtree(trainer.workspace / "runs" / run)
    assert client.post(f"/api/runs/{second}/stop").status_code == 404
    assert client.delete(f"/api/runs/{second}").status_code == 204
    client.patch("/api/queue", json={"paused": False}).raise_for_status()
    assert follow(trainer, third)[-1]["status"] == "completed"
    assert client.get(f"/api/runs/{first}").status_code == 404
    shutil.rmtree(trainer.workspace / "runs" / third)
    assert client.delete(f"/api/runs/{third}").status_code == 204
    assert {first, second, third}.isdisjoint(run["id"] for run in client.get("/api/runs").json())
