"""The long-lived child for inspections, as its parent sees it: requests go in, lines come out.

It remembers what rows come to, so that most inspections take no fork at all. A job that it cannot answer by itself it
forks for, as its parent does. It dies alone: its open requests are told, and the next one gets another.
"""

import json
import os
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yolosmith.workers.process import kill_session

GRACE = 3.0
"""Seconds that it may take over a job's own limit, which it enforces itself."""


@dataclass
class Resident:
    """`open` are the requests that have no answer yet, by number, with the time by which they must have one."""

    pid: int
    socket: socket.socket
    open: dict[int, float] = field(default_factory=dict)
    _out: bytearray = field(default_factory=bytearray)
    _in: bytearray = field(default_factory=bytearray)

    @classmethod
    def fork(cls, live: Callable[[int], None]) -> "Resident":
        """Start one; `live` is run in it, with the descriptor that it reads requests from and answers to."""
        ours, its = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                os.setsid()
                ours.close()
                live(its.detach())
            finally:
                os._exit(1)
        its.close()
        ours.setblocking(False)
        return cls(pid, ours)

    def send(self, request: dict[str, Any]) -> None:
        """Pass a request or a cancellation on."""
        if "job" in request:
            self.open[request["id"]] = time.monotonic() + float(request["seconds"]) + GRACE
        self._out += json.dumps(request).encode() + b"\n"
        self.flush()

    def flush(self) -> None:
        """Write what it takes now."""
        try:
            while self._out:
                del self._out[: self.socket.send(self._out)]
        except BlockingIOError:
            pass
        except OSError:
            self._out.clear()  # it is dying; whoever waits for it is told when it is reaped

    def wanted(self) -> int:
        """What the selector shall wait for."""
        return selectors.EVENT_READ | (selectors.EVENT_WRITE if self._out else 0)

    def read(self) -> list[dict[str, Any]]:
        """The messages that have come."""
        try:
            while chunk := self.socket.recv(1 << 20):
                self._in += chunk
        except OSError:
            pass  # nothing more now, or nothing ever
        *lines, rest = self._in.split(b"\n")
        self._in = bytearray(rest)
        messages = [json.loads(line) for line in lines]
        for message in messages:
            if "say" not in message:
                self.open.pop(message["id"], None)
        return messages

    def late(self) -> bool:
        """Whether it hangs where it cannot be interrupted."""
        return any(time.monotonic() > limit for limit in self.open.values())

    def kill(self) -> None:
        """End it, with all that it started: its children die with it."""
        kill_session(self.pid)

    def close(self) -> None:
        """After it was reaped."""
        self.socket.close()
