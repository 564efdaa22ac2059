"""A run from its start to what it leaves behind, over HTTP, with a real training."""

import csv
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import RunningServer
from tests.runs.training import ARGS, GATE, Event, assert_whole, batch, follow, of_type, start
from yolosmith.storage.files import read_json, sha256


@pytest.fixture(scope="module")
def finished(trainer: RunningServer) -> tuple[str, list[Event]]:
    """A run that has been followed to its end."""
    run = start(trainer, plots=True)
    return run, follow(trainer, run)


def test_every_batch_and_epoch_is_told_once_and_in_order(finished: tuple[str, list[Event]]) -> None:
    _, events = finished
    assert_whole(events)
    assert [event["status"] for event in of_type(events, "run.status")] == ["queued", "running", "completed"]
    begun = of_type(events, "run.start")[0]
    batches = [(event["epoch"], event["batch"]) for event in of_type(events, "run.batch")]
    assert batches == [(epoch, number + 1) for epoch in (1, 2, 3) for number in range(begun["batches"])]
    assert [event["epoch"] for event in of_type(events, "run.epoch")] == [1, 2, 3]
    assert all({"box_loss", "cls_loss", "dfl_loss"} == event["losses"].keys() for event in of_type(events, "run.batch"))


def test_a_late_reader_gets_the_same_events_and_one_that_was_cut_off_gets_the_rest(
    trainer: RunningServer, finished: tuple[str, list[Event]]
) -> None:
    run, events = finished
    assert follow(trainer, run) == events
    assert follow(trainer, run, after=17) == events[17:]
    assert follow(trainer, run, after=len(events)) == []


def test_the_curves_are_those_of_results_csv_to_the_last_digit(
    trainer: RunningServer, finished: tuple[str, list[Event]]
) -> None:
    run, events = finished
    with (trainer.workspace / "runs" / run / "results.csv").open() as file:
        rows = list(csv.DictReader(file))
    metrics = trainer.client.get(f"/api/runs/{run}/metrics").json()
    assert metrics["epoch"] == [int(row["epoch"]) for row in rows] == [1, 2, 3]
    for name, values in metrics["series"].items():
        assert values == [float(row[name]) for row in rows]
    for row, event in zip(rows, of_type(events, "run.epoch"), strict=True):
        assert event["metrics"] == {name: float(value) for name, value in row.items() if name != "epoch"}


def test_the_manifest_names_everything_and_its_sums_are_right(
    trainer: RunningServer, finished: tuple[str, list[Event]]
) -> None:
    run, _ = finished
    folder = trainer.workspace / "runs" / run
    manifest = read_json(folder / "manifest.json")
    assert manifest["outcome"] == "completed"
    assert manifest["modules"] == {"Gate": sha256(folder / "modules" / "Gate.py")}
    assert {"weights/best.pt", "weights/last.pt"} <= manifest["artifacts"].keys()
    for path, digest in manifest["artifacts"].items():
        assert sha256(folder / path) == digest
    assert {"ultralytics", "torch", "torchvision", "python", "yolosmith"} == manifest["versions"].keys()
    assert not list(folder.rglob("*.tmp"))
    assert not list(folder.rglob(".final"))


def test_artifacts_are_listed_and_served_and_nothing_beside_them(
    trainer: RunningServer, finished: tuple[str, list[Event]]
) -> None:
    run, events = finished
    listed = {artifact["path"]: artifact for artifact in trainer.client.get(f"/api/runs/{run}/artifacts").json()}
    told = {event["path"] for event in of_type(events, "run.artifact")}
    assert {"weights/best.pt", "results.csv", "results.png"} <= told <= listed.keys()
    best = trainer.client.get(f"/api/runs/{run}/artifacts/weights/best.pt")
    assert len(best.content) == listed["weights/best.pt"]["bytes"]
    for outside in ("../../../.yolosmith/token", "..%2f..%2f.yolosmith%2ftoken", "weights", "nothing"):
        answer = trainer.client.get(f"/api/runs/{run}/artifacts/{outside}")
        assert answer.status_code in {404, 200}
        assert trainer.token not in answer.text


