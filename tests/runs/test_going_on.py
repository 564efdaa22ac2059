"""Runs after an end: killed, stopped and resumed, extended, the same again."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import RunningServer
from tests.runs.training import ARGS, Event, assert_whole, batch, follow, of_type, start
from yolosmith.storage.files import sha256
from yolosmith.workers.process import session_members


def rows(server: RunningServer, run: str) -> list[dict[str, str]]:
    """The rows of results.csv as they stand in the file."""
    with (server.workspace / "runs" / run / "results.csv").open() as file:
        return list(csv.DictReader(file))


def command(server: RunningServer, *words: str) -> "subprocess.Popen[str]":
    """Begin `yolosmith runs …` in a terminal; it asks the server that is there."""
    whole = [sys.executable, "-m", "yolosmith", "runs", *words, "--workspace", str(server.workspace)]
    return subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def said(server: RunningServer, *words: str) -> str:
    """What `yolosmith runs …` prints; it must succeed."""
    process = command(server, *words)
    out, errors = process.communicate()
    assert process.returncode == 0, errors
    return out


def content(server: RunningServer) -> dict[Path, tuple[str, int]]:
    """Every file of the data set, with the sum of its bytes and when it was written.

    Not the lists of labels that Ultralytics keeps beside them: it writes one anew for each `fraction`.
    """
    folder = server.workspace / "datasets" / "digits"
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".cache"]
    return {path: (sha256(path), path.stat().st_mtime_ns) for path in files}


@pytest.fixture(scope="module")
def before(trainer: RunningServer) -> tuple[str, dict[Path, tuple[str, int]]]:
    """The data set before it is trained on: its hash, and its files."""
    return trainer.client.get("/api/datasets/digits").json()["hash"], content(trainer)


def kill(server: RunningServer, run: str, events: list[Event]) -> list[Event]:
    """SIGKILL for the worker that these events tell of; returns all up to its end, which is told with a reason."""
    pid = of_type(events, "run.status")[-1]["pid"]
    os.kill(pid, signal.SIGKILL)
    events = follow(server, run)
    assert_whole(events)
    assert events[-1]["status"] == "failed"
    assert "SIGKILL" in events[-1]["error"]["message"]
    assert events[-1]["error"]["trace"], "the end of its log"
    assert str(server.workspace) not in str(events[-1])
    assert session_members(pid) == []
    return events


@pytest.fixture(scope="module")
def run(trainer: RunningServer, before: object) -> str:
    """Two epochs: killed in the first, resumed, stopped in the first, resumed; extended by two, killed, resumed.

    The story of this module, in the browser first, then in a terminal.
    """
    run = start(trainer, epochs=2, warmup_epochs=0, snapshots=(1, 3))
    killed = kill(trainer, run, follow(trainer, run, until=batch(1)))
    assert trainer.client.post(f"/api/runs/{run}/resume").status_code == 200
    again = follow(trainer, run, after=killed[-1]["seq"], until=batch(1, 2))
    assert again[0]["resumed_from"] == 0
    assert any("the training starts again" in event["message"] for event in of_type(again, "run.log"))
    stop = f"/api/runs/{run}/stop"
    assert trainer.client.post(stop).json()["status"] == "stopping"
    assert trainer.client.post(stop).json()["status"] in {"stopping", "stopped"}, "twice is no fault"
    assert follow(trainer, run)[-1]["status"] == "stopped"
    stopped = trainer.client.get(f"/api/runs/{run}").json()
    assert (stopped["epoch"], stopped["resumable"]) == (1, True), "the open epoch is kept"
    assert trainer.client.post(stop).status_code == 409
    trainer.client.post(f"/api/runs/{run}/resume")
    assert follow(trainer, run)[-1]["status"] == "completed"
    assert trainer.client.post(f"/api/runs/{run}/resume").status_code == 409
    found = trainer.client.get(f"/api/runs/{run}").json()
    assert (found["epoch"], found["resumable"], found["extendable"]) == (2, False, True)
    extending = command(trainer, "extend", run, "2")
    while trainer.client.get(f"/api/runs/{run}").json()["epochs"] < 4:
        assert extending.poll() is None, extending.communicate()
        time.sleep(0.05)
    kill(trainer, run, follow(trainer, run, until=batch(3, 2)))
    _, refused = extending.communicate()
    assert (extending.returncode, f"Run {run} was not completed: " in refused, "SIGKILL" in refused) == (1, True, True)
    assert json.loads(said(trainer, "resume", run, "--json"))["status"] == "completed"
    return run


def test_killed_stopped_resumed_and_extended_it_is_one_continuous_curve(trainer: RunningServer, run: str) -> None:
    events = follow(trainer, run)
    assert_whole(events)
    assert [event["epoch"] for event in of_type(events, "run.epoch")] == [1, 2, 3, 4]
    assert [int(row["epoch"]) for row in rows(trainer, run)] == [1, 2, 3, 4]
    found = trainer.client.get(f"/api/runs/{run}").json()
    assert (found["epochs"], found["extended"], found["args"]["epochs"]) == (4, True, 2)
    metrics = trainer.client.get(f"/api/runs/{run}/metrics").json()
    assert metrics["epoch"] == [1, 2, 3, 4]
    assert metrics["series"]["train/box_loss"] == [float(row["train/box_loss"]) for row in rows(trainer, run)]
    messages = [event["message"] for event in of_type(events, "run.log")]
    assert any("Extended to 4 epochs: the learning rate follows the schedule of 4 epochs" in said for said in messages)


def test_a_terminal_lists_runs_and_shows_one_and_names_what_cannot_be(trainer: RunningServer, run: str) -> None:
    line = next(line for line in said(trainer, "list").splitlines() if run in line)
    assert line.split()[:5] == [run, "completed", "tiny", "digits", "4/4"]
    assert json.loads(said(trainer, "show", run, "--json")) == trainer.client.get(f"/api/runs/{run}").json()
    process = command(trainer, "resume", run)
    _, refused = process.communicate()
    assert process.returncode == 1
    assert refused == f"yolosmith: Run {run} is completed: only a run that ended early can go on.\n"


def test_the_data_set_is_as_it_was_to_the_last_byte(
    trainer: RunningServer, run: str, before: tuple[str, dict[Path, tuple[str, int]]]
) -> None:
    digest, files = before
    assert content(trainer) == files
    assert trainer.client.get("/api/datasets/digits").json()["hash"] == digest
    assert trainer.client.get(f"/api/runs/{run}/manifest").json()["dataset_hash"] == digest


def test_the_learning_rate_follows_the_new_schedule_to_its_end(trainer: RunningServer, run: str) -> None:
    """Linear from lr0 to lr0 · lrf over all epochs; epoch e (from 0) has (1 - e/4)(1 - lrf) + lrf of it."""
    last = [float(row["lr/pg0"]) for row in rows(trainer, run)][2:]
    assert last == pytest.approx([ARGS["lr0"] * ((1 - e / 4) * 0.99 + 0.01) for e in (2, 3)], rel=1e-3)


def test_chosen_epochs_are_kept_as_checkpoints_that_load(trainer: RunningServer, run: str) -> None:
    listed = {found["id"]: found for found in trainer.client.get("/api/checkpoints").json()}
    assert {f"{run}:epoch1", f"{run}:epoch3", f"{run}:best", f"{run}:last"} <= listed.keys()
    assert f"{run}:epoch2" not in listed
    detail = trainer.client.get(f"/api/checkpoints/{run}:epoch3").json()
    assert len(detail["names"]) == 10
    assert [source["name"] for source in detail["sources"]] == ["Gate"]


def test_the_resumable_copy_is_told_with_its_size_and_without_it_there_is_no_extension(
    trainer: RunningServer, run: str
) -> None:
    artifacts = {found["path"]: found for found in trainer.client.get(f"/api/runs/{run}/artifacts").json()}
    assert artifacts["weights/resume.pt"]["bytes"] > artifacts["weights/last.pt"]["bytes"]
    kept = trainer.workspace / "runs" / run / "weights" / "resume.pt"
    away = kept.rename(kept.with_name("away"))
    assert not trainer.client.get(f"/api/runs/{run}").json()["extendable"]
    answer = trainer.client.post(f"/api/runs/{run}/extend", json={"epochs": 1})
    assert answer.status_code == 409
    assert "cleaned up" in answer.json()["detail"]
    away.rename(kept)


def test_a_run_that_waits_cannot_be_extended_and_a_retry_is_the_same_request(trainer: RunningServer, run: str) -> None:
    assert trainer.client.patch("/api/queue", json={"paused": True}).json()["paused"]
    answer = trainer.client.post(f"/api/runs/{run}/retry")
    assert answer.status_code == 201, answer.text
    again = answer.json()["id"]
    first, second = (trainer.client.get(f"/api/runs/{one}").json() for one in (run, again))
    for name in ("architecture", "scale", "dataset", "args", "snapshots"):
        assert first[name] == second[name]
    assert trainer.client.post(f"/api/runs/{again}/extend", json={"epochs": 1}).status_code == 409
    assert trainer.client.post(f"/api/runs/{again}/retry").status_code == 201
    assert said(trainer, "stop", again).splitlines()[-1].startswith(f"Run {again} is stopped after 0 of ")
    trainer.client.patch("/api/queue", json={"paused": False})
    for one in trainer.client.get("/api/queue").json()["queued"]:
        trainer.client.post(f"/api/runs/{one}/stop", json={"force": True})


def test_a_run_is_extended_after_its_last_weights_were_cleaned_up(trainer: RunningServer) -> None:
    run = start(trainer, epochs=2)
    assert follow(trainer, run)[-1]["status"] == "completed"
    first = rows(trainer, run)
    cleaned = trainer.client.post("/api/disk/clean", json={"what": ["last"]})
    assert cleaned.status_code == 200, cleaned.text
    assert not (trainer.workspace / "runs" / run / "weights" / "last.pt").exists()
    assert trainer.client.post(f"/api/runs/{run}/extend", json={"epochs": 1}).status_code == 200
    assert follow(trainer, run)[-1]["status"] == "completed"
    assert rows(trainer, run)[:2] == first, "it went on, and did not begin again over its best weights"
    assert [row["epoch"] for row in rows(trainer, run)] == ["1", "2", "3"]


def test_half_a_file_that_a_kill_left_never_takes_the_place_of_the_best_weights(trainer: RunningServer) -> None:
    """Without validation no epoch is the best, but the one in which it was stopped."""
    run = start(trainer, epochs=100, val=False)
    follow(trainer, run, until=batch(1))
    trainer.client.post(f"/api/runs/{run}/stop")
    stopped = follow(trainer, run)
    best = trainer.workspace / "runs" / run / "weights" / "best.pt"
    kept = best.read_bytes()
    best.with_name(".best.pt.tmp").write_bytes(kept[: len(kept) // 2])
    trainer.client.post(f"/api/runs/{run}/resume")
    after = stopped[-1]["seq"]
    *_, epoch = follow(trainer, run, after=after, until=lambda event: event["type"] == "run.epoch")
    assert (epoch["epoch"], epoch["best"]) == (2, False)
    assert best.read_bytes() == kept
    trainer.client.post(f"/api/runs/{run}/stop", json={"force": True})
    follow(trainer, run)


def test_a_snapshot_that_could_not_be_kept_is_kept_when_the_run_goes_on(trainer: RunningServer) -> None:
    trainer.client.patch("/api/queue", json={"paused": True}).raise_for_status()
    run = start(trainer, epochs=3, snapshots=(2,), fraction=0.05)
    in_the_way = trainer.workspace / "runs" / run / "weights" / ".epoch2.pt.tmp"
    in_the_way.mkdir(parents=True)
    trainer.client.patch("/api/queue", json={"paused": False}).raise_for_status()
    assert follow(trainer, run)[-1]["status"] == "failed"
    in_the_way.rmdir()
    trainer.client.post(f"/api/runs/{run}/resume")
    events = follow(trainer, run)
    assert events[-1]["status"] == "completed"
    assert [event["epoch"] for event in of_type(events, "run.epoch")] == [1, 2, 3]
    kept = in_the_way.with_name("epoch2.pt")
    assert kept.is_file()
    assert not list(kept.parent.glob(".*.tmp"))
