"""What is written of a run that went on: no hole in its curves, and the time of all its workers."""

import json
from pathlib import Path

import pytest

from yolosmith.engine.going_on import untold_epochs
from yolosmith.engine.manifest import earlier_seconds


def journal(folder: Path, *events: dict[str, object]) -> Path:
    """An events.jsonl."""
    path = folder / "events.jsonl"
    path.write_text("".join(json.dumps({"seq": seq} | one) + "\n" for seq, one in enumerate(events, 1)))
    return path


def test_an_epoch_that_was_saved_and_not_told_is_told_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    journal(tmp_path, {"time": 1.0, "type": "run.epoch", "epoch": 1, "epochs": 3})
    (tmp_path / "results.csv").write_text(
        "epoch,metrics/precision(B),metrics/recall(B)\n1,0.1,0.1\n2,0.5,0.25\n3,0.9,0.9\n"
    )
    (told,) = untold_epochs(tmp_path, 2, 3)
    assert (told.epoch, told.epochs) == (2, 3)
    assert told.metrics == {"metrics/precision(B)": 0.5, "metrics/recall(B)": 0.25}
    assert told.derived == {"metrics/F1(B)": pytest.approx(1 / 3)}


def test_the_time_of_a_training_is_that_of_all_its_workers_and_not_of_what_lies_between(tmp_path: Path) -> None:
    def status(time: float, status: str) -> dict[str, object]:
        return {"time": time, "type": "run.status", "status": status}

    def line(time: float) -> dict[str, object]:
        return {"time": time, "type": "run.log", "message": "…"}

    first = [status(0, "queued"), status(10, "running"), line(11), line(40), status(41, "stopped")]
    # killed, which the next server notices an hour later
    second = [status(100, "queued"), status(110, "running"), line(125), status(3700, "failed")]
    last = [status(3800, "queued"), status(3810, "running"), line(3900)]
    assert earlier_seconds(journal(tmp_path, *first, *second, *last)) == 30 + 15
    assert earlier_seconds(journal(tmp_path, *first[:4])) == 0
