"""What stands in front of a request's body has a limit, whoever sends it."""

import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.conftest import RunningServer


def said(server: RunningServer, *parts: bytes) -> bytes:
    """What the server answers to these bytes, up to the end of the connection."""
    place = urlsplit(str(server.client.base_url))
    with closing(socket.create_connection((place.hostname, place.port), timeout=20)) as connection:
        got = b""
        try:
            for part in parts:
                connection.sendall(part)
            while more := connection.recv(65536):
                got += more
        except (ConnectionResetError, BrokenPipeError):
            pass  # it does not read on
        return got


@pytest.mark.parametrize(
    "endless",
    [b"GET /api/health?" + b"a" * 60_000, b"GET /api/health HTTP/1.1\r\nx: " + b"a" * 60_000],
    ids=["address", "header"],
)
def test_a_head_without_an_end_is_refused(server: RunningServer, endless: bytes) -> None:
    answer = said(server, endless, *[b"a" * 60_000] * 40)
    assert answer[:12] in (b"HTTP/1.1 400", b"")  # where it was reset before it could be read
    assert server.client.get("/api/health").status_code == 200


def test_requests_that_follow_one_another_have_each_their_own(server: RunningServer) -> None:
    host = urlsplit(str(server.client.base_url)).netloc.encode()
    filled = b"GET /api/health HTTP/1.1\r\nhost: " + host + b"\r\nx: " + b"a" * 40_000 + b"\r\n"
    answer = said(server, filled + b"\r\n", filled + b"\r\n", filled + b"connection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200") == 3


def test_what_is_not_http_is_refused(server: RunningServer) -> None:
    assert said(server, b"\x16\x03\x01 what is this\r\n\r\n").startswith(b"HTTP/1.1 400")
