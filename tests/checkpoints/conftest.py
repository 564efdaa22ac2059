"""Real checkpoints for the stories, made once."""

import subprocess
import sys
from pathlib import Path

import pytest
from checkpoint_stories import Api

from tests.conftest import made_once


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `make_checkpoint_files.py` has filled."""

    def fill(folder: Path) -> None:
        folder.mkdir()
        command = [sys.executable, str(Path(__file__).parent / "make_checkpoint_files.py"), str(folder)]
        made = subprocess.run(command, capture_output=True, text=True)
        assert made.returncode == 0, made.stderr

    return made_once(tmp_path_factory, "files", fill)


@pytest.fixture(scope="module")
def api(server) -> Api:  # type: ignore[no-untyped-def]  the server of tests/conftest.py, which has our own name
    return Api(server.client, server.workspace)
