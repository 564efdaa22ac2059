"""The demo set is always the same. How the server makes it: `test_dataset_lifecycle.py`."""

from pathlib import Path

import pytest

from tests.conftest import SMALL_DIGITS
from yolosmith.storage.files import read_json


def test_it_is_the_same_everywhere(digits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from yolosmith.engine import (
        digits as demo,  # with scikit-learn: a second in every process of the tests if it stood above
    )

    for split, count in SMALL_DIGITS.items():
        monkeypatch.setitem(demo.CANVASES, split, count)
    manifest = demo.run({"target": str(tmp_path / "digits")}, lambda _: None)
    assert manifest["hash"] == read_json(digits / "dataset.json")["hash"]
    assert demo.run({"target": str(tmp_path / "digits")}, lambda _: None) == manifest
    assert [path.name for path in tmp_path.iterdir()] == ["digits"]
