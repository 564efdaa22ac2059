"""Hidden folders that do not go at the first try."""

import errno
import shutil
from pathlib import Path
from typing import Any

import pytest

from yolosmith.datasets.store import DatasetStore
from yolosmith.storage.workspace import Workspace


@pytest.mark.parametrize(
    ("trouble", "tries", "gone"),
    [(errno.ENOTEMPTY, 30, True), (errno.EACCES, 1, False)],
    ids=["a job that dies slowly", "nobody may remove it"],
)
def test_who_still_writes_is_waited_for_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: int, tries: int, gone: bool
) -> None:
    store = DatasetStore(Workspace.open(tmp_path))
    staging = store.make_staging()
    remove, asked = shutil.rmtree, 0

    def in_use(folder: Path, ignore_errors: bool = False, **more: Any) -> None:
        nonlocal asked
        asked += not ignore_errors
        if asked > tries:
            remove(folder, **more)
        elif not ignore_errors:
            raise OSError(trouble, "of the disk", str(folder))

    monkeypatch.setattr(shutil, "rmtree", in_use)
    monkeypatch.setattr("yolosmith.datasets.store.time.sleep", lambda _: None)
    store.remove_staging(staging)
    assert (staging.exists(), asked) == (not gone, tries + gone)
