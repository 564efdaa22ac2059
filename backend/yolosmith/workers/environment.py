"""The environment of every child: no secrets of the server's, and no way out to the network by default."""

import os
import urllib.request
from urllib.parse import urlsplit

from yolosmith.storage.workspace import Workspace

KEPT = frozenset({"PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV"})
KEPT_PREFIXES = ("LC_", "CUDA_", "NVIDIA_", "OMP_", "MKL_", "PYTORCH_")


def child_environment(workspace: Workspace) -> dict[str, str]:
    """The variables that a worker gets.

    Ultralytics otherwise asks for fonts, versions and weights at odd moments, and installs packages by itself; see
    `engine.offline` for the files that go with these switches.
    """
    kept = {key: value for key, value in os.environ.items() if key in KEPT or key.startswith(KEPT_PREFIXES)}
    return kept | {
        "YOLOSMITH_WORKSPACE": str(workspace.root),
        "YOLO_OFFLINE": "1",
        "YOLO_AUTOINSTALL": "False",
        "YOLO_CONFIG_DIR": str(workspace.private / "ultralytics"),
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(workspace.private / "matplotlib"),
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",  # else asking for CUDA in the parent breaks it in forked children
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def proxy_for(url: str) -> str | None:
    """The proxy that the server's environment names for an address, to be handed to a worker, which has none."""
    parts = urlsplit(url)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
