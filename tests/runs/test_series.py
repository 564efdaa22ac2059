"""The curves of a run: as its events say, however they were taken in, and thinned without losing an extreme."""

import contextlib
import math
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yolosmith.runs.columns import ColumnTable
from yolosmith.runs.events import BatchEvent, EpochEvent, LogEvent, RunEvent, StartEvent, StatusEvent, payload
from yolosmith.runs.series import RunSeries
from yolosmith.runs.series_schemas import Points
from yolosmith.storage.journal import Journal, offset_after, read_lines

RUN = "20260101T000000Z-abcdef"
EVERYTHING = (-math.inf, math.inf, 20_000)

numbers = st.none() | st.floats(-1e6, 1e6)


@st.composite
def stories(draw: st.DrawFn) -> list[RunEvent]:
    """Runs with a few batches an epoch, that are stopped and go on from an earlier epoch, and talk."""
    batches = draw(st.integers(1, 4))
    found: list[RunEvent] = [StatusEvent(status="running")]
    found.append(
        StartEvent(epochs=9, batches=batches, images=9, device="cpu", parameters=1, losses=["box"]),
    )
    epoch = 0
    for _ in range(draw(st.integers(0, 8))):
        for number in range(1, batches + 1):
            losses = {name: draw(numbers) for name in ("box", *(["dfl"] if draw(st.booleans()) else []))}
            machine = {"cpu": draw(numbers)} if draw(st.booleans()) else None
            found.append(
                BatchEvent(
                    epoch=epoch + 1, batch=number, losses=losses, lr={"pg0": 0.1}, eta=None, speed=2.0, machine=machine
                )
            )
            if draw(st.integers(0, 9)) == 0:
                found.append(LogEvent(level=draw(st.sampled_from(["info", "error"])), message=f"line {len(found)}"))
        epoch += 1
        found.append(EpochEvent(epoch=epoch, epochs=9, metrics={"map": draw(numbers)}, best=False, seconds=1))
        if draw(st.integers(0, 3)) == 0:
            epoch = draw(st.integers(0, epoch))
            found.append(StatusEvent(status="queued", resumed_from=epoch))
    return found


def simply(events: list[RunEvent]) -> dict[str, dict[float, dict[str, float | None]]]:
    """The tables as the events say, by the simplest way that there is: x and what is known there."""
    tables: dict[str, dict[float, dict[str, float | None]]] = {"batches": {}, "machine": {}, "epochs": {}}
    batches, last = 1, 0.0

    def forget(where: dict[float, Any], keep: float) -> None:
        for x in [x for x in where if x > keep]:
            del where[x]

    for event in events:
        if isinstance(event, StartEvent):
            batches = event.batches
        elif isinstance(event, StatusEvent) and event.resumed_from is not None:
            done = event.resumed_from
            for name, table in tables.items():
                forget(table, last if name == "batches" and last == done + 1 else done)
            last = 0.0
        elif isinstance(event, BatchEvent):
            x = last = event.epoch - 1 + event.batch / batches
            if event.batch == 1:
                forget(tables["batches"], event.epoch - 1)
            values = {f"loss/{n}": v for n, v in event.losses.items()} | {"lr/pg0": 0.1, "speed": 2.0}
            tables["batches"][x] = values
            if event.machine:
                tables["machine"][x] = event.machine
        elif isinstance(event, EpochEvent):
            tables["epochs"][event.epoch] = event.metrics
    return tables


def rows(points: Points) -> dict[float, dict[str, float | None]]:
    return {x: {name: points.series[name][at] for name in points.series} for at, x in enumerate(points.x)}


def filled(table: dict[float, dict[str, float | None]], names: list[str]) -> dict[float, dict[str, float | None]]:
    return {x: {name: values.get(name) for name in names} for x, values in sorted(table.items())}


