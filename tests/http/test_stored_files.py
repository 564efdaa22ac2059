"""A file that is written, replaced or deleted while it is sent arrives as it was when it was asked for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.http.serving import serving
from yolosmith.http import problems
from yolosmith.http.files import StoredFile

BEFORE = b"epoch,loss\n" + b"1,0.5\n" * 50_000
"""More than is read at once."""


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"2,0.4\n")


def replace(path: Path) -> None:
    successor = path.with_suffix(".new")
    successor.write_bytes(b"epoch,other\n" * 100_000)
    successor.replace(path)


@pytest.mark.parametrize("happens", [grow, replace, Path.unlink])
@pytest.mark.parametrize(
    ("asked", "expected"), [({}, BEFORE), ({"range": "bytes=6-"}, BEFORE[6:]), ({"range": "bytes=0-4"}, b"epoch")]
)
def test_a_file_arrives_as_it_was(
    tmp_path: Path, happens: Callable[[Path], None], asked: dict[str, str], expected: bytes
) -> None:
    app = FastAPI()

    @app.get("/file")
    def file() -> StoredFile:
        path = tmp_path / "results.csv"
        path.write_bytes(BEFORE)
        answer = StoredFile(path, filename=path.name)
        happens(path)
        return answer

    with serving(app) as client:
        answer = client.get("/file", headers=asked)
    assert answer.content == expected
    assert int(answer.headers["content-length"]) == len(expected)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "results.csv" in answer.headers["content-disposition"]


def test_one_that_is_gone_is_not_found(tmp_path: Path) -> None:
    app = FastAPI()
    problems.install(app)

    @app.get("/file")
    def file() -> StoredFile:
        return StoredFile(tmp_path / "last.pt")

    with serving(app) as client:
        answer = client.get("/file")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "last.pt is not there any more."
