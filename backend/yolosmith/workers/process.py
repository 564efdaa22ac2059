"""Identity and end of processes, whoever started them."""

import contextlib
import os
import signal
import time
from pathlib import Path

import psutil

CLOCK_SLACK = 0.1
STARTED = 19
"""Place of the start time among what /proc/<pid>/stat has after the name."""


def start_time(pid: int) -> float:
    """When the process started, in seconds: since the boot where the system says so (Linux), so that setting the clock
    does not change it; since the epoch elsewhere.

    Raises:
        psutil.NoSuchProcess: It is gone.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return int(fields[STARTED]) / os.sysconf("SC_CLK_TCK")
    except ProcessLookupError:
        raise psutil.NoSuchProcess(pid) from None
    except FileNotFoundError:
        return psutil.Process(pid).create_time()


def is_alive(pid: int, started: float) -> bool:
    """Whether the process with this pid and start time still runs; a reused pid or a zombie does not count."""
    try:
        process = psutil.Process(pid)
        same = abs(start_time(pid) - started) < CLOCK_SLACK
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def session_members(session: int) -> list[int]:
    """Pids of all processes in a session."""
    members = []
    for pid in psutil.pids():
        with contextlib.suppress(OSError):
            if os.getsid(pid) == session:
                members.append(pid)
    return members


def kill_session(session: int, started: float | None = None) -> None:
    """Kill every process of a session, those too that it starts meanwhile (bounded: at most two seconds).

    `started`: when its first process was; a session of the same number that another one began is let be. (After a
    boot the number may be anybody's. While a session has members the system gives its number to no other process.)
    """
    if started is not None and _is_another(session, started):
        return
    deadline = time.monotonic() + 2.0
    while members := [pid for pid in session_members(session) if not _is_zombie(pid)]:
        for pid in members:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            return
        time.sleep(0.01)


def _is_another(pid: int, started: float) -> bool:
    try:
        return abs(start_time(pid) - started) >= CLOCK_SLACK
    except psutil.NoSuchProcess:
        return False


def _is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
