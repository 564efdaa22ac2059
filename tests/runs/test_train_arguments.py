"""Arguments over HTTP: looked at while one types and at the start, kept as presets, read from files; loggers."""

from typing import Any

import yaml

from tests.conftest import RunningServer
from tests.runs.training import ARGS, follow, start


def checked(server: RunningServer, args: dict[str, Any], **chosen: str) -> tuple[dict[str, str], dict[str, str]]:
    """Errors and warnings by argument."""
    answer = server.client.post("/api/train-args/check", json={"args": args, **chosen})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["ok"] == (not body["errors"])
    errors, warnings = ({place["loc"][1]: place["message"] for place in body[kind]} for kind in ("errors", "warnings"))
    return errors, warnings


def test_every_argument_is_listed_with_what_it_takes(trainer: RunningServer) -> None:
    listed = {one["name"]: one for one in trainer.client.get("/api/train-args").json()}
    assert len(listed) > 100
    assert {"model", "data", "project", "save_dir", "resume"}.isdisjoint(listed)
    assert (listed["degrees"]["minimum"], listed["degrees"]["maximum"], listed["degrees"]["unit"]) == (0, 180, "°")
    assert listed["mosaic"]["group"] == "Augmentation"
    assert listed["angle"]["tasks"] == ["obb"]
    assert listed["format"]["used"] is False


def test_arguments_are_looked_at_beside_what_is_trained(trainer: RunningServer) -> None:
    errors, warnings = checked(trainer, {"freeze": 6, "classes": [12]}, architecture="tiny", dataset="digits")
    assert "has 6 layers" in errors["freeze"] and "0 to 9" in errors["classes"]
    errors, warnings = checked(trainer, {"angle": 2.0, "epochs": 5}, architecture="tiny", dataset="digits")
    assert not errors
    assert "no effect on the task detect" in warnings["angle"] and "close_mosaic" in warnings
    missing = trainer.client.post("/api/train-args/check", json={"args": {}, "dataset": "nothing"})
    assert missing.status_code == 404 and missing.json()["errors"][0]["loc"] == ["dataset"]


def test_what_cannot_be_is_refused_at_the_start_too(trainer: RunningServer) -> None:
    body = {"architecture": "tiny", "dataset": "digits", "args": {"freeze": 6, "box": -5}}
    refused = trainer.client.post("/api/runs", json=body)
    assert refused.status_code == 422
    assert [error["loc"] for error in refused.json()["errors"]] == [["args", "box"]]
    refused = trainer.client.post("/api/runs", json={**body, "args": {}, "loggers": ["wandb", "diary"]})
    assert {error["actual"] for error in refused.json()["errors"]} == {"wandb", "diary"}


def test_a_size_is_rounded_as_ultralytics_does(trainer: RunningServer) -> None:
    _, warnings = checked(trainer, {"imgsz": 50}, architecture="tiny", dataset="digits")
    assert "64 px" in warnings["imgsz"]
    trainer.client.patch("/api/queue", json={"paused": True}).raise_for_status()
    run = start(trainer, imgsz=50)  # taken, as it only warns
    assert trainer.client.delete(f"/api/runs/{run}").status_code == 204
    trainer.client.patch("/api/queue", json={"paused": False}).raise_for_status()


def test_a_preset_is_saved_renamed_and_deleted(trainer: RunningServer) -> None:
    client = trainer.client
    assert client.get("/api/presets").json() == []
    saved = client.put("/api/presets/quick", json={"args": {"epochs": 3, "freeze": [0, 1]}})
    assert saved.json() == {"name": "quick", "args": {"epochs": 3, "freeze": [0, 1]}}
    client.put("/api/presets/slow", json={"args": {"epochs": 300}})
    taken = client.post("/api/presets/quick/rename", json={"to": "slow"})
    assert taken.status_code == 409 and taken.json()["errors"][0]["loc"] == ["to"]
    assert client.post("/api/presets/quick/rename", json={"to": "../x"}).status_code == 422
    assert client.post("/api/presets/quick/rename", json={"to": "fast"}).status_code == 200
    assert [preset["name"] for preset in client.get("/api/presets").json()] == ["fast", "slow"]
    assert (trainer.workspace / ".yolosmith" / "presets" / "fast.json").is_file()
    assert client.delete("/api/presets/fast").status_code == 204
    assert client.get("/api/presets/fast").status_code == 404
    assert client.put("/api/presets/..%2Fx", json={"args": {}}).status_code in {404, 422}


