"""The server of all modules, on a workspace that can train in seconds."""

from pathlib import Path

import pytest

from tests.conftest import RunningServer
from tests.runs.training import furnish


@pytest.fixture(scope="module")
def trainer(server: RunningServer, digits: Path) -> RunningServer:
    """With the digits, a custom module and a tiny architecture."""
    furnish(server.workspace, digits)
    return server
