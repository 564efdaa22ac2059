"""Why a training failed, in a sentence that says what to do where that is known, without absolute paths."""

import errno
import os
import re
import sys
import sysconfig
import traceback
from typing import Any

TRACE_LINES = 20
FULL = (errno.ENOSPC, errno.EDQUOT)
NO_MEMORY = re.compile(r"out of memory|can't allocate memory|not enough memory", re.IGNORECASE)
NO_PICTURE = re.compile(r"Image Not Found (\S.*?),?$")


class ChildFailedError(Exception):
    """A process of a distributed training failed; `told` is what it said of it (see `describe`)."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told["message"])
        self.told = told


def describe(failure: BaseException) -> dict[str, Any]:
    """The failure as `{"message", "trace"}`: a sentence, and the end of its trace."""
    if isinstance(failure, ChildFailedError):
        return failure.told
    trace = "".join(traceback.format_exception(failure)).splitlines()[-TRACE_LINES:]
    return {"message": _message(failure), "trace": [shorten(line) for line in trace]}


def is_full(failure: BaseException) -> bool:
    """Whether the disk has no room left."""
    return isinstance(failure, OSError) and failure.errno in FULL


def shorten(line: str) -> str:
    """`File "/long/way/site-packages/torch/x.py"` becomes `File "torch/x.py"`."""
    line = line.replace(sysconfig.get_path("purelib") + "/", "").replace(sys.base_prefix + "/", "")
    return line.replace(os.environ.get("YOLOSMITH_WORKSPACE", "\0") + "/", "")


def _message(failure: BaseException) -> str:
    lines = shorten(str(failure)).strip().splitlines()
    said = f"{type(failure).__name__}: {lines[0]}" if lines else type(failure).__name__
    if is_full(failure):
        return "The disk is full. Free some space, then resume the run."
    if isinstance(failure, MemoryError) or NO_MEMORY.search(said):
        return f"Out of memory; a smaller batch or imgsz needs less. {said}"
    if isinstance(failure, FileNotFoundError) and (found := NO_PICTURE.search(lines[0] if lines else "")):
        return f"The picture {found[1]} cannot be read any more. Put it back as it was imported, then resume the run."
    return said
