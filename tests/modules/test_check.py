"""The check's steps: templates and blocks known from papers pass, well-known mistakes are named with what helps."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningServer

PAPERS = Path(__file__).parent / "papers"


def check(server: RunningServer, name: str, source: str) -> dict[str, Any]:
    answer = server.client.post("/api/modules/check", json={"name": name, "source": source})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def troubled(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for step in found["steps"] if not step["ok"] or step["warning"]]


def test_each_template_passes_as_it_is(server: RunningServer) -> None:
    templates = server.client.get("/api/modules/templates").json()
    assert [one["contract"]["rule"] for one in templates] == ["base", "repeat", "same", "join", "head"]
    for one in templates:
        ids = {node["id"] for node in one["preview"]["nodes"]}
        assert {end for edge in one["preview"]["edges"] for end in edge} == ids
        name = f"My{one['id'].capitalize()}"
        source = one["source"].replace("NewBlock", name)
        assert troubled(check(server, name, source)) == []
        read = server.client.post("/api/modules/read", json={"name": name, "source": source}).json()
        assert read["problems"] == []
        assert all(argument["help"] for argument in read["args"])


@pytest.mark.parametrize("name", ["ECA", "CoordAtt", "GSConv"])
def test_blocks_known_from_papers_pass(server: RunningServer, name: str) -> None:
    found = check(server, name, (PAPERS / f"{name}.py").read_text())
    assert found["ok"]
    assert troubled(found) == []
    assert found["params"] > 0


def block(init: str = "", forward: str = "return self.conv(x)", arguments: str = "c1, c2", top: str = "") -> str:
    """A module; lines 8 and on are the constructor's, line 10 is forward's where `init` is one line."""
    return (
        f"import torch\nfrom torch import nn\n{top}\n\nclass Mine(nn.Module):\n    def __init__(self, {arguments}):\n"
        f"        super().__init__(); self.conv = nn.Conv2d(c1, c2, 1)\n        {init or 'pass'}\n"
        f"    def forward(self, x):\n        {forward}\n"
    )


NO_SUPER = (
    "from torch import nn\nclass Mine(nn.Module):\n    def __init__(self, c1):\n        self.c = nn.Conv2d(c1, c1, 1)\n"
)
GROWING = "y = self.conv(x)\n        return y if float(y.sum()) > 0 else y * 2"


@pytest.mark.parametrize(
    ("source", "step", "line", "message", "hint"),
    [
        (block("self.conv = nn.Conv2d(c2, c2, 1)"), "forward", 10, "channels", "constructor's c1"),
        (NO_SUPER, "construct", 4, "__init__", "super().__init__()"),
        (
            block("self.fc = nn.Linear(1024, 4)", "return self.fc(self.conv(x).flatten(1))"),
            "forward",
            10,
            "mat1",
            "Pool",
        ),
        (
            block("", "return self.conv(x).permute(0, 2, 3, 1).view(x.shape[0], -1, *x.shape[2:])"),
            "forward",
            10,
            "view",
            "reshape",
        ),
        (block("", "return self.conv(x).reshape(2, -1, 32, 32)"), "forward", None, "output channels", "last layer"),
        (block("", "return self.conv(x) + torch.ones(1, 1, 32, 32)"), "forward", 10, "size of tensor", "interpolate"),
        (block("", "y = self.conv(x)"), "forward", None, "NoneType", "return"),
        (block("", "return self.conv(x).detach()"), "backward", None, "No gradient", "detach"),
        (block("", "return torch.sqrt(self.conv(x))"), "forward", None, "not finite", "small number"),
        (block("", "return self.conv(x.double())"), "forward", 10, "Input type", "dtype=x.dtype"),
        (block("self.m = nn.MultiheadAttention(c2, 7)"), "construct", 8, "divisible", "heads"),
        (block("self.act = lambda x: x"), "save and reload", None, "lambda", "pickle"),
        (block("self.w = self.conv.weight * 2"), "copy", None, "deepcopy", "detach"),
        (block("", "return self.conv(x) + torch.ones(1)"), "half precision", None, "float32", "dtype=x.dtype"),
        (block("", "return self.conv(x) * 1e5"), "half precision", None, "not finite", "65 504"),
        (block("self.g = nn.Conv2d(c1, c2, 3, groups=6)"), "construct", 8, "groups", "gcd"),
        (block(arguments="c1, c2, *, wide"), "construct", None, "required", "contract"),
        (block(top="import einops_of_mine"), "import", 3, "No module named", "installed"),
        (
            block("", "y = self.conv(x)\n        return y * 2 if float(x[0, 0, 0, 0]) > 0 else y * 3"),
            "TorchScript",
            11,
            "another output",
            "recorded",
        ),
    ],
)
def test_well_known_mistakes_are_named_with_what_helps(
    server: RunningServer, source: str, step: str, line: int | None, message: str, hint: str
) -> None:
    found = check(server, "Mine", source)
    first = next(one for one in found["steps"] if not one["ok"])
    assert (first["name"], first["line"]) == (step, line), first
    assert message in first["message"]
    assert hint in (first["hint"] or ""), first


@pytest.mark.parametrize(
    ("source", "step", "message"),
    [
        (
            block("self.more = [nn.Conv2d(c2, c2, 1)]", "return self.more[0](self.conv(x))"),
            "parameters",
            "no optimizer",
        ),
        (block("self.mask = torch.ones(1)"), "parameters", "plain tensor"),
        (block("self.idle = nn.Conv2d(c1, c2, 1)"), "backward", "no gradient reaches idle.weight"),
        (block("", "return self.conv(x.relu_())"), "forward", "in place"),
        (
            block(
                "self.n = nn.BatchNorm2d(c2)", "return self.conv(x) * self.n(self.conv(x).mean((2, 3), True)).sigmoid()"
            ),
            "forward",
            "batch of one",
        ),
        (
            block("", "y = self.conv(x); return y[..., ::2, ::2].repeat_interleave(2, 2).repeat_interleave(2, 3) + y"),
            "forward",
            "odd size",
        ),
        (block("", GROWING.replace("y * 2", "y")), "TorchScript", "line 11"),
    ],
)
def test_what_works_but_should_be_known_is_a_warning(
    server: RunningServer, source: str, step: str, message: str
) -> None:
    found = check(server, "Mine", source)
    warned = {one["name"]: one for one in found["steps"] if one["warning"]}
    assert step in warned, found["steps"]
    assert message in warned[step]["message"]
    assert warned[step]["ok"]


def test_what_this_cpu_cannot_do_in_half_precision_is_no_failure(server: RunningServer) -> None:
    found = check(server, "Mine", block("", "return self.conv(x) * torch.linalg.det(torch.eye(2).to(x))"))
    half = next(step for step in found["steps"] if step["name"] == "half precision")
    assert (half["ok"], half["warning"], half["line"]) == (True, True, 10)
    assert "not tried: this CPU" in half["message"]


def test_later_steps_go_on_where_they_can(server: RunningServer) -> None:
    found = check(server, "Mine", block("self.act = lambda x: x"))
    outcome = {step["name"]: step["ok"] for step in found["steps"]}
    assert outcome["save and reload"] is False
    assert outcome["ONNX"] is True
    assert found["ok"] is False
    found = check(server, "Mine", block("", "return self.nothing(x)"))
    assert [step["name"] for step in found["steps"]] == ["parse", "import", "construct", "forward"]


def test_heads_of_other_tasks_are_checked_in_their_networks(server: RunningServer) -> None:
    for base, extra in (("Segment", ", nm=32, npr=64"), ("OBB", ", ne=1"), ("Pose", ", kpt_shape=(17, 3)")):
        given = extra.replace("=32", "").replace("=64", "").replace("=1", "").replace("=(17, 3)", "")
        source = (
            f"from ultralytics.nn.modules.head import {base}\n\n\nclass Mine({base}):\n"
            f"    def __init__(self, nc=80{extra}, reg_max=16, end2end=False, ch=()):\n"
            f"        super().__init__(nc{given}, reg_max, end2end, ch)\n"
        )
        assert troubled(check(server, "Mine", source)) == [], base
