"""Whose fault an exception is: the user's line, and time limits that stop in the user's code."""

import contextlib
import signal
import types
from collections.abc import Iterator

from yolosmith.engine.registry import PACKAGE

SHOWN = 600


class TooLongError(BaseException):
    """The time is over. Not an Exception, so that code which catches those cannot go on."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooLongError in the main thread after `seconds`, and again until `heard` is called.

    Code that never comes back to Python is stopped by the inspector instead.
    """

    def over(signum: int, frame: types.FrameType | None) -> None:
        raise TooLongError(f"It took longer than {seconds:g} s and was stopped.")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def heard(error: BaseException) -> None:
    """Called where a TooLongError was caught: no more of them, so that what follows can say what happened."""
    if isinstance(error, TooLongError):
        signal.setitimer(signal.ITIMER_REAL, 0)


def user_place(error: BaseException) -> tuple[str, int] | None:
    """Name of the custom module and the line in its source where an exception came up; None if not in one."""
    if isinstance(error, SyntaxError) and (error.filename or "").startswith(f"{PACKAGE}/"):
        return _module_name(error.filename or ""), error.lineno or 1
    place = None
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if filename.startswith(f"{PACKAGE}/"):
            place = _module_name(filename), trace.tb_lineno
        trace = trace.tb_next
    return place


def describe(error: BaseException) -> str:
    """What happened, in one short paragraph, without a trace."""
    if isinstance(error, TooLongError):
        return str(error)
    if isinstance(error, MemoryError) or "can't allocate memory" in str(error):
        return "It needed more memory than a check may take."
    said = str(error).strip().split("\n\n")[0]
    return f"{type(error).__name__}: {said}"[:SHOWN] if said else type(error).__name__


def _module_name(filename: str) -> str:
    return filename.removeprefix(f"{PACKAGE}/").rpartition("_")[0]
