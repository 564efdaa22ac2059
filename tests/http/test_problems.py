"""Refusals are problem+json with a place, whatever refuses."""

import httpx

from tests.conftest import RunningServer


def problem(answer: httpx.Response) -> dict[str, object]:
    """The body, after what holds for all of them."""
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == answer.status_code
    assert "Traceback" not in answer.text
    return body


def test_what_does_not_exist_is_404_for_every_method(server: RunningServer) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        answer = server.client.request(method, "/api/nothing")
        assert answer.status_code == 404
        problem(answer)


def test_a_wrong_method_is_405(server: RunningServer) -> None:
    answer = server.client.post("/api/status")
    assert answer.status_code == 405
    problem(answer)


def test_unknown_fields_are_refused_by_name(server: RunningServer) -> None:
    answer = server.client.post("/api/runs", json={"architecture": "x", "dataset": "y", "datset": "z"})
    assert answer.status_code == 422
    errors = problem(answer)["errors"]
    assert isinstance(errors, list)
    assert errors[0]["loc"] == ["body", "datset"]


def test_a_body_that_is_no_json_is_422(server: RunningServer) -> None:
    headers = {"content-type": "application/json"}
    answer = server.client.post("/api/runs", content=b"{", headers=headers)
    assert answer.status_code == 422
    problem(answer)


def test_a_body_past_the_limit_is_413_with_or_without_a_length(server: RunningServer) -> None:
    chunk = b" " * 1024 * 1024
    headers = {"content-type": "application/json"}
    with_length = server.client.post("/api/runs", content=chunk * 9, headers=headers)
    without = server.client.post("/api/runs", content=(chunk for _ in range(9)), headers=headers)
    for answer in (with_length, without):
        assert answer.status_code == 413
        assert "8 MiB" in str(problem(answer)["detail"])


def test_pages_of_the_app_are_its_one_page_and_missing_files_are_404(server: RunningServer) -> None:
    assert server.client.get("/runs/some/where").status_code in {200, 503}  # 503 where the front end is not built
    assert server.client.get("/assets/nothing.js").status_code == 404
    assert server.client.get("/..%2f..%2fpyproject.toml").status_code in {200, 404, 503}
    assert "[project]" not in server.client.get("/..%2f..%2f..%2fpyproject.toml").text
