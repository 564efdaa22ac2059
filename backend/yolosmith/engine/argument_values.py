"""One argument of a training by itself: what Ultralytics refuses, and what it takes silently but cannot mean."""

import difflib
import math
import re
from typing import Any

from ultralytics import cfg
from ultralytics.utils import DEFAULT_CFG_DICT

from yolosmith.engine.argument_table import CHOICES, LIMITS, OWN, SAME_AS_CHOICES
from yolosmith.storage.workspace import CHECKPOINT_ID

MAX_TEXT = 1000
LAYER_NAME = re.compile(r"\d+(\.\w+)*")
FRACTION = (0.0, 1.0)


def problem_with(name: str, value: Any, type_: str) -> str | None:
    """What is wrong with one value, in a sentence; None: nothing.

    Args:
        name: Of the argument.
        value: As it came in JSON.
        type_: As Ultralytics' configuration writes it: `int | list, optional`.
    """
    if name in OWN:
        return f"{name} is the run's own ({OWN[name]}); leave it out."
    if name not in DEFAULT_CFG_DICT:
        return _unknown(name)
    try:
        cfg.get_cfg(overrides={name: value})
    except (TypeError, ValueError) as error:
        return str(error).splitlines()[0]
    if value is None and DEFAULT_CFG_DICT[name] is None:
        return None
    if not _fits(type_, value) and not (value is None and None in CHOICES.get(name, [])):
        return f"{name} is {_spoken(type_)}."
    return _own_rule(name, value) or _outside(name, value)


def range_of(name: str) -> tuple[float | None, float | None]:
    """Least and greatest value, by Ultralytics' rules and ours."""
    if name in cfg.CFG_FRACTION_KEYS and name != "fraction":
        return FRACTION
    if name in LIMITS:
        return LIMITS[name]
    return (cfg.CFG_INT_MIN[name], None) if name in cfg.CFG_INT_MIN else (None, None)


def types_of(type_: str) -> list[str]:
    """`int | list, optional` as its single types."""
    return [one.strip() for one in type_.split(",")[0].split("|")]


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name, [known for known in DEFAULT_CFG_DICT if known not in OWN], n=1)
    return f"Ultralytics has no argument {name[:60]}" + (f"; {close[0]} is meant, perhaps." if close else ".")


def _fits(type_: str, value: Any) -> bool:
    return any(_is_of(one, value) for one in types_of(type_))


def _is_of(type_: str, value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    match type_:
        case "int":
            return number and float(value).is_integer()
        case "float":
            return number
        case "bool":
            return isinstance(value, bool)
        case "str":
            return isinstance(value, str) and len(value) <= MAX_TEXT and value.isprintable()
        case "list[int]":
            return isinstance(value, list) and all(_is_of("int", one) for one in value)
    if type_ in {"list", "tuple"}:
        return isinstance(value, list | tuple) and all(_is_of("float", one) or _is_of("str", one) for one in value)
    return False


def _spoken(type_: str) -> str:
    words = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "a text"}
    words |= {"list[int]": "a list of whole numbers", "list": "a list", "tuple": "a pair of numbers"}
    return " or ".join(words.get(one, one) for one in types_of(type_))


def _outside(name: str, value: Any) -> str | None:
    if name in CHOICES and value is not None:
        choices = [*CHOICES[name], *SAME_AS_CHOICES.get(name, [])]
        if isinstance(value, str) and value.lower() in {str(one).lower() for one in choices if isinstance(one, str)}:
            return None
        if value not in choices:
            return f"{name} is one of {', '.join(_written(one) for one in CHOICES[name])}."
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    low, high = range_of(name)
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    if high is None:
        return f"{name} is {low} or more."
    return f"{name} is from {low:g} to {high:g}."


def _written(value: bool | str | None) -> str:
    return value if isinstance(value, str) else str(value).lower()


def _own_rule(name: str, value: Any) -> str | None:
    rule = RULES.get(name)
    return rule(value) if rule else None


def _imgsz(value: Any) -> str | None:
    if isinstance(value, list):
        return "A training takes pictures of one size: imgsz is a whole number of pixels."
    return None


def _batch(value: Any) -> str | None:
    if value == -1 or 0 < value < 1 or (value >= 1 and float(value).is_integer()):
        return None
    return "batch is a whole number of pictures, -1, or a part of the GPU's memory between 0 and 1."


def _time(value: Any) -> str | None:
    return None if value > 0 else "time is a number of hours above 0."


def _freeze(value: Any) -> str | None:
    if not isinstance(value, list):
        return None
    for one in value:
        if not (isinstance(one, int) and one >= 0) and not (isinstance(one, str) and LAYER_NAME.fullmatch(one)):
            return "freeze is a number of layers, or a list of layers such as [0, 1] or [22, 23.cv2]."
    return None


def _scale(value: Any) -> str | None:
    if isinstance(value, list | tuple) and not 0 < value[0] <= value[1]:
        return "scale is a gain from 0 to 1, or its least and greatest factor such as [0.5, 1.5]."
    return None


def _classes(value: Any) -> str | None:
    numbers = value if isinstance(value, list) else [value]
    fits = numbers and all(one >= 0 for one in numbers)
    return None if fits else "classes is the number of a class, or a list of some."


def _cache(value: Any) -> str | None:
    if str(value).lower() == "disk":
        return "It would write beside the pictures, and a data set is never changed; ram keeps them in memory."
    return None


def _pretrained(value: Any) -> str | None:
    if isinstance(value, str):
        return "Import these weights under Checkpoints, then choose them under What."
    return None


def _distill_model(value: Any) -> str | None:
    if not CHECKPOINT_ID.fullmatch(value):
        return "A teacher is one of the checkpoints, by its id; import its file under Checkpoints first."
    return None


RULES = {
    "imgsz": _imgsz,
    "batch": _batch,
    "time": _time,
    "freeze": _freeze,
    "scale": _scale,
    "classes": _classes,
    "cache": _cache,
    "pretrained": _pretrained,
    "distill_model": _distill_model,
}
