"""A module's life over HTTP: read while it is typed, saved with its steps, renamed, copied, carried as a file."""

import io
import json
import zipfile
from typing import Any

import pytest

from tests.conftest import RunningServer

WAVE = '''
from torch import nn


class Wave(nn.Module):
    """A convolution.

    Args:
        c1 (int): Channels in.
        c2: Channels
            out.
        k: Kernel.
    """

    def __init__(self, c1, c2, k=3):
        super().__init__()
        self.conv = nn.Conv2d(c1, c2, k, padding=k // 2)

    def forward(self, x):
        return self.conv(x)
'''
YAML = """nc: 2
backbone:
  - [-1, 1, {0}, [16]] # the {0}
  - [-1, 1, '{0}', [16, 1]]
head:
  - [[1], 1, Detect, [nc]]
"""


def put(server: RunningServer, name: str, source: str) -> dict[str, Any]:
    answer = server.client.put(f"/api/modules/{name}", json={"source": source})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def remove(server: RunningServer, *names: str) -> None:
    for name in names:
        assert server.client.delete(f"/api/modules/{name}?force=true").status_code == 204


def test_reading_fills_the_form_and_shows_the_call_at_each_scale(server: RunningServer) -> None:
    source = WAVE.replace("Wave", "MyBlock").replace("k=3", "n=1, k=3")
    read = server.client.post("/api/modules/read", json={"name": "MyBlock", "source": source}).json()
    assert (read["contract"]["rule"], read["proposed"]) == ("repeat", True)
    assert read["description"] == "A convolution."
    assert [(one["name"], one["help"], one["required"]) for one in read["args"]] == [
        ("c2", "Channels out.", True),
        ("k", "Kernel.", False),
    ]
    assert read["problems"] == []
    assert read["examples"] == [
        {"scale": scale, "row": "[-1, 2, MyBlock, [128]]", "call": f"MyBlock({call})"}
        for scale, call in zip(
            "nsmlx", ("64, 32, 1", "128, 64, 1", "256, 128, 1", "256, 128, 2", "384, 192, 2"), strict=True
        )
    ]
    chosen = {"name": "MyBlock", "source": source, "contract": {"rule": "base"}}
    read = server.client.post("/api/modules/read", json=chosen).json()
    assert (read["proposed"], read["examples"][0]["call"]) == (False, "MyBlock(64, 32)")


def test_saving_streams_steps_and_ends_with_the_module(server: RunningServer) -> None:
    events: list[tuple[str, Any]] = []
    headers = {"accept": "text/event-stream"}
    body = {"source": WAVE, "category": "Mine"}
    with server.client.stream("PUT", "/api/modules/Wave", json=body, headers=headers) as answer:
        kind = ""
        for line in answer.iter_lines():
            kind = line.removeprefix("event: ") if line.startswith("event: ") else kind
            if line.startswith("data: "):
                events.append((kind, json.loads(line.removeprefix("data: "))))
    *steps, (last, module) = events
    assert {kind for kind, _ in steps} == {"step"}
    assert [step["name"] for _, step in steps] == [step["name"] for step in module["check"]["steps"]]
    assert (last, module["state"], module["description"]) == ("result", "checked", "A convolution.")
    assert {row["scale"] for row in module["check"]["shapes"]} == {None, *"nsmlx"}
    refused = server.client.put("/api/modules/Conv", json=body, headers=headers)
    assert refused.status_code == 409
    remove(server, "Wave")


def test_an_earlier_source_shows_its_check_at_once(server: RunningServer) -> None:
    sea = WAVE + "# a sea\n"  # seen by no other story
    first = put(server, "Wave", sea)["check"]
    assert first["kept"] is False
    worse = put(server, "Wave", sea.replace("return self.conv(x)", "return x.nothing"))
    assert worse["state"] == "failing"
    back = put(server, "Wave", sea)
    assert (back["state"], back["check"]) == ("checked", {**first, "kept": True})
    file = server.workspace / "modules" / "Wave.py"
    file.write_text(sea.replace("return self.conv(x)", "return x.nothing"))  # in an editor, outside
    assert server.client.get("/api/modules/Wave").json()["state"] == "failing"
    file.write_text(sea + "# never seen\n")
    assert server.client.get("/api/modules/Wave").json()["state"] == "changed"
    draft = {"name": "Wave", "source": sea}
    assert server.client.post("/api/modules/check", json=draft).json()["kept"] is True
    assert server.client.post("/api/modules/check", json={**draft, "again": True}).json()["kept"] is False
    kept = list((server.workspace / ".yolosmith" / "checks").iterdir())
    kept[0].write_text("{damaged")
    assert server.client.post("/api/modules/check", json=draft).status_code == 200
    remove(server, "Wave")


def test_renaming_takes_the_class_and_the_rows_along(server: RunningServer) -> None:
    put(server, "Wave", WAVE)
    server.client.put("/api/architectures/sea", json={"yaml": YAML.format("Wave"), "layout": {"positions": {}}})
    put(server, "Other", WAVE.replace("Wave", "Other"))
    for name, status in (("Other", 409), ("Conv", 409), ("nn", 409), ("a-b", 422)):
        answer = server.client.post("/api/modules/Wave/rename", json={"name": name})
        assert answer.status_code == status, answer.text
        assert answer.json()["errors"][0]["loc"] == ["name"]
    renamed = server.client.post("/api/modules/Wave/rename", json={"name": "Swell"}).json()
    assert (renamed["name"], renamed["state"], renamed["used_by"]) == ("Swell", "checked", ["sea"])
    assert "class Swell(nn.Module)" in renamed["source"]
    text = server.client.get("/api/architectures/sea").json()["yaml"]
    assert text == YAML.format("Swell").replace("# the Swell", "# the Wave")  # a comment is the user's
    assert server.client.get("/api/modules/Wave").status_code == 404
    assert sorted(path.name for path in (server.workspace / "modules").iterdir()) == [
        *("Other.json", "Other.py", "Swell.json", "Swell.py"),
    ]
    remove(server, "Swell", "Other")
    server.client.delete("/api/architectures/sea")


