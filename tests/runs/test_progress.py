"""What events add up to, and a feed that tells each of them once to everyone, however the file grows."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from yolosmith.http.sse import Closing
from yolosmith.runs.events import BatchEvent, EpochEvent, RunEvent, RunFailure, StatusEvent, payload
from yolosmith.runs.feed import RunFeed
from yolosmith.runs.state import RunProgress, fold
from yolosmith.storage.journal import Journal

RUN = "20260101T000000Z-abcdef"


def epoch(number: int, fitness: float, *, best: bool) -> EpochEvent:
    return EpochEvent(epoch=number, epochs=5, metrics={"metrics/mAP50(B)": fitness}, best=best, seconds=1.0)


def total(events: list[RunEvent]) -> RunProgress:
    """Fold events as the journal would number them."""
    state = RunProgress()
    for seq, event in enumerate(events, start=1):
        state = fold(state, {"seq": seq, "time": 1000.0 + seq, **payload(event, RUN)})
    return state


def test_a_run_from_queue_to_end() -> None:
    state = total(
        [
            StatusEvent(status="queued"),
            StatusEvent(status="running", pid=1),
            BatchEvent(epoch=1, batch=1, losses={"box_loss": None}, lr={}, eta=12.5),
            epoch(1, 0.5, best=True),
            epoch(2, 0.4, best=False),
            StatusEvent(status="completed"),
        ]
    )
    assert (state.status, state.epoch, state.epochs, state.best_epoch) == ("completed", 2, 5, 1)
    assert state.best == {"metrics/mAP50(B)": 0.5}
    assert state.metrics == {"metrics/mAP50(B)": 0.4}
    assert state.eta is None
    assert state.started is not None
    assert state.ended is not None
    assert state.ended > state.started


def test_a_run_has_trained_as_long_as_its_workers_did() -> None:
    hour = 3600.0
    told: list[tuple[float, RunEvent]] = [
        (0, StatusEvent(status="queued")),
        (1, StatusEvent(status="running", pid=1)),
        (2, epoch(1, 0.5, best=True)),
        (70, StatusEvent(status="interrupted")),  # noticed by the server of Monday
        (71, StatusEvent(status="queued", resumed_from=1)),
        (72, StatusEvent(status="running", pid=2)),
        (73.5, epoch(2, 0.5, best=True)),
    ]
    state = RunProgress()
    for seq, (when, event) in enumerate(told, start=1):
        state = fold(state, {"seq": seq, "time": when * hour, **payload(event, RUN)})
    assert (state.trained, state.began) == (hour, datetime.fromtimestamp(72 * hour, UTC))
    state = fold(state, {"seq": 9, "time": 74 * hour, **payload(StatusEvent(status="completed"), RUN)})
    assert (state.trained, state.began) == (2.5 * hour, None)


def test_going_on_keeps_what_was_reached_and_starting_again_forgets_it() -> None:
    failed: list[RunEvent] = [
        StatusEvent(status="queued"),
        StatusEvent(status="running", pid=1),
        epoch(1, 0.5, best=True),
        StatusEvent(status="failed", error=RunFailure(message="killed")),
    ]
    assert total(failed).error == RunFailure(message="killed")
    going_on = total([*failed, StatusEvent(status="queued", resumed_from=1)])
    assert (going_on.status, going_on.epoch, going_on.best_epoch, going_on.error) == ("queued", 1, 1, None)
    again = total([*failed, StatusEvent(status="queued", resumed_from=0)])
    assert (again.epoch, again.best_epoch, again.metrics, again.best) == (0, None, {}, {})


events = st.lists(
    st.one_of(
        st.builds(StatusEvent, status=st.sampled_from(["queued", "running", "stopped", "failed"])),
        st.builds(epoch, st.integers(1, 5), st.floats(0, 1), best=st.booleans()),
    ),
    min_size=1,
    max_size=30,
)


@given(events, st.data())
def test_folding_can_be_broken_off_and_taken_up_from_its_json(story: list[RunEvent], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(story)))
    state = total(story[:cut])
    state = RunProgress.model_validate_json(state.model_dump_json())
    for seq, event in enumerate(story[cut:], start=cut + 1):
        state = fold(state, {"seq": seq, "time": 1000.0 + seq, **payload(event, RUN)})
    assert state == total(story)


async def listen(feed: RunFeed, after: int, closing: Closing) -> list[int]:
    """Seqs that one reader gets until the run is over."""
    over = lambda: feed.progress.over  # noqa: E731
    return [line.seq async for lines in feed.follow(after, closing, over) for line in lines]


def test_readers_that_come_early_late_and_in_between_all_get_everything_once(tmp_path: Path) -> None:
    """More events than the feed keeps in memory, so that late readers are served from the file."""
    count = 1500
    path = tmp_path / "events.jsonl"

    async def story() -> None:
        feed, closing = RunFeed(path), Closing()
        readers = [asyncio.create_task(listen(feed, 0, closing))]
        with Journal(path) as journal:
            for number in range(1, count + 1):
                journal.append(payload(BatchEvent(epoch=1, batch=number, losses={}, lr={}, eta=None), RUN))
                if number % 7 == 0:
                    feed.pump()
                    await asyncio.sleep(0)
                if number % 300 == 0:
                    readers.append(asyncio.create_task(listen(feed, 0, closing)))
                    readers.append(asyncio.create_task(listen(feed, number - 50, closing)))
            journal.append(payload(StatusEvent(status="completed"), RUN))
        feed.pump()
        readers.append(asyncio.create_task(listen(feed, 0, closing)))
        results = await asyncio.wait_for(asyncio.gather(*readers), 60)
        assert len(results) == 12
        for seqs in results:
            assert seqs == list(range(seqs[0], count + 2))
        assert [seqs[0] for seqs in results] == [1, 1, 251, 1, 551, 1, 851, 1, 1151, 1, 1451, 1]

    asyncio.run(story())


def test_a_torn_line_is_not_told_until_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    line = json.dumps({"seq": 1, "time": 1.0, **payload(StatusEvent(status="queued"), RUN)}).encode() + b"\n"
    feed = RunFeed(path)
    path.write_bytes(line[:30])
    assert not feed.pump()
    path.write_bytes(line)
    assert feed.pump()
    assert feed.progress.seq == 1


def test_closing_ends_a_reader_that_waits(tmp_path: Path) -> None:
    async def story() -> Any:
        feed, closing = RunFeed(tmp_path / "events.jsonl"), Closing()
        closing.on_begin(feed.wake)
        reader = asyncio.create_task(listen(feed, 0, closing))
        await asyncio.sleep(0)
        closing.begin()
        return await asyncio.wait_for(reader, 10)

    assert asyncio.run(story()) == []
