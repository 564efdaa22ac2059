"""`args.yaml`, the file of arguments that Ultralytics writes beside each training: read and written. Pure."""

import math
from collections.abc import Mapping
from typing import Any

import yaml

from yolosmith.errors import UnreadableError

MAX_CHARACTERS = 200_000


def read(text: str) -> dict[str, Any]:
    """The entries of a file, as they stand there.

    Raises:
        UnreadableError: It is no YAML, or not a list of names and values.
    """
    if len(text) > MAX_CHARACTERS:
        raise UnreadableError(f"This is too long for a file of arguments (over {MAX_CHARACTERS:,} characters).")
    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise UnreadableError(
            f"This is no YAML{where}: {getattr(error, 'problem', None) or 'it cannot be read'}."
        ) from None
    if not isinstance(loaded, dict) or not all(isinstance(name, str) for name in loaded):
        raise UnreadableError("This is no file of arguments: each line is a name, a colon and a value.")
    return loaded


def plain(value: Any) -> bool:
    """Whether it may be the value of an argument: a scalar, or a list of such. Nested aliases can become huge."""
    if isinstance(value, list):
        return len(value) <= 1000 and all(_scalar(one) for one in value)
    return _scalar(value)


def as_number(value: Any, type_: str) -> Any:
    """`1e-3` is a text to YAML 1.1, and a number to everybody else."""
    if not isinstance(value, str) or not {"int", "float"} & {one.strip() for one in type_.split(",")[0].split("|")}:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return number if math.isfinite(number) else value


def write(args: Mapping[str, Any]) -> str:
    """The file's text, in the order given."""
    return yaml.safe_dump(dict(args), sort_keys=False, allow_unicode=True)


def _scalar(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, bool | int | str)
