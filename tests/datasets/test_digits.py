"""The demo set: on request, once, always the same."""

from pathlib import Path

import pytest
from dataset_stories import Api, View

from tests.conftest import SMALL_DIGITS, start_server
from yolosmith.engine import digits as demo
from yolosmith.storage.files import read_json


def test_a_start_that_was_cut_short_is_made_good_by_the_next(tmp_path: Path, ultralytics_view: View) -> None:
    cut = start_server(tmp_path, "--demo")
    assert cut.client.get("/api/datasets/digits").json()["status"] == "importing"
    cut.process.kill()
    cut.stop()
    again = start_server(tmp_path, "--demo")
    api = Api(again.client, again.workspace)
    made = api.ended("digits")
    assert made["status"] == "ready"
    assert made["classes"] == [str(digit) for digit in range(10)]
    assert made["splits"] == {"train": 600, "val": 150, "test": 60}
    assert all(count > 0 for split in made["statistics"].values() for count in split["classes"])
    view = ultralytics_view(api.folder("digits") / "data.yaml")
    assert all(view[split]["corrupt"] == 0 and view[split]["messages"] == [] for split in made["splits"])
    assert api.client.post("/api/datasets/demo").json() == {"name": "digits", "status": "ready"}
    assert again.stop() == 0


def test_it_is_the_same_everywhere(digits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for split, count in SMALL_DIGITS.items():
        monkeypatch.setitem(demo.CANVASES, split, count)
    manifest = demo.run({"target": str(tmp_path / "digits")}, lambda _: None)
    assert manifest["hash"] == read_json(digits / "dataset.json")["hash"]
    assert demo.run({"target": str(tmp_path / "digits")}, lambda _: None) == manifest
    assert [path.name for path in tmp_path.iterdir()] == ["digits"]
