"""Bringing a checkpoint in: what it says about itself, what is refused, and that nothing in it runs unasked."""

import asyncio
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from checkpoint_stories import Api

from yolosmith.checkpoints.service import CheckpointService
from yolosmith.datasets.service import DatasetService
from yolosmith.errors import NotFoundError
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.jobs import Inspector


def test_an_uploaded_checkpoint_says_what_it_is(api: Api, files: Path) -> None:
    made = api.imported(files / "plain.pt")

    digest = hashlib.sha256((files / "plain.pt").read_bytes()).hexdigest()
    assert made["id"] == f"c-{digest[:12]}"
    assert made["sha256"] == digest
    assert (made["state"], made["task"], made["imgsz"], made["epoch"]) == ("ready", "detect", 96, 5)
    assert made["names"] == {"0": "red", "1": "green", "2": "blue"}
    assert [layer["module"] for layer in made["layers"]] == ["Conv", "Conv", "C2f", "Conv", "Detect"]
    assert made["layers"][4]["inputs"] == [2, 3]
    assert made["layers"][0]["tensors"][0] == {"name": "conv.weight", "shape": [16, 3, 3, 3], "dtype": "float16"}
    assert made["parameters"] == sum(layer["params"] for layer in made["layers"])
    assert made["args"]["lr0"] == 0.01
    assert made["metrics"] == {"metrics/mAP50(B)": 0.5, "val/box_loss": None}
    assert "C2f" in made["yaml"]

    assert api.client.get(f"/api/checkpoints/{made['id']}").json() == made
    manifest = json.loads((api.workspace / "checkpoints" / made["id"] / "manifest.json").read_text())
    assert manifest["description"]["sha256"] == digest


def test_its_architecture_is_a_text_to_go_on_with(api: Api, files: Path) -> None:
    made = api.imported(files / "plain.pt")
    assert "  - [-1, 1, Conv, [" in made["yaml"]
    assert "yaml_file" not in made["yaml"]
    inspected = api.client.post("/api/architectures/inspect", json={"yaml": made["yaml"]}).json()
    assert inspected["ok"], inspected
    assert [row["module"] for row in inspected["rows"]] == [layer["module"] for layer in made["layers"]]
    assert sum(row["params"] for row in inspected["rows"]) == made["parameters"]


def test_the_values_of_a_layer_are_summed_up_on_request(api: Api, files: Path) -> None:
    made = api.imported(files / "plain.pt")
    address = f"/api/checkpoints/{made['id']}/layers"
    found = {one["name"]: one for one in api.client.get(f"{address}/0/statistics").json()}
    assert found.keys() == {tensor["name"] for tensor in made["layers"][0]["tensors"]}
    weight = found["conv.weight"]
    assert weight["values"] == 16 * 3 * 3 * 3
    assert sum(weight["histogram"]["counts"]) == weight["values"]
    assert weight["minimum"] < weight["mean"] < weight["maximum"]
    assert (found["bn.running_mean"]["mean"], found["bn.running_mean"]["zeros"]) == (0, 16)
    assert found["bn.running_var"]["histogram"] is None, "all are one"
    assert api.client.get(f"{address}/99/statistics").status_code == 404


def test_the_same_file_is_the_same_checkpoint(api: Api, files: Path) -> None:
    first = api.imported(files / "plain.pt")
    by_path = api.client.post("/api/checkpoints/import", json={"path": str(files / "plain.pt")})
    assert by_path.status_code == 201
    assert by_path.json()["id"] == first["id"]
    assert api.ids().count(first["id"]) == 1


def test_it_comes_back_byte_for_byte_under_its_name(api: Api, files: Path) -> None:
    made = api.imported(files / "plain.pt")
    answer = api.client.get(f"/api/checkpoints/{made['id']}/file")
    assert answer.content == (files / "plain.pt").read_bytes()
    assert 'filename="plain.pt"' in answer.headers["content-disposition"]


def test_a_deleted_checkpoint_is_gone_and_can_come_again(api: Api, files: Path) -> None:
    made = api.imported(files / "plain.pt")
    assert api.client.delete(f"/api/checkpoints/{made['id']}").status_code == 204
    assert api.client.get(f"/api/checkpoints/{made['id']}").status_code == 404
    assert not (api.workspace / "checkpoints" / made["id"]).exists()
    assert api.imported(files / "plain.pt")["id"] == made["id"]


def test_modules_from_elsewhere_wait_until_the_user_accepts_them(api: Api, files: Path) -> None:
    trace = api.workspace / "custom-was-run"  # the module notes it, for other stories too
    trace.unlink(missing_ok=True)
    made = api.imported(files / "custom.pt")
    address = f"/api/checkpoints/{made['id']}"
    assert made["state"] == "needs_acceptance"
    (source,) = made["sources"]
    assert source["name"] == "Doubler"
    assert "return 2 * self.mix(x)" in source["source"]
    assert "Doubler" in made["yaml"]
    assert api.client.get(address).json()["state"] == "needs_acceptance"
    refused = api.predict(made["id"], files / "picture.png")
    assert refused.status_code == 409
    assert "Doubler" in refused.json()["detail"]
    assert not trace.exists()

    accepted = api.client.post(f"{address}/accept")
    assert accepted.status_code == 200
    assert trace.exists()
    assert accepted.json()["state"] == "ready"
    assert [layer["module"] for layer in accepted.json()["layers"]][2] == "Doubler"
    assert api.predict(made["id"], files / "picture.png").status_code == 200
    assert api.client.post(f"{address}/accept").json() == accepted.json()

    api.client.delete(address)
    again = api.imported(files / "custom.pt")
    assert again["state"] == "needs_acceptance", "deleting it takes the acceptance back"
    assert api.imported(files / "custom.pt", accept_modules="true")["state"] == "ready"
    api.client.delete(address)


