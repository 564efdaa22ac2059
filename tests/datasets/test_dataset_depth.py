"""Depth: a map of distances for each picture, as Ultralytics reads it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from dataset_stories import Api, found, picture
from PIL import Image
from task_sets import task_set

from yolosmith.storage.workspace import Workspace
from yolosmith.workers.environment import child_environment

LOOK = """
import json, sys
from pathlib import Path
from yolosmith.engine import offline
offline.prepare()
from ultralytics.data.dataset import DepthDataset
from ultralytics.data.utils import check_det_dataset, load_dataset_cache_file
root = Path(sys.argv[1])
data = check_det_dataset(str(root / "data.yaml"))
cache = root / "depth/train.cache"
written = cache.read_bytes()
read = DepthDataset(img_path=data["train"], data=data, augment=False)
ours = load_dataset_cache_file(cache)["labels"]
theirs = read.cache_labels(root.parent / "theirs.cache")["labels"]
print(json.dumps({
    "used": written == cache.read_bytes(),
    "same": [repr(one) for one in ours] == [repr(one) for one in theirs],
    "metres": [sorted(set(read[index]["depth"].flatten().tolist())) for index in range(len(read))],
}))
"""


def test_maps_are_imported_as_ultralytics_reads_them_and_shown(api: Api, tmp_path: Path) -> None:
    source = task_set(tmp_path / "depth", "depth")
    dataset = api.imported(source, "distances")
    assert (dataset["status"], dataset["task"], dataset["trains"]) == ("ready", "depth", ["depth"]), dataset
    assert (dataset["splits"], dataset["report"]) == ({"train": 6, "val": 3}, [])
    folder = api.folder("distances")
    for split, name in (("train", "train0.png"), ("val", "val2.png")):
        assert (folder / "depth" / split / name).read_bytes() == (source / "depth" / split / name).read_bytes()

    sample = api.samples("distances", split="train")["samples"][0]
    drawn = np.asarray(Image.open(io.BytesIO(api.client.get(sample["depth"]).content)))
    metres = np.asarray(Image.open(source / "depth/train/train0.png")) / 100
    greys = [set(drawn[metres == one].tolist()) for one in (2, 3, 5)]
    assert all(len(grey) == 1 for grey in greys)
    near, middle, far = (grey.pop() for grey in greys)
    assert 255 >= near > middle > far >= 40
    assert api.client.get("/api/datasets/distances/depth/train/nothing.png").status_code == 404

    command = [sys.executable, "-c", LOOK, str(folder)]
    environment = child_environment(Workspace.open(tmp_path / "view"))
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1]) == {"used": True, "same": True, "metres": [[2, 3, 5]] * 6}


def test_maps_as_they_really_are(api: Api, tmp_path: Path) -> None:
    source = task_set(tmp_path / "depth", "depth", train=9)
    maps = source / "depth/train"
    metres = np.full((64, 64), 2.5, np.float32)
    metres[0, 0] = np.nan
    (maps / "train0.png").unlink()
    np.save(maps / "train0.npy", metres)
    (maps / "train1.png").unlink()
    (maps / "train2.png").write_bytes((maps / "train2.png").read_bytes()[:90])
    Image.new("L", (64, 64), 9).save(maps / "train3.png")
    Image.new("I;16", (64, 64), 0).save(maps / "train4.png")
    Image.new("I;16", (64, 32), 200).save(maps / "train5.png")
    (maps / "train6.png").unlink()
    np.save(maps / "train6.npy", np.array([{"a": 1}], object), allow_pickle=True)
    (maps / "train7.png").unlink()
    whole = io.BytesIO()
    np.save(whole, metres)
    (maps / "train7.npy").write_bytes(whole.getvalue().replace(b"(64, 64)", b"(9999999, 9999999)", 1)[:200])
    picture(source / "images/train/beside.png")
    dataset = api.imported(source, "broken_maps")
    assert dataset["status"] == "ready", dataset
    assert found(dataset) == {"depth_missing": 2, "depth_unreadable": 4, "depth_empty": 1, "depth_shape": 1}
    kept = [sample["file"] for sample in api.samples("broken_maps", split="train")["samples"]]
    assert kept == ["train0.png", "train8.png"]

    derived = api.client.post("/api/datasets/broken_maps/derive", json={"name": "other_maps", "shares": {}, "seed": 1})
    assert derived.status_code == 202, derived.text
    other = api.ended("other_maps")
    assert (other["status"], other["images"]) == ("ready", dataset["images"])
    assert "depth_scale: 100" in (api.folder("other_maps") / "data.yaml").read_text()
    for sample in api.samples("other_maps")["samples"]:
        assert api.client.get(sample["depth"]).status_code == 200
        (kept_map,) = (api.folder("other_maps") / "depth" / sample["split"]).glob(f"{Path(sample['file']).stem}.*")
        assert kept_map.stat().st_nlink == 2


def test_splits_are_those_of_data_yaml_and_labels_come_before_maps(api: Api, tmp_path: Path) -> None:
    source = task_set(tmp_path / "depth", "depth")
    for folder in ("images", "depth"):
        (source / folder / "train").rename(source / folder / "first")
        (source / folder / "val").rename(source / folder / "second")
    (source / "data.yaml").write_text("train: images/second\nval: images/first\nnames: [depth]\n")
    assert api.imported(source, "told_splits")["splits"] == {"train": 3, "val": 6}

    both = task_set(tmp_path / "both", "detect")
    (source / "depth/first").rename(both / "depth_of_first")
    (both / "depth").mkdir()
    (both / "depth_of_first").rename(both / "depth/train")
    assert api.imported(both, "objects_with_maps")["task"] == "detect"


def test_what_cannot_be_depth_says_why(api: Api, tmp_path: Path) -> None:
    bare = task_set(tmp_path / "bare", "detect")
    scaled = task_set(tmp_path / "scaled", "depth")
    (scaled / "data.yaml").write_text("names: [depth]\ndepth_scale: 0\n")
    maps = task_set(tmp_path / "maps", "depth")
    for source, task, says in (
        (bare, "depth", "There is no depth map"),
        (scaled, "auto", "data.yaml: depth_scale must be a number above 0"),
        (maps, "detect", "Depth maps tell distances"),
    ):
        failed = api.imported(source, f"no_{source.name}", task=task)
        assert failed["status"] == "failed"
        assert says in failed["error"], failed["error"]