@settings(max_examples=60)
@given(stories(), st.lists(st.integers(0, 60), max_size=4))
def test_the_series_are_what_the_events_say_however_often_it_was_asked(story: list[RunEvent], cuts: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        series = RunSeries(place / "events.jsonl", place / ".series")
        with Journal(place / "events.jsonl") as journal:
            for at, event in enumerate(story):
                journal.append(payload(event, RUN))
                if at in cuts:
                    assert series.window(None, *EVERYTHING).seq == journal.seq
                    series = RunSeries(place / "events.jsonl", place / ".series")  # as after a restart
        found = series.window(None, *EVERYTHING)
        fresh = RunSeries(place / "events.jsonl", place / ".other").window(None, *EVERYTHING)
        assert fresh == found
        assert found.seq == len(story)
        for name, table in simply(story).items():
            points: Points = getattr(found, name)
            assert list(rows(points).items()) == list(filled(table, list(points.series)).items())
        said = [event.message for event in story if isinstance(event, LogEvent)]
        assert [line.message for line in series.log(None, 5000, "debug", "").lines] == said


def told(folder: Path, *story: RunEvent) -> list[float]:
    """Where the batches of a run stand, by its events."""
    folder.mkdir()
    with Journal(folder / "events.jsonl") as journal:
        for event in story:
            journal.append(payload(event, RUN))
    return RunSeries(folder / "events.jsonl", folder / ".series").window(None, *EVERYTHING).batches.x


def test_the_batches_of_an_epoch_stay_whose_weights_were_kept_and_whose_end_was_told_late(tmp_path: Path) -> None:
    def epoch(number: int, batches: int = 2) -> list[RunEvent]:
        of = {"epoch": number, "batches": 2, "losses": {"box": 1.0}, "lr": {}, "eta": None}
        return [BatchEvent(batch=batch + 1, **of) for batch in range(batches)]

    def end(number: int) -> RunEvent:
        return EpochEvent(epoch=number, epochs=4, metrics={}, best=False, seconds=0)

    again = StatusEvent(status="queued", resumed_from=1)
    killed = [*epoch(1), end(1), *epoch(2), again]
    assert told(tmp_path / "late", *killed, end(2), *epoch(3)) == [0.5, 1, 1.5, 2, 2.5, 3]
    assert told(tmp_path / "anew", *killed, *epoch(2, batches=1)) == [0.5, 1, 1.5], "it was done again"
    assert told(tmp_path / "torn", *epoch(1), end(1), *epoch(2, batches=1), again) == [0.5, 1], "it was not whole"


values = st.lists(st.none() | st.floats(-100, 100), min_size=1, max_size=3000)


@settings(max_examples=60)
@given(values, st.integers(4, 200), st.floats(0, 1), st.floats(0, 1), st.integers(1, 1000))
def test_thinning_keeps_extremes_and_ends_and_invents_nothing(
    numbers: list[float | None], points: int, low: float, high: float, flush: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = ColumnTable(Path(folder) / "t")
        for x, number in enumerate(numbers):
            table.append(float(x), {"a": number, "b": 0.5})
            if x % flush == 0:
                table.flush()
        table.flush()
        start, end = sorted((low * len(numbers), high * len(numbers)))
        found = table.window(["a", "b"], start, end, points)
        inside = [x for x in range(len(numbers)) if start <= x <= end]
        assert found.rows == len(inside)
        assert found.x == sorted(set(found.x))
        assert all(numbers[int(x)] == value for x, value in zip(found.x, found.series["a"], strict=True))
        assert len(found.x) <= max(points, 1) + 12
        wide = [x for x in range(len(numbers)) if math.floor(start) - 1 <= x <= math.ceil(end) + 1]
        if inside:
            assert found.x[0] <= inside[0]
            assert found.x[-1] >= inside[-1]
            known = [n for x in inside if (n := numbers[x]) is not None]
            shown = [v for v in found.series["a"] if v is not None]
            around = [n for x in wide if (n := numbers[x]) is not None]
            if known:
                assert min(around) <= min(shown) <= min(known)
                assert max(known) <= max(shown) <= max(around)


@given(st.integers(0, 60), st.integers(0, 70))
def test_the_place_after_an_event_is_found_by_halving(count: int, seq: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"
        with Journal(path) as journal:
            for number in range(count):
                journal.append({"type": "run.log", "message": "x" * (number * 7 % 50)})
        with path.open("ab") as file:
            file.write(b'{"seq": 99')  # torn
        found = [line for _, line in read_lines(path, offset_after(path, seq))]
        assert len(found) == max(0, count - seq)


def written(place: Path, batches: int) -> RunSeries:
    with Journal(place / "events.jsonl") as journal:
        for number in range(batches):
            event = BatchEvent(epoch=1, batch=number + 1, batches=batches, losses={"box": number / 3}, lr={}, eta=None)
            journal.append(payload(event, RUN))
            journal.append(payload(LogEvent(level="info", message=f"batch {number + 1}"), RUN))
    return RunSeries(place / "events.jsonl", place / ".series")


@contextlib.contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file can grow past so many bytes, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@given(stories(), st.lists(st.tuples(st.integers(1, 20), st.integers(1, 2000)), max_size=6))
def test_a_disk_that_was_full_leaves_no_wrong_curve(story: list[RunEvent], tries: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        events = Path(place) / "events.jsonl"
        series = RunSeries(events, Path(place) / ".series")
        with Journal(events) as journal:
            for count, size in tries:
                for event in story[:count]:
                    journal.append(payload(event, RUN))
                story = story[count:]
                with files_up_to(size), contextlib.suppress(OSError):
                    series.catch_up()
            for event in story:
                journal.append(payload(event, RUN))
        anew = RunSeries(events, Path(place) / "anew")
        assert series.window(None, *EVERYTHING) == anew.window(None, *EVERYTHING)
        assert series.log(None, 1000, "debug", "") == anew.log(None, 1000, "debug", "")


@pytest.mark.parametrize("harm", ["state.json", "batches/1", "shorter"])
def test_what_is_damaged_is_made_anew(tmp_path: Path, harm: str) -> None:
    before = written(tmp_path, 40).window(None, *EVERYTHING)
    damaged = tmp_path / ".series" / ("batches/0" if harm == "shorter" else harm)
    damaged.write_bytes(damaged.read_bytes()[:11])
    assert RunSeries(tmp_path / "events.jsonl", tmp_path / ".series").window(None, *EVERYTHING) == before


def test_the_log_is_read_from_its_end_and_searched_as_a_whole(tmp_path: Path) -> None:
    series = written(tmp_path, 30)
    page = series.log(None, 10, "debug", "")
    assert [line.message for line in page.lines] == [f"batch {n}" for n in range(21, 31)]
    assert page.more
    earlier = series.log(page.lines[0].seq, 10, "debug", "")
    assert earlier.lines[-1].message == "batch 20"
    assert [line.message for line in series.log(None, 10, "info", "BATCH 19").lines] == ["batch 19"]
    assert series.log(None, 10, "warning", "").lines == []


def test_a_table_as_csv_has_every_row_as_it_was_written(tmp_path: Path) -> None:
    series = written(tmp_path, 3)
    assert "".join(series.table("batches", ["loss/box"])) == (
        f"epoch,loss/box\n{1 / 3},0\n{2 / 3},{1 / 3}\n1,{2 / 3}\n"
    )
