"""Ultralytics without the network: its settings and fonts are put in place, and it loads the files that it is given.

Imported first by everything in `engine`: `from yolosmith.engine import offline; offline.prepare()`.
"""

import functools
import importlib.util
import json
import os
from pathlib import Path

from yolosmith.storage.files import copy_file, write_text

SETTINGS_VERSION = "0.0.8"
FONTS = ("Arial.ttf", "Arial.Unicode.ttf")
OFF = (
    "sync",
    "clearml",
    "comet",
    "dvc",
    "mlflow",
    "raytune",
    "tensorboard",
    "wandb",
    "vscode_msg",
    "openvino_msg",
)


def prepare() -> None:
    """Write settings.json and both fonts into `YOLO_CONFIG_DIR`, if that is ours; then weights are loaded by path."""
    root = os.environ.get("YOLOSMITH_WORKSPACE")
    config = os.environ.get("YOLO_CONFIG_DIR")
    if not root or not config:
        return  # plain Python: the user's own Ultralytics settings hold
    folder = Path(config) / "Ultralytics"  # which Ultralytics itself adds to the variable
    settings = {
        "settings_version": SETTINGS_VERSION,
        "datasets_dir": str(Path(root) / "datasets"),
        "weights_dir": str(Path(root) / "checkpoints"),
        "runs_dir": str(Path(root) / "runs"),
        "uuid": "0" * 64,
        "api_key": "",
        "openai_api_key": "",
    } | dict.fromkeys(OFF, False)
    text = json.dumps(settings, indent=2)
    target = folder / "settings.json"
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        write_text(target, text)
    for name in FONTS:
        if not (folder / name).is_file():
            copy_file(_dejavu(), folder / name)
    _load_what_is_named()


def _load_what_is_named() -> None:
    """Ultralytics drops each ' of a path, takes yolov5s.pt for yolov5su.pt, and fetches what it does not find."""
    from ultralytics.utils import downloads  # only now: it reads the settings

    if downloads.attempt_download_asset is not existing:  # it keeps the signature: `published` reads the release there
        downloads.attempt_download_asset = functools.wraps(downloads.attempt_download_asset)(existing)


def existing(file: str | Path, *_: object, **__: object) -> str:
    """In place of `attempt_download_asset`: the file as it is.

    Raises:
        ConnectionError: There is none. Nothing is fetched here, and that is how Ultralytics leaves out its check of
            mixed precision, which wants weights of its own.
    """
    if not Path(file).is_file():
        raise ConnectionError(f"There is no file {file}, and Ultralytics fetches none here.")
    return str(file)


def _dejavu() -> Path:
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("matplotlib is not installed; run `make setup`.")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
