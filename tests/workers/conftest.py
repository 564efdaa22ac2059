"""One inspector a module: starting it, with all that it imports, costs more than any story."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import psutil
import pytest

from yolosmith.storage.workspace import Workspace
from yolosmith.workers.jobs import Inspector

MEMORY = 2 * 1024**3


@pytest.fixture(scope="module")
def story(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Callable[[Inspector], Awaitable[None]]], None]]:
    """Runs a story on the inspector, which is closed at the end with everything that it started.

    It is started where the server's environment has a secret.
    """
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner() as runner:
        patch.setenv("CLOUD_SECRET_KEY", "hunter2")
        inspector = Inspector(Workspace.open(tmp_path_factory.mktemp("workspace")), seconds=20, memory=MEMORY)
        yield lambda tell: runner.run(tell(inspector))
        pid = inspector.pid
        runner.run(inspector.close())
        assert pid is None or not psutil.pid_exists(pid)
