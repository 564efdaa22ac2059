"""A run from its start to what it leaves behind, over HTTP, with a real training.

What is seen of it is what it wrote: to the last digit of results.csv, and the validator's own curves.
"""

import csv
import io
import json
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningServer
from tests.runs.training import ARGS, GATE, Event, assert_whole, batch, follow, of_type, start
from yolosmith.runs.series_schemas import Curves
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


def get(trainer: RunningServer, path: str, **query: Any) -> Any:
    answer = trainer.client.get(f"/api/runs/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def folder(trainer: RunningServer, run: str) -> Path:
    return trainer.workspace / "runs" / run


def test_the_series_are_results_csv_to_the_last_digit(
    trainer: RunningServer, finished: tuple[str, list[Event]]
) -> None:
    run, _ = finished
    with (folder(trainer, run) / "results.csv").open(newline="") as file:
        written = list(csv.DictReader(file))
    assert len(written) == 3
    columns = [name for name in written[0] if name != "epoch"]
    shown = get(trainer, f"{run}/series")["epochs"]
    assert shown["x"] == [float(row["epoch"]) for row in written]
    for name in columns:
        assert shown["series"][name] == [float(row[name]) for row in written]
    saved = trainer.client.get(f"/api/runs/{run}/series/epochs", params={"names": ",".join(columns)}).text
    assert list(csv.DictReader(io.StringIO(saved))) == written, "the same text"
    for precision, recall, f1 in zip(
        *(shown["series"][f"metrics/{name}(B)"] for name in ("precision", "recall", "F1")), strict=True
    ):
        assert f1 == pytest.approx(2 * precision * recall / (precision + recall) if precision + recall else 0)


def test_every_batch_is_there_once_with_its_speed(trainer: RunningServer, finished: tuple[str, list[Event]]) -> None:
    run, _ = finished
    events = of_type(follow(trainer, run), "run.batch")
    shown = get(trainer, f"{run}/series", points=20_000)
    batches = shown["batches"]
    assert batches["rows"] == len(batches["x"]) == len(events) > 3
    assert batches["series"]["loss/box_loss"] == [event["losses"]["box_loss"] for event in events]
    assert batches["series"]["lr/pg0"] == [event["lr"]["pg0"] for event in events]
    assert all(speed > 0 for speed in batches["series"]["speed"])
    looked = [event["machine"] for event in events if event["machine"]]
    assert shown["machine"]["series"].get("cpu", []) == [machine["cpu"] for machine in looked]
    assert follow(trainer, run, after=shown["seq"]) == [], "nothing came after what the series hold"


def test_the_log_is_searched_on_the_server(trainer: RunningServer, finished: tuple[str, list[Event]]) -> None:
    run, _ = finished
    said = [event["message"] for event in of_type(follow(trainer, run), "run.log")]
    assert [line["message"] for line in get(trainer, f"{run}/log", limit=5000)["lines"]] == said
    found = get(trainer, f"{run}/log", text="epochs completed")["lines"]
    assert len(found) == 1
    assert get(trainer, f"{run}/log", before=found[0]["seq"], limit=1)["more"]


def test_confusion_and_curves_are_data(trainer: RunningServer, finished: tuple[str, list[Event]]) -> None:
    run, _ = finished
    curves = Curves.model_validate(get(trainer, f"{run}/curves"))
    assert curves.epoch is None, "the best weights, validated at the end"
    assert curves.names == [str(digit) for digit in range(10)]
    confusion = curves.confusion
    assert confusion is not None
    assert confusion.background
    labelled = get(trainer, "../datasets/digits")["statistics"]["val"]["classes"]
    columns = [sum(row[label] for row in confusion.matrix) for label in range(10)]
    assert columns == labelled, "each labelled object is counted once"
    boxes = curves.curves[0]
    assert boxes.of == "boxes"
    assert len(boxes.classes) == len(boxes.f1) == len(boxes.precision_recall) == 10
    best = get(trainer, run)["best"]
    assert sum(boxes.ap50) / 10 == pytest.approx(best["metrics/mAP50(B)"], abs=2e-3)


def test_files_of_the_run_are_told_as_they_appear(trainer: RunningServer, finished: tuple[str, list[Event]]) -> None:
    run, _ = finished
    told = {event["path"] for event in of_type(follow(trainer, run), "run.artifact")}
    assert {"curves.json", "results.csv", "train_batch0.jpg", "val_batch0_pred.jpg"} <= told
    hidden = json.dumps(get(trainer, f"{run}/artifacts"))
    assert ".series" not in hidden


def test_one_device_trains_one_run_at_a_time(trainer: RunningServer, finished: tuple[str, list[Event]]) -> None:
    """The second starts from the weights of another; the first is stopped from two places, waits again, is deleted."""
    first = start(trainer, epochs=2)
    body = {"checkpoint": f"{finished[0]}:best", "dataset": "digits", "args": ARGS | {"epochs": 1}}
    answer = trainer.client.post("/api/runs", json=body)
    assert answer.status_code == 201, answer.text
    second = answer.json()["id"]
    third = start(trainer, epochs=1)
    follow(trainer, first, until=batch(2, 1))
    assert trainer.client.get(f"/api/runs/{second}").json()["status"] == "queued"
    assert trainer.client.post(f"/api/runs/{third}/stop").json()["status"] == "stopped"
    assert [event["status"] for event in follow(trainer, third)] == ["queued", "stopped"]
    assert trainer.client.delete(f"/api/runs/{first}").status_code == 409

    stop_from_two_places(trainer, first)
    events = follow(trainer, first)
    assert_whole(events)
    assert [event["status"] for event in of_type(events, "run.status")] == ["queued", "running", "stopped"]
    unfinished = trainer.client.post("/api/runs", json=body | {"checkpoint": f"{first}:last"}).json()["id"]
    spec = read_json(trainer.workspace / "runs" / unfinished / "run.json")
    assert spec["modules"] == ["Gate"], "weights of a run that is not at its end bring no sources"
    assert trainer.client.post(f"/api/runs/{unfinished}/stop").json()["status"] == "stopped"
    assert trainer.client.post(f"/api/runs/{first}/resume").json()["status"] == "queued"
    assert trainer.client.post(f"/api/runs/{first}/stop").json()["status"] == "stopped"
    from_weights = follow(trainer, second)
    assert_whole(from_weights)
    *_, begun, ended = of_type(from_weights, "run.status")
    assert (begun["status"], ended["status"]) == ("running", "completed"), ended
    assert begun["time"] >= events[-1]["time"]
    messages = " ".join(event["message"] for event in of_type(from_weights, "run.log"))
    assert "Transferred" in messages
    assert read_json(trainer.workspace / "runs" / second / "manifest.json")["modules"].keys() == {"Gate"}

    assert trainer.client.delete(f"/api/runs/{first}").status_code == 204
    assert trainer.client.get(f"/api/runs/{first}").status_code == 404
    assert not (trainer.workspace / "runs" / first).exists()


def stop_from_two_places(server: RunningServer, run: str) -> None:
    """Gently and by force, both at once."""
    answers: list[int] = []

    def stop(*, force: bool) -> None:
        body = {"force": force}
        answers.append(server.client.post(f"/api/runs/{run}/stop", json=body).status_code)

    threads = [threading.Thread(target=stop, kwargs={"force": force}) for force in (False, True, False, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 409}
    assert 200 in answers
