"""Code in a process of its own: forked from one that has torch and nothing of Ultralytics or ours, as importing torch
anew costs 4 s of CPU each time.

Run as a script it is that process: a line `{"code", "arguments", "folder", "environment", "out", "err"}` in, the exit
status out.
"""

import functools
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn


def run(code: str, folder: Path, environment: Mapping[str, str], *arguments: str) -> str:
    """What the code prints, run in a folder with this whole environment; it must succeed."""
    with tempfile.TemporaryDirectory() as said:
        asked = {"code": code, "arguments": arguments, "folder": str(folder), "environment": dict(environment)}
        out, err = Path(said) / "out", Path(said) / "err"
        parent = _parent()
        assert parent.stdin and parent.stdout
        print(json.dumps(asked | {"out": str(out), "err": str(err)}), file=parent.stdin, flush=True)
        status = parent.stdout.readline().strip()
        assert status == "0", (out.read_text() + err.read_text())[-3000:]
        return out.read_text()


@functools.cache
def _parent() -> "subprocess.Popen[str]":
    """Ends when its input does, with this process."""
    return subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def _serve() -> None:
    import torchvision  # noqa: F401  what takes the time

    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _be(asked)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _be(asked: dict[str, Any]) -> NoReturn:
    """In the forked child: be a fresh interpreter that runs this code."""
    status = 1
    try:
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(asked[name], os.O_WRONLY | os.O_CREAT), number)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        sys.path[0:1] = ["", *filter(None, os.environ.get("PYTHONPATH", "").split(":"))]
        sys.argv = ["-c", *asked["arguments"]]
        exec(compile(asked["code"], "<string>", "exec"), {"__name__": "__main__"})
        status = 0
    except BaseException:  # noqa: BLE001  as an interpreter does
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
