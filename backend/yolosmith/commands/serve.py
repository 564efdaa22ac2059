"""`yolosmith serve`: bind, print the link, run until a signal."""

import contextlib
import gc
import os
import signal
import socket
from collections.abc import Iterator
from types import FrameType

import uvicorn

from yolosmith.app import create_app
from yolosmith.errors import ConflictError
from yolosmith.http.protocol import Protocol
from yolosmith.http.security import check_bind, read_or_make_token
from yolosmith.settings import Settings
from yolosmith.status.log import write_log
from yolosmith.storage.files import write_json
from yolosmith.storage.lock import hold_workspace
from yolosmith.storage.workspace import Workspace

GRACE_SECONDS = 3
GARBAGE_THRESHOLDS = (10_000, 20, 50)
"""Of the three generations. Python's own look at all objects of a thousand listeners every ten seconds, and the server
stands still for 200 ms each time; what little garbage has cycles here can wait for as many allocations as this."""


class Server(uvicorn.Server):
    """uvicorn that says where it listens once it does, and ends the streams before it waits for connections."""

    workspace: Workspace
    url: str

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then write server.json."""
        await super().startup(sockets)
        if self.started:
            gc.freeze()  # what is there now stays until the end, and need not be looked at again
            gc.set_threshold(*GARBAGE_THRESHOLDS)
            gc.enable()
            trainings = self.config.app.state.settings.trainings  # type: ignore[union-attr]
            said = {"pid": os.getpid(), "url": self.url, "trainings": trainings}
            write_json(self.workspace.server_file, said, mode=0o600)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, but a signal is answered by an orderly end and not raised again after it."""
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """On SIGINT or SIGTERM. A second one changes nothing: uvicorn would leave the trainings behind then."""
        if self.should_exit:
            return
        self.config.app.state.closing.begin()  # type: ignore[union-attr]
        super().handle_exit(sig, frame)


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        ConflictError: The address cannot be bound, or the workspace is held by another server.
    """
    check_bind(settings.host, settings.allowed_hosts)
    workspace = Workspace.open(settings.workspace)
    with hold_workspace(workspace):
        write_log(workspace, read_or_make_token(workspace))
        listen(settings, workspace)


def listen(settings: Settings, workspace: Workspace) -> None:
    """Bind, print the link and run; the caller holds the workspace."""
    listener = bind(settings.host, settings.port)
    port = listener.getsockname()[1]
    settings = settings.model_copy(update={"port": port})
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    config = uvicorn.Config(
        create_app(settings),
        http=Protocol,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config)
    server.workspace, server.url = workspace, f"http://{shown}:{port}"
    print(f"Yolosmith: {server.url}/?token={read_or_make_token(workspace)}", flush=True)
    print(
        f"Workspace: {workspace.root}   Ctrl-C ends the server and leaves trainings ready to resume.",
        flush=True,
    )
    try:
        server.run(sockets=[listener])
    finally:
        if server.started:
            workspace.server_file.unlink(missing_ok=True)
    if not server.started:
        raise ConflictError("The server could not start; .yolosmith/logs/server.log says why.")


def bind(host: str, port: int) -> socket.socket:
    """Bind now, so that a taken port is a sentence and not a trace.

    Raises:
        ConflictError: The address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only where it knows that this is TCP; else each waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConflictError(f"Cannot listen on {host}:{port} ({error.strerror}); choose another --port.") from error
    listener.set_inheritable(False)
    return listener
