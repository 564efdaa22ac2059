"""Edits one after the other, on shipped and on odd texts: what is not meant to change does not. All pure."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_texts import BRACKETS, COMMENTED, CRLF, EMPTY_HEAD, ODD_TEXTS, ONE_LINE
from pydantic import TypeAdapter

from tests.conftest import some_every_time
from yolosmith.architectures import graph, splice, text
from yolosmith.architectures.graph import Graph, Node
from yolosmith.architectures.operations import Operation
from yolosmith.architectures.store import presets
from yolosmith.errors import UnreadableError

OPERATIONS = TypeAdapter(list[Operation])
SHIPPED = ("yolo11", "yolov8", "yolov9e", "yolov10n", "yolo26-p2", "rtdetr-l", "yolov8-world")
TEXTS = {name: presets()[name].path.read_text() for name in SHIPPED} | ODD_TEXTS

Json = dict[str, Any]


def edit(view: Graph, *operations: Json) -> Graph:
    """Edit a graph's text, its rows named as they are."""
    return splice.edit(view.source, OPERATIONS.validate_python(operations), [node.id for node in view.nodes])


def inputs(view: Graph) -> dict[str, list[Any]]:
    """What each row reads: ids, `image`, or a number that leads nowhere."""
    found: dict[str, list[Any]] = {}
    for node in view.nodes:
        places = [node.index + one if one < 0 else one for one in node.sources]
        found[node.id] = [
            "image" if node.index == 0 and one == -1 else view.nodes[one].id if 0 <= one < len(view.nodes) else one
            for one in places
        ]
    return found


def content(view: Graph) -> dict[str, tuple[Any, ...]]:
    """What each row says beside its `from`."""
    return {one.id: (one.section, one.repeats, one.module, repr(one.args)) for one in view.nodes}


def lines(view: Graph, node: Node) -> str:
    """A row's own lines, byte for byte."""
    assert node.line is not None
    assert node.last_line is not None
    return "".join(view.source.splitlines(keepends=True)[node.line - 1 : node.last_line])


def own_words(view: Graph) -> list[str]:
    """Lines that belong to no row: keys, comments, blank lines; where sections are lists of lines."""
    rows = {line for node in view.nodes for line in range(node.line or 0, (node.last_line or 0) + 1)}
    return [line for number, line in enumerate(view.source.splitlines(), 1) if number not in rows]


@st.composite
def operation(draw: st.DrawFn, view: Graph) -> Json:
    """Any operation on a graph; some are refused."""
    ids = [node.id for node in view.nodes]
    some = st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True)
    place = {"section": draw(st.sampled_from(["backbone", "head"])), "at": draw(st.integers(0, len(ids)))}
    args = draw(st.lists(st.integers(-9, 999) | st.text(max_size=5) | st.booleans() | st.none(), max_size=3))
    row = {"repeats": draw(st.integers(1, 3)), "module": draw(st.sampled_from(["Conv", "C2f"])), "args": args}
    one, other = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
    sources = st.integers(-4, 4) | st.lists(st.integers(-4, 4), min_size=1, max_size=3)
    return draw(
        st.sampled_from(
            [
                {"op": "set", "id": one, **row},
                {"op": "set", "id": one, "from": draw(sources)},
                {"op": "insert", **place, **row},
                {"op": "insert", **place, **row, "into": []},
                {"op": "delete", "id": one},
                {"op": "move", "id": one, **place},
                {"op": "move_rows", "ids": draw(some), **place},
                {"op": "duplicate", "ids": draw(some)},
                {
                    "op": "paste",
                    **place,
                    "rows": [{**row, "from": draw(sources)} for _ in range(draw(st.integers(1, 3)))],
                },
                {"op": "connect", "source": one, "target": other, "slot": draw(st.integers(0, 2))},
                {"op": "disconnect", "target": one, "slot": draw(st.integers(0, 2))},
                {"op": "replace_key", "key": "nc", "value": draw(st.integers(1, 99))},
                {"op": "replace_key", "key": "activation", "value": draw(st.sampled_from([None, "nn.ReLU()"]))},
                {"op": "replace_key", "key": "scales", "value": draw(st.sampled_from([None, {"n": [1, 0.5, 512]}]))},
            ]
        )
    )


