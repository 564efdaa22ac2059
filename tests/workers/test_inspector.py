"""The inspector: a crash costs the job that it hit, and one restart."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from yolosmith.errors import UnreadableError, WorkerError
from yolosmith.workers.jobs import Inspector

Story = Callable[[Callable[[Inspector], Awaitable[None]]], None]


def test_answers_refusals_and_many_jobs_at_once(story: Story) -> None:
    async def tell(inspector: Inspector) -> None:
        answers = await asyncio.gather(*(inspector.call("devices", {}) for _ in range(12)))
        assert all(answer == answers[0] for answer in answers)
        with pytest.raises(UnreadableError) as refused:
            await inspector.call("inspect", {"yaml": "backbone: ["})
        assert refused.value.faults[0].loc[0] == "line"
        with pytest.raises(WorkerError, match="KeyError"):
            await inspector.call("check_arguments", {})

    story(tell)


def test_a_killed_inspector_costs_its_jobs_and_comes_back(story: Story) -> None:
    async def tell(inspector: Inspector) -> None:
        await inspector.call("devices", {})
        first = inspector.pid
        assert first is not None
        lost = asyncio.create_task(inspector.call("train_arguments", {}))
        await asyncio.sleep(0)
        os.kill(first, signal.SIGKILL)
        try:
            await lost  # it may have been answered just before
        except WorkerError as error:
            assert "try again" in error.detail
        while inspector.pid == first:
            await asyncio.sleep(0.01)
        assert (await inspector.call("devices", {}))["devices"][0]["id"] == "cpu"
        assert inspector.pid != first

    story(tell)


def test_a_job_that_takes_too_long_is_stopped_and_says_so(story: Story, tmp_path: Path) -> None:
    async def tell(inspector: Inspector) -> None:
        with pytest.raises(WorkerError, match=r"longer than 0\.01 s"):
            await inspector.call("make_digits", {"target": str(tmp_path / "datasets" / "digits")}, seconds=0.01)
        assert (await inspector.call("devices", {}))["torch"]

    story(tell)


def test_leaving_a_stream_ends_the_job(story: Story, tmp_path: Path) -> None:
    async def tell(inspector: Inspector) -> None:
        target = tmp_path / "datasets" / "digits"
        stream = inspector.stream("make_digits", {"target": str(target)}, seconds=60)
        async for message in stream:
            assert "say" in message
            break
        await stream.aclose()  # type: ignore[attr-defined]
        assert inspector.pid is not None
        process = psutil.Process(inspector.pid)
        while process.children():
            await asyncio.sleep(0.01)
        assert not target.exists()

    story(tell)


def test_the_environment_of_children_holds_no_secrets(story: Story) -> None:
    async def tell(inspector: Inspector) -> None:
        await inspector.call("devices", {})
        assert inspector.pid is not None
        environment = psutil.Process(inspector.pid).environ()
        assert "CLOUD_SECRET_KEY" not in environment
        assert environment["YOLO_OFFLINE"] == "1"

    story(tell)
