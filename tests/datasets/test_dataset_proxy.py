"""Known data sets where the way out is a proxy."""

import asyncio
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from dataset_stories import yolo_set, zipped

from tests.conftest import start_server
from yolosmith.datasets.catalog import check_connection
from yolosmith.engine import fetch_dataset
from yolosmith.errors import UnreadableError
from yolosmith.workers.environment import proxy_for

Asked = list[str]


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Asked]]:
    """A proxy that has one data set for every address and opens no tunnels: its address, and what it was asked."""
    asked: Asked = []
    archive = zipped(yolo_set(tmp_path / "set"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"GET {self.path}")
            self.send_response(200)
            self.send_header("content-length", str(len(archive)))
            self.end_headers()
            self.wfile.write(archive)

        def do_CONNECT(self) -> None:
            asked.append(f"CONNECT {self.path}")
            self.send_error(502)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    yield f"127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_known_set_is_asked_for_through_the_proxy_of_the_servers_environment(
    proxy: tuple[str, Asked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, asked = proxy
    monkeypatch.setenv("https_proxy", address)  # without a scheme, as it is often written
    server = start_server(tmp_path / "workspace")
    try:
        begun = server.client.post("/api/dataset-catalog/coco8/fetch")
        assert begun.status_code == 202, begun.text
        while (found := server.client.get("/api/datasets/coco8").json())["status"] == "importing":
            time.sleep(0.05)
        assert found["status"] == "failed"
        assert asked == ["CONNECT github.com:443"]
    finally:
        assert server.stop() == 0


def test_what_a_proxy_gives_is_imported(proxy: tuple[str, Asked], tmp_path: Path) -> None:
    address, asked = proxy
    (tmp_path / "staging").mkdir()
    args = {"url": "http://sets.invalid/set.zip", "proxy": f"http://{address}", "origin": "sets.invalid"}
    args |= {"format": "yolo", "task": "detect", "staging": str(tmp_path / "staging"), "target": str(tmp_path / "made")}
    data = {"train": "images/train", "val": "images/val", "names": {0: "cat", 1: "dog"}}
    assert fetch_dataset.run({**args, "data": data}, lambda _: None)["names"] == ["cat", "dog"]
    assert asked == ["GET http://sets.invalid/set.zip"]


def test_a_proxy_that_cannot_be_reached_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "near.invalid")
    with pytest.raises(UnreadableError, match=r"no connection to the proxy 127\.0\.0\.1"):
        asyncio.run(check_connection("https://sets.invalid/set.zip"))
    assert proxy_for("https://near.invalid/set.zip") is None
    assert proxy_for("http://sets.invalid/set.zip") is None