def expected_inputs(before: Graph, after: Graph, done: Json) -> dict[str, list[Any]]:
    """What the rows that were there read after an operation."""
    reads, new = inputs(before), [node.id for node in after.nodes if node.id not in content(before)]
    if done["op"] == "delete":
        gone = reads.pop(done["id"])
        instead = next((one for one in gone if not isinstance(one, int)), None)
        return {name: [instead if one == done["id"] else one for one in read] for name, read in reads.items()}
    if done["op"] == "insert" and "into" not in done and done["at"] < len(before.nodes):
        last = before.nodes[done["at"] - 1].id if done["at"] else "image"
        follower = before.nodes[done["at"]].id
        reads[follower] = [new[0] if one == last else one for one in reads[follower]]
    if done["op"] == "connect":
        reads[done["target"]][done["slot"] : done["slot"] + 1] = [done["source"]]
    if done["op"] == "disconnect":
        del reads[done["target"]][done["slot"]]
    if done["op"] == "set" and "from" in done:
        reads[done["id"]] = inputs(after)[done["id"]]
    return reads


@settings(max_examples=50, deadline=None)
@given(st.data(), st.sampled_from(sorted(TEXTS)))
def test_each_of_many_edits_changes_what_it_says_and_nothing_else(data: st.DataObject, name: str) -> None:
    view = graph.parse(TEXTS[name])
    for _ in range(data.draw(st.integers(1, 6))):
        if not view.nodes:
            return
        done = data.draw(operation(view))
        try:
            after = edit(view, done)
        except UnreadableError:
            continue
        assert graph.parse(after.source, [node.id for node in after.nodes]) == after
        kept = {one: read for one, read in inputs(after).items() if one in content(view)}
        assert kept == expected_inputs(view, after, done)
        touched = (
            {done.get("id"), *done.get("ids", [])} if done["op"] in ("set", "move", "move_rows", "delete") else {None}
        )
        said = content(after)
        assert all(said[one] == was for one, was in content(view).items() if one not in touched)
        assert [one.id for one in view.nodes if one.id not in touched and one.id in said] == [
            one.id for one in after.nodes if one.id in content(view) and one.id not in touched
        ]
        view = after


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([*SHIPPED, "commented"]))
def test_lines_that_an_edit_does_not_concern_stay_byte_for_byte(data: st.DataObject, name: str) -> None:
    view = graph.parse(TEXTS[name])
    done = data.draw(operation(view))
    try:
        after = edit(view, done)
    except UnreadableError:
        return
    now = {node.id: node for node in after.nodes}
    for node in view.nodes:
        if node.id in now and node.values == now[node.id].values:
            assert lines(after, now[node.id]).rstrip("\n") == lines(view, node).rstrip("\n")
    if done["op"] != "replace_key":
        assert sorted(line for line in own_words(after) if line != "  []") == sorted(own_words(view))


@pytest.mark.parametrize("name", some_every_time(sorted(TEXTS), *ODD_TEXTS, "yolo11", "rtdetr-l"))
def test_what_is_put_in_and_taken_out_again_leaves_the_same_bytes(name: str) -> None:
    view = graph.parse(TEXTS[name])
    boundary = sum(node.section == "backbone" for node in view.nodes)
    row = {"from": -1, "repeats": 1, "module": "Conv", "args": [8]}
    for at in range(len(view.nodes) + 1):
        for section in (["backbone"] if at <= boundary else []) + (["head"] if at >= boundary else []):
            if name == "empty head" and section == "head":
                continue  # `[]` becomes a list of lines
            if at:
                put = edit(view, {"op": "paste", "section": section, "at": at, "rows": [row, row]})
                assert len(put.nodes) == len(view.nodes) + 2
                new = [node.id for node in put.nodes if node.id not in content(view)]
                assert edit(put, *({"op": "delete", "id": one} for one in reversed(new))).source == view.source
            put = edit(view, {"op": "insert", "section": section, "at": at, **{**row, "from": -1}})
            new = [node.id for node in put.nodes if node.id not in content(view)]
            again = edit(put, {"op": "delete", "id": new[0]})
            assert inputs(again) == inputs(view)
            assert again.source == view.source
    for node in view.nodes:
        twice = edit(view, {"op": "duplicate", "ids": [node.id]})
        new = [one.id for one in twice.nodes if one.id not in content(view)]
        assert edit(twice, {"op": "delete", "id": new[0]}).source == view.source


