"""One server a module, on a workspace that can train in seconds."""

from collections.abc import Iterator

import pytest

from tests.conftest import RunningServer, start_server
from tests.runs.training import demo_dataset, furnish


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with the digits, a custom module and a tiny architecture."""
    workspace = tmp_path_factory.mktemp("workspace")
    furnish(workspace)
    running = start_server(workspace)
    demo_dataset(running)
    yield running
    assert running.stop() == 0
