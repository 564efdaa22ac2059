"""The process that answers inspections: it remembers, it runs no user code, and it dies alone."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import psutil
from test_inspector import Story

from yolosmith.errors import WorkerError
from yolosmith.modules.contract import Contract
from yolosmith.modules.store import digest
from yolosmith.workers.jobs import Inspector

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
