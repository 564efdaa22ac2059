"""The experiment loggers that Ultralytics can write to: which there are, and what they need. Pure but for one look
at what is installed."""

import importlib.util
import os
from collections.abc import Iterable
from dataclasses import dataclass

from yolosmith.errors import Fault, UnreadableError
from yolosmith.runs.arguments_schemas import Logger


@dataclass(frozen=True)
class Integration:
    """One of Ultralytics' integrations.

    Attributes:
        name: Of Ultralytics' setting.
        prefixes: Environment variables that begin so belong to it; a run with this logger gets them.
        variables: Those that people set most.
    """

    name: str
    title: str
    package: str
    online: bool
    needs: str
    prefixes: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()


INTEGRATIONS = (
    Integration("tensorboard", "TensorBoard", "tensorboard", False, "Nothing: it writes into the run's folder."),
    Integration(
        "mlflow",
        "MLflow",
        "mlflow",
        False,
        "Nothing: it writes into the run's folder; or the address of a tracking server in MLFLOW_TRACKING_URI.",
        ("MLFLOW_",),
        ("MLFLOW_TRACKING_URI", "MLFLOW_EXPERIMENT_NAME"),
    ),
    Integration(
        "wandb",
        "Weights & Biases",
        "wandb",
        True,
        "The key of an account in WANDB_API_KEY (or `wandb login`); or WANDB_MODE=offline, to keep it on this machine.",
        ("WANDB_",),
        ("WANDB_API_KEY", "WANDB_MODE"),
    ),
    Integration(
        "clearml",
        "ClearML",
        "clearml",
        True,
        "A server and its keys, from `clearml-init` or in CLEARML_API_HOST, CLEARML_API_ACCESS_KEY and"
        " CLEARML_API_SECRET_KEY; or CLEARML_OFFLINE_MODE=1, to keep it on this machine.",
        ("CLEARML_",),
        ("CLEARML_API_HOST", "CLEARML_API_ACCESS_KEY", "CLEARML_API_SECRET_KEY", "CLEARML_OFFLINE_MODE"),
    ),
    Integration(
        "comet",
        "Comet",
        "comet_ml",
        True,
        "The key of an account in COMET_API_KEY; or COMET_START_ONLINE=0, to keep it on this machine.",
        ("COMET_",),
        ("COMET_API_KEY", "COMET_START_ONLINE"),
    ),
    Integration(
        "dvc",
        "DVCLive",
        "dvclive",
        False,
        "A Git repository around the workspace; DVCLive writes beside the run.",
        ("DVC_", "DVCLIVE_"),
        (),
    ),
)
"""Ultralytics has two more: Ray Tune, which reports to a search of its own, and its Platform, which stays off."""

BY_NAME = {one.name: one for one in INTEGRATIONS}

QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "WANDB_ERROR_REPORTING": "false"}
"""Their packages' own reports about how they are used stay here."""


def listed() -> list[Logger]:
    """All of them, with whether they are installed."""
    return [
        Logger(
            name=one.name,
            title=one.title,
            package=one.package,
            installed=installed(one),
            online=one.online,
            needs=one.needs,
            variables={variable: variable in os.environ for variable in one.variables},
        )
        for one in INTEGRATIONS
    ]


def installed(one: Integration) -> bool:
    """Whether the package is there; nothing of it is imported."""
    return importlib.util.find_spec(one.package) is not None


def refuse_unknown(names: Iterable[str]) -> None:
    """Before a run is made.

    Raises:
        UnreadableError: One is not known, or not installed.
    """
    faults = []
    for name in names:
        known = BY_NAME.get(name)
        if known is None:
            message = f"There is no logger {name[:40]}; there are {', '.join(BY_NAME)}."
            faults.append(Fault(("loggers",), message, expected=list(BY_NAME), actual=name))
        elif not installed(known):
            message = f"{known.title} is not installed; `pip install {known.package}` where the server runs."
            faults.append(Fault(("loggers",), message, actual=name))
    if faults:
        raise UnreadableError(faults[0].message, faults)


def environment(names: Iterable[str]) -> dict[str, str]:
    """What a worker gets for these loggers: the variables of the server that belong to them, and their quiet."""
    chosen = [BY_NAME[name] for name in names if name in BY_NAME]
    if not chosen:
        return {}
    prefixes = tuple(prefix for one in chosen for prefix in one.prefixes)
    return QUIET | {key: value for key, value in os.environ.items() if prefixes and key.startswith(prefixes)}
