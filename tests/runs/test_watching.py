"""What is seen of a run is what it wrote: to the last digit of results.csv, and the validator's own curves."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningServer
from tests.runs.training import assert_whole, follow, of_type, start
from yolosmith.runs.series_schemas import Curves


@pytest.fixture(scope="module")
def run(trainer: RunningServer) -> Iterator[str]:
    """A run of three epochs that has ended."""
    started = start(trainer, plots=True)
    assert_whole(follow(trainer, started))
    yield started


def get(trainer: RunningServer, path: str, **query: Any) -> Any:
    answer = trainer.client.get(f"/api/runs/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def folder(trainer: RunningServer, run: str) -> Path:
    return trainer.workspace / "runs" / run


def test_the_curves_are_results_csv_to_the_last_digit(trainer: RunningServer, run: str) -> None:
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


def test_every_batch_is_there_once_with_its_speed(trainer: RunningServer, run: str) -> None:
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


def test_the_log_is_searched_on_the_server(trainer: RunningServer, run: str) -> None:
    said = [event["message"] for event in of_type(follow(trainer, run), "run.log")]
    assert [line["message"] for line in get(trainer, f"{run}/log", limit=5000)["lines"]] == said
    found = get(trainer, f"{run}/log", text="epochs completed")["lines"]
    assert len(found) == 1
    assert get(trainer, f"{run}/log", before=found[0]["seq"], limit=1)["more"]


def test_confusion_and_curves_are_data(trainer: RunningServer, run: str) -> None:
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


def test_files_of_the_run_are_told_as_they_appear(trainer: RunningServer, run: str) -> None:
    told = {event["path"] for event in of_type(follow(trainer, run), "run.artifact")}
    assert {"curves.json", "results.csv", "train_batch0.jpg", "val_batch0_pred.jpg"} <= told
    hidden = json.dumps(get(trainer, f"{run}/artifacts"))
    assert ".series" not in hidden
