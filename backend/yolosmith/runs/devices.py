"""Which devices a run takes, by what its `device` argument says. Pure."""

import re
from typing import Any

ACCELERATORS = re.compile(r"(?:cuda:)?(\d+(?:,\d+)*)")
ANY_FREE = "-1"


def devices_of(asked: Any, known: list[str]) -> frozenset[str]:
    """Ids of the devices that a training occupies.

    Args:
        asked: The argument as given: null, `cpu`, `0`, `cuda:0`, `0,1`, `[0, 1]`, `-1` (Ultralytics takes a free one).
        known: Ids of the machine's devices, as `cpu`, `0`, `1`, `mps`.
    """
    parts = asked if isinstance(asked, list) else [asked]
    text = ",".join(str(part) for part in parts if part is not None).replace(" ", "").lower().strip("[]()")
    accelerators = [device for device in known if device.isdigit()]
    if text in {"", "none"}:
        return frozenset({_default(known)})
    if text == ANY_FREE:
        return frozenset(accelerators or [_default(known)])
    if found := ACCELERATORS.fullmatch(text.replace(",cuda:", ",")):
        return frozenset(found[1].split(","))
    return frozenset({text})


def _default(known: list[str]) -> str:
    """What Ultralytics takes where nothing is said."""
    accelerators = [device for device in known if device.isdigit()]
    return accelerators[0] if accelerators else "mps" if "mps" in known else "cpu"
