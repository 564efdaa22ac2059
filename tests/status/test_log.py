"""The server's log: read back with filters, told as it grows, and without the token."""

import json
import logging
from pathlib import Path

import httpx
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import RunningServer
from yolosmith.status.log import LineFormat, read_log, records
from yolosmith.storage.workspace import Workspace

TEXT = """the end of a trace from an older file
2026-11-21T10:00:00.000Z INFO yolosmith.a: started
2026-11-21T10:00:01.250Z ERROR yolosmith.b: GET /x failed
Traceback (most recent call last):
  File "x.py", line 1
ValueError: 2026 is no colour
2026-11-21T10:00:02.000Z WARNING uvicorn.error: slow
"""


def test_a_trace_belongs_to_its_line() -> None:
    lines = list(records(TEXT))
    assert [line.level for line in lines] == ["info", "error", "warning"]
    assert lines[1].message.splitlines()[-1] == "ValueError: 2026 is no colour"
    assert lines[1].time.isoformat() == "2026-11-21T10:00:01.250000+00:00"


def test_filters_reach_into_older_files(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    logs = workspace.private / "logs"
    logs.mkdir()
    (logs / "server.log").write_text(TEXT)
    (logs / "server.log.1").write_text("2026-11-20T10:00:00.000Z ERROR yolosmith.b: earlier\n")
    found = read_log(workspace, level="warning", text="", limit=10)
    assert [line.message.splitlines()[0] for line in found.lines] == ["earlier", "GET /x failed", "slow"]
    assert (found.path, found.more) == (".yolosmith/logs/server.log", False)
    assert found.bytes == len(TEXT) + 52
    assert [line.message for line in read_log(workspace, level="debug", text="SLOW uvicorn", limit=10).lines] == [
        "slow"
    ]
    newest = read_log(workspace, level="info", text="", limit=1)
    assert ([line.message for line in newest.lines], newest.more) == (["slow"], True)


@given(st.text(max_size=200), st.sampled_from(["INFO", "ERROR"]))
def test_what_is_logged_is_read_back(message: str, level: str) -> None:
    record = logging.LogRecord("yolosmith.x", logging.getLevelName(level), "", 0, message, None, None)
    (line, *_) = records(LineFormat("secret-token").format(record))
    assert line.level == level.lower()
    assert line.logger == "yolosmith.x"


def test_the_token_is_never_logged(server: RunningServer) -> None:
    for path in (
        f"/?token={server.token}",
        f"/api/runs?token={server.token}",
        f"/{server.token}",
        f"/api/runs/{server.token}",
    ):
        server.client.get(path)
        httpx.get(server.url + path)
    formatted = LineFormat(server.token).format(
        logging.LogRecord("x", logging.ERROR, "", 0, "GET /?token=%s", (server.token,), None)
    )
    assert server.token not in formatted
    logs = list((server.workspace / ".yolosmith" / "logs").iterdir())
    assert logs
    assert all(server.token not in file.read_text(errors="replace") for file in logs)
    assert server.token not in server.client.get("/api/log", params={"level": "debug", "limit": 5000}).text


def test_the_log_is_read_and_taken_away(server: RunningServer) -> None:
    found = server.client.get("/api/log").json()
    assert any("Application startup complete" in line["message"] for line in found["lines"])
    assert server.client.get("/api/log", params={"text": "no such words"}).json()["lines"] == []
    assert "Application startup complete" in server.client.get("/api/log/file").text


def test_an_open_tab_hears_what_is_logged(server: RunningServer) -> None:
    scratch = server.workspace / ".yolosmith" / "scratch"
    scratch.mkdir(exist_ok=True)
    (scratch / "left").write_text("x")
    with server.client.stream("GET", "/api/events", params={"topics": "log"}) as stream:
        said = (line.removeprefix("data:") for line in stream.iter_lines() if line.startswith("data:"))
        assert json.loads(next(said))["path"] == ".yolosmith/logs/server.log"
        server.client.post("/api/disk/clean", json={"what": ["checks"]}).raise_for_status()
        assert "cleaned up checks" in json.loads(next(said))["lines"][-1]["message"]


def test_the_status_tells_how_busy_the_machine_is(server: RunningServer) -> None:
    load = server.client.get("/api/status").json()["load"]
    assert 0 <= load["cpu"] <= 1
    assert 0 < load["memory"] < load["memory_total"]
