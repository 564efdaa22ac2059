"""A teacher: chosen from the checkpoints, refused by name where it does not fit, kept with the run and learnt from."""

from typing import Any

import pytest

from tests.conftest import RunningServer
from tests.runs.training import ARGS, TINY, assert_whole, batch, follow, of_type, start
from yolosmith.storage.files import read_json, sha256


def refusal(server: RunningServer, teacher: str, **body: Any) -> str:
    """What is said at the argument when a run with this teacher is asked for."""
    asked = {"architecture": "tiny", "scale": "n", "dataset": "digits", "args": {**ARGS, "distill_model": teacher}}
    answer = server.client.post("/api/runs", json=asked | body)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["loc"] == ["args", "distill_model"]
    return str(error["message"])


def test_a_teacher_that_is_no_checkpoint_is_refused(trainer: RunningServer) -> None:
    assert "import its file under Checkpoints first" in refusal(trainer, "yolo26s.pt")
    assert "There is no checkpoint c-0123456789ab" in refusal(trainer, "c-0123456789ab")
    damaged = trainer.workspace / "runs" / "20260102T120000Z-0a1b2c" / "weights" / "best.pt"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"half a file")
    assert "is not a PyTorch checkpoint" in refusal(trainer, "20260102T120000Z-0a1b2c:best")
    asked = {"args": {"dis": 3.0}}
    (warning,) = trainer.client.post("/api/train-args/check", json=asked).json()["warnings"]
    assert warning["loc"] == ["args", "dis"] and "without a teacher" in warning["message"]


@pytest.mark.prove
def test_a_model_learns_from_a_teacher_over_a_stop_and_a_resume(trainer: RunningServer) -> None:
    client = trainer.client
    elder = start(trainer, epochs=1, fraction=0.05)
    assert follow(trainer, elder)[-1]["status"] == "completed"
    teacher = f"{elder}:best"
    assert client.get(f"/api/checkpoints/{teacher}").json()["strides"] == [4, 8]

    (trainer.workspace / "model_yamls" / "coarse.yaml").write_text(TINY.replace("[2, 4]", "[4]"))
    assert "strides 4, 8, this model of 8" in refusal(trainer, teacher, architecture="coarse")

    run = start(trainer, epochs=2, warmup_epochs=0, distill_model=teacher)
    assert client.delete(f"/api/runs/{elder}").status_code == 204  # the run has the teacher's file itself
    follow(trainer, run, until=batch(2, 1))
    client.post(f"/api/runs/{run}/stop")
    assert follow(trainer, run)[-1]["status"] in {"stopped", "completed"}
    half = client.get(f"/api/checkpoints/{run}:last").json()
    assert len(half["layers"]) == 6 and half["strides"] == [4, 8]  # of the model, and not of what it learns with
    client.post(f"/api/runs/{run}/resume")
    client.post(f"/api/runs/{run}/extend", json={"epochs": 1})
    events = follow(trainer, run)
    assert_whole(events)
    assert events[-1]["status"] == "completed", client.get(f"/api/runs/{run}").json()["error"]
    epochs = of_type(events, "run.epoch")
    assert all(event["metrics"]["train/dis_loss"] > 0 for event in epochs)
    plain = of_type(events, "run.start")[0]["parameters"]
    assert plain == half["parameters"]

    manifest = read_json(trainer.workspace / "runs" / run / "manifest.json")
    kept = trainer.workspace / "runs" / run / "teacher.pt"
    assert (manifest["teacher"], manifest["teacher_sha256"]) == (teacher, sha256(kept))
    assert client.get(f"/api/checkpoints/{run}:best").json()["parameters"] == half["parameters"]
