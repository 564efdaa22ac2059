"""What goes wrong around a run: kills, stops, resuming, requests that cannot be trained."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.conftest import RunningServer, start_server
from tests.runs.training import ARGS, assert_whole, batch, demo_dataset, follow, furnish, of_type, start
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


def test_a_killed_worker_is_a_failed_run_with_a_reason_and_its_log_and_can_go_on(trainer: RunningServer) -> None:
    run = start(trainer)
    follow(trainer, run, until=batch(2, 2))
    pid = worker_pid(trainer, run)
    os.kill(pid, signal.SIGKILL)
    events = follow(trainer, run)
    assert_whole(events)
    assert events[-1]["status"] == "failed"
    assert "SIGKILL" in events[-1]["error"]["message"]
    assert events[-1]["error"]["trace"]
    assert str(trainer.workspace) not in str(events[-1])
    assert session_members(pid) == []
    assert trainer.client.post(f"/api/runs/{run}/resume").status_code == 200
    events = follow(trainer, run)
    assert_whole(events)
    assert events[-1]["status"] == "completed"
    assert epochs_of(trainer, run) == [1, 2, 3]


def test_killed_before_the_first_epoch_it_starts_again(trainer: RunningServer) -> None:
    run = start(trainer, epochs=1)
    follow(trainer, run, until=batch(1))
    os.kill(worker_pid(trainer, run), signal.SIGKILL)
    assert follow(trainer, run)[-1]["status"] == "failed"
    trainer.client.post(f"/api/runs/{run}/resume")
    events = follow(trainer, run)
    assert of_type(events, "run.status")[-3]["resumed_from"] == 0
    assert any("the training starts again" in event["message"] for event in of_type(events, "run.log"))
    assert events[-1]["status"] == "completed"


def test_stopping_keeps_the_open_epoch_twice_is_no_fault_and_it_resumes(trainer: RunningServer) -> None:
    run = start(trainer)
    follow(trainer, run, until=batch(2, 2))
    assert trainer.client.post(f"/api/runs/{run}/stop").json()["status"] == "stopping"
    assert trainer.client.post(f"/api/runs/{run}/stop").json()["status"] in {"stopping", "stopped"}
    assert follow(trainer, run)[-1]["status"] == "stopped"
    stopped = trainer.client.get(f"/api/runs/{run}").json()
    assert stopped["epoch"] == 2
    assert stopped["resumable"]
    assert trainer.client.post(f"/api/runs/{run}/stop").status_code == 409
    trainer.client.post(f"/api/runs/{run}/resume")
    events = follow(trainer, run)
    assert_whole(events)
    assert events[-1]["status"] == "completed"
    assert [event["epoch"] for event in of_type(events, "run.epoch")] == [1, 2, 3]
    assert epochs_of(trainer, run) == [1, 2, 3]
    assert trainer.client.post(f"/api/runs/{run}/resume").status_code == 409


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
def workspace(tmp_path: Path) -> Path:
    """A workspace of its own, for stories in which servers die."""
    furnish(tmp_path)
    return tmp_path


def test_a_killed_server_loses_no_event_and_the_next_one_sees_the_run_to_its_end(workspace: Path) -> None:
    first = start_server(workspace)
    demo_dataset(first)
    run = start(first)
    waiting = start(first, epochs=1)
    seen = follow(first, run, until=batch(1, 3))
    pid = worker_pid(first, run)
    first.stop(signal.SIGKILL)
    events = workspace / "runs" / run / "events.jsonl"
    while len(events.read_text().splitlines()) < seen[-1]["seq"] + 2:
        time.sleep(0.02)  # it goes on without a server
    os.killpg(pid, signal.SIGSTOP)  # and does not end before the next one is there, however slow the machine
    second = start_server(workspace)
    try:
        assert second.client.get(f"/api/runs/{run}").json()["status"] == "running"
        os.killpg(pid, signal.SIGCONT)
        rest = follow(second, run, after=seen[-1]["seq"])
        assert_whole(seen + rest)
        assert rest[-1]["status"] == "completed"
        assert follow(second, waiting)[-1]["status"] == "completed"
        assert epochs_of(second, run) == [1, 2, 3]
    finally:
        assert second.stop() == 0


def test_the_worker_may_end_while_no_server_is_there(workspace: Path) -> None:
    first = start_server(workspace)
    demo_dataset(first)
    run = start(first, epochs=1)
    follow(first, run, until=batch(1))
    pid = worker_pid(first, run)
    first.stop(signal.SIGKILL)
    while session_members(pid):
        time.sleep(0.05)
    (workspace / ".yolosmith" / "index.db").unlink()  # the index can be lost at any time
    second = start_server(workspace)
    try:
        events = follow(second, run)
        assert_whole(events)
        assert events[-1]["status"] == "completed"
    finally:
        assert second.stop() == 0


def test_ctrl_c_leaves_the_training_ready_to_resume_and_no_process_behind(workspace: Path) -> None:
    first = start_server(workspace)
    demo_dataset(first)
    run = start(first)
    follow(first, run, until=batch(2))
    pid = worker_pid(first, run)
    assert first.stop(signal.SIGINT) == 0
    assert session_members(pid) == []
    assert not (workspace / ".yolosmith" / "server.json").exists()
    second = start_server(workspace)
    try:
        found = second.client.get(f"/api/runs/{run}").json()
        assert found["status"] == "interrupted"
        assert found["resumable"]
        assert found["epoch"] == 1
        second.client.post(f"/api/runs/{run}/resume")
        events = follow(second, run)
        assert_whole(events)
        assert events[-1]["status"] == "completed"
        assert epochs_of(second, run) == [1, 2, 3]
    finally:
        assert second.stop() == 0
