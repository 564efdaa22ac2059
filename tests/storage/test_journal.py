"""A journal keeps whole lines, numbers them without holes, and lets one process write at a time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yolosmith.storage.journal import Journal, read_lines

texts = st.lists(st.text(max_size=20), max_size=8)


@given(texts, texts, st.integers(0, 400))
def test_whatever_is_torn_off_the_end_the_lines_before_it_stay_and_seq_goes_on(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str], cut: int
) -> None:
    path = tmp_path_factory.mktemp("journal") / "events.jsonl"
    with Journal(path) as journal:
        for text in before:
            journal.append({"text": text})
    whole = path.read_bytes()
    kept = whole[: max(0, len(whole) - cut)]
    path.write_bytes(kept)
    with Journal(path) as journal:
        for text in after:
            journal.append({"text": text})
    events = [json.loads(line) for _, line in read_lines(path)]
    survivors = kept.count(b"\n")
    assert [event["text"] for event in events] == before[:survivors] + after
    assert [event["seq"] for event in events] == list(range(1, survivors + len(after) + 1))


def test_reading_from_an_offset_gives_the_rest_and_leaves_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with Journal(path) as journal:
        for number in range(5):
            journal.append({"number": number})
    with path.open("ab") as file:
        file.write(b'{"seq": 6, "num')
    lines = list(read_lines(path))
    assert [json.loads(line)["number"] for _, line in lines] == [0, 1, 2, 3, 4]
    assert [line for _, line in read_lines(path, lines[2][0])] == [line for _, line in lines[3:]]
    assert list(read_lines(path, lines[-1][0])) == []


def test_numbers_that_json_does_not_know_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with Journal(path) as journal:
        journal.append({"ok": True})
        with pytest.raises(ValueError, match="JSON compliant"):
            journal.append({"loss": float("nan")})
        journal.append({"ok": True})
    assert [json.loads(line)["seq"] for _, line in read_lines(path)] == [1, 2]


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    """The file size limit of a child stands in for the disk's end."""
    path = tmp_path / "events.jsonl"
    code = """
import resource, signal, sys
from pathlib import Path
from yolosmith.storage.journal import Journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
journal = Journal(Path(sys.argv[1]))
written = 0
try:
    while True:
        journal.append({"text": "x" * 50})
        written += 1
except OSError:
    print(written)
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert len(list(read_lines(path))) == int(done.stdout) > 0
    assert path.read_bytes().endswith(b"\n")


def test_a_second_writer_waits_until_the_first_has_ended_even_by_kill(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    code = """
import sys, time
from pathlib import Path
from yolosmith.storage.journal import Journal
journal = Journal(Path(sys.argv[1]))
journal.append({"by": "child"})
print("writing", flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(OSError, match=r"locked|temporarily unavailable|written by another"):
            Journal(path, patience=0.1)
        child.kill()
    with Journal(path) as journal:
        assert journal.append({"by": "parent"}) == 2


@given(st.lists(st.tuples(st.floats(-10_000, 10_000), st.booleans()), max_size=12))
def test_time_never_goes_back_however_the_clock_is_set_and_whoever_writes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[float, bool]]
) -> None:
    path = tmp_path_factory.mktemp("journal") / "events.jsonl"
    clock = [1_800_000_000.0]
    journal = Journal(path, clock=lambda: clock[0])
    for step, another in steps:
        clock[0] += step
        if another:
            journal.close()
            journal = Journal(path, clock=lambda: clock[0])
        journal.append({})
    journal.close()
    times = [json.loads(line)["time"] for _, line in read_lines(path)]
    assert times == sorted(times)
    assert all(time >= 1_799_999_999 for time in times) or min(step for step, _ in steps) < 0
