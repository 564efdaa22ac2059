"""Which devices a run takes, by what its `device` argument says. Pure."""

from typing import Any

ANY_FREE = "-1"


def devices_of(asked: Any, known: list[str]) -> frozenset[str]:
    """Ids of the devices that a training occupies.

    Args:
        asked: The argument as given; where one of several is `-1`, Ultralytics takes one that is free.
        known: Ids of the machine's devices, as `cpu`, `0`, `1`, `mps`.
    """
    named, accelerators = named_devices(asked), [device for device in known if device.isdigit()]
    # Where nothing is said it takes the first GPU or the CPU, and never mps.
    default = accelerators[:1] or ["cpu"]
    if ANY_FREE in named:
        return frozenset(accelerators or default)
    return frozenset(named or default)


def named_devices(asked: Any) -> list[str]:
    """`0`, `[0, 1]`, `"(0,)"`, `"cuda:0"`, `"cpu"` as single names; none: left to Ultralytics."""
    text = "".join("" if sign in "()[]' " else sign for sign in str(asked).lower()).replace("cuda:", "")
    return [_name(part) for part in text.replace("none", "").split(",") if part]


def _name(part: str) -> str:
    """As Ultralytics understands it: `01` is a number too."""
    return str(int(part)) if part.isdecimal() else {"cuda": "0", "mps:0": "mps"}.get(part, part)
