"""Identity and end of processes, whoever started them."""

import contextlib
import os
import signal
import time

import psutil

CLOCK_SLACK = 1.0


def start_time(pid: int) -> float:
    """When the process started (seconds since the epoch).

    Raises:
        psutil.NoSuchProcess: It is gone.
    """
    return psutil.Process(pid).create_time()


def is_alive(pid: int, started: float) -> bool:
    """Whether the process with this pid and start time still runs; a reused pid or a zombie does not count."""
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < CLOCK_SLACK
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


def kill_session(session: int) -> None:
    """Kill every process of a session, those too that it starts meanwhile (bounded: at most two seconds)."""
    deadline = time.monotonic() + 2.0
    while members := [pid for pid in session_members(session) if not _is_zombie(pid)]:
        for pid in members:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            return
        time.sleep(0.01)


def _is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
