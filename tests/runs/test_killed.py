"""kill -9 of the worker, again and again, at moments spread over an epoch with its validation and its writing."""

import os
import signal
import time

import pytest

from tests.conftest import RunningServer
from tests.runs.training import Event, assert_whole, follow, of_type, start

MOMENTS = 24
SERIES = 4
"""So many runs share the moments: a resumed one is there sooner than a new one."""


def told(event: Event) -> bool:
    """Of an epoch: its batches and its end."""
    return event["type"] in {"run.batch", "run.epoch"}


@pytest.mark.prove
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("first", range(SERIES))
def test_killed_at_any_moment_after_the_first_epoch_at_most_one_epoch_is_lost(
    trainer: RunningServer, first: int
) -> None:
    run = start(trainer, epochs=100)
    seen = 0
    for moment in range(first, MOMENTS, SERIES):
        where = f"moment {moment} of {MOMENTS}"
        *_, ended = going = follow(trainer, run, after=seen, until=lambda event: event["type"] == "run.epoch")
        pid = next(event["pid"] for event in going if event.get("pid"))
        time.sleep(ended["seconds"] * moment / MOMENTS)
        os.kill(pid, signal.SIGKILL)
        events = follow(trainer, run)
        seen = len(events)
        assert (events[-1]["status"], "SIGKILL" in events[-1]["error"]["message"]) == ("failed", True), where
        reached = max(event["epoch"] for event in events if told(event))
        detail = trainer.client.get(f"/api/checkpoints/{run}:last")
        assert detail.status_code == 200, f"{where}: {detail.text}"

        assert trainer.client.post(f"/api/runs/{run}/resume").status_code == 200, where
        again = follow(trainer, run, after=seen, until=told)[-1]["epoch"]
        assert reached <= again <= reached + 1, f"{where}: at most the open epoch is done again"

    follow(trainer, run, after=seen, until=lambda event: event["type"] == "run.epoch")
    trainer.client.post(f"/api/runs/{run}/stop")
    events = follow(trainer, run)
    assert_whole(events)
    assert events[-1]["status"] == "stopped"
    curve = [event["epoch"] for event in of_type(events, "run.epoch")]
    assert curve == list(range(1, len(curve) + 1))
    assert trainer.client.get(f"/api/runs/{run}/metrics").json()["epoch"] == curve
    table = trainer.client.get(f"/api/runs/{run}/series/batches").text.splitlines()[1:]
    places = [float(row.split(",")[0]) for row in table]
    assert places == sorted(set(places))
    rows = (trainer.workspace / "runs" / run / "results.csv").read_text().splitlines()[1:]
    assert [int(row.split(",")[0]) for row in rows] == curve
