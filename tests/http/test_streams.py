"""Streams of events over real connections: one who does not read is let go and resumes, and others do not notice."""

import asyncio
import re
import socket
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from yolosmith.http import sse
from yolosmith.http.sse import Closing, EventStream
from yolosmith.runs.events import LogEvent, StatusEvent, payload
from yolosmith.runs.feed import RunFeed, frames
from yolosmith.storage.journal import Journal

RUN = "20260101T000000Z-abcdef"
EVENTS = 6000


def app_of(feed: RunFeed, closing: Closing) -> Starlette:
    async def answer(request: Request) -> EventStream:
        after = int(request.headers.get("last-event-id", 0))
        return EventStream(feed.follow(after, closing, lambda: feed.progress.over), frames)

    return Starlette(routes=[Route("/events", answer)])


async def connect(
    port: int, after: int, buffer: int | None = None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    sock = socket.socket()
    if buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    sock.setblocking(False)
    await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=sock, limit=2**12 if buffer else 2**16)
    writer.write(f"GET /events HTTP/1.1\r\nhost: localhost\r\nlast-event-id: {after}\r\n\r\n".encode())
    return reader, writer


async def seqs(reader: asyncio.StreamReader) -> list[int]:
    """Numbers of all whole events until the connection ends."""
    body = re.sub(rb"\r\n[0-9a-f]+\r\n(?=id: |: ping)", b"\r\n", await reader.read())
    return [int(found) for found in re.findall(rb"id: (\d+)\r\nevent: [^\r]+\r\ndata: [^\r]+\}\r\n", body)]


def test_a_slow_client_is_dropped_and_resumes_and_others_do_not_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "SEND_TIMEOUT", 2)

    async def story() -> None:
        feed, closing = RunFeed(tmp_path / "events.jsonl"), Closing()
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app_of(feed, closing), log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        quick, quick_writer = await connect(port, 0)
        slow, slow_writer = await connect(port, 0, buffer=4096)
        watch = sse.Watch.of_loop()
        while len(watch.streams) < 2:
            await asyncio.sleep(0.01)
        reading = asyncio.create_task(seqs(quick))
        with Journal(tmp_path / "events.jsonl") as journal:
            for number in range(EVENTS):
                journal.append(payload(LogEvent(level="info", message=f"{number} {'x' * 500}"), RUN))
                if number % 100 == 0:
                    feed.pump()
                    await asyncio.sleep(0)
            feed.pump()
            while len(watch.streams) > 1:  # the slow one is let go, while the run goes on
                await asyncio.sleep(0.05)
            journal.append(payload(StatusEvent(status="completed"), RUN))
        feed.pump()
        everything = list(range(1, EVENTS + 2))
        assert await reading == everything
        before = await seqs(slow)
        assert 0 < len(before) < EVENTS
        again, again_writer = await connect(port, before[-1])
        assert before + await seqs(again) == everything
        for writer in (quick_writer, slow_writer, again_writer):
            writer.close()
        server.should_exit = True
        await serving

    asyncio.run(asyncio.wait_for(story(), 60))


def test_a_client_that_leaves_is_forgotten(tmp_path: Path) -> None:
    async def story() -> None:
        feed, closing = RunFeed(tmp_path / "events.jsonl"), Closing()
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app_of(feed, closing), log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        _, writer = await connect(port, 0)
        while feed.listeners == 0:
            await asyncio.sleep(0.01)
        writer.close()
        while feed.listeners or sse.Watch.of_loop().streams:
            await asyncio.sleep(0.01)
        server.should_exit = True
        await serving

    asyncio.run(asyncio.wait_for(story(), 60))