def test_a_moved_row_takes_its_comments_along() -> None:
    view = edit(graph.parse(COMMENTED), {"op": "move_rows", "ids": ["n3"], "at": 2})
    assert view.source == COMMENTED.replace(
        """  - [-1, 1, Conv, [128, 3, 1]]

  # absolute numbers
  - [1, 1, Conv, [128, 3, 1]]
""",
        """  # absolute numbers
  - [1, 1, Conv, [128, 3, 1]]
  - [-2, 1, Conv, [128, 3, 1]]

""",
    ).replace("[[2, 3, 0], 1, CBFuse", "[[3, 2, 0], 1, CBFuse").replace(
        "- [-2, 1, Conv, [64]]", "- [-3, 1, Conv, [64]]"
    )
    view = edit(graph.parse(BRACKETS), {"op": "move", "id": "n3", "at": 3, "section": "backbone"})
    assert "[-1, 1, Conv, [64, 3, 2]]" in view.source


def test_a_section_in_brackets_keeps_its_lines() -> None:
    new = {"op": "insert", "section": "head", "at": 4, "module": "C2f", "args": [64]}
    assert edit(graph.parse(BRACKETS), new).source == BRACKETS.replace(
        "    [[-1, 0], 1, Concat, [1]],   # a join\n    # a line of its own\n    [[4, 1]",
        "    [-1, 1, C2f, [64]],\n    [[-1, 0], 1, Concat, [1]],   # a join\n    # a line of its own\n    [[5, 1]",
    )
    gone = edit(graph.parse(BRACKETS), {"op": "delete", "id": "n5"})
    assert "   # a join\n  ] # end" in gone.source
    line = edit(graph.parse(ONE_LINE), {"op": "insert", "section": "backbone", "at": 1, "module": "Conv", "args": [9]})
    assert line.source == ONE_LINE.replace(
        ", [-1, 1, Conv, [8]]]", ", [-1, 1, Conv, [9]], [-1, 1, Conv, [8]]]"
    ).replace("[[[0, 1], 1", "[[[0, 2], 1")


def test_an_empty_section_is_filled_line_by_line() -> None:
    new = {"op": "insert", "section": "head", "at": 2, "module": "Detect", "from": [0, 1], "args": ["nc"]}
    filled = edit(graph.parse(EMPTY_HEAD), new)
    assert filled.source == EMPTY_HEAD.replace("head: [] #", "head:  #") + "  - [[0, 1], 1, Detect, [nc]]\n"
    emptied = edit(filled, {"op": "delete", "id": "n2"})
    assert text.read(emptied.source).data["head"] == []
    again = edit(emptied, new)
    assert text.read(again.source).data == text.read(filled.source).data
    assert again.source == filled.source
    assert edit(
        graph.parse("nc: 1\nbackbone: []\nhead: []"), {**new, "section": "backbone", "at": 0, "from": -1}
    ).source == ("nc: 1\nbackbone: \n  - [-1, 1, Detect, [nc]]\nhead: []")


def test_new_lines_end_as_the_others_do() -> None:
    new = {"op": "insert", "section": "backbone", "at": 1, "module": "Conv", "args": [8]}
    assert "# kept as it is\r\n- [-1, 1, Conv, [8]]\r\n" in edit(graph.parse(CRLF), new).source
    assert (
        "nc: 3\r\nactivation: nn.ReLU()\r\n"
        in edit(graph.parse(CRLF), {"op": "replace_key", "key": "activation", "value": "nn.ReLU()"}).source
    )


