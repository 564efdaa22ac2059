"""Which arguments a trial of a sweep has. Pure: the same sweep gives the same trials, so nothing need be remembered."""

import math
import random
from collections.abc import Collection
from itertools import islice, product
from typing import Any

from yolosmith.errors import Fault, UnreadableError
from yolosmith.runs.sweep_schemas import MOST_TRIALS, Range, SweepRequest, Values

DEFAULT_TRIALS = 10
DIGITS = 5
CHOSEN_BY_AUTO = ("lr0", "momentum")


def count(request: SweepRequest) -> int:
    """How many trials there will be."""
    if request.method != "grid":
        return request.trials or DEFAULT_TRIALS
    combinations = math.prod(len(space.values) for space in request.vary.values() if isinstance(space, Values))
    return min(combinations, request.trials or MOST_TRIALS)


def grid(request: SweepRequest, number: int) -> dict[str, Any]:
    """The combination of that number, from 1; the last argument changes fastest."""
    axes = [space.values for space in request.vary.values() if isinstance(space, Values)]
    chosen = next(islice(product(*axes), number - 1, None))
    return dict(zip(request.vary, chosen, strict=True))


def drawn(request: SweepRequest, number: int, whole: Collection[str]) -> dict[str, Any]:
    """The draw of that number, from 1; arguments of `whole` are whole numbers."""
    source = random.Random(f"{request.seed}:{number}")
    return {name: _draw(space, source, whole=name in whole) for name, space in request.vary.items()}


def ends(request: SweepRequest, whole: Collection[str]) -> list[dict[str, Any]]:
    """Arguments that together name every value of a list and both ends of each range: what is to be checked first."""
    lists = {name: _corners(space, whole=name in whole) for name, space in request.vary.items()}
    longest = max((len(values) for values in lists.values()), default=0)
    return [{name: values[at % len(values)] for name, values in lists.items()} for at in range(longest)]


def refuse_without_effect(request: SweepRequest) -> None:
    """Ultralytics passes over these while it chooses the optimizer itself: all trials would be the same.

    Raises:
        UnreadableError: Names the argument that is varied in vain.
    """
    if "optimizer" in request.vary or request.run.args.get("optimizer", "auto") != "auto":
        return
    faults = [
        Fault(("vary", name), f"Ultralytics chooses {name} itself while the optimizer is auto; name an optimizer.")
        for name in CHOSEN_BY_AUTO
        if name in request.vary
    ]
    if faults:
        raise UnreadableError(faults[0].message, faults)


def _corners(space: Values | Range, *, whole: bool) -> list[Any]:
    if isinstance(space, Values):
        return space.values
    return [_number(space.minimum, whole=whole), _number(space.maximum, whole=whole)]


def _draw(space: Values | Range, source: random.Random, *, whole: bool) -> Any:
    if isinstance(space, Values):
        return source.choice(space.values)
    if space.log:
        found = math.exp(source.uniform(math.log(space.minimum), math.log(space.maximum)))
    else:
        found = source.uniform(space.minimum, space.maximum)
    return _number(min(max(found, space.minimum), space.maximum), whole=whole)


def _number(value: float, *, whole: bool) -> float:
    return round(value) if whole else float(f"{value:.{DIGITS}g}")
