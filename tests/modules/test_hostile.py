"""Modules that mean harm, or do it by mistake: each fails a step with a sentence, and leaves nothing behind."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from tests.conftest import RunningServer, start_server

GOOD = """
from torch import nn


class Bad(nn.Module):
    def __init__(self, c1):
        super().__init__()
        self.conv = nn.Conv2d(c1, c1, 1)

    def forward(self, x):
        return self.conv(x)
"""


def hostile(init: str = "pass", forward: str = "return x", top: str = "") -> str:
    """A module of rule `same` with one bad place: line 3 at the top, line 8 in the constructor, line 11 in forward."""
    return (
        "import ctypes, os, signal, socket, sys, threading, time\nfrom torch import nn\n"
        f"{top}\n\n\nclass Bad(nn.Module):\n    def __init__(self, c1):\n        super().__init__(); {init}\n"
        f"        self.conv = nn.Conv2d(c1, c1, 1)\n    def forward(self, x):\n        {forward}\n"
    )


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that gives a check eight seconds, its inspector warm."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOLOSMITH_CHECK_SECONDS", "8")
        running = start_server(tmp_path_factory.mktemp("workspace"))
    assert check(running, GOOD)["ok"]
    yield running
    assert running.stop() == 0


def check(server: RunningServer, source: str) -> dict[str, Any]:
    body = {"name": "Bad", "source": source, "again": True}
    answer = server.client.post("/api/modules/check", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def inspector_of(server: RunningServer) -> psutil.Process:
    """The one child of the server that forks checks."""
    (found,) = (
        one for one in psutil.Process(server.process.pid).children() if "yolosmith.engine.inspector" in one.cmdline()
    )
    return found


def left_behind(server: RunningServer) -> list[str]:
    """What runs on below the inspector; the last ones may take a moment to be reaped."""
    inspector = inspector_of(server)
    until = time.monotonic() + 5
    while (left := inspector.children(recursive=True)) and time.monotonic() < until:
        time.sleep(0.05)
    return [str(one) for one in left]


BOMB = "\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
HIDING = (
    "\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(600)\n    os._exit(0)\n"
    "time.sleep(0.2)\nraise RuntimeError('one has left')"
)
DEAF_THREAD = "threading.Thread(target=lambda: time.sleep(600)).start(); raise RuntimeError('a thread goes on')"
CATCHING = "while True:\n            try: time.sleep(1)\n            except BaseException: pass"
GARBAGE = "\nfor fd in range(3, 64):\n    try: os.write(fd, b'{\\n[1]\\n')\n    except OSError: pass\nos._exit(4)"
SOCKET = "socket.create_connection(('192.0.2.1', 9), timeout=0.2)"
CASES = {
    "loop at import": (hostile(top="while True: time.sleep(0.01)"), "import", {3}, "longer than"),
    "loop in forward": (hostile(forward="while True: time.sleep(0.01)"), "forward", {11}, "longer than"),
    "a loop that catches everything": (hostile(forward=CATCHING), "forward", {None, *range(11, 18)}, "longer than"),
    "a sleep in C": (hostile(forward="ctypes.PyDLL(None).sleep(600)"), "forward", {None, 11}, "longer than"),
    "recursion": (hostile(forward="return self.forward(x)"), "forward", {11}, "recursion"),
    "a fork bomb": (hostile(top=BOMB), "import", {None}, "was stopped"),
    "a child that hides in a session of its own": (hostile(top=HIDING), "import", {10}, "one has left"),
    "100 GB": (hostile(init="self.x = bytearray(100 * 2**30)"), "construct", {8}, "memory"),
    "100 GB of tensor": (hostile(forward="return x.new_zeros(25 * 2**30)"), "forward", {11}, "memory"),
    "os._exit": (hostile(forward="os._exit(0)"), "forward", {None}, "exit status 0"),
    "sys.exit": (hostile(init="sys.exit(1)"), "construct", {8}, "SystemExit"),
    "a BaseException": (hostile(forward="raise KeyboardInterrupt('stop')"), "forward", {11}, "KeyboardInterrupt"),
    "a segmentation fault": (hostile(forward="ctypes.string_at(0)"), "forward", {None}, "SIGSEGV"),
    "a signal to its parent's group": (hostile(top="os.killpg(0, signal.SIGKILL)"), "import", {None}, "SIGKILL"),
    "threads that never end": (hostile(top=DEAF_THREAD), "import", {3}, "a thread goes on"),
    "a socket": (hostile(top=SOCKET), "import", {3}, "rror"),
    "another shape in eval": (
        hostile(forward="return self.conv(x) if self.training else self.conv(x)[..., ::2, :]"),
        "train and eval",
        {None},
        "16×32×32",
    ),
    "no nn.Module": (hostile().replace("(nn.Module)", ""), "import", {None}, "nn.Module"),
    "no class at all": ("def Bad(c1):\n    return c1\n", "parse", {None}, "no class Bad"),
    "torch shadowed": (hostile(top="torch = nn = None"), "import", {6}, "NoneType"),
    "garbage in the pipe": (hostile(top=GARBAGE), "import", {None}, "exit status 4"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_fails_its_step_others_are_served_and_nothing_stays(hasty: RunningServer, case: str) -> None:
    source, step, lines, said = CASES[case]
    served: list[int] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            served.append(hasty.client.get("/api/health").status_code)
            over.wait(0.1)

    asking = threading.Thread(target=ask)
    asking.start()
    found = check(hasty, source)
    over.set()
    asking.join()
    first = next(one for one in found["steps"] if not one["ok"])
    assert (found["ok"], first["name"]) == (False, step), first
    assert first["line"] in lines, first
    assert said in first["message"], first
    assert first["hint"] or said in ("one has left", "a thread goes on", "SIGSEGV", "SIGKILL", "NoneType", "16×32×32")
    assert str(hasty.workspace) not in json.dumps(found)
    assert set(served) == {200}
    assert left_behind(hasty) == []
    assert check(hasty, hostile(init="raise ValueError('as ever')"))["steps"][-1]["line"] == 8, "checks go on"


def test_a_loop_is_stopped_at_its_line_and_its_steps_are_told_meanwhile(hasty: RunningServer) -> None:
    source = hostile(init="\n        while True:\n            pass")
    steps = []
    headers = {"accept": "text/event-stream"}
    body = {"name": "Bad", "source": source, "again": True}
    with hasty.client.stream("POST", "/api/modules/check", json=body, headers=headers) as answer:
        event = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
            if line.startswith("data: ") and event == "step":
                steps.append(json.loads(line.removeprefix("data: ")))
                assert hasty.client.get("/api/health").status_code == 200
    assert event == "result"
    assert [step["ok"] for step in steps] == [True, True, False]
    assert (steps[-1]["name"], steps[-1]["line"] in (9, 10)) == ("construct", True)
    assert "longer than" in steps[-1]["message"]
    assert steps[-1]["hint"]
    assert left_behind(hasty) == []


def test_code_that_never_comes_back_is_stopped_from_outside(hasty: RunningServer) -> None:
    deaf = "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\nwhile True: time.sleep(1)"
    found = check(hasty, hostile(top=deaf))
    assert found["steps"][-1]["name"] == "import"
    assert "longer than 8 s" in found["steps"][-1]["message"]


def test_a_row_that_takes_too_long_is_blamed(hasty: RunningServer) -> None:
    module = hasty.workspace / "modules" / "Bad.py"
    module.write_text(hostile(forward="while True: time.sleep(0.01)"))
    rows = "  - [-1, 1, Conv, [16, 3, 2]]\n  - [-1, 1, Bad, []]\nhead:\n  - [[0, 1], 1, Detect, [nc]]\n"
    answer = hasty.client.post("/api/architectures/inspect", json={"yaml": f"nc: 2\nbackbone:\n{rows}"})
    module.unlink()
    first, second, _ = answer.json()["rows"]
    assert first["out_shape"] == [16, 320, 320]
    assert "longer" in second["errors"][0]["message"]
    assert "line 11 of Bad" in second["errors"][0]["message"]


def test_much_output_is_no_harm(hasty: RunningServer) -> None:
    """Nor is anything of the above to what comes after it."""
    found = check(
        hasty,
        hostile(forward="sys.stdout.write('x' * 10**6); print('y' * 10**5, file=sys.stderr); return self.conv(x)"),
    )
    assert found["ok"], [one for one in found["steps"] if not one["ok"]]
    log = hasty.workspace / ".yolosmith" / "logs" / "inspector.log"
    assert "yyyy" not in json.dumps(found)
    assert log.is_file()


def test_what_it_writes_and_deletes_by_a_relative_path_is_not_the_workspaces(hasty: RunningServer) -> None:
    """A check is no wall against malice; a careless path hurts nothing."""
    (hasty.workspace / "mine.txt").write_text("x")
    before = sorted(str(path) for path in hasty.workspace.glob("*"))
    deleting = "[os.remove(one) for one in os.listdir('.') if os.path.isfile(one)]; open('written.txt', 'w').close()"
    assert check(hasty, hostile(top=deleting, forward="return self.conv(x)"))["ok"]
    assert sorted(str(path) for path in hasty.workspace.glob("*")) == before


def test_values_that_differ_between_the_modes_are_told(hasty: RunningServer) -> None:
    found = check(hasty, hostile(forward="return self.conv(x) * (2 if self.training else 1)"))
    step = next(one for one in found["steps"] if one["name"] == "train and eval")
    assert (step["ok"], step["warning"]) == (True, True)
    assert "values differ between train and eval" in step["message"]
    found = check(hasty, hostile(top="import torch", forward="return self.conv(x) + torch.rand_like(x)"))
    step = next(one for one in found["steps"] if one["name"] == "train and eval")
    assert "another one each time" in step["message"]


@pytest.mark.parametrize("name", ["Conv", "nn", "torch", "Detect", "parse_model", "None", "class"])
def test_names_with_a_meaning_are_refused(hasty: RunningServer, name: str) -> None:
    source = GOOD.replace("Bad", name)
    for url, body in (
        (f"/api/modules/{name}", {"source": source}),
        ("/api/modules/check", {"name": name, "source": source}),
    ):
        answer = hasty.client.request("PUT" if "check" not in url else "POST", url, json=body)
        assert answer.status_code == 409, answer.text
        assert answer.json()["errors"][0]["loc"] == ["name"]
    read = hasty.client.post("/api/modules/read", json={"name": name, "source": source}).json()
    assert read["problems"] != []


def test_a_source_that_is_no_text_is_refused(hasty: RunningServer) -> None:
    body = '{"name": "Bad", "source": "x = \\"\\ud800\\""}'
    answer = hasty.client.post("/api/modules/check", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert hasty.client.post("/api/modules/read", json={"name": "Bad", "source": "(" * 50_000}).status_code == 200