def test_a_file_of_arguments_goes_out_and_in(trainer: RunningServer) -> None:
    client = trainer.client
    args = {"epochs": 7, "lr0": 0.0001, "freeze": [0, 2], "optimizer": "AdamW", "close_mosaic": 0}
    text = client.post("/api/train-args/write", json={"args": args}).json()["yaml"]
    assert yaml.safe_load(text)["imgsz"] == 640
    back = client.post("/api/train-args/read", json={"yaml": text}).json()
    assert back == {"args": args, "ignored": [], "errors": []}
    assert client.post("/api/train-args/write", json={"args": {"epoch": 7}}).status_code == 422


def test_the_args_of_a_training_of_ultralytics_drop_in(trainer: RunningServer) -> None:
    text = "task: detect\nmodel: yolo11n.pt\ndata: coco8.yaml\nlr0: 1e-3\nbatch: 16\nsave_dir: /x\nfuture: 1\nbox: -1\n"
    read = trainer.client.post("/api/train-args/read", json={"yaml": text}).json()
    assert read["args"] == {"lr0": 0.001, "box": -1}
    assert [one["name"] for one in read["ignored"]] == ["task", "model", "data", "save_dir"]
    assert [error["loc"][1] for error in read["errors"]] == ["future", "box"]
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nepochs: [*b, *b]\n"
    assert trainer.client.post("/api/train-args/read", json={"yaml": bomb}).json()["args"] == {}
    for nonsense in ("[", "- 1", "x" * 300_000, "[" * 5000):
        assert trainer.client.post("/api/train-args/read", json={"yaml": nonsense}).status_code == 422


def test_pictures_are_made_with_these_arguments(trainer: RunningServer) -> None:
    ask = {"args": {"imgsz": 64, "mosaic": 0.0}, "count": 2}
    made = trainer.client.post("/api/datasets/digits/augmented", json=ask).json()["pictures"]
    assert [(picture["width"], picture["height"]) for picture in made] == [(64, 64), (64, 64)]
    assert all(box["name"] in "0123456789" for picture in made for box in picture["boxes"])
    refused = trainer.client.post("/api/datasets/digits/augmented", json={"args": {"degrees": 999}})
    assert refused.status_code == 422 and refused.json()["errors"][0]["loc"] == ["args", "degrees"]
    wrong = trainer.client.post("/api/datasets/digits/augmented", json={"task": "pose"})
    assert wrong.status_code == 422


def test_a_run_writes_to_the_loggers_that_it_names(trainer: RunningServer) -> None:
    listed = {one["name"]: one for one in trainer.client.get("/api/loggers").json()}
    assert listed["tensorboard"]["installed"] and not listed["tensorboard"]["online"]
    assert listed["wandb"]["online"] and "WANDB_API_KEY" in listed["wandb"]["needs"]

    run = start(trainer, loggers=("tensorboard",), epochs=1, fraction=0.05)
    follow(trainer, run)
    shown = trainer.client.get(f"/api/runs/{run}").json()
    assert shown["status"] == "completed", shown["error"]
    assert shown["loggers"] == ["tensorboard"]
    assert shown["device"] and shown["images"] > 0 and shown["epoch_seconds"] > 0

    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    accumulator = EventAccumulator(str(trainer.workspace / "runs" / run))
    accumulator.Reload()
    assert {"train/box_loss", "lr/pg0", "metrics/mAP50(B)"} <= set(accumulator.Tags()["scalars"])
    settings = trainer.workspace / ".yolosmith" / "ultralytics" / "Ultralytics" / "settings.json"
    assert yaml.safe_load(settings.read_text())["tensorboard"] is False


def test_a_run_from_a_checkpoint_takes_the_defaults_and_not_what_the_checkpoint_was_trained_with(
    trainer: RunningServer,
) -> None:
    elder = start(trainer, epochs=1, fraction=0.05, imgsz=32, single_cls=True)
    follow(trainer, elder)
    args = {name: value for name, value in ARGS.items() if name != "imgsz"} | {"epochs": 1, "fraction": 0.05}
    body = {"checkpoint": f"{elder}:best", "dataset": "digits", "args": args}
    run = trainer.client.post("/api/runs", json=body).json()["id"]
    follow(trainer, run)
    details = [trainer.client.get(f"/api/checkpoints/{one}:best").json() for one in (elder, run)]
    assert [(detail["imgsz"], len(detail["names"])) for detail in details] == [(32, 1), (640, 10)]
