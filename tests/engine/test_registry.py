"""Custom modules in Ultralytics: building, checkpoints, versions. What needs a fresh process gets one."""

import inspect
import json
import os
import sys
import traceback
import zipfile
from pathlib import Path

import custom_sources as sources
import processes
import pytest
import torch
import yaml
from ultralytics.nn import tasks

from yolosmith.engine import embedded, hook, registry
from yolosmith.engine.registry import ModuleSource
from yolosmith.engine.yolo import YOLO
from yolosmith.errors import ConflictError, UnreadableError
from yolosmith.modules.signature import propose

NAMES = {
    "EcaLike": sources.SAME,
    "Block": sources.BASE,
    "Stack": sources.REPEAT,
    "Fuse": sources.JOIN,
    "Scale2": sources.PLAIN,
    "SmallDetect": sources.HEAD,
}


def source_of(name: str, text: str | None = None) -> ModuleSource:
    text = NAMES[name] if text is None else text
    return ModuleSource(name, text, propose(text, name).document())


def write_workspace(folder: Path) -> Path:
    (folder / "modules").mkdir()
    for name, text in NAMES.items():
        source = source_of(name)
        (folder / "modules" / f"{name}.py").write_text(text)
        (folder / "modules" / f"{name}.json").write_text(json.dumps({"contract": source.contract}))
    (folder / "every.yaml").write_text(sources.EVERY_RULE)
    return folder


def python(code: str, folder: Path) -> str:
    """Run code in a fresh process with `folder` as its workspace."""
    environment = {**os.environ, "YOLO_OFFLINE": "1", "YOLO_AUTOINSTALL": "False"}
    environment.pop("YOLOSMITH_WORKSPACE", None)
    return processes.run(code, folder, environment)


@pytest.mark.parametrize(("scale", "width", "stack"), [("n", 0.25, 2), ("s", 0.5, 4)])
def test_every_rule_builds_and_scales(scale: str, width: float, stack: int) -> None:
    with registry.names_of([source_of(name) for name in NAMES]):
        model = tasks.DetectionModel({**yaml.safe_load(sources.EVERY_RULE), "scale": scale}, verbose=False)
    layers = model.model
    assert layers[1].conv.in_channels == 64 * width
    assert layers[1].conv.out_channels == 128 * width
    assert len(layers[2].rest) == stack
    assert layers[3].conv.kernel_size == (5, 5)
    assert [p.in_channels for p in layers[6].projections] == [256 * width, 128 * width]
    assert model.stride.tolist() == [4.0, 8.0]
    loss_form = model.train()(torch.zeros(1, 3, 64, 64))
    assert loss_form["scores"].shape[1] == 3


def test_a_block_that_is_repeated_by_the_row_stands_there_as_often() -> None:
    rows = {"nc": 1, "backbone": [[-1, 1, "Block", [8]], [-1, 3, "EcaLike", []]], "head": []}
    with registry.names_of([source_of("Block"), source_of("EcaLike")]):
        model, _ = tasks.parse_model(rows, 3, verbose=False)
    assert len(model[1]) == 3


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([-1, 1, "Block", []], "Block needs its output channels"),
        ([-1, 1, "Block", ["wide"]], "Block needs its output channels"),
        ([[-1, -1], 1, "Block", [8]], "Block takes one input"),
        ([[-1], 2, "Fuse", [8]], "write 1 repeat"),
    ],
)
def test_a_row_that_does_not_fit_says_what_to_write(row: list[object], message: str) -> None:
    with (
        registry.names_of([source_of("Block"), source_of("Fuse")]),
        pytest.raises(ValueError, match=message),
    ):
        tasks.parse_model({"nc": 1, "backbone": [[-1, 1, "Conv", [8]], row], "head": []}, 3, verbose=False)


def test_ultralytics_own_names_cannot_be_taken() -> None:
    text = sources.BASE.replace("Block", "Conv")
    with pytest.raises(ConflictError, match="Conv"):
        registry.register(ModuleSource("Conv", text, {"rule": "base"}))


def test_a_source_without_its_class_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no class Other"):
        registry.register(ModuleSource("Other", sources.BASE, {"rule": "base"}))


def test_two_versions_live_side_by_side() -> None:
    new_text = sources.BASE.replace("self.conv(x)", "self.conv(x) + 1")
    old, new = source_of("Block"), ModuleSource("Block", new_text, {"rule": "base"})
    first = registry.register_for_loading(old)
    second = registry.register(new)
    assert first is not second
    assert first.__module__ == old.import_path != new.import_path
    assert vars(tasks)["Block"] is second
    assert registry.register_for_loading(old) is first
    assert "self.conv(x) + 1" in inspect.getsource(second)


