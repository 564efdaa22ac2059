"""New data sets from old ones, duplicates, and what must never change: the data set itself."""

import io
import shutil
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import psutil
import pytest
from dataset_stories import Api, found, yolo_set, zipped
from hypothesis import given
from hypothesis import strategies as st
from task_sets import task_set

from yolosmith.datasets.catalog import check_connection, fetched, known_dataset
from yolosmith.datasets.derive import redundant
from yolosmith.datasets.index import IndexedSample, Row
from yolosmith.datasets.splitting import divide, split_sizes
from yolosmith.engine import fetch_dataset
from yolosmith.engine.dataset_writer import DatasetWriter, staged
from yolosmith.engine.duplicates import alike
from yolosmith.errors import UnreadableError

shares = st.fixed_dictionaries(
    {"train": st.floats(0.01, 1), "val": st.floats(0.01, 1), "test": st.just(0.0) | st.floats(0.01, 1)}
)
pictures = st.lists(st.frozensets(st.integers(0, 4), max_size=3), max_size=60)


@given(pictures, shares, st.integers(0, 1000))
def test_every_picture_is_in_one_split_and_the_sizes_are_the_shares(
    classes: list[frozenset[int]], parts: dict[str, float], seed: int
) -> None:
    chosen = divide(classes, parts, seed)
    sizes = split_sizes(len(classes), parts)
    assert sum(sizes.values()) == len(classes)
    assert Counter(chosen) == Counter({split: size for split, size in sizes.items() if size})
    assert chosen == divide(classes, parts, seed)
    whole = sum(parts.values())
    for split, part in parts.items():
        assert abs(sizes[split] - len(classes) * part / whole) < 2
        assert sizes[split] or not part or len(classes) < 3


@given(st.integers(0, 1000))
def test_a_rare_class_is_in_every_split(seed: int) -> None:
    classes = [{0}] * 80 + [{0, 1}] * 10 + [{2}] * 10
    chosen = divide(classes, {"train": 0.6, "val": 0.2, "test": 0.2}, seed)
    for cls, all_of_it in ((1, 10), (2, 10)):
        counts = Counter(split for split, found in zip(chosen, classes, strict=True) if cls in found)
        assert counts == {"train": 0.6 * all_of_it, "val": 0.2 * all_of_it, "test": 0.2 * all_of_it}


def test_another_seed_gives_other_splits() -> None:
    classes = [{number % 3} for number in range(60)]
    assert divide(classes, {"train": 0.8, "val": 0.2}, 1) != divide(classes, {"train": 0.8, "val": 0.2}, 2)


def test_one_of_each_group_stays_where_it_is_validated_with() -> None:
    groups = [["train/a.jpg", "train/b.jpg", "val/c.jpg"], ["train/d.jpg", "train/e.jpg"]]
    assert redundant(groups, across=True) == {"train/a.jpg", "train/b.jpg"}
    assert redundant(groups, across=False) == {"train/a.jpg", "train/b.jpg", "train/e.jpg"}


def test_pictures_that_look_the_same_are_found_and_no_others() -> None:
    random = np.random.default_rng(0)
    smalls = random.integers(0, 255, size=(200, 16, 16)).astype(np.uint8)
    smalls[7] = np.clip(smalls[3].astype(int) + random.integers(-2, 3, (16, 16)), 0, 255)
    assert alike(smalls) == [[3, 7]]


