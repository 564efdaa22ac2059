"""A custom module in everything that Ultralytics does with a model, each in a process of its own."""

import json
import os
from pathlib import Path

import custom_sources as sources
import cv2
import numpy as np
import processes
import pytest

from yolosmith.modules.signature import propose

NAMES = {
    "EcaLike": sources.SAME,
    "Block": sources.BASE,
    "Stack": sources.REPEAT,
    "Fuse": sources.JOIN,
    "Scale2": sources.PLAIN,
    "SmallDetect": sources.HEAD,
}
TRAIN = (
    "data='data.yaml', epochs=1, imgsz=64, batch=4, workers=0, plots=False, device='cpu', "
    "project=__import__('os').path.abspath('out'), name='run'"
)

COMPARED = """
import numpy as np, torch
from yolosmith import YOLO
x = np.random.default_rng(0).random((1, 3, 64, 64), dtype=np.float32)
plain = YOLO("best.pt").model.eval().float()
with torch.no_grad():
    ours = plain(torch.from_numpy(x))[0].numpy()
def compare(theirs):
    print("differs", float(np.abs(ours - theirs).max() / np.abs(ours).max()))
"""


def write_pictures(folder: Path) -> None:
    """Eight pictures with a bright square each, and where it is."""
    random = np.random.default_rng(0)
    for part in ("images", "labels"):
        (folder / part).mkdir()
    for index in range(8):
        picture = random.integers(0, 80, (64, 64, 3), dtype=np.uint8)
        x, y = (int(value) for value in random.integers(4, 40, 2))
        picture[y : y + 16, x : x + 16] = 255
        cv2.imwrite(str(folder / "images" / f"{index}.png"), picture)
        label = f"{index % 3} {(x + 8) / 64} {(y + 8) / 64} 0.25 0.25\n"
        (folder / "labels" / f"{index}.txt").write_text(label)
    names = "{0: a, 1: b, 2: c}"
    (folder / "data.yaml").write_text(f"path: {folder}\ntrain: images\nval: images\nnames: {names}\n")


def write_workspace(folder: Path) -> Path:
    (folder / "modules").mkdir(parents=True)
    for name, text in NAMES.items():
        (folder / "modules" / f"{name}.py").write_text(text)
        facts = {"contract": propose(text, name).document()}
        (folder / "modules" / f"{name}.json").write_text(json.dumps(facts))
    (folder / "every.yaml").write_text(sources.EVERY_RULE)
    write_pictures(folder)
    return folder


def python(code: str, folder: Path, **environment: str) -> str:
    """Run code in a fresh process with `folder` as its workspace; it must succeed."""
    config = str(folder / ".yolosmith" / "ultralytics")
    told = {"YOLO_OFFLINE": "1", "YOLO_AUTOINSTALL": "False", "YOLO_CONFIG_DIR": config, "OMP_NUM_THREADS": "1"}
    return processes.run(code, folder, {**os.environ, **told, "YOLOSMITH_WORKSPACE": str(folder), **environment})


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with every rule's module, trained for an epoch from plain Python."""
    folder = write_workspace(tmp_path_factory.mktemp("trained") / "workspace")
    python(f"from yolosmith import YOLO\nYOLO('every.yaml', task='detect').train({TRAIN})", folder)
    assert (folder / "out" / "run" / "weights" / "best.pt").is_file()
    return folder


@pytest.fixture
def elsewhere(trained: Path, tmp_path: Path) -> Path:
    """A folder with the checkpoint and pictures, and without a single module."""
    (tmp_path / "best.pt").write_bytes((trained / "out" / "run" / "weights" / "best.pt").read_bytes())
    write_pictures(tmp_path)
    return tmp_path


def test_it_validates_and_predicts_and_trains_on_where_no_module_is(elsewhere: Path) -> None:
    said = python(
        f"""
from yolosmith import YOLO
model = YOLO("best.pt")
print("map", model.val(data="data.yaml", imgsz=64, batch=4, workers=0, plots=False, device="cpu").box.map)
print("boxes", len(model.predict("images/0.png", imgsz=64, conf=0.0, verbose=False)[0].boxes))
model.fuse()
YOLO("best.pt").train({TRAIN})
print("sources", len(YOLO("out/run/weights/best.pt").module_sources))
""",
        elsewhere,
    )
    assert "map " in said
    assert "boxes " in said
    assert "sources 6" in said


