"""Text to graph and back, edits, and what is said of texts that are not right. All pure."""

import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yolosmith.architectures import facts, graph, splice, text
from yolosmith.architectures.graph import Graph, Node
from yolosmith.architectures.operations import (
    Connect,
    DeleteRow,
    Disconnect,
    Input,
    InsertRow,
    MoveRow,
    Operation,
    SetRow,
)
from yolosmith.architectures.store import presets
from yolosmith.errors import TooLargeError, UnreadableError

SHIPPED = sorted(presets().values(), key=lambda entry: entry.name)
YOLO11 = presets()["yolo11"].path.read_text()

ODD = """\ufeff# BOM, CRLF, rows over several lines, block rows\r
nc: 3\r
backbone:\r
- [-1,   1, Conv , [ 16,3 , 2 ]]   # kept as it is\r
\r
- [-1, 1,\r
   Conv, [32, 3, 2]]\r
- - -1\r
  - 2\r
  - C2f\r
  - - 32\r
    - True\r
# before the head\r
head: [[[2, 1], 1, Concat, [1]], [-1, 1, "nn.Identity", []], [[4], 1, Detect, [nc]]]\r
extra: {a: 1}"""


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def meaning(view: Graph) -> dict[str, tuple[object, ...]]:
    """Each row by its id, with its inputs by name: what a renumbering must not change."""
    inputs: dict[str, dict[int, str]] = {}
    for edge in view.edges:
        inputs.setdefault(edge.target, {})[edge.slot] = edge.source
    return {one.id: (one.module, one.repeats, repr(one.args), repr(inputs.get(one.id))) for one in view.nodes}


@pytest.mark.parametrize("entry", SHIPPED, ids=lambda entry: entry.name)
def test_every_shipped_text_survives(entry: object) -> None:
    source = entry.path.read_bytes().decode()  # type: ignore[attr-defined]
    view = graph.parse(source)
    assert view.errors == []
    assert splice.render(view) == source
    as_json = Graph.model_validate_json(view.model_dump_json(by_alias=True))
    assert splice.render(as_json) == source
    bare = graph.parse(splice.render(Graph(nodes=view.nodes)))
    assert [node.values for node in bare.nodes] == [node.values for node in view.nodes]


@pytest.mark.parametrize("entry", SHIPPED, ids=lambda entry: entry.name)
def test_every_shipped_text_survives_with_other_line_ends_and_a_byte_order_mark(entry: object) -> None:
    source = entry.path.read_bytes().decode()  # type: ignore[attr-defined]
    crlf = "\ufeff" + source.replace("\n", "\r\n")
    view = graph.parse(crlf)
    assert splice.render(view) == crlf
    assert [node.line for node in view.nodes] == [node.line for node in graph.parse(source).nodes]
    changes: list[Operation] = [
        InsertRow(op="insert", section="backbone", at=1, module="Conv", args=[8]),
        SetRow(op="set", id="n0", repeats=7),
        DeleteRow(op="delete", id="n1"),
    ]
    assert splice.edit(crlf, changes).source == "\ufeff" + splice.edit(source, changes).source.replace("\n", "\r\n")


def test_an_odd_text_survives_and_is_edited_in_place() -> None:
    view = graph.parse(ODD)
    assert splice.render(view) == ODD
    assert [node.line for node in view.nodes][:3] == [4, 6, 8]
    changed = splice.edit(ODD, [SetRow(op="set", id="n0", args=[16, 5, 2]), SetRow(op="set", id="n4", module="Conv")])
    assert "- [-1,   1, Conv , [ 16,5 , 2 ]]   # kept as it is\r\n" in changed.source
    assert "[-1, 1, Conv, []]" in changed.source
    inserted = splice.edit(ODD, [InsertRow(op="insert", section="head", at=4, module="Conv", args=[8])])
    assert meaning(inserted)["n5"] == ("Detect", 1, "['nc']", "{0: 'n4'}")
    assert splice.edit(inserted.source, [DeleteRow(op="delete", id="n4")]).source.startswith(ODD[: ODD.index("head")])


def test_an_edit_changes_only_the_lines_it_must() -> None:
    changed = splice.edit(YOLO11, [SetRow(op="set", id="n2", args=[256, True, 0.25])])
    assert changed_lines(YOLO11, changed.source) == [
        "-  - [-1, 2, C3k2, [256, False, 0.25]]",
        "+  - [-1, 2, C3k2, [256, True, 0.25]]",
    ]
    inserted = splice.edit(YOLO11, [InsertRow(op="insert", section="backbone", at=10, module="EcaBlock")])
    assert changed_lines(YOLO11, inserted.source) == [
        "+  - [-1, 1, EcaBlock, []]",
        "-  - [[-1, 13], 1, Concat, [1]] # cat head P4",
        "+  - [[-1, 14], 1, Concat, [1]] # cat head P4",
        "-  - [[-1, 10], 1, Concat, [1]] # cat head P5",
        "+  - [[-1, 11], 1, Concat, [1]] # cat head P5",
        "-  - [[16, 19, 22], 1, Detect, [nc]] # Detect(P3, P4, P5)",
        "+  - [[17, 20, 23], 1, Detect, [nc]] # Detect(P3, P4, P5)",
    ]
    assert inserted.nodes[10].id == "n24"
    assert [node.id for node in inserted.nodes if node.id != "n24"] == [f"n{index}" for index in range(24)]


