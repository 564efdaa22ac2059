"""Limits of a forked job. They keep a mistake from hurting the machine; they are no wall against malice."""

import contextlib
import ctypes
import os
import resource
import signal
import sys

import psutil

MAX_FILE = 8 * 1024**3
MAX_PROCESSES = 64
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def become_subreaper() -> None:
    """Orphans of a job become children of this process, so that none can hide from it (Linux)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Called in a child (Linux)."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_this_process(memory: int) -> None:
    """Called in a job's child: dies with its parent, `memory` bytes beyond what it has now, bounded files."""
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file past the limit is an OSError, not a death
    if sys.platform == "linux":  # macOS has no working RLIMIT_AS
        mapped = psutil.Process().memory_info().vms
        resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, mapped + memory))
    if os.getuid() != 0:  # for root the kernel does not count; the parent counts the session instead
        own = sum(1 for process in psutil.process_iter(["uids"]) if _is_ours(process))
        with contextlib.suppress(ValueError):  # already below
            resource.setrlimit(resource.RLIMIT_NPROC, (own + 4 * MAX_PROCESSES, own + 4 * MAX_PROCESSES))


def _is_ours(process: psutil.Process) -> bool:
    uids = process.info["uids"]
    return uids is not None and uids.real == os.getuid()


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