def test_a_copy_is_a_module_of_its_own(server: RunningServer) -> None:
    put(server, "Wave", WAVE)
    copied = server.client.post("/api/modules/Wave/duplicate", json={"name": "Wave2"})
    assert copied.status_code == 201
    assert (copied.json()["state"], copied.json()["contract"]["rule"]) == ("checked", "base")
    assert server.client.get("/api/modules/Wave").json()["source"] == WAVE
    assert server.client.post("/api/modules/Conv/duplicate", json={"name": "Mine"}).status_code == 409
    assert server.client.post("/api/modules/Nothing/duplicate", json={"name": "Mine"}).status_code == 404
    remove(server, "Wave", "Wave2")


def upload(server: RunningServer, file: str, data: bytes, **fields: str) -> Any:
    return server.client.post("/api/modules/import", files={"file": (file, data)}, data=fields)


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_dot_", "."), text)
    return packed.getvalue()


def test_a_module_travels_as_a_file(server: RunningServer) -> None:
    body = {"source": WAVE, "description": "Mine", "category": "Sea", "contract": {"rule": "base"}}
    server.client.put("/api/modules/Wave", json=body)
    answer = server.client.get("/api/modules/Wave/export")
    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="Wave.zip"' in answer.headers["content-disposition"]
    assert sorted(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == ["Wave.json", "Wave.py"]
    assert upload(server, "Wave.zip", answer.content).status_code == 409
    replaced = upload(server, "Wave.zip", answer.content, replace="true")
    assert replaced.status_code == 201
    remove(server, "Wave")
    again = upload(server, "Wave.zip", answer.content).json()
    assert (again["name"], again["description"], again["category"]) == ("Wave", "Mine", "Sea")
    assert (again["state"], again["source"]) == ("checked", WAVE)
    other = upload(server, "anything.py", WAVE.encode(), name="Tide").json()
    assert (other["name"], other["state"]) == ("Tide", "checked")
    assert "class Tide(" in other["source"]
    remove(server, "Wave", "Tide")


@pytest.mark.parametrize(
    ("name", "data", "status", "said"),
    [
        ("Wave.py", b"\xff\xfe\x00", 422, "UTF-8"),
        ("Wave.py", b"class Wave(:\n", 422, "Line 1"),
        ("Wave.py", b"x = 1\n", 422, "none"),
        ("two.py", b"class A: pass\nclass B: pass\n", 422, "A, B"),
        ("Wave.py", b"#" * 300_000, 413, "256 KiB"),
        ("Wave.py", b"#" * 3_000_000, 413, "KiB"),
        ("Wave.zip", b"PK\x03\x04nothing", 422, "zip"),
        ("Wave.zip", zipped(readme_dot_txt="x"), 422, "0 .py"),
        ("Wave.zip", zipped(A_dot_py="x", B_dot_py="x"), 422, "2 .py"),
        ("Wave.zip", zipped(Wave_dot_py="class Wave: pass", other_dot_txt="x" * 10_000_000), 413, "KiB"),
        ("Conv.py", WAVE.replace("Wave", "Conv").encode(), 409, "Conv"),
    ],
)
def test_a_file_that_is_no_module_is_refused(
    server: RunningServer, name: str, data: bytes, status: int, said: str
) -> None:
    answer = upload(server, name, data)
    assert answer.status_code == status, answer.text
    assert said in answer.json()["detail"]
    assert list((server.workspace / "modules").iterdir()) == []


def test_built_ins_tell_where_presets_use_them(server: RunningServer) -> None:
    found = server.client.get("/api/modules/C2PSA").json()
    assert "yolo11" in found["presets"]
    assert "yolov8" not in found["presets"]
    assert found["help"].startswith("C2PSA module")
    assert server.client.get("/api/modules/WorldDetect").json()["needs"] is not None
    assert server.client.post("/api/modules/Conv/rename", json={"name": "Mine"}).status_code == 409


def test_what_runs_use_is_deleted_only_by_force(server: RunningServer) -> None:
    """A run that was trained with a module names it, and keeps its own source."""
    put(server, "Wave", WAVE)
    run = server.workspace / "runs" / "20260101T000000Z-0000aa"
    (run / "modules").mkdir(parents=True)
    spec = {
        **{
            "id": run.name,
            "created": "2026-01-01T00:00:00Z",
            "architecture": "sea",
            "scale": None,
            "dataset": "digits",
        },
        **{"args": {}, "modules": ["Wave"], "task": "detect", "dataset_hash": None},
    }
    (run / "run.json").write_text(json.dumps(spec))
    assert server.client.get(f"/api/runs/{run.name}").status_code == 200
    assert server.client.get("/api/modules/Wave").json()["runs"] == [run.name]
    refused = server.client.delete("/api/modules/Wave")
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["loc"] == ["runs", run.name]
    remove(server, "Wave")
