"""Yolosmith: write a block, draw the network, train it, and keep many heads on one backbone.

Importing the package stays light: the names below are loaded on first use.

- ``yolosmith.YOLO``: Ultralytics' class with the workspace's custom modules known.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yolosmith.engine.yolo import YOLO

__version__ = "0.1.0"
__all__ = ["YOLO", "__version__"]


def __getattr__(name: str) -> Any:
    """Load ``YOLO`` on first use, so that the server and the command line never pay for torch."""
    if name == "YOLO":
        from yolosmith.engine.yolo import YOLO

        return YOLO
    raise AttributeError(f"module 'yolosmith' has no attribute {name!r}")