def test_copies_are_found_and_a_new_set_has_none_and_shares_its_files(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set", train=12, val=4)
    shutil.copy(root / "images/train/train0.jpg", root / "images/val/val0.jpg")
    made = api.imported(root, "copies")
    assert found(made) == {"picture_across_splits": 1}
    base = "/api/datasets/copies"
    wish = {"shares": {"train": 0.5, "val": 0.25, "test": 0.25}, "seed": 7, "drop": "across"}
    assert api.client.get(f"{base}/duplicates").json()["status"] == "none"
    assert api.client.post(f"{base}/derive/preview", json=wish).status_code == 409

    assert api.client.post(f"{base}/duplicates").status_code == 202
    while (duplicates := api.client.get(f"{base}/duplicates").json())["status"] == "searching":
        pass
    assert (duplicates["exact"], duplicates["near"], duplicates["across"]) == (1, 0, 1)
    assert [one["split"] for one in duplicates["groups"][0]["pictures"]] == ["train", "val"]

    preview = api.client.post(f"{base}/derive/preview", json=wish).json()
    assert preview["left_out"] == 1
    before = contents(api.folder("copies"))
    assert api.client.post(f"{base}/derive", json={**wish, "name": "clean"}).status_code == 202
    clean = api.ended("clean")
    assert clean["splits"] == {split: one["images"] for split, one in preview["splits"].items()}
    assert [clean["statistics"][one]["classes"] for one in clean["splits"]] == [
        one["classes"] for one in preview["splits"].values()
    ]
    assert clean["hash"] != made["hash"]
    assert clean["source"] == "copies, splits by seed 7 and without duplicates"
    sample = api.samples("clean", split="test")["samples"][0]
    file = api.folder("clean") / "images" / "test" / sample["file"]
    assert file.stat().st_nlink == 2
    assert contents(api.folder("copies")) == before

    again = {**wish, "name": "clean_again"}
    api.client.post(f"{base}/derive", json=again)
    assert api.ended("clean_again")["hash"] == clean["hash"]
    assert api.client.delete(base).status_code == 204  # the files have a second name
    assert api.client.get(sample["url"]).status_code == 200
    refused = api.client.post("/api/datasets/clean/derive", json={"name": "x", "shares": {"train": 1, "val": 0}})
    assert refused.status_code == 422
    assert api.client.post("/api/datasets/clean/derive", json={"name": "clean"}).status_code == 409


def test_what_a_set_is_being_made_from_is_not_deleted(api: Api, tmp_path: Path) -> None:
    api.imported(yolo_set(tmp_path / "original"), "original")
    assert api.begin(yolo_set(tmp_path / "before", train=300), "goes_first").status_code == 202
    assert api.client.post("/api/datasets/original/derive", json={"name": "made_of_it"}).status_code == 202
    refused = api.client.delete("/api/datasets/original")  # the new set waits for its turn
    assert (refused.status_code, "made_of_it" in refused.json()["detail"]) == (409, True)
    assert api.client.delete("/api/datasets/goes_first").status_code == 204
    assert api.ended("made_of_it")["splits"] == {"train": 4, "val": 2}
    assert api.client.delete("/api/datasets/original").status_code == 204


def test_a_set_is_not_made_of_pictures_that_are_gone(api: Api, tmp_path: Path) -> None:
    api.imported(yolo_set(tmp_path / "holey"), "holey")
    (api.folder("holey") / "images/val/val1.jpg").unlink()
    assert api.client.post("/api/datasets/holey/derive", json={"name": "of_holey"}).status_code == 202
    failed = api.ended("of_holey")
    assert (failed["status"], "val/val1.jpg of holey" in failed["error"]) == ("failed", True)
    assert failed["errors"][0]["loc"] == ["val/val1.jpg"]
    assert not api.folder("of_holey").exists()
    assert api.nothing_left()


def test_a_set_that_is_gone_when_its_turn_comes_is_named(api: Api, tmp_path: Path) -> None:
    api.imported(yolo_set(tmp_path / "short_lived"), "short_lived")
    assert api.begin(yolo_set(tmp_path / "before", train=300), "goes_before").status_code == 202
    assert api.client.post("/api/datasets/short_lived/derive", json={"name": "too_late"}).status_code == 202
    shutil.rmtree(api.folder("short_lived"))
    assert api.client.delete("/api/datasets/goes_before").status_code == 204
    assert "short_lived is not there any more" in api.ended("too_late")["error"]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the lists of labels that Ultralytics may write anew."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".cache")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_sets_that_ultralytics_knows_are_listed(api: Api) -> None:
    known = {one["name"]: one for one in api.client.get("/api/dataset-catalog").json()}
    assert known["coco8"] | {"title": ""} == {
        "name": "coco8",
        "title": "",
        "task": "detect",
        "classes": 80,
        "size": "1 MB",
        "url": "https://github.com/ultralytics/assets/releases/download/v0.0.0/coco8.zip",
        "reason": None,
    }
    tasks = {name: known[name]["task"] for name in ("coco8-seg", "coco8-pose", "dota8", "depth8", "cityscapes8")}
    assert list(tasks.values()) == ["segment", "pose", "obb", "depth", "semantic"]
    assert known["VisDrone"]["url"] is None
    assert "never run" in known["VisDrone"]["reason"]
    refused = api.client.post("/api/dataset-catalog/VisDrone/fetch")
    assert (refused.status_code, "never run" in refused.json()["detail"]) == (409, True)
    assert api.client.post("/api/dataset-catalog/nothing/fetch").status_code == 404


async def unreachable() -> None:
    await check_connection("https://127.0.0.1:9/set.zip")


def test_without_a_connection_nothing_is_begun() -> None:
    import asyncio

    with pytest.raises(UnreadableError, match=r"no connection to 127\.0\.0\.1.*import the file"):
        asyncio.run(unreachable())


@pytest.fixture
def served(tmp_path: Path) -> Any:
    """A web server of files below `tmp_path / "served"`: its address and folder."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()


def test_a_published_set_is_fetched_checked_and_imported(tmp_path: Path, served: Any) -> None:
    url, folder = served
    task_set(tmp_path / "outer" / "coco8-pose", "pose")
    (tmp_path / "outer/coco8-pose/data.yaml").write_text("names: [other]\ndownload: |\n  raise SystemExit\n")
    (folder / "set.zip").write_bytes(zipped(tmp_path / "outer"))
    data = {"train": "images/train", "val": "images/val", "names": {0: "a", 1: "b"}, "kpt_shape": [3, 3]}
    staging = tmp_path / "staging"
    staging.mkdir()
    args = {
        "url": f"{url}/set.zip",
        "proxy": None,
        "data": data,
        "task": "pose",
        "format": "yolo",
        "origin": url,
        "staging": str(staging),
        "target": str(tmp_path / "made"),
    }
    said: list[dict[str, Any]] = []
    manifest = fetch_dataset.run(args, said.append)
    assert (manifest["names"], manifest["task"]) == (["a", "b"], "pose")
    assert said[0]["message"] == "Fetching (bytes)"
    with pytest.raises(UnreadableError, match="has no such file: it answers 404"):
        fetch_dataset.run({**args, "url": f"{url}/nothing.zip", "target": str(tmp_path / "nothing")}, said.append)
    assert not (tmp_path / "nothing").exists()


def test_a_published_depth_set_comes_with_its_maps(tmp_path: Path, served: Any) -> None:
    url, folder = served
    task_set(tmp_path / "outer" / "depth8-png", "depth")
    (folder / "set.zip").write_bytes(zipped(tmp_path / "outer"))
    document = {"download": f"{url}/set.zip", "train": "images/train", "val": "images/val", "names": {0: "depth"}}
    document |= {"path": "depth8-png", "depth_scale": 250}
    known = known_dataset("depth8", "# Depth8 dataset\n", document | {"download": "https://example.org/set.zip"})
    assert (known.task, known.reason) == ("depth", None)
    (tmp_path / "staging").mkdir()
    args = fetched(known, document) | {"url": f"{url}/set.zip"}
    manifest = fetch_dataset.run(
        {**args, "staging": str(tmp_path / "staging"), "target": str(tmp_path / "made")}, lambda _: None
    )
    assert (manifest["task"], manifest["depth_scale"]) == ("depth", 250)
    assert len(list((tmp_path / "made/depth/val").glob("*.png"))) == 3


def test_an_import_tells_how_far_it_is_as_events(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set", train=200)
    with api.client.stream("GET", "/api/events", params={"topics": "datasets"}) as stream:
        lines = stream.iter_lines()
        assert next(line for line in lines if line.startswith("event")) == "event: datasets.snapshot"
        assert api.begin(root, "told").status_code == 202
        seen = []
        for line in lines:
            if line.startswith("data") and '"name": "told"' in line:
                seen.append(line)
                if '"status": "ready"' in line:
                    break
    assert '"status": "importing"' in seen[0]
    assert any("Checking pictures" in line for line in seen)


def test_a_label_file_without_end_is_refused_before_it_is_read(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set")
    with (root / "labels/train/train0.txt").open("wb") as file:
        file.truncate(1024**3)  # a gigabyte that takes no room
    failed = api.imported(root, "endless_label")
    assert "labels/train/train0.txt is larger than 8 MiB" in failed["error"]
    api.client.delete("/api/datasets/endless_label")
    (root / "labels/train/train0.txt").unlink()
    with (root / "data.yaml").open("ab") as file:
        file.truncate(1024**3)
    assert "data.yaml is larger than" in api.imported(root, "endless_yaml")["error"]
    api.client.delete("/api/datasets/endless_yaml")
    assert api.nothing_left()


def test_a_yaml_that_grows_without_end_by_its_references_is_refused(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set")
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    for key in ("train", "names", "kpt_shape", "path"):
        rest = {"train": "images/train", "val": "images/val", "names": "[a, b]", "path": "."} | {key: "*a11"}
        (root / "data.yaml").write_text("\n".join([*lines, *(f"{one}: {value}" for one, value in rest.items())]))
        ended = api.imported(root, "grows")
        assert ended["status"] == ("ready" if key == "path" else "failed")
        api.client.delete("/api/datasets/grows")


def test_pictures_of_100000_by_100000_pixels_are_refused_by_their_header(api: Api, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("images/a.bmp", bmp_header(100_000, 100_000))
        archive.writestr("images/b.bmp", bmp_header(100_000, 100_000))
        archive.writestr("labels/a.txt", "0 0.5 0.5 0.2 0.2\n")
    assert api.upload(data.getvalue(), "giant").status_code == 202
    failed = api.ended("giant")
    assert failed["status"] == "failed"
    assert any("larger than can be decoded" in error["message"] for error in failed["errors"])
    api.client.delete("/api/datasets/giant")


def bmp_header(width: int, height: int) -> bytes:
    """A picture that says to be this large, and has no pixels."""
    size = (54).to_bytes(4, "little")
    return (
        b"BM"
        + size
        + bytes(4)
        + size
        + (40).to_bytes(4, "little")
        + width.to_bytes(4, "little")
        + height.to_bytes(4, "little")
        + b"\x01\x00\x18\x00"
        + bytes(24)
    )


@pytest.mark.prove
def test_100000_pictures_are_paged_through_without_being_loaded(
    server: Any, record_property: Callable[[str, object], None]
) -> None:
    random = np.random.default_rng(0)
    with staged(server.workspace / "datasets" / "many", server.workspace / "datasets" / ".import-many") as folder:
        writer = DatasetWriter(folder, [f"c{number}" for number in range(80)])
        for number in range(100_000):
            places = random.uniform(0.2, 0.8, (8, 2)).round(6).tolist()
            rows = [
                Row(int(cls), x, y, 0.1, 0.15) for cls, (x, y) in zip(random.integers(80, size=8), places, strict=True)
            ]
            writer.add(IndexedSample("val" if number % 5 == 0 else "train", f"{number:06}.jpg", 640, 480, rows), "")
        writer.finish({"source": "made", "source_format": "yolo", "report": []})
    api = Api(server.client, server.workspace)
    process = psutil.Process(server.process.pid)
    before = process.memory_info().rss
    seconds = []
    for query in (
        {},
        {"offset": 99_940},
        {"cls": 3, "offset": 5000},
        {"split": "val", "sort": "most", "offset": 10_000},
        {"cls": 3, "size": 5, "cell": 27},
        {"text": "09999"},
    ):
        began = time.perf_counter()
        assert len(api.samples("many", limit=60, **query)["samples"]) > 0
        seconds.append(time.perf_counter() - began)
    grown = (process.memory_info().rss - before) / 2**20
    record_property("slowest page in ms", round(1000 * max(seconds)))
    record_property("memory grown in MiB", round(grown))
    assert grown < 40
