"""What can go wrong inside a training: each ends with a reason that says what to do, or is recovered from."""

import json

import pytest

from tests.conftest import RunningServer
from tests.runs.test_faults import epochs_of
from tests.runs.training import ARGS, TINY, assert_whole, batch, follow, of_type, start
from yolosmith.storage.journal import read_lines

MODULE = '''"""{name}."""

import torch
from torch import nn


class {name}(nn.Module):
    """Behaves until it does not."""

    def __init__(self, c1: int) -> None:
        super().__init__()
        self.seen = 0

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.training and x.device.type == "cpu" and x.shape[0] > 1:
            self.seen += 1
{body}
        return x
'''
BODIES = {
    # some batches of the second epoch or the third give NaN, and none after them
    "NanOnce": "            if 10 <= self.seen <= 12:\n                x = x * float('nan')",
    "NanAlways": "            if self.seen >= 10:\n                x = x * float('nan')",
    "Hungry": "            if self.seen >= 4:\n                torch.empty(10**15)",
}


@pytest.fixture(scope="module")
def unlucky(trainer: RunningServer) -> RunningServer:
    """The trainer with networks that each go wrong in their own way."""
    for name, body in BODIES.items():
        (trainer.workspace / "modules" / f"{name}.py").write_text(MODULE.format(name=name, body=body))
        text = TINY.replace("Gate", name)
        (trainer.workspace / "model_yamls" / f"{name.lower()}.yaml").write_text(text)
    return trainer


def begin(server: RunningServer, architecture: str, **changes: object) -> str:
    body = {"architecture": architecture, "dataset": "digits", "args": ARGS | changes}
    answer = server.client.post("/api/runs", json=body)
    assert answer.status_code == 201, answer.text
    run: str = answer.json()["id"]
    return run


def test_a_loss_that_is_no_number_for_a_while_is_recovered_from_and_the_json_stays_valid(
    unlucky: RunningServer,
) -> None:
    run = begin(unlucky, "nanonce")
    events = follow(unlucky, run)
    assert_whole(events)
    assert events[-1]["status"] == "completed", events[-1]
    assert [event["epoch"] for event in of_type(events, "run.epoch")] == [1, 2, 3]
    assert epochs_of(unlucky, run) == [1, 2, 3]
    losses = [value for event in of_type(events, "run.batch") for value in event["losses"].values()]
    assert None in losses
    warnings = " ".join(event["message"] for event in of_type(events, "run.log") if event["level"] == "warning")
    assert "recovering from last.pt" in warnings
    for _, line in read_lines(unlucky.workspace / "runs" / run / "events.jsonl"):
        json.loads(line, parse_constant=pytest.fail)


@pytest.mark.prove
def test_a_loss_that_stays_no_number_ends_the_run_with_that_reason(unlucky: RunningServer) -> None:
    run = begin(unlucky, "nanalways")
    last = follow(unlucky, run)[-1]
    assert last["status"] == "failed"
    assert "NaN persisted" in last["error"]["message"]


def test_without_memory_the_reason_says_so_and_the_manifest_of_the_failed_run_what_made_it(
    unlucky: RunningServer,
) -> None:
    run = begin(unlucky, "hungry", epochs=1, seed=7)
    last = follow(unlucky, run)[-1]
    assert last["status"] == "failed"
    assert last["error"]["message"].startswith("Out of memory; a smaller batch or imgsz needs less.")
    manifest = unlucky.client.get(f"/api/runs/{run}/manifest").json()
    assert (manifest["outcome"], manifest["seed"], manifest["device"]) == ("failed", 7, "cpu")
    assert manifest["modules"].keys() == {"Hungry"}
    assert {"architecture.yaml", "args.yaml", "run.json", "modules/Hungry.py"} <= manifest["artifacts"].keys()


def test_a_picture_that_is_damaged_in_the_middle_of_an_epoch_is_named(unlucky: RunningServer) -> None:
    run = start(unlucky, fraction=1.0)
    follow(unlucky, run, until=batch(1, 2))
    folder = unlucky.workspace / "datasets" / "digits" / "images" / "train"
    spoilt = sorted(folder.iterdir())
    kept = {path: path.read_bytes() for path in spoilt}
    for path in spoilt:
        path.write_bytes(b"no picture")
    try:
        last = follow(unlucky, run)[-1]
    finally:
        for path, data in kept.items():
            path.write_bytes(data)
    assert last["status"] == "failed"
    message = last["error"]["message"]
    assert message.startswith("The picture datasets/digits/images/train/")
    assert "cannot be read any more" in message
