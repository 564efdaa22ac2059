"""The queue: what starts next, on which devices; pure, without a training."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yolosmith.datasets.tasks import TRAINS
from yolosmith.errors import ConflictError, UnreadableError
from yolosmith.runs.devices import devices_of
from yolosmith.runs.queue import Queue
from yolosmith.runs.tasks import refuse_unfit


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    """Four runs wait."""
    found = Queue(tmp_path / "queue.json")
    for run in "abcd":
        found.append(run)
    return found


@pytest.mark.parametrize(
    ("asked", "known", "taken"),
    [
        (None, ["cpu"], {"cpu"}),
        ("cpu", ["cpu", "0", "1"], {"cpu"}),
        (None, ["cpu", "0", "1"], {"0"}),
        ("", ["cpu", "mps"], {"cpu"}),
        ("mps:0", ["cpu", "mps"], {"mps"}),
        ("cuda", ["cpu", "0", "1"], {"0"}),
        (0, ["cpu", "0"], {"0"}),
        ("0,1", ["cpu", "0", "1"], {"0", "1"}),
        ([0, 1], ["cpu", "0", "1"], {"0", "1"}),
        ("cuda:1", ["cpu", "0", "1"], {"1"}),
        ("cuda:0,1", ["cpu", "0", "1"], {"0", "1"}),
        ("(0,)", ["cpu", "0", "1"], {"0"}),
        ("01,", ["cpu", "0", "1"], {"1"}),
        ("-1", ["cpu", "0", "1"], {"0", "1"}),
        ([-1, -1], ["cpu", "0", "1"], {"0", "1"}),
        ("1,-1", ["cpu", "0", "1"], {"0", "1"}),
        ("-1", ["cpu", "mps"], {"cpu"}),
    ],
)
def test_a_run_takes_the_devices_that_it_names_or_the_one_that_ultralytics_would(
    asked: object, known: list[str], taken: set[str]
) -> None:
    assert devices_of(asked, known) == taken


def test_runs_move_and_the_order_and_the_pause_outlive_the_server(queue: Queue, tmp_path: Path) -> None:
    queue.move("d", "front")
    queue.move("c", "up")
    queue.move("a", "down")
    queue.move("d", "up")
    assert list(queue) == ["d", "c", "a", "b"]
    queue.move("d", "back")
    queue.pause(paused=True)
    again = Queue(tmp_path / "queue.json")
    for run in ("a", "b", "new", "c", "d"):
        again.take_up(run)
    assert list(again) == ["c", "a", "b", "d", "new"]
    assert again.paused
    assert again.startable(frozenset(), lambda run: frozenset({run})) == []
    with pytest.raises(ConflictError):
        queue.move("e", "front")


def test_a_damaged_record_is_no_reason_not_to_start(tmp_path: Path) -> None:
    (tmp_path / "queue.json").write_text("{")
    assert not Queue(tmp_path / "queue.json").paused


@given(st.lists(st.frozensets(st.sampled_from("012"), min_size=1), max_size=8), st.frozensets(st.sampled_from("012")))
def test_no_two_share_a_device_and_nobody_is_overtaken_on_one(
    wanted: list[frozenset[str]], busy: frozenset[str]
) -> None:
    queue = Queue(Path("/nonexistent/queue.json"))
    for place in range(len(wanted)):
        queue.take_up(str(place))
    started = [int(run) for run in queue.startable(busy, lambda run: wanted[int(run)])]
    taken = set(busy)
    for place, devices in enumerate(wanted):
        assert (place in started) == (not devices & taken)
        taken |= devices


def test_a_model_and_a_data_set_of_another_task_are_refused_with_both_named() -> None:
    with pytest.raises(UnreadableError, match="yolo26-pose is a pose model and needs keypoints; bccd is a detect data"):
        refuse_unfit("yolo26-pose", "pose", "bccd", "detect")
    with pytest.raises(UnreadableError, match="needs a depth map for each picture; bccd is a detect data set"):
        refuse_unfit("yolo26-depth", "depth", "bccd", "detect")
    for labels, tasks in TRAINS.items():
        for task in tasks:
            refuse_unfit("model", task, "data", labels)
    refuse_unfit("model", None, "data", "detect")