def test_a_deleted_row_is_bridged() -> None:
    view = splice.edit(YOLO11, [DeleteRow(op="delete", id="n9")])
    assert meaning(view)["n10"][3] == "{0: 'n8'}"
    assert meaning(view)["n21"][3] == "{0: 'n20', 1: 'n10'}"


def test_a_wire_on_an_edge() -> None:
    operations: list[Operation] = [
        InsertRow(op="insert", section="head", at=17, id="new", module="EcaBlock", into=[Input(target="n23", slot=0)]),
        Connect(op="connect", source="n4", target="n21", slot=2),
        Disconnect(op="disconnect", target="n18", slot=1),
    ]
    view = splice.edit(YOLO11, operations)
    known = meaning(view)
    assert known["n23"][3] == "{0: 'new', 1: 'n19', 2: 'n22'}"
    assert known["n17"][3] == "{0: 'n16'}"
    assert known["n21"][3] == "{0: 'n20', 1: 'n10', 2: 'n4'}"
    assert known["n18"][3] == "{0: 'n17'}"
    assert "[[-1, 10, 4], 1, Concat, [1]]" in view.source  # an input is added in the way of the others


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (SetRow(op="set", id="n99", module="Conv"), "no row"),
        (InsertRow(op="insert", section="backbone", at=12, module="Conv"), "0 to 11"),
        (InsertRow(op="insert", section="backbone", at=0, module="Conv", into=[]), "reads the image"),
        (MoveRow(op="move", id="n22", at=3), "11 to 23"),
        (MoveRow(op="move", id="n4", at=0), "comes later"),
        (Connect(op="connect", source="n20", target="n12", slot=1), "comes later"),
        (Connect(op="connect", source="n1", target="n12", slot=5), "leaves a gap"),
        (Disconnect(op="disconnect", target="n5", slot=0), "one must stay"),
        (SetRow(op="set", id="n0", args=[float("nan")]), "cannot be written"),
    ],
)
def test_an_operation_that_cannot_be_is_refused_whole(operation: Operation, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        splice.edit(YOLO11, [SetRow(op="set", id="n1", repeats=2), operation])


@st.composite
def operations(draw: st.DrawFn, rows: int) -> Operation:
    """Any operation on a text of so many rows; some are refused."""
    row = st.integers(0, rows - 1).map(lambda index: f"n{index}")
    at = st.integers(0, rows)
    section = st.sampled_from(["backbone", "head"])
    return draw(
        st.one_of(
            st.builds(DeleteRow, op=st.just("delete"), id=row),
            st.builds(MoveRow, op=st.just("move"), id=row, at=at, section=st.none() | section),
            st.builds(
                InsertRow,
                op=st.just("insert"),
                section=section,
                at=at,
                module=st.just("Conv"),
                args=st.lists(st.integers() | st.text() | st.booleans() | st.none() | st.floats(-1e6, 1e6), max_size=3),
            ),
            st.builds(Connect, op=st.just("connect"), source=row, target=row, slot=st.integers(0, 2)),
        )
    )


@settings(max_examples=50, deadline=None)
@given(st.data(), st.sampled_from(["yolo11", "yolov8", "yolov10n", "yolo26-p2", "odd"]))
def test_edits_mean_what_they_say_whatever_the_text_looks_like(data: st.DataObject, name: str) -> None:
    source = ODD if name == "odd" else presets()[name].path.read_text()
    before = graph.parse(source)
    operation = data.draw(operations(len(before.nodes)))
    try:
        after = splice.edit(source, [operation])
    except UnreadableError:
        return
    assert not [place for place in after.errors if place.loc[-3:-2] == ["from"]]
    kept, now = meaning(before), meaning(after)
    if isinstance(operation, MoveRow):
        assert now == kept
    if isinstance(operation, DeleteRow):
        assert set(kept) - set(now) == {operation.id}
    if isinstance(operation, InsertRow):
        (new,) = set(now) - set(kept)
        assert splice.edit(after.source, [DeleteRow(op="delete", id=new)], [one.id for one in after.nodes]).nodes
    assert splice.render(after) == after.source


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("nc: [1, 2", 2, "not YAML"),
        ("- 1\n- 2", 1, "mapping"),
        ("", 1, "mapping"),
        ("a: &a [*a]", 1, "itself"),
        ("a: 1\nb: " + "[" * 60, 2, "deep"),
        ("a: !!python/object/apply:os.system [ls]", 1, "no place"),
        ("a: 2001-02-03", 1, "timestamp"),
        ("a: 1\n---\nb: 2", 3, "second document"),
        ("a: " + "9" * 5000, 1, "digits"),
    ],
)
def test_what_is_no_yaml_names_the_line(source: str, line: int, said: str) -> None:
    with pytest.raises(UnreadableError, match=said) as caught:
        text.read(source)
    assert caught.value.faults[0].loc[0] == "line"
    if "9999" not in source:
        assert caught.value.faults[0].loc[1] <= line


