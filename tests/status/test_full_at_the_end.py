"""A disk that is full when work in the background ends: the work has ended all the same."""

import time
from pathlib import Path

from benchmarks.made_runs import make_runs
from tests.conftest import start_server
from tests.runs.test_full_disk import fill, small_disk  # noqa: F401  a fixture

BROKEN = 300
"""Files that take an import longer than it takes to fill the disk."""


def test_a_batch_and_an_import_end_also_where_their_end_cannot_be_written(
    small_disk: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    (run,) = make_runs(small_disk, 1, epochs=1)
    (small_disk / "runs" / run / "weights").mkdir()
    (small_disk / "runs" / run / "weights" / "best.pt").write_bytes(b"no weights")
    broken = tmp_path / "broken"
    (broken / "images" / "train").mkdir(parents=True)
    for number in range(BROKEN):
        (broken / "images" / "train" / f"{number}.jpg").write_bytes(b"no picture")
    (broken / "data.yaml").write_text("train: images/train\nval: images/train\nnames: [a]\n")
    server = start_server(small_disk)
    try:
        address = f"/api/checkpoints/{run}:best/batches"
        batch = server.client.post(address, json={"path": str(tmp_path)}).json()["id"]
        asked = {"path": str(broken), "name": "broken"}
        assert server.client.post("/api/datasets/import", json=asked).status_code == 202
        ballast = fill(small_disk)
        for place in (f"{address}/{batch}", "/api/datasets/broken"):
            while (found := server.client.get(place).json())["status"] in {"running", "importing"}:
                time.sleep(0.05)
            assert found["status"] == "failed", found
            assert found["error"]
        ballast.unlink()
        assert server.client.delete(f"{address}/{batch}").status_code == 204
        assert server.client.get(f"{address}/{batch}").status_code == 404
        assert server.client.delete("/api/datasets/broken").status_code == 204
        assert server.client.post("/api/datasets/import", json=asked).status_code == 202, "the name is free again"
    finally:
        assert server.stop() == 0