def test_a_module_that_the_workspace_has_in_this_version_needs_no_acceptance(api: Api, files: Path) -> None:
    ours = api.workspace / "modules" / "Doubler.py"
    ours.write_text((files / "modules" / "Doubler.py").read_text())
    try:
        made = api.imported(files / "custom.pt")
        assert made["state"] == "ready"
    finally:
        ours.unlink()
    assert api.predict(made["id"], files / "picture.png").status_code == 200, "it was known when it came in"
    api.client.delete(f"/api/checkpoints/{made['id']}")


def test_a_hostile_pickle_is_refused_by_the_name_of_what_it_would_run(api: Api, files: Path) -> None:
    for accept in ("false", "true"):
        answer = api.upload(files / "hostile.pt", accept_modules=accept)
        assert answer.status_code == 422
        assert "posix.system" in answer.json()["detail"]
        assert answer.json()["errors"][0]["loc"] == ["classes", "posix.system"]
    assert not (files / "hostile-was-run").exists()


def test_a_damaged_manifest_hides_only_its_own_checkpoint(api: Api, files: Path) -> None:
    made = api.imported(files / "plain.pt")
    (api.workspace / "checkpoints" / made["id"] / "manifest.json").write_text("{")
    assert made["id"] not in api.ids()
    answer = api.client.get(f"/api/checkpoints/{made['id']}")
    assert answer.status_code == 422
    assert f"checkpoints/{made['id']}/manifest.json" in answer.json()["detail"]
    assert api.client.delete(f"/api/checkpoints/{made['id']}").status_code == 204
    assert api.imported(files / "plain.pt")["state"] == "ready"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("truncated.pt", "only a part of one"),
        ("text.pt", "not a PyTorch checkpoint"),
        ("empty.pt", "not a PyTorch checkpoint"),
        ("tensors.pt", "holds tensors or numbers and no model"),
        ("scripted.pt", "is a TorchScript file"),
        ("linear.pt", "holds no Ultralytics model"),
        ("bomb.pt", "would unpack to more than 20 times its size"),
    ],
)
def test_what_is_no_checkpoint_is_refused_and_leaves_nothing(api: Api, files: Path, name: str, why: str) -> None:
    before = sorted((api.workspace / "checkpoints").iterdir())
    answer = api.upload(files / name)
    assert answer.status_code == 422
    assert name in answer.json()["detail"]
    assert why in answer.json()["detail"]
    assert str(files) not in answer.text
    assert sorted((api.workspace / "checkpoints").iterdir()) == before


def test_a_request_that_does_not_fit_says_where(api: Api) -> None:
    post = api.client.post
    missing = post("/api/checkpoints/import", json={"path": "nowhere.pt"})
    assert (missing.status_code, missing.json()["errors"][0]["loc"]) == (422, ["path"])
    unknown = post("/api/checkpoints/import", json={"path": "a.pt", "shape": 1})
    assert (unknown.status_code, unknown.json()["errors"][0]["loc"]) == (422, ["body", "shape"])
    empty = post("/api/checkpoints/import", data={"accept_modules": "true"}, files={"other": b""})
    assert (empty.status_code, empty.json()["errors"][0]["loc"]) == (422, ["body", "file"])
    assert post("/api/checkpoints/import", content=b"{").status_code == 422


@pytest.mark.parametrize("checkpoint", ["c-000000000000", "20260101T000000Z-abcdef:best", "nothing", "c-.."])
def test_what_does_not_exist_is_not_found(api: Api, files: Path, checkpoint: str) -> None:
    address = f"/api/checkpoints/{checkpoint}"
    picture = {"file": (files / "picture.png").read_bytes()}
    assert api.client.get(address).status_code == 404
    assert api.client.get(f"{address}/file").status_code == 404
    assert api.client.delete(address).status_code == 404
    assert api.client.post(f"{address}/predict", files=picture).status_code == 404


def test_one_that_is_deleted_while_its_modules_are_accepted_stays_gone(api: Api, files: Path, tmp_path: Path) -> None:
    checkpoint = api.imported(files / "custom.pt")["id"]
    shutil.copytree(api.workspace / "checkpoints" / checkpoint, tmp_path / "checkpoints" / checkpoint)
    api.client.delete(f"/api/checkpoints/{checkpoint}").raise_for_status()

    class LateInspector(Inspector):
        """The checkpoint is deleted when all has been read of it."""

        async def call(self, job: str, args: dict[str, Any], *, seconds: float = 0.0) -> Any:
            service.delete(checkpoint)
            return description

    workspace = Workspace.open(tmp_path)
    inspector = LateInspector(workspace, seconds=1.0, memory=2**30)
    service = CheckpointService.open(workspace, inspector, DatasetService.open(workspace, inspector))
    description = service.store.manifest(checkpoint).description.model_dump(mode="json")
    with pytest.raises(NotFoundError):
        asyncio.run(service.accept(checkpoint))
    assert list(workspace.checkpoints.iterdir()) == []
    assert service.list_all() == []


def test_one_whose_file_is_lost_is_brought_back_by_importing_it(api: Api, files: Path) -> None:
    checkpoint = api.imported(files / "plain.pt")["id"]
    (api.workspace / "checkpoints" / checkpoint / "weights.pt").unlink()
    assert api.imported(files / "plain.pt")["id"] == checkpoint
    assert api.client.get(f"/api/checkpoints/{checkpoint}/file").content == (files / "plain.pt").read_bytes()
