"""A sweep: which trials there are (pure), and what becomes of it while runs end, servers die and people stop it."""

import signal
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import RunningServer, start_server
from tests.runs.training import ARGS, furnish
from yolosmith.errors import UnreadableError
from yolosmith.runs import sweep_space
from yolosmith.runs.schemas import RunRequest
from yolosmith.runs.sweep_schemas import Range, SweepRequest, Values

SHORT = ARGS | {"epochs": 1, "fraction": 0.05}
RUN = {"architecture": "tiny", "scale": "n", "dataset": "digits", "args": SHORT}


def request(**fields: Any) -> SweepRequest:
    """A request for a run that is not looked at."""
    return SweepRequest(run=RunRequest(architecture="tiny", dataset="digits"), **fields)


def test_a_grid_tries_every_combination_once() -> None:
    asked = request(
        method="grid", vary={"lr0": Values(values=[0.1, 0.01]), "optimizer": Values(values=["SGD", "Adam"])}
    )
    assert sweep_space.count(asked) == 4
    trials = [sweep_space.grid(asked, number) for number in range(1, 5)]
    assert trials[0] == {"lr0": 0.1, "optimizer": "SGD"}
    assert len({tuple(trial.values()) for trial in trials}) == 4


ranges = st.builds(
    lambda low, span, log: Range(minimum=low, maximum=low + span, log=log),
    st.floats(1e-6, 1e3),
    st.floats(1e-3, 1e3),
    st.booleans(),
)


@given(ranges, st.integers(0, 5), st.integers(1, 50))
def test_draws_stay_inside_and_are_the_same_each_time(space: Range, seed: int, number: int) -> None:
    asked = request(method="random", vary={"lr0": space, "epochs": Range(minimum=1, maximum=9)}, seed=seed)
    found = sweep_space.drawn(asked, number, {"epochs"})
    assert space.minimum * (1 - 1e-4) <= found["lr0"] <= space.maximum * (1 + 1e-4)
    assert isinstance(found["epochs"], int)
    assert found == sweep_space.drawn(asked, number, {"epochs"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "grid", "vary": {}},
        {"method": "grid", "vary": {"lr0": {"minimum": 0.1, "maximum": 1}}},
        {"method": "random", "vary": {"lr0": {"minimum": 1, "maximum": 0.1}}},
        {"method": "random", "vary": {"lr0": {"minimum": 0, "maximum": 1, "log": True}}},
        {"method": "tune", "vary": {"lr0": {"values": [0.1]}}},
    ],
)
def test_what_no_search_could_use_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"vary is empty|values|above|minimum"):
        SweepRequest.model_validate({"run": {"architecture": "tiny", "dataset": "digits"}, **wrong})


def test_varying_what_the_automatic_optimizer_chooses_itself_is_refused() -> None:
    vary = {"lr0": Range(minimum=1e-4, maximum=1e-1)}
    with pytest.raises(UnreadableError, match="chooses lr0 itself while the optimizer is auto"):
        sweep_space.refuse_without_effect(request(method="random", vary=vary))
    sweep_space.refuse_without_effect(request(method="random", vary={**vary, "optimizer": Values(values=["SGD"])}))


def started(server: RunningServer, **fields: Any) -> str:
    answer = server.client.post("/api/sweeps", json={"run": RUN, **fields})
    assert answer.status_code == 201, answer.text
    sweep: str = answer.json()["id"]
    return sweep


def until(server: RunningServer, sweep: str, *states: str) -> dict[str, Any]:
    """The sweep once it is in one of the states."""
    while (found := server.client.get(f"/api/sweeps/{sweep}").json())["status"] not in states:
        time.sleep(0.2)
    answer: dict[str, Any] = found
    return answer


def test_a_grid_runs_to_its_end_ranks_its_trials_and_survives_the_server(tmp_path: Path, digits: Path) -> None:
    furnish(tmp_path, digits)
    first = start_server(tmp_path)
    refused = first.client.post("/api/sweeps", json={"run": RUN, "method": "grid", "vary": {"lr0": {"values": [-1]}}})
    assert refused.status_code == 422
    assert [error["loc"] for error in refused.json()["errors"]] == [["vary", "lr0"]]
    assert first.client.get("/api/sweeps").json() == []
    sweep = started(first, method="grid", vary={"lr0": {"values": [0.001, 0.01]}})
    assert first.client.get(f"/api/sweeps/{sweep}").json()["trials"] == 2
    first.stop(signal.SIGKILL)
    second = start_server(tmp_path)
    try:
        found = until(second, sweep, "completed")
        assert [trial["args"] for trial in found["results"]] == [{"lr0": 0.001}, {"lr0": 0.01}]
        assert all(trial["status"] == "completed" for trial in found["results"])
        values = {trial["run"]: trial["value"] for trial in found["results"]}
        assert found["metric"] == "metrics/mAP50-95(B)"
        assert found["best"] == max(values, key=lambda run: values[run])
        for trial in found["results"]:
            run = second.client.get(f"/api/runs/{trial['run']}").json()
            assert (run["parent"], run["trial"], run["args"]["lr0"]) == (sweep, trial["number"], trial["args"]["lr0"])
        assert second.client.delete(f"/api/runs/{found['results'][-1]['run']}").status_code == 204
        left = second.client.get(f"/api/sweeps/{sweep}").json()
        assert (left["status"], left["done"], len(left["results"])) == ("completed", 2, 1)
        assert second.client.delete(f"/api/sweeps/{sweep}?runs=true").status_code == 204
        assert second.client.get("/api/runs").json() == []
    finally:
        assert second.stop() == 0


@pytest.mark.prove
def test_tune_starts_from_the_defaults_and_mutates_and_a_stopped_sweep_goes_on(tmp_path: Path, digits: Path) -> None:
    furnish(tmp_path, digits)
    server = start_server(tmp_path)
    try:
        sweep = started(server, method="tune", trials=3, vary={"lr0": {"minimum": 1e-4, "maximum": 1e-1}})
        while server.client.get(f"/api/sweeps/{sweep}").json()["done"] < 1:
            time.sleep(0.2)
        stopped = server.client.post(f"/api/sweeps/{sweep}/stop").json()
        assert stopped["status"] in {"stopping", "stopped"}
        assert len(until(server, sweep, "stopped")["results"]) < 3
        assert server.client.post(f"/api/sweeps/{sweep}/resume").json()["status"] == "running"
        found = until(server, sweep, "completed")
        rates = [trial["args"]["lr0"] for trial in found["results"]]
        assert rates[0] == ARGS["lr0"]
        assert len(set(rates)) == 3
        assert all(1e-4 <= rate <= 1e-1 for rate in rates)
        own = started(server, method="tune", trials=1)
        (trial,) = until(server, own, "completed")["results"]
        assert trial["status"] == "completed", trial
        assert {"box", "hsv_h", "momentum"} <= trial["args"].keys()
    finally:
        assert server.stop() == 0
