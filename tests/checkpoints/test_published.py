"""Weights that are published by name, from a source on this machine in place of the real one."""

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from checkpoint_stories import Api


@pytest.fixture(scope="module")
def source(publisher: ThreadingHTTPServer, files: Path) -> Iterator[ThreadingHTTPServer]:
    """Has yolo11n.pt whole, breaks yolo11s.pt off in the middle, sends something else for yolo11m.pt, and no more."""
    whole = (files / "plain.pt").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            body = {"yolo11n.pt": whole, "yolo11s.pt": whole[: len(whole) // 2], "yolo11m.pt": b"<html>"}.get(name)
            self.send_response(404 if body is None else 200)
            self.send_header("content-length", str(len(whole) if name != "yolo11m.pt" else 6))
            self.end_headers()
            self.wfile.write(body or b"")
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    publisher.RequestHandlerClass = Handler
    publisher.server_activate()
    threading.Thread(target=publisher.serve_forever, daemon=True).start()
    yield publisher
    publisher.server_close()


def listed(api: Api) -> dict[str, dict[str, Any]]:
    answer = api.client.get("/api/checkpoints/published", timeout=30)
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()["weights"]}


def fetched(api: Api, name: str) -> dict[str, Any]:
    assert api.client.post(f"/api/checkpoints/published/{name}/fetch").status_code == 202
    while (found := listed(api)[name])["status"] == "fetching":
        time.sleep(0.05)
    return found


def test_the_names_say_what_they_are(api: Api) -> None:
    names = listed(api)
    facts = ("family", "scale", "task", "trained_on")
    assert [names["yolo26x-depth.pt"][fact] for fact in facts] == ["yolo26", "x", "depth", None]
    assert [names["yolov8s-oiv7.pt"][fact] for fact in facts] == ["yolov8", "s", "detect", "Open Images V7"]
    assert [names["yolov5n6u.pt"][fact] for fact in facts] == ["yolov5", "n", "detect", None]
    assert {one["status"] for one in names.values()} == {"new"}
    assert not any("sam" in name or "nas" in name or name.endswith(".onnx") for name in names)


@pytest.mark.usefixtures("source")
def test_one_is_fetched_imported_and_known_by_its_sum(api: Api, files: Path) -> None:
    found = fetched(api, "yolo11n.pt")
    assert (found["status"], found["error"]) == ("done", None)
    assert found["sha256"] == hashlib.sha256((files / "plain.pt").read_bytes()).hexdigest()
    made = api.client.get(f"/api/checkpoints/{found['checkpoint']}").json()
    assert (made["name"], made["state"], made["sha256"]) == ("yolo11n.pt", "ready", found["sha256"])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("yolo11s.pt", "broken off"),
        ("yolo11m.pt", "is not a PyTorch checkpoint"),
        ("yolo11l.pt", "has no such file: it answers 404"),
    ],
)
@pytest.mark.usefixtures("source")
def test_what_does_not_come_whole_leaves_nothing(api: Api, name: str, why: str) -> None:
    before = sorted((api.workspace / "checkpoints").iterdir())
    found = fetched(api, name)
    assert found["status"] == "failed"
    assert why in found["error"]
    assert sorted((api.workspace / "checkpoints").iterdir()) == before


def test_the_runs_are_not_looked_at_for_it(api: Api) -> None:
    """Who asks waits for no run: the record of this one gives an answer to nobody."""
    folder = api.workspace / "runs" / "20260103T120000Z-0a1b2f"
    (folder / "weights").mkdir(parents=True)
    (folder / "weights" / "best.pt").touch()
    os.mkfifo(folder / "run.json")
    try:
        assert listed(api)
    finally:
        for _ in range(100):  # whoever reads it meanwhile gets an end
            with suppress(OSError):  # nobody does
                os.close(os.open(folder / "run.json", os.O_WRONLY | os.O_NONBLOCK))
            time.sleep(0.01)
        shutil.rmtree(folder)


def test_an_unknown_name_is_not_asked_for(api: Api) -> None:
    assert api.client.post("/api/checkpoints/published/sam_b.pt/fetch").status_code == 404
    assert api.client.post("/api/checkpoints/published/nothing/fetch").status_code == 404


def test_without_a_network_it_is_said_at_once(api: Api, source: ThreadingHTTPServer) -> None:
    """The last story: the source is gone afterwards."""
    source.shutdown()
    source.server_close()
    found = fetched(api, "yolo11x.pt")
    assert found["status"] == "failed"
    assert "127.0.0.1 cannot be reached from here within 3 s" in found["error"]
