"""A mistake of ours inside a route is told once in the log, and the connection is not used again."""

import logging

import pytest
from fastapi import FastAPI

from tests.http.serving import serving
from yolosmith.http import problems


def test_an_error_inside_a_route_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    app = FastAPI()
    problems.install(app)

    @app.get("/broken")
    def broken() -> None:
        raise LookupError("of ours")

    with caplog.at_level(logging.ERROR), serving(app) as client:
        for _ in range(2):
            answer = client.get("/broken")
            assert (answer.status_code, answer.headers["connection"]) == (500, "close")
    assert [record.getMessage() for record in caplog.records] == ["GET /broken failed"] * 2
