"""The next trial of a search by Ultralytics' own `tune` algorithm: its mutation, on the trials that we have run."""

import tempfile
from typing import Any

from torch import nn
from ultralytics.engine.tuner import Tuner

from yolosmith.engine.jobs import Say


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Hyperparameters by name.

    Args:
        args: `space`: `{name: [minimum, maximum]}`, empty for Ultralytics' own; `args`: what all trials share;
            `history`: `[{"fitness", "hyperparameters"}]` of the trials so far. Without one, the first trial is that
            of the defaults.
        say: Not used.
    """
    with tempfile.TemporaryDirectory() as folder:
        # A given model keeps the tuner from loading one, and it writes nothing but what is below.
        shared = {**args["args"], "project": folder, "name": "tune", "exist_ok": True}
        space = {name: tuple(ends) for name, ends in args["space"].items()}
        tuner = Tuner({**shared, "space": space or None}, model=nn.Identity())
        tuner.tune_dir.mkdir(parents=True, exist_ok=True)
        for trial in args["history"]:
            tuner._save_local_result(trial)
        found = tuner._mutate()
    return {name: value if isinstance(value, int) else float(value) for name, value in found.items()}
