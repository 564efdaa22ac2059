"""Texts and graphs from somebody who means harm, or from a program gone wrong, over HTTP.

Every answer is an inspection that names the row, or a refusal that names the line, the field or the limit; never a 500,
and others are answered meanwhile.
"""

import json
import threading
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import RunningServer

ROW = "  - [-1, 1, Conv, [8, 3, 2]]\n"
START = "nc: 1\nbackbone:\n"
END = "head:\n  - [[-1], 1, Detect, [nc]]\n"
ROUTES = ("parse", "inspect", "edit", "diff")

Json = dict[str, Any]


def ask(server: RunningServer, route: str, body: Any) -> Json:
    """The answer of a route; a refusal must say where."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = server.client.post(
        f"/api/architectures/{route}", content=data, headers={"content-type": "application/json"}
    )
    assert answer.status_code in (200, 413, 422), answer.text
    found: Json = answer.json()
    if answer.status_code != 200:
        assert found["detail"]
        assert found["errors"] or answer.status_code == 413 or "row" in found["detail"], found
    return {**found, "code": answer.status_code}


def everywhere(server: RunningServer, yaml: str) -> dict[str, Json]:
    """A text given to every route that takes one."""
    other = START + ROW + END
    return {
        "parse": ask(server, "parse", {"yaml": yaml}),
        "inspect": ask(server, "inspect", {"yaml": yaml}),
        "edit": ask(server, "edit", {"yaml": yaml, "operations": [{"op": "delete", "id": "n0"}]}),
        "diff": ask(server, "diff", {"before": yaml, "after": other}),
        "back": ask(server, "diff", {"before": other, "after": yaml}),
    }


def rows_with_errors(found: Json) -> dict[int, str]:
    return {row["index"]: str(row["errors"][0]) for row in found["rows"] if row["errors"]}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("[-1, 1, Conv]", "four"),
        ("hello", "four"),
        ("{a: 1}", "four"),
        ("null", "four"),
        ("[-1, 1000000000, Conv, [8]]", "1 to 100"),
        ("[-1, -3, Conv, [8]]", "1 to 100"),
        ("[-1, .nan, Conv, [8]]", "1 to 100"),
        ("[-1, 1, Conv, [.inf]]", "finite"),
        ("[-1, 1, Conv, [1" + "0" * 400 + "]]", "below"),
        ("[-1, 1, Conv, [-8]]", "Conv"),
        ("[-1, 1, Conv, [wide]]", "Conv"),
        ("[-1, 1, Conv, {a: 1}]", "list"),
        ("[-1, 1, [Conv], [8]]", "name"),
        ("[99, 1, Conv, [8]]", "later"),
        ("[1, 1, Conv, [8]]", "itself"),
        ("[-9, 1, Conv, [8]]", "before the first"),
        ("[1" + "0" * 400 + ", 1, Conv, [8]]", "reads"),
        ("[{a: 1}, 1, Conv, [8]]", "number"),
        ("[-1, 1, __class__, [8]]", "__class__"),
        ("[-1, 1, nn.Module.__init__, [8]]", "nn.Module.__init__"),
        ("[-1, 1, nn.__loader__, [8]]", "nn.__loader__"),
        ("[-1, 1, torch.load, [/etc/passwd]]", "torch.load"),
        ("[-1, 1, torchvision.ops.__builtins__, [8]]", "torchvision.ops.__builtins__"),
        ("[-1, 1, os.system, [ls]]", "os.system"),
        ("[-1, 1, torch_safe_load, [x.pt]]", "torch_safe_load"),
        ("[-1, 1, parse_model, [8]]", "parse_model"),
        ("[-1, 1, DetectionModel, [yolo11n.yaml]]", "DetectionModel"),
        ('[-1, 1, "Conv\\0", [8]]', "Conv"),
        ('[-1, 1, "\\x07\\uFFFE", [8]]', "no module"),
    ],
)
def test_a_bad_row_is_named(server: RunningServer, row: str, said: str) -> None:
    found = everywhere(server, f"{START}{ROW}  - {row}\n{ROW}head: []\n")
    errors = rows_with_errors(found["inspect"])
    assert list(errors) == [1], errors
    assert said in errors[1], errors
    assert found["parse"]["code"] == 200


@pytest.mark.parametrize(
    ("yaml", "line"),
    [
        ("a: !!python/object/apply:os.system [ls]", 1),
        ("nc: 1\na: !!python/name:os.system", 2),
        ("nc: 1\na: !!bool maybe", 1),
        ("nc: !!int ''", 1),
        ("nc: !!float x", 1),
        ("nc: !!map [1]", 1),
        ("nc: 1\nbackbone: !!set {a, b}", 2),
        ("nc: 1\n? [a, b]\n: 1", 2),
        ("nc: 1\n<<: 3", 2),
        ("a: &a [*a]", 1),
        ("backbone: " + "[" * 5000, 1),
        ("backbone: " + "{a: " * 5000, 1),
        ("- " * 3000, 1),
        ("nc: 1\nbackbone:\n\t- [1]", 3),
        ("nc: 1\x00", 1),
        ("nc: 1\x07", 1),
        ("nc: " + "9" * 5000, 1),
        ("%TAG ! !\n--- !x\na: 1", 2),
        ("nc: 1\n---\nnc: 2", 3),
        ("'", 1),
        ("", 1),
    ],
)
def test_what_is_no_architecture_is_refused_with_its_line(server: RunningServer, yaml: str, line: int) -> None:
    for route, found in everywhere(server, yaml).items():
        assert found["code"] == 422, route
        assert found["errors"][0]["loc"][0] == "line", found
        assert abs(found["errors"][0]["loc"][1] - line) <= 1, found


@pytest.mark.parametrize(
    "yaml",
    [
        *("nc: .nan\n", "nc: .inf\nscales: {n: [.nan, 1, 1]}\n", "nc: true\nscales: 5\n", "nc: {a: 1}\nscales: []\n"),
        *(
            "nc: -1\nscales: {n: [1, 0, -5]}\n",
            "nc: 1\nscales: {1: 2, null: [1]}\n",
            "1: 2\nnull: 3\n",
            "backbone: 7\n",
        ),
        "nc: 1\ndepth_multiple: [1]\nwidth_multiple: 1e400\nmax_channels: x\nreg_max: .nan\nkpt_shape: [1e99]\n",
        "nc: 1\nactivation: torch.nn.SiLU().__class__\n",
        "nc: 1\nscale: n\nch: -3\nbackbone: [[-1, 1, Conv, [8]]]\nhead: [[-1, 1, Detect, [nc]]]\nnc: 2\n",
        "nc: 1\nbackbone: &a [[-1, 1, Conv, [8]]]\nhead: *a\n",
        "nc: 1\nx: &x {backbone: [[-1, 1, Conv, [8]]], head: []}\n<<: *x\n",
        "nc: 1\nreg_max: 1000000000\nbackbone: [[-1, 1, Conv, [8]]]\nhead: [[[-1], 1, Detect, [nc]]]\n",
        "nc: 1\nkpt_shape: [1000000000, 3]\nbackbone: [[-1, 1, Conv, [8]]]\nhead: [[[-1], 1, Pose, [nc, kpt_shape]]]\n",
    ],
)
def test_keys_of_the_wrong_kind_are_told_and_nothing_breaks(server: RunningServer, yaml: str) -> None:
    found = everywhere(server, yaml)
    if found["inspect"]["code"] == 200 and not found["inspect"]["ok"]:
        assert found["inspect"]["errors"] or rows_with_errors(found["inspect"])


def test_aliases_that_explode_are_refused(server: RunningServer) -> None:
    bomb = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    for found in everywhere(server, bomb).values():
        assert "values" in found["detail"]


def test_lone_surrogates_are_refused_by_name(server: RunningServer) -> None:
    named = b'"yaml": "nc: 1\\nbackbone: [[-1, 1, A, []]]\\nhead: []"'
    assert ask(server, "parse", b"{" + named + b', "ids": ["\\ud800"]}')["code"] == 422
    assert (
        ask(server, "edit", b"{" + named + b', "operations": [{"op": "duplicate", "ids": ["\\ud800"]}]}')["code"] == 422
    )
    for body in (b'{"yaml": "nc: \\ud800"}', b'{"yaml": "\\udfff: 1"}'):
        for route in ("parse", "inspect"):
            found = ask(server, route, body)
            assert found["code"] == 422
            assert "surrogates" in str(found["errors"])
    graph = b'{"graph": {"nodes": [{"id": "\\ud800", "index": 0, "section": "head", "from": -1, "repeats": 1, '
    ask(server, "render", graph + b'"module": "\\udc00", "args": ["\\ud800"]}]}}')
    ask(
        server,
        "edit",
        b'{"yaml": "nc: 1\\nbackbone: [[-1, 1, A, []]]", "operations": [{"op": "set", "id": "n0", '
        b'"args": ["\\ud800", NaN, 1e999, -Infinity]}]}',
    )


def node(name: str, index: int, source: Any, **other: Any) -> Json:
    row = {
        "id": name,
        "index": index,
        "section": "backbone",
        "from": source,
        "repeats": 1,
        "module": "Conv",
        "args": [8],
    }
    return {**row, **other}


@pytest.mark.parametrize(
    "nodes",
    [
        [node("a", 0, 1), node("b", 1, 0)],
        [node("a", 0, -1), node("b", 1, 1)],
        [node("a", 0, -1), node("b", 1, [2, -1]), node("c", 2, [1, -5])],
        [node("a", 0, -1), node("b", 1, 10**30)],
    ],
)
def test_cycles_in_a_graph_made_by_hand_are_rows_that_read_what_they_cannot(
    server: RunningServer, nodes: list[Json]
) -> None:
    found = ask(server, "inspect", {"graph": {"nodes": nodes}})
    assert "reads" in str(found) or "cannot be written" in str(found)
    assert found["code"] == 422 or found["ok"] is False


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        ({"nodes": [node("a", 0, -1), node("a", 1, -1)]}, "same id"),
        ({"nodes": [node("a", 0, -1, section="head"), node("b", 1, -1)]}, "behind one of the head"),
        ({"nodes": [node("a", 0, -1, section="neck")]}, "section"),
        ({"nodes": [node("a", 0, "x")]}, "from"),
        ({"nodes": [node("a", 0, -1, repeats="2")]}, "repeats"),
        ({"nodes": [node("a", 0, -1, args={"a": 1})]}, "args"),
        ({"nodes": [node("x" * 65, 0, -1)]}, "id"),
        ({"nodes": 5}, "nodes"),
        ({"nodes": [node(f"n{at}", at, -1) for at in range(5001)]}, "5000 rows"),
        (
            {"nodes": [node("a", 0, -1)], "edges": [{"source": "zz", "target": "a", "slot": -9}], "source": "nc: ["},
            "YAML",
        ),
    ],
)
def test_a_graph_that_is_none_is_refused(server: RunningServer, graph: Json, said: str) -> None:
    for route in ("render", "inspect"):
        found = ask(server, route, {"graph": graph})
        assert found["code"] in (413, 422)
        assert said in str(found), found


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "explode"},
        {"op": "set", "id": "n0", "from": 10**40},
        {"op": "set", "id": "n0", "repeats": 10**40},
        {"op": "set", "id": "n0", "args": [[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]},
        {"op": "set", "id": "n0", "module": "Conv]\n  - [-1, 1, Conv"},
        {"op": "insert", "section": "backbone", "at": 10**40, "module": "Conv"},
        {"op": "insert", "section": "backbone", "at": 0, "module": "Conv", "id": "x" * 65},
        {"op": "connect", "source": "n0", "target": "n0", "slot": 0},
        {"op": "connect", "source": "n1", "target": "n0", "slot": 10**40},
        {"op": "move_rows", "ids": [], "at": 0, "section": "head"},
        {"op": "duplicate", "ids": ["n0"] * 6000},
        {
            "op": "paste",
            "section": "backbone",
            "at": 1,
            "rows": [{"from": -1, "repeats": 1, "module": "A", "args": []}] * 5000,
        },
        {"op": "replace_key", "key": "head", "value": []},
        {"op": "replace_key", "key": "a\nb", "value": 1},
        {"op": "replace_key", "key": "nc", "value": 10**400},
        {"op": "replace_key", "key": "nc", "value": {"a": [1, {"b": "\x00"}]}},
    ],
)
def test_an_operation_that_is_none_is_refused(server: RunningServer, operation: Json) -> None:
    found = ask(server, "edit", {"yaml": START + ROW + ROW + END, "operations": [operation]})
    if found["code"] == 200:
        assert ask(server, "parse", {"yaml": found["yaml"]})["graph"]["nodes"]
    else:
        assert found["code"] in (413, 422)


def test_ten_thousand_operations_are_too_many(server: RunningServer) -> None:
    many = [{"op": "set", "id": "n0", "repeats": 1}] * 10_000
    assert ask(server, "edit", {"yaml": START + ROW + END, "operations": many})["code"] == 422


def test_5000_rows_open_and_5001_are_refused_while_others_are_answered(server: RunningServer) -> None:
    most = START + ROW * 4999 + END
    waits: list[float] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            started = time.monotonic()
            assert server.client.get("/api/health").status_code == 200
            waits.append(time.monotonic() - started)
            time.sleep(0.01)

    looker = threading.Thread(target=look)
    looker.start()
    try:
        opened = ask(server, "parse", {"yaml": most})
        assert len(opened["graph"]["nodes"]) == 5000
        edited = ask(server, "edit", {"yaml": most, "operations": [{"op": "delete", "id": "n2500"}]})
        assert len(edited["graph"]["nodes"]) == 4999
        assert [row["status"] for row in ask(server, "diff", {"before": most, "after": edited["yaml"]})["rows"]].count(
            "removed"
        ) == 1
        for route in ("parse", "inspect"):
            refused = ask(server, route, {"yaml": most.replace("head:", ROW + "head:")})
            assert refused["code"] == 413
            assert "5000 rows" in refused["detail"]
    finally:
        over.set()
        looker.join()
    assert waits  # how long they were is measured in benchmarks/


FIELDS = ("yaml", "graph", "operations", "ids", "before", "after", "scale")
KEYS = ("nc", "scales", "activation", "<<")
WORDS = st.sampled_from(["Conv", "nc", "-1"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(ANYTHING, max_size=4),
    keys=st.dictionaries(st.sampled_from(KEYS), ANYTHING),
)
def test_values_of_any_kind_anywhere(server: RunningServer, rows: list[Any], keys: Json) -> None:
    yaml = json.dumps({**keys, "backbone": [[-1, 1, "Conv", [8]], *rows], "head": rows[:1]})
    found = everywhere(server, yaml.encode("utf-8", "replace").decode())
    if found["parse"]["code"] == 200:
        assert found["inspect"]["ok"] is False or not rows or found["inspect"]["code"] == 200


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(yaml=st.text(max_size=60) | st.text("[]{}&*!:-,?#'\"\n ab1<", max_size=60))
def test_characters_of_any_kind(server: RunningServer, yaml: str) -> None:
    everywhere(server, yaml)
    everywhere(server, START + ROW + yaml + "\n" + END)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_bodies_of_any_kind(server: RunningServer, body: Json) -> None:
    for route in (*ROUTES, "render"):
        assert ask(server, route, body)["code"] in (200, 422)