@pytest.mark.parametrize(
    ("form", "run"),
    [
        (
            "onnx",
            "import onnxruntime\nsession = onnxruntime.InferenceSession(file, providers=['CPUExecutionProvider'])\n"
            "compare(session.run(None, {session.get_inputs()[0].name: x})[0])",
        ),
        ("torchscript", "compare(torch.jit.load(file)(torch.from_numpy(x)).detach().numpy())"),
    ],
)
def test_it_exports_and_gives_the_same(elsewhere: Path, form: str, run: str) -> None:
    code = f"{COMPARED}\nfile = str(YOLO('best.pt').export(format={form!r}, imgsz=64, device='cpu'))\n{run}\n"
    said = python(code, elsewhere)
    differs = float(said.split("differs ")[1].split()[0])
    assert differs < 1e-3


@pytest.mark.prove
def test_a_training_that_was_cut_goes_on_in_a_fresh_process(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "workspace")
    cut = """
from yolosmith import YOLO
model = YOLO("every.yaml", task="detect")
def cut(trainer):
    import os
    os._exit(0)
model.add_callback("on_fit_epoch_end", cut)
"""
    python(f"{cut}model.train({TRAIN.replace('epochs=1', 'epochs=2')})", folder)
    last = folder / "out" / "run" / "weights" / "last.pt"
    said = python(
        f"from yolosmith import YOLO\nm = YOLO({str(last)!r})\nm.train(resume=True)\nprint(len(m.module_sources))",
        folder,
    )
    assert said.splitlines()[-1] == "6"
    assert len((folder / "out" / "run" / "results.csv").read_text().splitlines()) == 3


DISTRIBUTED = """
import sys
from yolosmith import YOLO
from yolosmith.engine.trainer import supervised
model = YOLO("every.yaml", task="detect")
def several(overrides, _callbacks):
    trainer = supervised(model.task_map["detect"]["trainer"])(overrides=overrides, _callbacks=_callbacks)
    (trainer.save_dir / "mine.txt").write_text("a record")
    trainer.ddp, trainer.world_size = True, 1  # as two devices would make it
    return trainer
model.train(trainer=several, %s)
print("sources", len(YOLO("out/run/weights/best.pt").module_sources))
"""
GROUP = """
import os
if "RANK" in os.environ:
    import torch.distributed
    torch.distributed.init_process_group("gloo")
"""


@pytest.mark.prove
def test_the_process_of_a_distributed_training_knows_the_modules(tmp_path: Path) -> None:
    """Ultralytics' own file, started by its own command; gloo and one process stand for the GPUs that are not here."""
    folder = write_workspace(tmp_path / "workspace")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(GROUP)
    said = python(DISTRIBUTED % TRAIN, folder, PYTHONPATH=str(tmp_path / "site"))
    assert "sources 6" in said
    assert (folder / "out" / "run" / "mine.txt").is_file()  # Ultralytics empties the folder; a run's records stay
    assert (folder / "out" / "run" / "results.csv").is_file()


def test_two_versions_load_one_after_the_other_without_mixing(tmp_path: Path) -> None:
    """Both orders, in one process: each model computes with the source that it was saved with."""
    folder = write_workspace(tmp_path / "workspace")
    save = """
import torch
from yolosmith import YOLO
model = YOLO("every.yaml", task="detect")
model.save("{0}.pt")
print(round(float(YOLO("{0}.pt").model.eval().float()(torch.ones(1, 3, 64, 64))[0].sum()), 2))
"""
    first = python(save.format("old"), folder).splitlines()[-1]
    (folder / "modules" / "Block.py").write_text(sources.BASE.replace("self.conv(x)", "self.conv(x) * 0.5 + 1"))
    second = python(save.format("new"), folder).splitlines()[-1]
    load = """
import torch
from yolosmith import YOLO
for name in ("old", "new", "old"):
    print(round(float(YOLO(name + ".pt").model.eval().float()(torch.ones(1, 3, 64, 64))[0].sum()), 2))
"""
    assert python(load, folder).splitlines()[-3:] == [first, second, first]
    assert first != second
