"""The server's data sets."""

import pytest
from dataset_stories import Api


@pytest.fixture(scope="module")
def api(server) -> Api:  # type: ignore[no-untyped-def]  the server of tests/conftest.py
    return Api(server.client, server.workspace)
