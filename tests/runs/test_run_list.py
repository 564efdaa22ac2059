"""The list of runs: what is said of them, their thin curves, and that it is the same however it was come by."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.made_runs import make_runs
from tests.conftest import RunningServer, start_server

RUNS = 12


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server on a workspace with runs that are over, the notes of the oldest damaged."""
    workspace: Path = tmp_path_factory.mktemp("workspace")
    oldest, *_ = make_runs(workspace, RUNS, epochs=100)
    (workspace / "runs" / oldest / "notes.json").write_text("{torn")
    running = start_server(workspace)
    yield running
    assert running.stop() == 0


def test_the_list_says_of_each_run_what_the_run_says_of_itself(listing: RunningServer) -> None:
    runs = listing.client.get("/api/runs").json()
    assert [run["id"] for run in runs] == sorted((run["id"] for run in runs), reverse=True)
    assert len(runs) == RUNS
    for run in runs:
        assert listing.client.get(f"/api/runs/{run['id']}").json() == run
    assert listing.client.get("/api/stats").json()["runs"] == RUNS


def test_the_curve_is_the_main_metric_of_some_epochs(listing: RunningServer) -> None:
    run = listing.client.get("/api/runs").json()[0]
    curve = run["curve"]
    columns = listing.client.get(f"/api/runs/{run['id']}/metrics").json()
    assert curve["metric"] == "metrics/mAP50-95(B)"
    assert len(curve["values"]) <= 40
    assert curve["values"] == columns["series"][curve["metric"]][curve["stride"] - 1 :: curve["stride"]]


def test_tags_and_notes_are_kept_with_the_run(listing: RunningServer) -> None:
    run = listing.client.get("/api/runs").json()[3]["id"]
    path = f"/api/runs/{run}"
    changed = listing.client.patch(path, json={"tags": ["night shift", "night-shift", "ω"], "note": "Best so far.\n"})
    assert changed.status_code == 200, changed.text
    assert changed.json()["tags"] == ["night-shift", "ω"]
    assert listing.client.patch(path, json={"tags": ["again"]}).json()["note"] == "Best so far.\n"
    kept = json.loads((listing.workspace / "runs" / run / "notes.json").read_text())
    assert kept == {"tags": ["again"], "note": "Best so far.\n"}
    listed = next(one for one in listing.client.get("/api/runs").json() if one["id"] == run)
    assert (listed["tags"], listed["note"]) == (["again"], "Best so far.\n")


@pytest.mark.parametrize("tags", [[""], ["  "], ["a,b"], ["x" * 41], ["t"] * 21 + ["u"], "night"])
def test_what_is_no_tag_is_refused_by_its_place(listing: RunningServer, tags: object) -> None:
    run = listing.client.get("/api/runs").json()[4]
    refused = listing.client.patch(f"/api/runs/{run['id']}", json={"tags": tags})
    assert refused.status_code == 422
    assert "tags" in refused.json()["errors"][0]["loc"]
    assert listing.client.get(f"/api/runs/{run['id']}").json()["tags"] == run["tags"]


def test_other_tabs_hear_of_a_note(listing: RunningServer) -> None:
    run = listing.client.get("/api/runs").json()[5]["id"]
    with listing.client.stream("GET", "/api/events", params={"topics": "runs"}) as stream:
        lines = stream.iter_lines()
        snapshot = json.loads(next(line for line in lines if line.startswith("data:")).removeprefix("data:"))
        assert len(snapshot["runs"]) == RUNS
        listing.client.patch(f"/api/runs/{run}", json={"note": "Heard."})
        told = json.loads(next(line for line in lines if line.startswith("data:")).removeprefix("data:"))
        assert (told["run"]["id"], told["run"]["note"]) == (run, "Heard.")


def test_damaged_notes_lose_the_notes_and_nothing_else(listing: RunningServer) -> None:
    oldest = listing.client.get("/api/runs").json()[-1]
    assert (oldest["status"], oldest["tags"], oldest["note"]) == ("completed", [], "")
    tagged = listing.client.patch(f"/api/runs/{oldest['id']}", json={"tags": ["mended"]})
    assert tagged.json()["tags"] == ["mended"]
