"""Folders and videos: every picture is looked at as it would be alone, and what was found can be taken away."""

import csv
import io
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import cv2
import numpy
import pytest
from checkpoint_stories import Api

from yolosmith.checkpoints.batches import BatchService
from yolosmith.checkpoints.service import CheckpointService
from yolosmith.datasets.service import DatasetService
from yolosmith.storage.files import write_json
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.jobs import Inspector

RUN = "20260104T120000Z-0a1b2c"
FILMED = 3
"""Frames."""


@pytest.fixture(scope="module")
def plain(api: Api, files: Path) -> str:
    return api.imported(files / "plain.pt")["id"]


def finished(api: Api, address: str) -> dict[str, Any]:
    while (found := api.client.get(address).json())["status"] == "running":
        time.sleep(0.05)
    return found


def test_a_folder_gives_what_its_pictures_give_one_by_one(api: Api, plain: str, files: Path, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name in ("b.png", "below/a.png"):
        shutil.copy(files / "picture.png", tmp_path / name)
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").touch()
    begun = api.client.post(f"/api/checkpoints/{plain}/batches", json={"path": str(tmp_path), "conf": 0.3, "iou": 0.5})
    assert begun.status_code == 202, begun.text
    address = f"/api/checkpoints/{plain}/batches/{begun.json()['id']}"
    batch = finished(api, address)
    assert (batch["status"], batch["done"], batch["failed"], batch["video"]) == ("done", 3, 1, False)

    page = api.client.get(f"{address}/results").json()
    assert [one["name"] for one in page["results"]] == ["b.png", "broken.jpg", "below/a.png"]
    assert "broken.jpg is not a picture" in page["results"][1]["error"]
    alone = api.predict(plain, files / "picture.png", conf=0.3, iou=0.5).json()["boxes"]
    assert alone
    assert page["results"][0]["boxes"] == page["results"][2]["boxes"] == alone
    (second,) = api.client.get(f"{address}/results", params={"offset": 2, "limit": 1}).json()["results"]
    assert second == page["results"][2]

    assert api.client.get(f"{address}/files/results.json").json() == page["results"]
    rows = list(csv.DictReader(io.StringIO(api.client.get(f"{address}/files/results.csv").text)))
    assert len(rows) == 2 * len(alone)
    assert (rows[0]["picture"], rows[0]["name"]) == ("b.png", alone[0]["name"])
    assert float(rows[0]["x1"]) == pytest.approx((alone[0]["x"] - alone[0]["w"] / 2) * 120, abs=0.01)
    assert api.client.get(f"{address}/pictures/2").content == (files / "picture.png").read_bytes()
    for missing in ("pictures/1", "pictures/9", "files/video.mp4"):
        assert api.client.get(f"{address}/{missing}").status_code == 404

    assert [one["id"] for one in api.client.get(f"/api/checkpoints/{plain}/batches").json()] == [batch["id"]]
    assert api.client.delete(address).status_code == 204
    assert api.client.get(address).status_code == 404


def test_a_video_is_read_frame_by_frame_and_comes_back_with_its_boxes(
    api: Api, plain: str, files: Path, tmp_path: Path
) -> None:
    with (files / "video.mp4").open("rb") as file:
        begun = api.client.post(
            f"/api/checkpoints/{plain}/batches", files={"file": ("video.mp4", file)}, data={"conf": "0.1"}
        )
    assert begun.status_code == 202, begun.text
    address = f"/api/checkpoints/{plain}/batches/{begun.json()['id']}"
    batch = finished(api, address)
    assert (batch["status"], batch["done"], batch["source"], batch["video"]) == ("done", 12, "video.mp4", True)
    results = api.client.get(f"{address}/results").json()["results"]
    assert [one["seconds"] for one in results] == pytest.approx([0.1 * index for index in range(12)])
    assert any(one["boxes"] for one in results)

    (tmp_path / "drawn.mp4").write_bytes(api.client.get(f"{address}/files/video.mp4").content)
    with av.open(str(tmp_path / "drawn.mp4")) as drawn, av.open(str(files / "video.mp4")) as given:
        assert drawn.streams.video[0].codec_context.name == "h264"
        frames = list(zip(drawn.decode(video=0), given.decode(video=0), strict=True))
    assert len(frames) == 12
    marked, clean = (frame.to_ndarray(format="rgb24").astype(int) for frame in frames[0])
    assert marked.shape == (320, 480, 3), "so small a frame is drawn larger"
    assert abs(marked[::4, ::4] - clean).max() > 60
    api.client.delete(address)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_video_that_is_filmed_on_its_side_is_looked_at_upright(
    api: Api, plain: str, files: Path, tmp_path: Path, turn: int
) -> None:
    given, drawn, still = tmp_path / "given.mp4", tmp_path / "drawn.mp4", tmp_path / "still.png"
    film(given, files / "picture.png", turn)
    begun = api.client.post(f"/api/checkpoints/{plain}/batches", json={"path": str(given), "conf": 0.3, "iou": 0.5})
    address = f"/api/checkpoints/{plain}/batches/{begun.json()['id']}"
    batch = finished(api, address)
    assert (batch["status"], batch["done"], batch["total"], batch["failed"]) == ("done", FILMED, FILMED, 0)

    upright = seen_by_opencv(given)
    height, width = (80, 120) if turn == 180 else (120, 80)
    assert [frame.shape for frame in upright] == [(height, width, 3)] * FILMED
    results = api.client.get(f"{address}/results").json()["results"]
    assert [(one["width"], one["height"]) for one in results] == [(width, height)] * FILMED
    cv2.imwrite(str(still), upright[0])
    alone = api.predict(plain, still, conf=0.3, iou=0.5).json()["boxes"]
    assert alone
    assert results[0]["boxes"] == alone
    (first, *_) = csv.DictReader(io.StringIO(api.client.get(f"{address}/files/results.csv").text))
    assert float(first["y2"]) == pytest.approx((alone[0]["y"] + alone[0]["h"] / 2) * height, abs=0.01)

    drawn.write_bytes(api.client.get(f"{address}/files/video.mp4").content)
    for marked, clean in zip(seen_by_opencv(drawn), upright, strict=True):
        assert marked.shape == (4 * height, 4 * width, 3), "so small a frame is drawn larger"
        assert numpy.median(abs(marked[::4, ::4].astype(int) - clean)) < 16, "all but the boxes is as it was filmed"
    api.client.delete(address)


def film(path: Path, picture: Path, turn: int) -> None:
    """A still as a video that says by how many degrees it is to be turned for the eye."""
    still = cv2.imread(str(picture))
    with av.open(str(path), "w") as video:
        stream = video.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = still.shape[1], still.shape[0], "yuv420p"
        stream.set_display_rotation(turn)
        for _ in range(FILMED):
            video.mux(stream.encode(av.VideoFrame.from_ndarray(still, format="bgr24")))
        video.mux(stream.encode())


def seen_by_opencv(path: Path) -> list[Any]:
    """The frames as Ultralytics' own loader gets them."""
    video = cv2.VideoCapture(str(path))
    frames = []
    while (read := video.read())[0]:
        frames.append(read[1])
    video.release()
    return frames


def test_a_batch_can_be_stopped_and_keeps_what_it_found(api: Api, plain: str, files: Path, tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number:03}.png").hardlink_to(files / "picture.png")
    begun = api.client.post(f"/api/checkpoints/{plain}/batches", json={"path": str(tmp_path)}).json()
    address = f"/api/checkpoints/{plain}/batches/{begun['id']}"
    while not api.client.get(address).json()["done"]:
        time.sleep(0.02)
    assert api.client.get(address).json()["left"] is not None
    api.client.post(f"{address}/stop").raise_for_status()
    batch = finished(api, address)
    assert batch["status"] == "stopped"
    assert 0 < batch["done"] < 300
    assert api.client.get(f"{address}/results").json()["total"] == batch["done"]
    assert api.client.post(f"{address}/stop").json()["status"] == "stopped", "once more changes nothing"
    api.client.delete(address)


def test_a_clean_up_leaves_a_batch_that_runs_and_takes_it_when_it_is_over(
    api: Api, plain: str, files: Path, tmp_path: Path
) -> None:
    for number in range(300):
        (tmp_path / f"{number:03}.png").hardlink_to(files / "picture.png")
    begun = api.client.post(f"/api/checkpoints/{plain}/batches", json={"path": str(tmp_path)}).json()
    address = f"/api/checkpoints/{plain}/batches/{begun['id']}"
    refused = api.client.post("/api/disk/clean", json={"what": ["batches"]})
    assert (refused.status_code, "still run" in refused.text) == (409, True)
    api.client.post(f"{address}/stop").raise_for_status()
    assert finished(api, address)["status"] == "stopped"
    while api.client.post("/api/disk/clean", json={"what": ["batches"]}).status_code == 409:
        time.sleep(0.05)
    assert api.client.get(address).status_code == 404


def test_at_the_start_batches_go_whose_run_is_gone_and_not_those_whose_weights_were_freed(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    inspector = Inspector(workspace, seconds=1.0, memory=2**30)
    checkpoints = CheckpointService.open(workspace, inspector, DatasetService.open(workspace, inspector))
    facts = {"source": "a", "kind": "folder", "conf": 0.3, "iou": 0.5, "imgsz": None, "status": "done"}
    facts |= {"created": datetime.now(UTC).isoformat()}
    for number, checkpoint in enumerate((f"{RUN}:last", "20260105T120000Z-0a1b2c:last", "c-000000000000")):
        batch = f"b-{number:012}"
        record = {"batch": {**facts, "id": batch, "checkpoint": checkpoint}, "path": "a"}
        write_json(workspace.private / "batches" / batch / "batch.json", record)
    (workspace.runs / RUN / "weights").mkdir(parents=True)  # the last ones were freed
    batches = BatchService.open(checkpoints)
    assert batches.get(f"{RUN}:last", f"b-{0:012}").status == "done"
    assert [path.name for path in (workspace.private / "batches").iterdir()] == [f"b-{0:012}"]


def test_batches_go_with_their_checkpoint(api: Api, files: Path, tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number:03}.png").hardlink_to(files / "picture.png")
    checkpoint = api.imported(files / "plain.pt")["id"]
    address = f"/api/checkpoints/{checkpoint}/batches"
    for _ in range(2):  # one runs, one waits
        batch = api.client.post(address, json={"path": str(tmp_path)}).json()["id"]
    assert api.client.delete(f"/api/checkpoints/{checkpoint}").status_code == 204
    assert api.client.get(f"{address}/{batch}").status_code == 404
    assert api.imported(files / "plain.pt")["id"] == checkpoint
    assert api.client.get(address).json() == []


def test_what_cannot_be_looked_at_is_refused_by_its_place(api: Api, plain: str, files: Path, tmp_path: Path) -> None:
    address = f"/api/checkpoints/{plain}/batches"
    missing = api.client.post(address, json={"path": "nowhere"})
    assert (missing.status_code, missing.json()["errors"][0]["loc"]) == (422, ["path"])
    for path, why in ((tmp_path, "no pictures"), (files / "text.pt", "not a video")):
        begun = api.client.post(address, json={"path": str(path)}).json()
        batch = finished(api, f"{address}/{begun['id']}")
        assert batch["status"] == "failed"
        assert why in batch["error"]
        api.client.delete(f"{address}/{begun['id']}")
    assert api.client.get(f"{address}/b-000000000000").status_code == 404
    assert api.client.get(f"{address}/..%2f..").status_code == 404
    assert api.client.post("/api/checkpoints/c-000000000000/batches", json={"path": "x"}).status_code == 404
