"""Every argument of `model.train()`, and the check of those given, by the rules of the installed Ultralytics."""

import re
from typing import Any

import yaml
from ultralytics import cfg
from ultralytics.utils import DEFAULT_CFG_DICT, DEFAULT_CFG_PATH

from yolosmith.engine.jobs import Say
from yolosmith.errors import Fault, UnreadableError

OURS = frozenset(
    {"task", "mode", "model", "data", "project", "name", "exist_ok", "resume", "save_dir", "cfg", "tracker", "save"}
)
"""Set by the run itself."""
TRAIN_GROUPS = ("Train settings", "Segmentation", "Classification", "Val/Test settings", "Hyperparameters")
LINE = re.compile(r"^(?P<name>\w+):.*?#\s*\((?P<type>[^)]*)\)\s*(?P<help>.*)$")
HEADING = re.compile(r"^#\s*(?P<group>[A-Z][\w/ ]*?)(?:\s*-{3,})?\s*$")
FRACTION = (0.0, 1.0)
OPTIMIZERS = ["auto", "SGD", "MuSGD", "Adam", "Adamax", "AdamW", "NAdam", "RAdam", "RMSProp"]
LOSS_GAINS = ("box", "cls", "dfl", "pose", "kobj", "rle", "angle", "cls_pw")


def list_all(args: dict[str, Any], say: Say) -> list[dict[str, Any]]:
    """All arguments in the order and the groups of Ultralytics' own file: name, type, default, group, help, range."""
    defaults = yaml.safe_load(DEFAULT_CFG_PATH.read_text(encoding="utf-8"))
    found, group = [], ""
    for line in DEFAULT_CFG_PATH.read_text(encoding="utf-8").splitlines():
        if heading := HEADING.match(line):
            group = heading["group"]
        elif (entry := LINE.match(line)) and entry["name"] not in OURS and group.startswith(TRAIN_GROUPS):
            name = entry["name"]
            low, high = _range(name)
            found.append(
                {
                    "name": name,
                    "type": entry["type"],
                    "default": defaults.get(name),
                    "group": group,
                    "help": entry["help"],
                    "minimum": low,
                    "maximum": high,
                    "choices": OPTIMIZERS if name == "optimizer" else None,
                }
            )
    return found


def check(args: dict[str, Any], say: Say) -> None:
    """Refuse what Ultralytics would refuse, each argument by itself, and what it takes silently but cannot mean.

    Args:
        args: `{"args": {...}}` as given for the run.
        say: Not used.

    Raises:
        UnreadableError: With one fault an argument, at `("args", name)`.
    """
    faults = [fault for name, value in args["args"].items() if (fault := _fault(name, value))]
    if faults:
        names = ", ".join(str(fault.loc[-1]) for fault in faults[:5])
        raise UnreadableError(f"Ultralytics cannot train with these arguments: {names}.", faults)


def _fault(name: str, value: Any) -> Fault | None:
    loc = ("args", name)
    if name in OURS:
        return Fault(loc, f"{name} is set by the run itself; leave it out.", actual=value)
    try:
        cfg.check_dict_alignment(DEFAULT_CFG_DICT, {name: value})
        cfg.get_cfg(overrides={name: value})
    except SyntaxError:
        return Fault(loc, f"Ultralytics knows no argument {name}.", actual=value)
    except (TypeError, ValueError) as error:
        return Fault(loc, str(error).splitlines()[0], actual=value)
    if problem := _impossible(name, value):
        return Fault(loc, problem, actual=value)
    return None


def _impossible(name: str, value: Any) -> str | None:
    """What Ultralytics does not look at, and fails on later or quietly makes something else of."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if name == "imgsz" and not (whole and 32 <= value <= 8192):
        return "imgsz is a whole number of pixels from 32 to 8192."
    if name in {"epochs", "patience"} and not (whole and value >= (1 if name == "epochs" else 0)):
        return f"{name} is a whole number, {1 if name == 'epochs' else 0} or more."
    if name == "batch" and (isinstance(value, bool) or not (value == -1 or value > 0)):
        return "batch is a whole number of pictures, -1, or a part of the GPU's memory between 0 and 1."
    if name in LOSS_GAINS and isinstance(value, int | float) and value < 0:
        return f"{name} is the weight of a loss: 0 or more."
    if name == "freeze" and not (value is None or whole or isinstance(value, list)):
        return "freeze is a number of layers or a list of layers."
    if name == "optimizer" and value not in OPTIMIZERS:
        return f"optimizer is one of {', '.join(OPTIMIZERS)}."
    return None


def _range(name: str) -> tuple[float | None, float | None]:
    if name in cfg.CFG_FRACTION_KEYS:
        return FRACTION
    if name == "imgsz":
        return 32, 8192
    if name in cfg.CFG_INT_MIN:
        return cfg.CFG_INT_MIN[name], None
    return (0, None) if name in LOSS_GAINS else (None, None)