def test_limits_are_named() -> None:
    bomb = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    with pytest.raises(UnreadableError, match="200000 values"):
        text.read(bomb)
    with pytest.raises(TooLargeError, match="5000 rows"):
        text.read("backbone:\n" + "- [-1, 1, A, []]\n" * 5001)
    with pytest.raises(TooLargeError, match="1024 KiB"):
        text.read("#" * 2**20 + "\n")


def test_bad_rows_are_named_with_their_line_and_the_rest_is_shown() -> None:
    source = (
        "nc: many\nactivation: __import__('os').system('ls')\nscales: {n: [1, 2]}\nbackbone:\n"
        "  - [-1, 1, Conv, [8]]\n  - [5, 1, Conv, [8]]\n  - [-1, 1000000000, Conv, [8]]\n  - [-1, 1, Conv]\n"
        "  - hello\n  - [-1, 1, 7, [8]]\n  - [[], 1, Conv, {}]\n  - [-1, 1, Conv, [.inf]]\n"
    )
    view = graph.parse(source)
    rows = {tuple(place.loc) for place in view.errors if place.loc[0] == "rows"}
    assert rows == {
        ("rows", 1, "from", "line", 6),
        ("rows", 2, "repeats", "line", 7),
        ("rows", 3, "line", 8),
        ("rows", 4, "line", 9),
        ("rows", 5, "module", "line", 10),
        ("rows", 6, "from", "line", 11),
        ("rows", 6, "args", "line", 11),
        ("rows", 7, "args", "line", 12),
    }
    others = {place.loc[0] for place in view.errors if place.loc[0] != "rows"}
    assert others == {"head", "nc", "activation", "scales"}
    assert len(view.nodes) == 8
    assert splice.render(view) == source


def test_a_row_written_by_an_alias_is_not_edited_behind_the_users_back() -> None:
    source = "nc: 1\nbackbone:\n  - &first [-1, 1, Conv, [8]]\n  - *first\nhead: []\n"
    assert [node.module for node in graph.parse(source).nodes] == ["Conv", "Conv"]
    with pytest.raises(UnreadableError, match="alias"):
        splice.edit(source, [SetRow(op="set", id="n1", args=[16])])


def test_a_graph_made_by_hand() -> None:
    nodes = [
        Node(id="a", index=0, section="backbone", from_=-1, repeats=1, module="Conv", args=[8, "x: #y"]),
        Node(id="b", index=1, section="head", from_=[0, -1], repeats=1, module="Concat", args=[1]),
    ]
    assert splice.render(Graph(nodes=nodes)).splitlines()[-5:] == [
        "backbone:",
        "  - [-1, 1, Conv, [8, 'x: #y']]",
        "",
        "head:",
        "  - [[0, -1], 1, Concat, [1]]",
    ]
    with pytest.raises(UnreadableError, match="same id"):
        splice.render(Graph(nodes=[nodes[0], nodes[0]]))
    with pytest.raises(UnreadableError, match="behind one of the head"):
        splice.render(Graph(nodes=nodes[::-1]))


def test_one_scale_is_left_for_plain_ultralytics() -> None:
    for name in ("yolo11", "yolov8-seg", "yolo12"):
        source = presets()[name].path.read_text()
        one = text.read(facts.with_scale(source, "m"))
        assert list(one.data["scales"]) == ["m"]
        assert {**one.data, "scales": 0} == {**text.read(source).data, "scales": 0}
    with pytest.raises(UnreadableError, match="it has n, s, m, l, x"):
        facts.with_scale(YOLO11, "z")


def test_the_presets_are_there_without_ultralytics_being_imported() -> None:
    assert len(SHIPPED) == 66
    assert {entry.family for entry in SHIPPED} >= {"YOLO11", "YOLOv8", "YOLO26", "RT-DETR"}
    assert all(Path(entry.path).is_file() for entry in SHIPPED)
