"""Sweeps whose trials are deleted, refused or stopped while they are made, and servers killed in between."""

import asyncio
from pathlib import Path

import pytest
from sweep_stories import REQUEST, Start, idle, record_of, tell, until

from yolosmith.errors import ConflictError, WorkerError
from yolosmith.storage.files import write_json


def test_a_finished_sweep_stays_finished_whichever_of_its_runs_are_deleted(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        trials = await server.finish(sweep)
        for left in (2, 1, 0):
            server.runs.delete(trials.pop())
            await idle()
            found = server.sweeps.get(sweep)
            assert (found.status, found.done, len(found.results)) == ("completed", 3, left)
        await server.stop()
        server = start()
        await idle()
        assert server.sweeps.get(sweep).status == "completed"
        assert server.runs.all() == []
        server.sweeps.delete(sweep, runs=False)
        assert server.sweeps.all() == []

    tell(tmp_path, story)


def test_of_a_sweep_of_before_the_runs_tell_how_far_it_came_and_then_its_record(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        trials = await server.finish(sweep)
        await server.stop()
        kept = record_of(tmp_path, sweep)
        del kept["reached"]
        write_json(tmp_path / "sweeps" / sweep / "sweep.json", kept)
        server = start()
        server.runs.delete(trials[-1])
        await idle()
        assert server.sweeps.get(sweep).status == "completed"
        await server.stop()
        server = start()
        await idle()
        assert server.sweeps.get(sweep).status == "completed"
        assert server.waiting(sweep) == []

    tell(tmp_path, story)


def test_a_server_killed_before_or_after_a_trial_was_made_neither_loses_nor_repeats_it(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        server.kitchen.open.clear()
        server.runs.stop(first.id, force=False)
        await until(lambda: server.kitchen.asked == 2)
        await server.stop()  # the second trial was about to be made
        server = start()
        second = await server.trial(sweep, 2)
        await server.stop()
        write_json(tmp_path / "sweeps" / sweep / "sweep.json", record_of(tmp_path, sweep) | {"reached": 1})
        server = start()  # it was made, and nobody had written that down
        server.runs.delete(second.id)
        await server.finish(sweep, after=2)
        assert [trial.number for trial in server.sweeps.get(sweep).results] == [1, 3]

    tell(tmp_path, story)


def test_a_deletion_cut_short_leaves_no_sweep_that_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """Nothing of the server goes on."""

    def kill(run: str) -> None:
        raise Killed

    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        await server.finish(sweep)
        monkeypatch.setattr(server.runs, "delete", kill)
        with pytest.raises(Killed):
            server.sweeps.delete(sweep, runs=True)
        await server.stop()
        server = start()
        assert server.sweeps.all() == []
        assert len(server.runs.all()) == 3  # runs like any others now

    tell(tmp_path, story)


def test_deleting_the_trial_that_waits_goes_on_with_the_next(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        server.runs.delete((await server.trial(sweep, 1)).id)
        await server.finish(sweep, after=1)

    tell(tmp_path, story)


def test_a_stop_while_a_trial_is_made_stops_that_trial_too_and_the_sweep_cannot_go_before(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        server.kitchen.open.clear()
        server.runs.stop(first.id, force=False)
        await until(lambda: server.kitchen.asked == 2)
        assert server.sweeps.stop(sweep).status == "stopping"
        with pytest.raises(ConflictError, match="still goes on"):
            server.sweeps.delete(sweep, runs=True)
        server.kitchen.open.set()
        await until(lambda: server.sweeps.get(sweep).status == "stopped")
        assert [trial.status for trial in server.sweeps.get(sweep).results] == ["stopped", "stopped"]
        await idle()
        assert server.waiting(sweep) == []
        server.sweeps.resume(sweep)
        await server.finish(sweep, after=2)

    tell(tmp_path, story)


def test_a_stop_of_a_sweep_whose_first_trial_is_being_made_is_no_less(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        server.kitchen.open.clear()
        created = asyncio.create_task(server.sweeps.create(REQUEST))
        await until(lambda: server.kitchen.asked == 1)
        (sweep,) = [one.id for one in server.sweeps.all()]
        assert server.sweeps.stop(sweep).status == "stopping"
        server.sweeps.resume(sweep)
        await idle()
        assert server.kitchen.asked == 1  # the trial that is being made is not made twice
        server.sweeps.stop(sweep)
        server.kitchen.open.set()
        assert await created == sweep
        assert server.sweeps.get(sweep).status == "stopped"
        assert server.waiting(sweep) == []

    tell(tmp_path, story)


def test_a_stop_written_just_before_a_kill_holds_for_the_trial_that_was_being_made(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        await server.trial(sweep, 1)
        await server.stop()
        write_json(tmp_path / "sweeps" / sweep / "sweep.json", record_of(tmp_path, sweep) | {"stopped": True})
        server = start()
        assert server.sweeps.get(sweep).status == "stopped"
        assert server.waiting(sweep) == []

    tell(tmp_path, story)


def test_a_stop_while_a_trial_is_being_refused_stays(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        server.kitchen.open.clear()
        server.kitchen.errors = [ConflictError("The data set is not ready.")]
        server.runs.stop(first.id, force=False)
        await until(lambda: server.kitchen.asked == 2)
        server.sweeps.stop(sweep)
        server.kitchen.open.set()
        await until(lambda: server.sweeps.get(sweep).status == "stopped")
        await idle()
        assert record_of(tmp_path, sweep)["stopped"]
        assert server.waiting(sweep) == []
        refused = server.sweeps.get(sweep).results[-1]
        assert (refused.number, refused.error) == (2, "The data set is not ready.")

    tell(tmp_path, story)


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_trial_is_made_once_more_when_the_inspector_dies_of_it(tmp_path: Path, deaths: int) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        server.kitchen.errors = [WorkerError("The worker ended without an answer.")] * deaths
        server.runs.stop(first.id, force=False)
        await server.finish(sweep, after=deaths)
        made = [trial.error for trial in server.sweeps.get(sweep).results]
        assert made == [None, "The worker ended without an answer." if deaths == 2 else None, None]

    tell(tmp_path, story)