def test_the_checkpoint_loads_in_a_fresh_process_from_the_file_alone(
    trainer: RunningServer, finished: tuple[str, list[Event]], tmp_path: Path
) -> None:
    run, _ = finished
    best = tmp_path / "elsewhere.pt"
    best.write_bytes((trainer.workspace / "runs" / run / "weights" / "best.pt").read_bytes())
    with zipfile.ZipFile(best) as archive:
        assert any(name.endswith("yolosmith/embedded.json") for name in archive.namelist())
    code = f"""
from yolosmith import YOLO
model = YOLO({str(best)!r})
gate = next(m for m in model.model.modules() if type(m).__name__ == "Gate")
print(type(gate).__module__, len(model.names))
"""
    alone = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "YOLO_CONFIG_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=alone, capture_output=True, text=True, check=False
    )
    digest = sha256(trainer.workspace / "runs" / run / "modules" / "Gate.py")
    assert f"yolosmith_modules.Gate_{digest[:12]} 10" in done.stdout, done.stderr
    assert (trainer.workspace / "runs" / run / "modules" / "Gate.py").read_text() == GATE


def test_a_run_can_start_from_the_weights_of_another(trainer: RunningServer, finished: tuple[str, list[Event]]) -> None:
    run, _ = finished
    body = {"checkpoint": f"{run}:best", "dataset": "digits", "args": ARGS | {"epochs": 1}}
    answer = trainer.client.post("/api/runs", json=body)
    assert answer.status_code == 201, answer.text
    second = answer.json()["id"]
    events = follow(trainer, second)
    assert_whole(events)
    assert events[-1]["status"] == "completed", events[-1]
    messages = " ".join(event["message"] for event in of_type(events, "run.log"))
    assert "Transferred" in messages
    assert read_json(trainer.workspace / "runs" / second / "manifest.json")["modules"].keys() == {"Gate"}


def test_the_one_stream_of_a_tab_tells_of_runs_and_goes_on_from_its_cursor(
    trainer: RunningServer, finished: tuple[str, list[Event]]
) -> None:
    run, events = finished
    topics = f"status,runs,run:{run}"
    seen: list[tuple[str, str]] = []
    cursor = ""
    with trainer.client.stream("GET", "/api/events", params={"topics": topics}) as stream:
        kind = ""
        for line in stream.iter_lines():
            name, _, value = line.partition(": ")
            if name == "id" and len(seen) < 20:
                cursor = value
            elif name == "event":
                kind = value
            elif name == "data":
                seen.append((kind, value))
            if len(seen) >= 20 and {"status", "runs.snapshot", "run.status"} <= {kind for kind, _ in seen}:
                break
    after = int(cursor.rpartition("=")[2])
    headers = {"last-event-id": cursor}
    with trainer.client.stream("GET", "/api/events", params={"topics": f"run:{run}"}, headers=headers) as stream:
        first = next(line for line in stream.iter_lines() if line.startswith("id"))
    assert first == f"id: {run}={after + 1}"
    assert after < len(events)


def test_one_device_trains_one_run_at_a_time(trainer: RunningServer) -> None:
    first, second = start(trainer, epochs=1), start(trainer, epochs=1)
    assert trainer.client.get(f"/api/runs/{second}").json()["status"] == "queued"
    third = start(trainer, epochs=1)
    assert trainer.client.post(f"/api/runs/{third}/stop").json()["status"] == "stopped"
    assert [event["status"] for event in follow(trainer, third)] == ["queued", "stopped"]
    ended, begun = follow(trainer, first)[-1], of_type(follow(trainer, second), "run.status")[1]
    assert ended["status"] == "completed"
    assert begun["status"] == "running"
    assert begun["time"] >= ended["time"]


def test_a_run_that_is_deleted_is_gone_but_not_while_it_trains(trainer: RunningServer) -> None:
    run = start(trainer)
    follow(trainer, run, until=batch(1))
    assert trainer.client.delete(f"/api/runs/{run}").status_code == 409
    assert trainer.client.post(f"/api/runs/{run}/stop", json={"force": True}).status_code == 200
    assert follow(trainer, run)[-1]["status"] == "stopped"
    assert trainer.client.delete(f"/api/runs/{run}").status_code == 204
    assert trainer.client.get(f"/api/runs/{run}").status_code == 404
    assert not (trainer.workspace / "runs" / run).exists()
