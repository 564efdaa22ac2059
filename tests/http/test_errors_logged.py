"""A mistake of ours inside a route is told once in the log."""

import logging
import threading
import time

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from yolosmith.http import problems


def test_an_error_inside_a_route_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    app = FastAPI()
    problems.install(app)

    @app.get("/broken")
    def broken() -> None:
        raise LookupError("of ours")

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    with caplog.at_level(logging.ERROR):
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        for _ in range(2):
            assert httpx.get(f"http://127.0.0.1:{port}/broken").status_code == 500
        server.should_exit = True
        thread.join()
    assert [record.getMessage() for record in caplog.records] == ["GET /broken failed"] * 2
