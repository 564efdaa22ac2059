"""A run that starts from an architecture with another run's weights in it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningServer
from tests.runs.training import ARGS, TINY, follow, start

LONGER = TINY.replace("  - [-1, 1, Gate, []]\n", "  - [-1, 1, Gate, []]\n  - [-1, 1, Conv, [32, 1, 1]]\n").replace(
    "[[2, 4], 1", "[[3, 5], 1"
)
"""A row put in: the numbers of all that follow have moved."""

COMPARE = """
import json, sys, torch
from yolosmith import YOLO
old, *news = sys.argv[1:]
before, found = YOLO(old).model.state_dict(), []
for new, pairs in (json.loads(one) for one in news):
    after = YOLO(new).model.state_dict()
    found.append([[a, b] for a, b in pairs if not torch.equal(before[a], after[b])])
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def finished(trainer: RunningServer) -> str:
    """Weights of a short training."""
    (trainer.workspace / "model_yamls" / "longer.yaml").write_text(LONGER)
    run = start(trainer, epochs=1, fraction=0.05)
    follow(trainer, run)
    return f"{run}:last"


def transfer(server: RunningServer, checkpoint: str, **asked: Any) -> dict[str, Any]:
    answer = server.client.post(f"/api/checkpoints/{checkpoint}/transfer", json=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def different(old: Path, *news: tuple[Path, list[dict[str, Any]]]) -> list[list[list[str]]]:
    """Tensors that should be those of the checkpoint and are not, for each of the files; read in a fresh process."""
    asked = []
    for new, rows in news:
        pairs = [
            [f"model.{tensor['source']}", f"model.{row['index']}.{tensor['name']}"]
            for row in rows
            for tensor in row["tensors"]
            if tensor["state"] == "loaded"
        ]
        assert pairs
        asked.append(json.dumps([str(new), pairs]))
    command = [sys.executable, "-c", COMPARE, str(old), *asked]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[list[list[str]]] = json.loads(answer.stdout.splitlines()[-1])
    return found


def test_the_run_begins_with_what_the_preview_says_and_frozen_rows_keep_it(
    trainer: RunningServer, finished: str
) -> None:
    said = transfer(trainer, finished, architecture="longer", scale="n", dataset="digits")
    assert said["match"] == "aligned", "by name, nothing behind the new row fits"
    assert said["options"]["aligned"]["params_loaded"] > said["options"]["name"]["params_loaded"]
    assert [row["source"] for row in said["rows"]] == [0, 1, 2, None, 3, 4, 5]
    assert said["totals"]["tensors_loaded"] == sum(
        tensor["state"] == "loaded" for row in said["rows"] for tensor in row["tensors"]
    )

    body = {"architecture": "longer", "scale": "n", "dataset": "digits", "weights": finished}
    made = trainer.client.post("/api/runs", json={**body, "args": ARGS | {"epochs": 1, "freeze": 6}})
    assert made.status_code == 201, made.text
    run = made.json()["id"]
    folder, old = trainer.workspace / "runs" / run, trainer.workspace / "runs" / finished.partition(":")[0]
    assert not list((trainer.workspace / ".yolosmith").glob(".start-*"))
    assert follow(trainer, run)[-1]["status"] == "completed"
    begun, ended = (folder / "start.pt", said["rows"]), (folder / "weights" / "last.pt", said["rows"][:6])
    assert different(old / "weights" / "last.pt", begun, ended) == [[], []]
    kept = trainer.client.get(f"/api/runs/{run}").json()
    assert (kept["architecture"], kept["weights"]) == ("longer", finished)


def test_by_name_and_for_other_classes(trainer: RunningServer, finished: str) -> None:
    by_name = transfer(trainer, finished, architecture="longer", scale="n", match="name")
    assert {row["state"] for row in by_name["rows"][:3]} == {"loaded"}
    assert by_name["rows"][3]["state"] in {"skipped", "partly"}
    assert "in the checkpoint" in by_name["rows"][3]["why"]
    fewer = transfer(trainer, finished, architecture="tiny", scale="n", nc=3)
    assert fewer["rows"][-1]["state"] == "partly"
    assert fewer["totals"]["params_loaded"] < fewer["totals"]["params"]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"architecture": "nothing"}, ["architecture"]),
        ({"architecture": "tiny", "scale": "q"}, ["scale"]),
        ({"architecture": "tiny", "dataset": "nothing"}, ["dataset"]),
        ({"architecture": "tiny", "match": "luck"}, ["body", "match"]),
    ],
)
def test_what_cannot_be_previewed_is_refused_by_its_place(
    trainer: RunningServer, finished: str, asked: dict[str, str], place: list[str]
) -> None:
    answer = trainer.client.post(f"/api/checkpoints/{finished}/transfer", json=asked)
    assert answer.status_code in {404, 422}
    assert answer.json()["errors"][0]["loc"] == place


def test_a_run_that_cannot_have_its_weights_is_not_made(trainer: RunningServer, finished: str) -> None:
    before = trainer.client.get("/api/runs").json()
    body = {"architecture": "tiny", "dataset": "digits", "args": ARGS}
    missing = trainer.client.post("/api/runs", json={**body, "weights": "c-000000000000"})
    assert (missing.status_code, missing.json()["errors"][0]["loc"]) == (404, ["weights"])
    thrown = trainer.client.post("/api/runs", json={**body, "weights": finished, "args": ARGS | {"pretrained": False}})
    assert (thrown.status_code, thrown.json()["errors"][0]["loc"]) == (422, ["args", "pretrained"])
    both = {"checkpoint": finished, "weights": finished, "dataset": "digits"}
    assert trainer.client.post("/api/runs", json=both).status_code == 422
    assert len(trainer.client.get("/api/runs").json()) == len(before)
