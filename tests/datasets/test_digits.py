"""The demo set: on request, once, always the same."""

from pathlib import Path

from dataset_stories import Api, View

from tests.conftest import start_server
from yolosmith.engine import digits


def test_the_demo_set_is_made_once_and_can_be_trained_on(api: Api, ultralytics_view: View) -> None:
    assert api.client.post("/api/datasets/demo").status_code == 202
    made = api.ended("digits")
    assert made["status"] == "ready"
    assert made["classes"] == [str(digit) for digit in range(10)]
    assert made["splits"] == {"train": 600, "val": 150, "test": 60}
    assert all(count > 0 for split in made["statistics"].values() for count in split["classes"])
    assert api.client.post("/api/datasets/demo").json() == {"name": "digits", "status": "ready"}
    view = ultralytics_view(api.folder("digits") / "data.yaml")
    assert all(view[split]["corrupt"] == 0 and view[split]["messages"] == [] for split in made["splits"])


def test_it_is_the_same_everywhere(api: Api, tmp_path: Path) -> None:
    manifest = digits.run({"target": str(tmp_path / "digits")}, lambda _: None)
    assert manifest["hash"] == api.ended("digits")["hash"]
    assert digits.run({"target": str(tmp_path / "digits")}, lambda _: None) == manifest
    assert [path.name for path in tmp_path.iterdir()] == ["digits"]


def test_a_start_that_was_cut_short_is_made_good_by_the_next(tmp_path: Path) -> None:
    cut = start_server(tmp_path, "--demo")
    assert cut.client.get("/api/datasets/digits").json()["status"] == "importing"
    cut.process.kill()
    cut.stop()
    again = start_server(tmp_path, "--demo")
    made = Api(again.client, again.workspace).ended("digits")
    assert again.stop() == 0
    assert made["status"] == "ready"
