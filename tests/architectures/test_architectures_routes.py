"""The Model Designer's API: presets, saving, exact inspection, blame."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.conftest import RunningServer

SMALL = """nc: 2
scales:
  n: [0.5, 0.25, 1024]
  s: [0.5, 0.5, 1024]
backbone:
  - [-1, 1, Conv, [64, 3, 2]] # 0
  - [-1, 1, Conv, [128, 3, 2]] # 1
  - [-1, 2, C2f, [128, True]] # 2
head:
  - [-1, 1, nn.Upsample, [None, 2, nearest]] # 3
  - [[-1, 0], 1, Concat, [1]] # 4
  - [[4, 2], 1, Detect, [nc]] # 5
"""

GATE = """
from torch import nn


class Gate(nn.Module):
    def __init__(self, c1):
        super().__init__()
        self.conv = nn.Conv2d(c1, c1, 1)

    def forward(self, x):
        return x * self.conv(x)
"""


def inspect(server: RunningServer, yaml: str, **options: object) -> dict[str, object]:
    answer = server.client.post("/api/architectures/inspect", json={"yaml": yaml, **options})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def errors(found: dict[str, object]) -> dict[int, str]:
    rows: list[dict[str, object]] = found["rows"]  # type: ignore[assignment]
    return {row["index"]: row["errors"][0]["message"] for row in rows if row["errors"]}  # type: ignore[index, misc]


def test_presets_can_be_read_and_not_written(server: RunningServer) -> None:
    listed = {one["name"]: one for one in server.client.get("/api/architectures").json()}
    assert listed["yolo26-seg"]["task"] == "segment"
    assert listed["yolo11"]["family"] == "YOLO11"
    preset = server.client.get("/api/architectures/yolo11").json()
    assert preset["source"] == "preset"
    assert preset["scales"] == ["n", "s", "m", "l", "x"]
    assert server.client.put("/api/architectures/yolo11", json={"yaml": preset["yaml"]}).status_code == 409
    assert server.client.delete("/api/architectures/yolo11").status_code == 409
    assert server.client.get("/api/architectures/yolo99").status_code == 404


def test_saving_keeps_text_and_layout(server: RunningServer) -> None:
    url = "/api/architectures/mine"
    layout = {"positions": {"n0": [1, 2.5]}}
    saved = server.client.put(url, json={"yaml": SMALL, "layout": layout}).json()
    assert (saved["ok"], saved["task"], saved["scales"]) == (True, "detect", ["n", "s"])
    assert (server.workspace / "model_yamls" / "mine.yaml").read_text() == SMALL
    assert server.client.put(url, json={"yaml": SMALL + "# more\n"}).json()["layout"] == layout
    broken = server.client.put(url, json={"yaml": SMALL.replace("[-1, 1, Conv, [64, 3, 2]]", "[-1, 0, Conv]")}).json()
    assert broken["ok"] is False
    assert broken["errors"][0]["loc"] == ["rows", 0, "line", 6]
    refused = server.client.put(url, json={"yaml": "nc: [1"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == ["line", 2]
    assert "[-1, 0, Conv]" in server.client.get(url).json()["yaml"]
    assert server.client.put("/api/architectures/..%2Fmine", json={"yaml": SMALL}).status_code in (404, 422)
    assert server.client.delete(url).status_code == 204
    assert list((server.workspace / "model_yamls").iterdir()) == []


def test_a_list_is_whole_while_others_save_and_delete(server: RunningServer) -> None:
    def save_and_delete(number: int) -> None:
        path = f"/api/architectures/passing{number}"
        with httpx.Client(base_url=server.url, headers=server.client.headers, timeout=60) as client:
            for _ in range(30):
                client.put(path, json={"yaml": SMALL}).raise_for_status()
                client.delete(path).raise_for_status()

    with ThreadPoolExecutor(4) as pool:
        others = [pool.submit(save_and_delete, number) for number in range(4)]
        while not all(other.done() for other in others):
            listed = server.client.get("/api/architectures").raise_for_status().json()
            assert "yolo11" in {one["name"] for one in listed}
        for other in others:
            other.result()


def test_parse_render_and_edit(server: RunningServer) -> None:
    view = server.client.post("/api/architectures/parse", json={"yaml": SMALL}).json()["graph"]
    assert view["nodes"][4] == {
        **{"id": "n4", "index": 4, "section": "head", "from": [-1, 0], "repeats": 1, "module": "Concat"},
        **{"args": [1], "line": 11, "last_line": 11},
    }
    assert {"source": "n0", "target": "n4", "slot": 1} in view["edges"]
    assert (view["scales"], view["nc"]) == (["n", "s"], 2)
    assert server.client.post("/api/architectures/render", json={"graph": view}).json() == {"yaml": SMALL}
    view["nodes"][0]["args"] = [32, 3, 2]
    rendered = server.client.post("/api/architectures/render", json={"graph": view}).json()["yaml"]
    assert rendered == SMALL.replace("[64, 3, 2]", "[32, 3, 2]")
    operation = {"op": "insert", "section": "backbone", "at": 2, "module": "Conv", "args": [128]}
    body = {"yaml": SMALL, "operations": [operation]}
    edited = server.client.post("/api/architectures/edit", json=body).json()
    assert "  - [[5, 3], 1, Detect, [nc]] # 5\n" in edited["yaml"]
    assert edited["graph"]["source"] == edited["yaml"]
    body["operations"] = [{"op": "delete", "id": "n77"}]
    refused = server.client.post("/api/architectures/edit", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == ["operations", 0]


def test_inspection_is_exact_by_row_and_for_every_scale(server: RunningServer) -> None:
    found = inspect(server, SMALL, scale="s", imgsz=320, scales=True)
    rows: list[dict[str, object]] = found["rows"]  # type: ignore[assignment]
    assert found["ok"] is True
    assert rows[2] == {
        **{"index": 2, "module": "C2f", "from": -1, "repeats": 1, "args": [64, 64, 1, True]},
        **{"in_shapes": [[64, 80, 80]], "out_shape": [64, 80, 80], "params": 29056, "gflops": 0.376832, "errors": []},
        **{"stride": 4.0, "receptive_field": 23, "sees_all": False},
    }
    assert rows[5]["in_shapes"] == [[96, 160, 160], [64, 80, 80]]
    assert rows[5]["out_shape"] is None
    totals: dict[str, object] = found["totals"]  # type: ignore[assignment]
    scales: dict[str, dict[str, object]] = found["scales"]  # type: ignore[assignment]
    assert scales["s"] == {"params": totals["params"], "gflops": totals["gflops"]}
    assert totals["params"] == sum(row["params"] for row in rows)  # type: ignore[misc]
    assert scales["n"]["params"] < scales["s"]["params"]  # type: ignore[operator]
    by_graph = server.client.post("/api/architectures/parse", json={"yaml": SMALL}).json()
    again = {"graph": by_graph["graph"], "scale": "s", "imgsz": 320, "scales": True}
    assert server.client.post("/api/architectures/inspect", json=again).json() == found
    more_classes = inspect(server, SMALL, nc=7, ch=1)
    assert more_classes["rows"][5]["args"][0] == 7  # type: ignore[index]
    assert more_classes["rows"][0]["args"][0] == 1  # type: ignore[index]


def test_the_row_that_fails_is_named_with_what_to_do(server: RunningServer) -> None:
    def broken(old: str, new: str) -> dict[int, str]:
        found = inspect(server, SMALL.replace(old, new))
        assert found["ok"] is False
        return errors(found)

    mismatch = broken("[-1, 0], 1, Concat", "[-1, 1], 1, Concat")
    assert list(mismatch) == [4]
    assert "32×160×160" in mismatch[4]
    assert "32×320×320" in mismatch[4]
    assert "nn.Upsample" in mismatch[4]
    assert "Did you mean C2f" in broken("C2f", "C2ff")[2]
    assert "Conv" in broken("[128, 3, 2]", "[128, 3, 2, 1, 1, 1, True, 9, 9]")[1]
    assert "kernel" in broken("[128, 3, 2]", "[128, 99, 2, 0]").get(1, "kernel").lower()
    assert list(broken("[4, 2], 1, Detect", "[9, 2], 1, Detect")) == [5]
    assert 0 in broken("[64, 3, 2]", "[-64, 3, 2]")
    later = inspect(server, SMALL.replace("C2f", "C2ff"))["rows"][3]  # type: ignore[index]
    assert (later["params"], later["out_shape"], later["errors"]) == (None, None, [])


def test_what_is_wrong_beside_the_rows_stops_the_building(server: RunningServer) -> None:
    found = inspect(server, SMALL + "activation: __import__('os').system('touch pwned')\n")
    assert found["ok"] is False
    assert found["errors"][0]["loc"] == ["activation"]  # type: ignore[index]
    assert not list(server.workspace.rglob("pwned"))
    assert inspect(server, SMALL + "activation: torch.nn.LeakyReLU(0.1)\n")["ok"] is True
    wrong = server.client.post("/api/architectures/inspect", json={"yaml": SMALL, "scale": "z"})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["expected"] == ["n", "s"]
    assert server.client.post("/api/architectures/inspect", json={}).status_code == 422
    assert server.client.post("/api/architectures/inspect", json={"yaml": SMALL, "imgsz": 10**9}).status_code == 422


def test_families_that_need_a_text_give_their_parameters_and_say_nothing_wrong(server: RunningServer) -> None:
    preset = server.client.get("/api/architectures/yolov8-world").json()["yaml"]
    found = inspect(server, preset)
    assert found["ok"] is True
    assert found["totals"]["params"] == 4204111  # type: ignore[index]
    assert found["rows"][-1]["out_shape"] is None  # type: ignore[index]


def test_custom_modules_are_part_of_it_and_blamed_where_they_fail(server: RunningServer) -> None:
    def save(source: str) -> None:
        (server.workspace / "modules" / "Gate.py").write_text(source)

    yaml = SMALL.replace("C2f, [128, True]", "Gate, []")
    save(GATE)
    good = inspect(server, yaml)
    assert good["ok"] is True
    assert good["rows"][2]["params"] == 32 * 32 + 32  # type: ignore[index]
    save(GATE.replace("self.conv(x)", "self.cnov(x)"))
    assert "line 11 of Gate" in errors(inspect(server, yaml))[2]
    save("import nothing_of_this_name\n" + GATE)
    assert "cannot be used" in errors(inspect(server, yaml))[2]
    save(GATE.replace("super().__init__()", "__import__('os')._exit(5)"))
    assert "exit status 5" in errors(inspect(server, yaml))[2]
    save("class Gate(:\n")
    assert "line 1 of Gate" in errors(inspect(server, yaml))[2]
    save(GATE.replace("self.conv(x)", "float(x.sum()) * x"))  # asks for values, which a shape has not
    assert inspect(server, yaml)["rows"][2]["out_shape"] == [32, 160, 160]  # type: ignore[index]


def test_the_command_line_says_the_same(server: RunningServer) -> None:
    (server.workspace / "small.yaml").write_text(SMALL)
    command = [sys.executable, "-m", "yolosmith", "architectures"]
    place = ["--workspace", str(server.workspace), "--json"]
    said = subprocess.run(
        [*command, "inspect", str(server.workspace / "small.yaml"), "--scale", "s", "--imgsz", "320", *place],
        capture_output=True,
        check=True,
    )
    assert json.loads(said.stdout)["totals"] == inspect(server, SMALL, scale="s", imgsz=320)["totals"]
    saved = subprocess.run([*command, "save", str(server.workspace / "small.yaml"), *place], check=True)
    assert saved.returncode == 0
    listed = subprocess.run([*command, "list", *place], capture_output=True, check=True)
    assert [one["name"] for one in json.loads(listed.stdout)] == ["small"]
