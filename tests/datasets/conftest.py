"""The server's data sets, and what Ultralytics makes of them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dataset_stories import Api, View

from yolosmith.storage.workspace import Workspace
from yolosmith.workers.environment import child_environment

VIEWER = """
import json, sys
from yolosmith.engine import offline
offline.prepare()
from ultralytics.data.dataset import YOLODataset
from ultralytics.data.utils import check_det_dataset, verify_image_label
for line in sys.stdin:
    data = check_det_dataset(json.loads(line))
    answer = {"names": data["names"]}
    for split in ("train", "val", "test"):
        if not data.get(split):
            continue
        dataset = YOLODataset(img_path=data[split], data=data, augment=False, task="detect")
        checked = [
            verify_image_label((image, label, "", False, len(data["names"]), 0, 0, False))
            for image, label in zip(dataset.im_files, dataset.label_files)
        ]
        shapes = [dataset.load_image(index)[0].shape for index in range(min(len(dataset), 20))]
        answer[split] = {
            "images": len(checked),
            "corrupt": sum(entry[8] for entry in checked),
            "messages": [entry[9] for entry in checked if entry[9]],
            "boxes": sum(len(entry[1]) for entry in checked if entry[1] is not None),
            "channels": sorted({shape[2] for shape in shapes}),
        }
    print("answer", json.dumps(answer), flush=True)
"""


@pytest.fixture(scope="module")
def api(server) -> Api:  # type: ignore[no-untyped-def]  the server of tests/conftest.py
    return Api(server.client, server.workspace)


@pytest.fixture(scope="session")
def ultralytics_view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """What Ultralytics makes of a `data.yaml`: per split found and corrupt pictures, its messages, its boxes."""
    viewer = subprocess.Popen(
        [sys.executable, "-c", VIEWER],
        env=child_environment(Workspace.open(tmp_path_factory.mktemp("viewer"))),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert viewer.stdin and viewer.stdout
    asked, said = viewer.stdin, viewer.stdout

    def view(data_yaml: Path) -> dict[str, Any]:
        print(json.dumps(str(data_yaml)), file=asked, flush=True)
        beside = []
        for line in said:
            if line.startswith("answer "):
                return dict(json.loads(line.removeprefix("answer ")))
            beside.append(line)
        raise AssertionError("".join(beside))

    yield view
    asked.close()
    assert viewer.wait(timeout=60) == 0
