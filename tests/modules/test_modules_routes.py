"""The Module Designer's API: saving, checking, deleting."""

import json

import pytest

from tests.conftest import RunningServer

BLOCK = '''
from torch import nn


class Block(nn.Module):
    """A convolution."""

    def __init__(self, c1, c2, k=3):
        super().__init__()
        self.conv = nn.Conv2d(c1, c2, k, padding=k // 2)

    def forward(self, x):
        return self.conv(x)
'''

BEGIN = "import os, sys, time\nimport torch\nfrom torch import nn\n"
STEPS = [
    *("parse", "import", "construct", "forward", "train and eval", "backward", "parameters"),
    *("in a small YOLO", "optimizer step", "copy", "half precision", "save and reload", "TorchScript", "ONNX"),
]


def hostile(init: str = "pass", forward: str = "return x", top: str = "") -> str:
    """A module of rule `same` with one bad place: line 4 at the top, line 8 in the constructor, line 10 in forward."""
    return (
        f"{BEGIN}{top}\n\nclass Bad(nn.Module):\n    def __init__(self, c1):\n        super().__init__(); {init}\n"
        f"    def forward(self, x):\n        {forward}\n"
    )


def check(server: RunningServer, source: str, name: str = "Bad") -> dict[str, object]:
    answer = server.client.post("/api/modules/check", json={"name": name, "source": source})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_the_catalog_knows_rules_and_arguments(server: RunningServer) -> None:
    modules = {one["name"]: one for one in server.client.get("/api/modules").json()}
    assert modules["Conv"]["contract"]["rule"] == "base"
    assert [one["name"] for one in modules["Conv"]["args"]][:3] == ["c2", "k", "s"]
    assert modules["C2f"]["contract"]["rule"] == "repeat"
    assert "n" not in [one["name"] for one in modules["C2f"]["args"]]
    assert modules["Concat"]["contract"]["rule"] == "join"
    assert modules["Detect"]["contract"] == {"rule": "head", "c2": None, "task": "detect"}
    assert modules["nn.Upsample"]["custom"] is False
    assert server.client.get("/api/modules/nn.Upsample").json()["args"][1]["name"] == "scale_factor"
    assert server.client.get("/api/modules/Nothing").status_code == 404


def test_a_good_module_is_saved_checked_and_deleted(server: RunningServer) -> None:
    body = {"source": BLOCK, "description": "Mine", "category": "Blocks"}
    saved = server.client.put("/api/modules/Block", json=body).json()
    assert saved["state"] == "checked"
    assert [step["name"] for step in saved["check"]["steps"]] == STEPS
    assert saved["contract"]["rule"] == "base"
    assert saved["args"][1] == {"name": "k", "type": None, "default": "3", "required": False, "help": None}
    stored = json.loads((server.workspace / "modules" / "Block.json").read_text())
    assert stored["sha256"] == saved["sha256"]
    assert stored["contract"] == {"rule": "base"}
    assert stored["check"]["ok"] is True
    assert (server.workspace / "modules" / "Block.py").read_text() == BLOCK
    assert server.client.get("/api/modules").json()[0]["name"] == "Block"
    (server.workspace / "modules" / "Block.py").write_text(BLOCK + "# changed elsewhere\n")
    assert server.client.get("/api/modules/Block").json()["state"] == "changed"
    assert server.client.delete("/api/modules/Block").status_code == 204
    assert list((server.workspace / "modules").iterdir()) == []


def test_a_failing_module_is_saved_and_marked(server: RunningServer) -> None:
    saved = server.client.put("/api/modules/Bad", json={"source": hostile(forward="return x.nothing")}).json()
    assert saved["state"] == "failing"
    assert saved["check"]["steps"][-1]["line"] == 10
    broken = server.client.put("/api/modules/Broken", json={"source": "class Broken(\n"}).json()
    assert broken["state"] == "failing"
    assert broken["contract"] is None
    assert broken["check"]["steps"] == [broken["check"]["steps"][0]]
    for name in ("Bad", "Broken"):
        assert server.client.delete(f"/api/modules/{name}").status_code == 204


@pytest.mark.parametrize(
    ("source", "step", "line", "said"),
    [
        ("class Bad(nn.Module)\n    pass\n", "parse", 1, "expected ':'"),
        ("class Other:\n    pass\n", "parse", None, "no class Bad"),
        (hostile(top="raise RuntimeError('not today')"), "import", 4, "not today"),
        (hostile(top="import a_package_that_is_not_there"), "import", 4, "a_package_that_is_not_there"),
        (hostile(top="sys.exit(3)"), "import", 4, "SystemExit"),
        (hostile(top="os._exit(3)"), "import", None, "exit status 3"),
        (hostile(init="os.kill(os.getpid(), 9)"), "construct", None, "SIGKILL"),
        (hostile(init="self.x = bytearray(100 * 2**30)"), "construct", 8, "memory"),
        (hostile(init="self.__init__(c1)"), "construct", 8, "recursion"),
        (hostile(forward="return torch.zeros(400, 2**30)"), "forward", 10, "memory"),
        (hostile(forward="return x[:, :3]"), "forward", None, "16 output channels"),
        (hostile(forward="return x / 0"), "forward", None, "not finite"),
        (hostile(forward="return [x]"), "forward", None, "one tensor"),
        (hostile(init="self.f = lambda: 0"), "save and reload", None, "lambda"),
    ],
)
def test_bad_code_fails_its_step_at_its_line(
    server: RunningServer, source: str, step: str, line: int | None, said: str
) -> None:
    found = check(server, source)
    first = next(one for one in found["steps"] if not one["ok"])  # type: ignore[union-attr, attr-defined]
    assert found["ok"] is False
    assert (first["name"], first["line"]) == (step, line)
    assert said in first["message"]
    assert str(server.workspace) not in json.dumps(found)


def test_names_with_a_meaning_are_refused(server: RunningServer) -> None:
    for name, status in (("Conv", 409), ("parse_model", 409), ("class", 409), ("a-b", 422), ("9a", 422)):
        answer = server.client.put(f"/api/modules/{name}", json={"source": BLOCK})
        assert answer.status_code == status, name
        assert answer.json()["errors"][0]["loc"] == ["name"]
    assert server.client.delete("/api/modules/Conv").status_code == 409
    assert server.client.delete("/api/modules/Nothing").status_code == 404
    too_long = server.client.put("/api/modules/Long", json={"source": "#" * 300_000})
    assert too_long.status_code == 413
    assert list((server.workspace / "modules").iterdir()) == []


def test_a_module_in_use_is_deleted_only_by_force(server: RunningServer) -> None:
    server.client.put("/api/modules/Block", json={"source": BLOCK})
    yaml = "nc: 2\nbackbone:\n  - [-1, 1, Block, [16]]\nhead:\n  - [[0], 1, Detect, [nc]]\n"
    server.client.put("/api/architectures/mine", json={"yaml": yaml})
    assert server.client.get("/api/modules/Block").json()["used_by"] == ["mine"]
    refused = server.client.delete("/api/modules/Block")
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["loc"] == ["architectures", "mine"]
    assert server.client.delete("/api/modules/Block?force=true").status_code == 204
    server.client.delete("/api/architectures/mine")
