"""What the plan of a transfer says is what is loaded, and by name it is what Ultralytics' own loading does."""

import copy
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from ultralytics import YOLO
from ultralytics.nn import tasks

from yolosmith.engine import transfer
from yolosmith.engine.hook import install

ROWS = """
nc: {nc}
scales:
  n: [1.0, 0.5, 64]
  s: [1.0, 1.0, 64]
backbone:
  - [-1, 1, Conv, [16, 3, 2]]
  - [-1, 1, Conv, [32, 3, 2]]{inserted}
  - [-1, 2, C2f, [32, True]]
  - [-1, 1, Conv, [64, 3, 2]]
head:
  - [[{first}, -1], 1, {head}]
"""
DETECT = "Detect, [nc]"


def build(
    *,
    nc: int = 3,
    scale: str = "n",
    names: list[str] | None = None,
    ch: int = 3,
    inserted: str = "",
    head: str = DETECT,
) -> Any:
    """A small network with values that are no one's default, BatchNorm's included."""
    install()
    put = f"\n  - {inserted}" if inserted else ""
    data = yaml.safe_load(ROWS.format(nc=nc, inserted=put, first=3 if inserted else 2, head=head))
    task = {"Detect": "detect", "Segment": "segment", "Pose": "pose"}[head.partition(",")[0]]
    kind = {"detect": tasks.DetectionModel, "segment": tasks.SegmentationModel, "pose": tasks.PoseModel}[task]
    model = kind({**data, "scale": scale, "kpt_shape": [4, 2]}, ch=ch, nc=nc, verbose=False)
    model.names = dict(enumerate(names or [str(one) for one in range(nc)]))
    with torch.no_grad():
        for tensor in model.state_dict().values():
            tensor.copy_(torch.rand(tensor.shape) if tensor.is_floating_point() else torch.ones_like(tensor))
    return model


PAIRS = {
    "the same": ({}, {}),
    "another number of classes": ({"nc": 90}, {"nc": 3}),
    "classes in another order": ({"names": ["a", "b", "c"]}, {"names": ["c", "a", "b"]}),
    "some of the classes": ({"nc": 3, "names": ["a", "b", "c"]}, {"nc": 2, "names": ["x", "B "]}),
    "some of many": ({"nc": 90, "names": [f"c{n}" for n in range(90)]}, {"nc": 2, "names": ["c7", "new"]}),
    "another scale": ({"scale": "s"}, {"scale": "n"}),
    "more channels": ({}, {"ch": 4}),
    "a grey picture": ({}, {"ch": 1}),
    "a row in between": ({}, {"inserted": "[-1, 1, C2f, [32]]"}),
    "another task": ({}, {"head": "Segment, [nc, 8, 16]"}),
    "keypoints": ({"head": "Pose, [nc, [4, 2]]"}, {}),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_by_name_it_loads_what_ultralytics_loads(pair: str) -> None:
    source, target = (build(**each) for each in PAIRS[pair])
    theirs = copy.deepcopy(target)
    theirs.load(copy.deepcopy(source), verbose=False)

    widened = transfer.widen(source.model[-1], target.model[-1])
    names = list(target.names.values())
    plan = transfer.plans(source, target.model, widened, names)["name"]
    before = {name: tensor.clone() for name, tensor in target.state_dict().items()}
    transfer.fill(target, source, plan)

    filled = {f"model.{one.row}.{one.tensor}" for one in plan.copies}
    ours, expected = target.state_dict(), theirs.state_dict()
    assert {name: tensor.shape for name, tensor in ours.items()} == {
        name: tensor.shape for name, tensor in expected.items()
    }
    for name in filled:
        if "classes" in {one.how for one in plan.copies if f"model.{one.row}.{one.tensor}" == name}:
            known = torch.tensor(plan.classes) >= 0
            assert torch.equal(ours[name][known], expected[name][known]), name
        elif name != "model.0.conv.weight":
            assert torch.equal(ours[name], expected[name]), name
    if "model.0.conv.weight" in filled:
        assert torch.equal(ours["model.0.conv.weight"], expected["model.0.conv.weight"])
    assert all(torch.equal(ours[name], tensor) for name, tensor in before.items() if name not in filled)
    loaded = {f"model.{row.index}.{one.name}" for row in plan.rows for one in row.tensors if one.state != "skipped"}
    assert loaded == filled


def test_a_row_in_between_costs_itself_where_rows_are_aligned() -> None:
    source = build()
    target = build(inserted="[-1, 1, C2f, [32]]")
    both = transfer.plans(source, target.model, {}, None)
    assert both["name"].totals.params_loaded < both["aligned"].totals.params_loaded
    assert [row.source for row in both["aligned"].rows] in ([0, 1, None, 2, 3, 4], [0, 1, 2, None, 3, 4])
    assert both["aligned"].totals.tensors_loaded == len(source.state_dict())
    assert transfer.chosen(both, None).match == "aligned"
    assert transfer.chosen(both, "name").match == "name"
    same = transfer.plans(source, build().model, {}, None)
    assert transfer.chosen(same, None).match == "name"


def test_the_plan_of_a_network_without_values_is_that_of_one_with_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SAFE_LOAD", tasks.SAFE_LOAD)  # safe loading is for the rest of a process
    args = {"yaml": ROWS.format(nc=3, inserted="", first=2, head=DETECT), "scale": "n", "channels": None}
    args |= {"nc": 2, "kpt_shape": None, "names": ["b", "x"], "modules": [], "task": "detect", "match": None}
    path = tmp_path / "source.pt"
    torch.save({"model": build(nc=3, names=["a", "b", "c"]), "train_args": {}}, path)
    args |= {"path": str(path), "name": "source.pt", "folders": [], "accepted": None, "target": str(tmp_path / "a.pt")}
    said = transfer.preview(args, lambda what: None)
    done = transfer.start(args, lambda what: None)
    assert said == done
    made = YOLO(tmp_path / "a.pt")
    assert made.names == {0: "b", 1: "x"}
    source = torch.load(path, weights_only=False)["model"].state_dict()
    for row in done["rows"]:
        for tensor in row["tensors"]:
            if tensor["state"] == "loaded":
                name = f"model.{row['index']}.{tensor['name']}"
                assert torch.equal(made.model.state_dict()[name], source[f"model.{tensor['source']}"])