@pytest.mark.parametrize(
    ("name", "key", "value", "old", "new"),
    [
        ("commented", "nc", 3, "nc: 80", "nc: 3"),
        ("commented", "activation", "nn.ReLU()", "nc: 80\n", "nc: 80\nactivation: nn.ReLU()\n"),
        ("commented", "scales", {"n": [0.5, 0.25, 512], "s": [0.5, 0.5, 1024]}, "0.25, 1024]", "0.25, 512]"),
        ("commented", "scales", {"n": [0.5, 0.25, 1024]}, "  s: [0.50, 0.50, 1024]\n", ""),
        (
            *("commented", "scales", {"n": [0.5, 0.25, 1024], "m": [1, 1, 512], "s": [0.5, 0.5, 1024]}),
            *("# small\n", "# small\n  m: [1, 1, 512]\n"),
        ),
        ("brackets", "scales", {"n": [0.5, 0.25, 1024], "s": [0.5, 1, 1024]}, "[.5, 0.50,", "[.5, 1,"),
        ("brackets", "scales", None, "scales: {n: [0.5, 0.25, 1024], s: [.5, 0.50, 1024]}\n", ""),
        ("line", "nc", None, "nc: 2, ", ""),
        ("line", "activation", "nn.ReLU()", "{nc", "{activation: nn.ReLU(), nc"),
        ("crlf", "extra", {"a": 2}, "{a: 1}", "{a: 2}"),
        ("crlf", "extra", None, "\r\nextra: {a: 1}", ""),
    ],
)
def test_a_key_is_replaced_in_its_place(name: str, key: str, value: Any, old: str, new: str) -> None:
    assert old in TEXTS[name]
    changed = edit(graph.parse(TEXTS[name]), {"op": "replace_key", "key": key, "value": value})
    assert changed.source == TEXTS[name].replace(old, new)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ({"op": "replace_key", "key": "backbone", "value": []}, "one by one"),
        ({"op": "replace_key", "key": "nc", "value": 10**400}, "plain"),
        (
            {
                "op": "paste",
                "section": "head",
                "at": 2,
                "rows": [{"from": -1, "repeats": 1, "module": "A", "args": []}],
            },
            "11",
        ),
        ({"op": "duplicate", "ids": ["n1", "n77"]}, "no row 'n77'"),
        ({"op": "move_rows", "ids": ["n16", "n23"], "at": 3, "section": "head"}, "11 to 22"),
        ({"op": "move_rows", "ids": ["n3", "n4"], "at": 9}, "comes later"),
        (
            {
                **{"op": "paste", "section": "head", "at": 11, "ids": ["n1"]},
                "rows": [{"from": -1, "repeats": 1, "module": "A", "args": []}],
            },
            "'n1' already",
        ),
    ],
)
def test_a_block_that_cannot_be_is_refused(done: Json, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        edit(graph.parse(TEXTS["yolo11"]), done)


def test_a_pasted_block_keeps_its_inner_lines() -> None:
    rows = [
        {"index": 4, "from": -1, "repeats": 1, "module": "Conv", "args": [8]},
        {"index": 6, "from": 4, "repeats": 1, "module": "Conv", "args": [8]},
        {"index": 9, "from": [-1, 6, -5], "repeats": 1, "module": "Concat", "args": [1]},
    ]
    view = edit(
        graph.parse(TEXTS["yolo11"]), {"op": "paste", "section": "head", "at": 17, "rows": rows, "ids": [*"abc"]}
    )
    reads = inputs(view)
    assert (reads["a"], reads["b"], reads["c"]) == (["n16"], ["a"], ["n16", "b", "a"])
    assert view.nodes[18].from_ == 17
    assert reads["n17"] == ["n16"]


def test_a_copy_reads_the_copies_of_its_neighbours() -> None:
    view = edit(graph.parse(TEXTS["yolo11"]), {"op": "duplicate", "ids": ["n17", "n16", "n18"]})
    first, second, third = view.nodes[19:22]
    assert [one.module for one in (first, second, third)] == ["C3k2", "Conv", "Concat"]
    reads = inputs(view)
    assert (reads[first.id], reads[second.id], reads[third.id]) == (["n15"], [first.id], [second.id, "n13"])
    assert third.from_ == [-1, 13]
    assert inputs(edit(graph.parse(TEXTS["yolo11"]), {"op": "duplicate", "ids": ["n0"]}))["n24"] == ["n0"]
