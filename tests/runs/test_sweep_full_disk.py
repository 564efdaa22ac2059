"""Sweeps on a disk that is full for a while."""

from pathlib import Path

import pytest
from sweep_stories import FULL, REQUEST, Start, idle, no_room, record_of, tell, until

from yolosmith.runs.events import StatusEvent
from yolosmith.runs.supervisor import record


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for room on the disk does not wait long."""
    monkeypatch.setattr("yolosmith.runs.sweeps.RETRY_SECONDS", 0.02)


def test_on_a_full_disk_the_next_trial_waits_for_room(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        server.kitchen.errors = [FULL, FULL]
        server.runs.stop(first.id, force=False)
        await server.finish(sweep, after=1)
        assert [trial.number for trial in server.sweeps.get(sweep).results] == [1, 2, 3]

    tell(tmp_path, story)


def test_what_a_full_disk_kept_from_the_record_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        with monkeypatch.context() as patch:
            patch.setattr(server.sweeps.store, "write", no_room)
            with pytest.raises(OSError, match="No space"):
                server.sweeps.stop(sweep)  # and so it was not stopped
            server.runs.stop(first.id, force=False)
            second = await server.trial(sweep, 2)
            server.runs.delete(second.id)  # as one does for want of room
            await server.trial(sweep, 3)
            assert record_of(tmp_path, sweep)["reached"] == 1
        await until(lambda: record_of(tmp_path, sweep)["reached"] == 3)
        assert server.sweeps.get(sweep).status == "running"

    tell(tmp_path, story)


def test_a_trial_that_a_server_interrupted_goes_on_when_the_next_one_finds_room_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        record(server.runs.folder(first.id), StatusEvent(status="interrupted"))
        await server.stop()
        with monkeypatch.context() as patch:
            patch.setattr("yolosmith.runs.service.record", no_room)
            server = start()
            await idle()
            assert [(run.trial, run.status) for run in server.runs.children(sweep)] == [(1, "interrupted")]
        await server.finish(sweep)

    tell(tmp_path, story)


@pytest.mark.parametrize("place", ["trial", "record"])
def test_a_sweep_that_finds_no_room_at_its_creation_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    async def story(start: Start) -> None:
        server = start()
        with monkeypatch.context() as patch:
            if place == "trial":
                server.kitchen.errors = [FULL]
            else:  # its file is written then, and its folder cannot be synced
                patch.setattr("yolosmith.storage.files.sync_folder", no_room)
            with pytest.raises(OSError, match="No space"):
                await server.sweeps.create(REQUEST)
        assert server.sweeps.all() == []
        await server.stop()
        server = start()
        await idle()
        assert (server.sweeps.all(), server.runs.all()) == ([], [])
        assert list((tmp_path / "sweeps").iterdir()) == []

    tell(tmp_path, story)
