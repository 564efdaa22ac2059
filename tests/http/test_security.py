"""Deny by default: every route of the application, found by walking it, is closed without the token."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from tests.conftest import RunningServer
from yolosmith.app import create_app
from yolosmith.settings import Settings

OPEN = {("GET", "/api/health")}


def all_routes(workspace: Path) -> list[tuple[str, str]]:
    """Method and path of every route, parameters filled in."""
    found: list[tuple[str, str]] = []

    def walk(routes: list[BaseRoute], prefix: str) -> None:
        for route in routes:
            if isinstance(route, Mount):
                walk(list(route.routes), prefix + route.path)
            elif isinstance(route, Route):
                path = prefix + re.sub(r"\{[^}]*\}", "x", route.path)
                found.extend((method, path) for method in sorted(route.methods or ()))
            elif isinstance(route, WebSocketRoute):
                found.append(("WEBSOCKET", prefix + re.sub(r"\{[^}]*\}", "x", route.path)))
            else:
                raise AssertionError(f"a kind of route that this walk does not know: {route!r}")

    app = create_app(Settings(workspace=workspace))
    walk(list(app.router.routes), "")
    return found


def test_no_route_is_open_but_health(server: RunningServer, tmp_path: Path) -> None:
    documented = server.client.get("/api/openapi.json").json()["paths"]
    routes = set(all_routes(tmp_path))
    for path, operations in documented.items():
        for method in operations:
            routes.add((method.upper(), re.sub(r"\{[^}]*\}", "x", path)))
    assert len(routes) > 20
    with httpx.Client(base_url=server.url) as stranger:
        for method, path in sorted(routes - OPEN):
            if method == "HEAD" and ("GET", path) in OPEN:
                continue
            answer = stranger.request(method if method != "WEBSOCKET" else "GET", path, follow_redirects=False)
            assert answer.status_code == 401, f"{method} {path} answered {answer.status_code}"
        assert stranger.get("/api/health").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/runs", "/assets/index.js", "/favicon.svg", "/api", "/nothing", "//evil.example"]
)
def test_pages_and_files_are_closed_too_and_show_the_login(server: RunningServer, path: str) -> None:
    answer = httpx.get(server.url + path)
    assert answer.status_code == 401
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "header",
    ["Bearer wrong", "Bearer", "Basic {token}", "{token}", "bearer {token}x", "Bearer {token} {token}"],
)
def test_a_wrong_token_in_any_form_is_refused(server: RunningServer, header: str) -> None:
    value = header.format(token=server.token)
    assert httpx.get(f"{server.url}/api/status", headers={"authorization": value}).status_code == 401


def test_the_link_sets_a_cookie_that_scripts_cannot_read_and_other_sites_do_not_send(server: RunningServer) -> None:
    with httpx.Client(base_url=server.url) as browser:
        answer = browser.get("/", params={"token": server.token, "tab": "charts"})
        assert answer.status_code == 303
        assert answer.headers["location"] == "/?tab=charts"
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert browser.get("/api/status").status_code == 200


@pytest.mark.parametrize(
    "others", ['theme={"dark":true}; {ours}', "bare; {ours}", "user@x=1;{ours}; last", '{ours}; a="; b', "{ours}"]
)
def test_cookies_of_other_programs_on_this_machine_lock_nobody_out(server: RunningServer, others: str) -> None:
    name = f"yolosmith_{httpx.URL(server.url).port}"

    def status(value: str) -> int:
        cookies = others.replace("{ours}", f"{name}={value}")
        return httpx.get(f"{server.url}/api/status", headers={"cookie": cookies}).status_code

    assert status(server.token) == 200
    assert status(f'"{server.token}"') == 200
    for wrong in ("", "wrong", f"{server.token}x"):
        assert status(wrong) == 401


def test_the_link_cannot_be_made_to_lead_elsewhere(server: RunningServer) -> None:
    answer = httpx.get(f"{server.url}//evil.example/?token={server.token}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/evil.example/"


def test_a_wrong_token_in_the_link_sets_nothing(server: RunningServer) -> None:
    answer = httpx.get(f"{server.url}/?token=wrong")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def raw_request(server: RunningServer, *headers: str, method: str = "GET", path: str = "/api/status") -> int:
    """A request with exactly these headers besides the token; answers the status."""
    address = httpx.URL(server.url)
    lines = [
        f"{method} {path} HTTP/1.1",
        f"authorization: Bearer {server.token}",
        *headers,
        "connection: close",
        "",
        "",
    ]
    with socket.create_connection((address.host, address.port or 0), timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode())
        return int(connection.recv(4096).split()[1])


def test_only_its_own_names_are_answered(server: RunningServer) -> None:
    port = httpx.URL(server.url).port
    for good in (f"127.0.0.1:{port}", f"localhost:{port}", "127.0.0.1", f"[::1]:{port}"):
        assert raw_request(server, f"host: {good}") == 200, good
    for bad in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "", "127.0.0.1@evil.example"):
        assert raw_request(server, f"host: {bad}") in {400, 403}, bad


def test_other_origins_are_refused_even_with_the_token(server: RunningServer) -> None:
    host = server.url.removeprefix("http://")
    assert raw_request(server, f"host: {host}", f"origin: {server.url}") == 200
    for bad in ("http://evil.example", "null", "http://127.0.0.1:1", "", f"{server.url}.evil.example", "file://"):
        assert raw_request(server, f"host: {host}", f"origin: {bad}") == 403, bad
    assert raw_request(server, f"host: {host}", "sec-fetch-site: cross-site") == 403
    assert raw_request(server, f"host: {host}", "sec-fetch-site: same-site") == 403


def test_every_answer_carries_the_headers_that_keep_other_pages_out(server: RunningServer) -> None:
    for answer in (server.client.get("/api/status"), httpx.get(server.url), server.client.get("/")):
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_listening_beyond_this_machine_needs_a_name(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "yolosmith", "serve", "--workspace", str(tmp_path), "--port", "0"]
    refused = subprocess.run([*command, "--host", "0.0.0.0"], capture_output=True, text=True, timeout=30, check=False)
    assert refused.returncode == 1
    assert "--allowed-host" in refused.stderr


def test_a_second_server_on_the_workspace_is_told_who_holds_it(server: RunningServer) -> None:
    command = [sys.executable, "-m", "yolosmith", "serve", "--workspace", str(server.workspace), "--port", "0"]
    second = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert second.returncode == 1
    assert server.url in second.stderr
    assert str(server.process.pid) in second.stderr
    assert server.client.get("/api/health").status_code == 200


def test_a_taken_port_is_a_sentence(server: RunningServer, tmp_path: Path) -> None:
    port = str(httpx.URL(server.url).port)
    command = [sys.executable, "-m", "yolosmith", "serve", "--workspace", str(tmp_path), "--port", port]
    second = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert second.returncode == 1
    assert f"127.0.0.1:{port}" in second.stderr
    assert "Traceback" not in second.stderr