def test_tracebacks_show_the_users_line() -> None:
    text = sources.BASE.replace("return self.conv(x)", "return self.cnov(x)")
    block = registry.register_for_loading(ModuleSource("Block", text, {"rule": "base"}))(3, 8)
    with pytest.raises(AttributeError) as caught:
        block(torch.zeros(1, 3, 8, 8))
    assert "return self.cnov(x)" in "".join(traceback.format_exception(caught.value))


def test_a_module_that_fails_while_it_is_imported_leaves_nothing() -> None:
    broken = ModuleSource("Block", sources.BASE + "\nraise RuntimeError('not today')\n", {"rule": "base"})
    with pytest.raises(RuntimeError, match="not today"):
        registry.register(broken)
    assert broken.import_path not in sys.modules


def test_a_missing_version_is_named_and_nothing_is_installed() -> None:
    with pytest.raises(ImportError, match="Lost_0123456789ab") as caught:
        __import__("yolosmith_modules.Lost_0123456789ab")
    assert not isinstance(caught.value, ModuleNotFoundError)  # that would make Ultralytics call pip


def test_checkpoint_loads_from_itself_alone(tmp_path: Path) -> None:
    """Saved in a workspace; loaded where there is none, and where the module has changed meanwhile."""
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    here.mkdir()
    elsewhere.mkdir()
    write_workspace(here)
    save = """
import torch
from yolosmith import YOLO
model = YOLO("every.yaml", task="detect")
model.model.eval()
torch.manual_seed(0)
model.save("saved.pt")
again = YOLO("saved.pt")
print([round(float(again.model(torch.ones(1, 3, 64, 64))[0].sum()), 3), len(again.module_sources)])
"""
    load = """
import torch
from yolosmith import YOLO
model = YOLO("saved.pt")
print([round(float(model.model(torch.ones(1, 3, 64, 64))[0].sum()), 3), len(model.module_sources)])
"""
    expected = python(save, here).splitlines()[-1]
    (here / "saved.pt").rename(elsewhere / "saved.pt")
    assert python(load, elsewhere).splitlines()[-1] == expected
    (elsewhere / "modules").mkdir()
    changed = sources.BASE.replace("self.conv(x)", "self.conv(x) * 0")
    (elsewhere / "modules" / "Block.py").write_text(changed)
    assert python(load, elsewhere).splitlines()[-1] == expected


def test_embedding_replaces_and_torch_does_not_mind(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    torch.save({"model": torch.arange(5)}, path)
    assert embedded.read(path) is None
    embedded.embed(path, {"modules": [source_of("Block").document()], "architecture": "x: ü", "scale": "n"})
    size = path.stat().st_size
    embedded.embed(path, {"modules": [], "architecture": None, "scale": None})
    assert path.stat().st_size < size
    assert embedded.read(path) == {"format": 1, "modules": [], "architecture": None, "scale": None}
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith("embedded.json")]
    assert names == ["weights/yolosmith/embedded.json"]
    assert torch.load(path, weights_only=True)["model"].tolist() == [0, 1, 2, 3, 4]
    assert torch.load(path, weights_only=True, mmap=True)["model"].tolist() == [0, 1, 2, 3, 4]


def test_embedded_sources_must_be_what_their_digest_says(tmp_path: Path) -> None:
    document = source_of("Block").document()
    assert embedded.module_sources({"modules": [document]}) == [source_of("Block")]
    with pytest.raises(UnreadableError, match="sha256"):
        embedded.module_sources({"modules": [{**document, "source": "print('other')"}]})
    with pytest.raises(UnreadableError, match="zip"):
        (tmp_path / "no.pt").write_bytes(b"not an archive")
        embedded.embed(tmp_path / "no.pt", {})


def test_safe_loading_accepts_a_registered_class(tmp_path: Path) -> None:
    block = registry.register_for_loading(source_of("Block"))
    torch.save(block.__new__(block), tmp_path / "object.pt")
    assert type(torch.load(tmp_path / "object.pt", weights_only=True)) is block


def test_ultralytics_own_architectures_are_untouched() -> None:
    original = vars(tasks.parse_model)["original"]
    config = tasks.yaml_model_load("yolo11n.yaml")
    with torch.device("meta"):
        theirs, _ = original(config, 3, verbose=False)
        ours, _ = tasks.parse_model(tasks.yaml_model_load("yolo11n.yaml"), 3, verbose=False)
    assert str(theirs) == str(ours)


def test_the_hook_says_by_name_when_ultralytics_has_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse_model(d, ch, verbose=True):  # type: ignore[no-untyped-def]
        return None

    monkeypatch.setattr(tasks, "parse_model", parse_model)
    with pytest.raises(hook.UnsupportedUltralyticsError, match="parse_model has no"):
        hook.install()


def test_yolo_takes_an_existing_model() -> None:
    model = YOLO("yolo11n.yaml")
    assert YOLO(model).module_sources == []
