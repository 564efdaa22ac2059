"""The inspector and its resident: a crash costs what it hit, and one restart.

The resident answers inspections: it remembers, it runs no user code, and it dies alone.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from yolosmith.errors import UnreadableError, WorkerError
from yolosmith.modules.contract import Contract
from yolosmith.modules.store import digest
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


TEXT = """nc: 2
backbone:
  - [-1, 1, Conv, [{channels}, 3, 2]]
  - [-1, 1, Noted, []]
  - [-1, 1, Conv, [{last}, 3, 2]]
head:
  - [[1, 2], 1, Detect, [nc]]
"""
NOTED = """from torch import nn

with open({file!r}, "a") as note:
    note.write("imported\\n")


class Noted(nn.Module):
    def __init__(self, c1):
        super().__init__()
        self.conv = nn.Conv2d(c1, c1, 1)

    def forward(self, x):
        return self.conv(x)
"""


def noted(folder: Path) -> dict[str, Any]:
    source = NOTED.format(file=str(folder / "note"))
    contract = Contract(rule="same").document()
    return {"name": "Noted", "source": source, "sha256": digest(source), "contract": contract}


def imports(folder: Path) -> int:
    file = folder / "note"
    return len(file.read_text().splitlines()) if file.exists() else 0


def resident_of(inspector: Inspector) -> psutil.Process:
    assert inspector.pid is not None
    (child,) = psutil.Process(inspector.pid).children()
    return child


def test_user_code_runs_once_for_what_is_remembered_and_never_in_the_resident(story: Story, tmp_path: Path) -> None:
    async def tell(inspector: Inspector) -> None:
        async def look(channels: int, last: int) -> dict[str, Any]:
            yaml = TEXT.format(channels=channels, last=last)
            answer: dict[str, Any] = await inspector.call("inspect", {"yaml": yaml, "modules": [noted(tmp_path)]})
            assert answer["ok"], answer
            return answer

        first = await look(16, 32)
        assert first["rows"][1]["params"] == 16 * 16 + 16
        assert imports(tmp_path) == 1
        second = await look(16, 64)  # a built-in row changes: nothing of the user's runs
        assert imports(tmp_path) == 1
        assert second["rows"][1] == first["rows"][1]
        assert second["totals"]["params"] > first["totals"]["params"]
        third = await look(24, 64)  # the custom row gets other channels
        assert imports(tmp_path) == 2
        assert third["rows"][1]["out_shape"] == [24, 320, 320]

    story(tell)


def test_a_killed_resident_costs_its_inspections_and_comes_back(story: Story) -> None:
    text = TEXT.format(channels=16, last=32).replace("Noted", "nn.Identity")

    async def tell(inspector: Inspector) -> None:
        assert (await inspector.call("inspect", {"yaml": text}))["ok"]
        first = resident_of(inspector)
        first.send_signal(signal.SIGSTOP)
        waiting = asyncio.create_task(inspector.call("inspect", {"yaml": text.replace("16", "24")}))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        assert (await inspector.call("devices", {}))["torch"]  # other jobs do not notice
        os.kill(first.pid, signal.SIGKILL)
        try:
            await waiting
            raise AssertionError("it was answered by a stopped process")
        except WorkerError as error:
            assert "SIGKILL" in error.detail
        assert (await inspector.call("inspect", {"yaml": text}))["ok"]
        assert resident_of(inspector).pid != first.pid

    story(tell)


def test_a_resident_that_hangs_is_ended_when_the_time_is_over(story: Story) -> None:
    text = TEXT.format(channels=16, last=32).replace("Noted", "nn.Identity")

    async def tell(inspector: Inspector) -> None:
        assert (await inspector.call("inspect", {"yaml": text}))["ok"]
        hung = resident_of(inspector)
        hung.send_signal(signal.SIGSTOP)
        try:
            await inspector.call("inspect", {"yaml": text.replace("16", "24")}, seconds=0.5)
            raise AssertionError("it was answered by a stopped process")
        except WorkerError:
            assert not psutil.pid_exists(hung.pid)

    story(tell)
