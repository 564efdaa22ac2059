"""What can be said about an architecture without building it: each row's form, and the keys beside the rows. Pure."""

import ast
from typing import Any

from yolosmith.architectures.text import Document
from yolosmith.modules.syntax import PARSING
from yolosmith.schema import Place

MAX_REPEATS = 100
MAX_CLASSES = 100_000
MAX_NUMBER = 2**31

ACTIVATIONS = frozenset(
    {"CELU", "ELU", "GELU", "GLU", "Hardshrink", "Hardsigmoid", "Hardswish", "Hardtanh", "Identity", "LeakyReLU"}
    | {"LogSigmoid", "Mish", "PReLU", "ReLU", "ReLU6", "RReLU", "SELU", "SiLU", "Sigmoid", "Softplus", "Softshrink"}
    | {"Softsign", "Tanh", "Tanhshrink", "Threshold"}
)


def top_places(document: Document) -> list[Place]:
    """What is wrong beside the rows."""
    places = [Place(loc=list(fault.loc), message=fault.message) for fault in document.faults]
    data = document.data
    nc = data.get("nc")
    if type(nc) is not int or not 1 <= nc <= MAX_CLASSES:
        message = f"`nc` is the number of classes, 1 to {MAX_CLASSES}."
        places.append(Place(loc=["nc"], message=message, actual=_short(nc)))
    if data.get("scales") is not None:
        places += _scale_places(data["scales"])
    for key in ("depth_multiple", "width_multiple"):
        if key in data and not is_factor(data[key]):
            places.append(Place(loc=[key], message=f"`{key}` is a number above 0.", actual=_short(data[key])))
    if (act := data.get("activation")) is not None and not is_activation(act):
        message = "`activation` is a class of torch.nn with plain arguments, such as torch.nn.SiLU()."
        places.append(Place(loc=["activation"], message=message, expected=sorted(ACTIVATIONS), actual=_short(act)))
    return places


def row_places(index: int, row: Any, line: int) -> list[Place]:
    """What is wrong with the form of one row; `line` is where it stands, from 1."""

    def place(field: str | None, message: str, actual: Any, expected: Any = None) -> Place:
        loc: list[str | int] = ["rows", index, *([field] if field else []), "line", line]
        return Place(loc=loc, message=message, expected=expected, actual=_short(actual))

    if not isinstance(row, list) or len(row) != 4:
        return [place(None, "A row is a list of four: [from, repeats, module, args].", row)]
    source, repeats, module, args = row
    places = _from_places(index, source, place)
    if type(repeats) is not int or not 1 <= repeats <= MAX_REPEATS:
        places.append(place("repeats", f"Repeats are a whole number, 1 to {MAX_REPEATS}.", repeats))
    if not isinstance(module, str) or not module:
        places.append(place("module", "The module is a name, such as Conv.", module))
    if not isinstance(args, list):
        places.append(place("args", "Arguments are a list, such as [64, 3, 2].", args))
    elif not is_plain(args):
        places.append(place("args", f"Arguments are plain, finite values below {MAX_NUMBER}.", args))
    return places


def is_activation(value: Any) -> bool:
    """Whether Ultralytics may evaluate this `activation:`: `[torch.]nn.<Class>(literals)` from the allow-list."""
    if not isinstance(value, str) or len(value) > 200:
        return False
    try:
        with PARSING:
            call = ast.parse(value.strip(), mode="eval").body
        if not isinstance(call, ast.Call):
            return False
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
            ast.literal_eval(argument)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False
    prefix, _, name = ast.unparse(call.func).rpartition(".")
    return prefix in ("nn", "torch.nn") and name in ACTIVATIONS and all(k.arg for k in call.keywords)


def _from_places(index: int, source: Any, place: Any) -> list[Place]:
    sources = source if isinstance(source, list) else [source]
    if not sources or any(type(one) is not int for one in sources):
        return [place("from", "`from` is a row number, -1 for the row before, or a list of these.", source)]
    if index == 0:
        return [] if source == -1 else [place("from", "The first row reads the image: write -1.", source, -1)]
    places = []
    for one in sources:
        at = index + one if one < 0 else one
        if not 0 <= at < index:
            what = "itself" if at == index else f"row {at}, which comes later" if at > index else "before the first row"
            message = f"Row {index} reads {what}; write a number from 0 to {index - 1}, or -1 to -{index}."
            places.append(place("from", message, one))
    return places


def _scale_places(scales: Any) -> list[Place]:
    message = "`scales` maps names to [depth, width, max_channels], numbers above 0."
    if not isinstance(scales, dict) or not scales:
        return [Place(loc=["scales"], message=message, actual=_short(scales))]
    return [
        Place(loc=["scales", str(name)], message=message, actual=_short(value))
        for name, value in scales.items()
        if not isinstance(name, str)
        or not isinstance(value, list)
        or len(value) != 3
        or not all(is_factor(number) for number in value)
    ]


def is_factor(value: Any) -> bool:
    """Whether a value can be a scale's depth, width or limit."""
    return type(value) in (int, float) and 0 < value < MAX_NUMBER


def is_plain(value: Any) -> bool:
    """Whether a value is made of what YAML, JSON and Ultralytics all carry: finite numbers, texts, lists, mappings."""
    if isinstance(value, list):
        return all(is_plain(one) for one in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(one) for key, one in value.items())
    if type(value) in (int, float):
        return bool(abs(value) < MAX_NUMBER)  # which neither a NaN nor an infinity is
    return value is None or isinstance(value, bool | str)


def _short(value: Any) -> Any:
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < MAX_NUMBER):
        return value
    shown = value if isinstance(value, str) else repr(value)
    return shown[:200]
