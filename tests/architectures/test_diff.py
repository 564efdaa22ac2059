"""The difference of two texts: covers all rows once, and says what was done. Pure, and once over HTTP."""

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_texts import COMMENTED
from pydantic import TypeAdapter

from tests.conftest import RunningServer
from yolosmith.architectures import align, diff, graph, splice
from yolosmith.architectures.operations import Operation
from yolosmith.architectures.store import presets
from yolosmith.errors import UnreadableError

OPERATIONS = TypeAdapter(list[Operation])
TEXTS = [presets()[name].path.read_text() for name in ("yolo11", "yolov8", "yolo26-p2", "yolov9e")] + [COMMENTED]
YOLO11 = TEXTS[0]

Json = dict[str, Any]


def edited(source: str, *operations: Json) -> str:
    return splice.edit(source, OPERATIONS.validate_python(operations)).source


def changes(before: str, after: str) -> list[tuple[str, int | None, int | None, list[str]]]:
    rows = diff.compare(before, after).rows
    return [(row.status, row.before, row.after, [*row.fields]) for row in rows if row.status != "same"]


def check_cover(before: str, after: str) -> None:
    """Every row of both texts once, in the order of each."""
    rows = diff.compare(before, after).rows
    assert [row.before for row in rows if row.before is not None] == list(range(len(graph.parse(before).nodes)))
    assert [row.after for row in rows if row.after is not None] == list(range(len(graph.parse(after).nodes)))
    for row in rows:
        assert (row.before is None) == (row.status == "added")
        assert (row.after is None) == (row.status == "removed")
        assert bool(row.fields) == (row.status == "changed")


@pytest.mark.parametrize("source", TEXTS)
def test_a_text_does_not_differ_from_itself_nor_by_its_comments(source: str) -> None:
    assert changes(source, source) == []
    assert diff.compare(source, "# more\n" + source).keys == []


def test_renumbering_is_no_change() -> None:
    new = {"op": "insert", "section": "backbone", "at": 7, "module": "SPPF", "args": [512, 9], "into": []}
    assert changes(YOLO11, edited(YOLO11, new)) == [("added", None, 7, [])]
    assert changes(edited(YOLO11, new), YOLO11) == [("removed", 7, None, [])]
    through = {"op": "insert", "section": "backbone", "at": 7, "module": "SPPF", "args": [512, 9]}
    assert changes(YOLO11, edited(YOLO11, through)) == [("added", None, 7, []), ("changed", 7, 8, ["from"])]


def test_each_part_of_a_row() -> None:
    assert changes(YOLO11, edited(YOLO11, {"op": "set", "id": "n4", "repeats": 7})) == [("changed", 4, 4, ["repeats"])]
    assert changes(YOLO11, edited(YOLO11, {"op": "set", "id": "n4", "args": [9]})) == [("changed", 4, 4, ["args"])]
    other = edited(YOLO11, {"op": "set", "id": "n4", "module": "C2f"})
    assert changes(YOLO11, other) == [("changed", 4, 4, ["module"])]
    assert changes(YOLO11, edited(YOLO11, {"op": "connect", "source": "n3", "target": "n12", "slot": 1})) == [
        ("changed", 12, 12, ["from"])
    ]
    assert changes(YOLO11, edited(YOLO11, {"op": "set", "id": "n12", "from": [11, 6]})) == []
    assert changes(YOLO11, edited(YOLO11, {"op": "move", "id": "n10", "at": 10, "section": "head"})) == [
        ("changed", 10, 10, ["section"])
    ]


def test_keys_beside_the_rows() -> None:
    values = {"nc": 3, "scales": None, "activation": "nn.ReLU()"}
    keys = [{"op": "replace_key", "key": key, "value": value} for key, value in values.items()]
    found = diff.compare(YOLO11, edited(YOLO11, *keys))
    assert {one.key: one.after for one in found.keys} == values
    assert next(one.before for one in found.keys if one.key == "nc") == 80
    assert diff.compare("nc: .nan", "nc: .inf").keys[0].before == "nan"


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(TEXTS))
def test_what_was_done_is_what_differs(data: st.DataObject, source: str) -> None:
    count = len(graph.parse(source).nodes)
    chosen = data.draw(st.lists(st.integers(0, count - 1), max_size=4, unique=True))
    sets = [{"op": "set", "id": f"n{at}", "args": [f"own {at}"]} for at in chosen]
    after = edited(source, *sets)
    check_cover(source, after)
    assert changes(source, after) == [("changed", at, at, ["args"]) for at in sorted(chosen)]
    gone = data.draw(st.integers(1, count - 1))
    try:
        without = edited(source, {"op": "delete", "id": f"n{gone}"})
    except UnreadableError:
        return
    check_cover(source, without)
    found = changes(source, without)
    assert [one[0] for one in found].count("removed") == 1
    assert all(one[3] == ["from"] for one in found if one[0] == "changed")
    check_cover(without, source)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_any_two_texts_are_covered(before: str, after: str) -> None:
    check_cover(before, after)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("abcd"), max_size=30), st.lists(st.sampled_from("abcd"), max_size=30))
def test_pairs_are_equal_and_rise(old: list[str], new: list[str]) -> None:
    pairs = align.match(old, new)
    assert all(old[a] == new[b] for a, b in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(pairs))
    assert align.match(old, old) == [(at, at) for at in range(len(old))]


def test_long_texts_are_compared_in_their_changed_places() -> None:
    row = "  - [-1, 1, Conv, [{}, 3, 1]]\n"
    before = "nc: 1\nbackbone:\n" + "".join(row.format(at) for at in range(1, 4000)) + "head: []\n"
    after = before.replace(row.format(20), "").replace(row.format(3000), row.format(3000) * 2)
    assert {one[0] for one in changes(before, after)} == {"removed", "added", "changed"}
    same = "nc: 1\nbackbone:\n" + row.format(8) * 3000 + "head: []\n"
    other = "nc: 1\nbackbone:\n" + row.format(9) * 3000 + "head: []\n"
    check_cover(same, other)


def test_the_difference_over_http(server: RunningServer) -> None:
    after = edited(YOLO11, {"op": "set", "id": "n4", "repeats": 7})
    answer = server.client.post("/api/architectures/diff", json={"before": YOLO11, "after": after}).json()
    assert answer["rows"][4] == {"status": "changed", "before": 4, "after": 4, "fields": ["repeats"]}
    assert answer["keys"] == []
    refused = server.client.post("/api/architectures/diff", json={"before": YOLO11, "after": "nc: ["})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"][0] == "line"
