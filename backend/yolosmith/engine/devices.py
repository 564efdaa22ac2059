"""What this machine can train on."""

from typing import Any

import torch

from yolosmith.engine.jobs import Say


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Answer `{"torch", "ultralytics", "devices": [{"id", "name", "memory"}]}`; memory in bytes, null for the CPU."""
    import ultralytics

    devices: list[dict[str, Any]] = [{"id": "cpu", "name": "CPU", "memory": None}]
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            found = torch.cuda.get_device_properties(index)
            devices.append({"id": str(index), "name": found.name, "memory": found.total_memory})
    if torch.backends.mps.is_available():
        devices.append({"id": "mps", "name": "Apple GPU", "memory": None})
    return {"torch": torch.__version__, "ultralytics": ultralytics.__version__, "devices": devices}
