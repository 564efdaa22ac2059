"""Errors that a person can act on: each carries its place; `http.problems` turns it into problem+json once."""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where.

    Attributes:
        loc: Path to the place: a field `("args", "epochs")`, a row `("rows", 12)`, a line `("line", 3)`, a file.
        message: What is wrong and what to do.
        expected: What would have been right, if that can be said.
        actual: What was found.
    """

    loc: tuple[str | int, ...]
    message: str
    expected: Any = None
    actual: Any = None


@dataclass
class YolosmithError(Exception):
    """Base of all refusals. `detail` is one sentence for a person; `faults` name the places."""

    detail: str
    faults: list[Fault] = field(default_factory=list)

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __str__(self) -> str:
        return self.detail


class NotFoundError(YolosmithError):
    """The named thing does not exist."""

    status, slug, title = 404, "not-found", "Not found"


class ConflictError(YolosmithError):
    """The request is readable but does not fit the present state (read-only, exists already, still running)."""

    status, slug, title = 409, "conflict", "Conflict"


class TooLargeError(YolosmithError):
    """The input is past a limit; the detail names the limit."""

    status, slug, title = 413, "too-large", "Too large"


class UnreadableError(YolosmithError):
    """The input cannot be read as what it claims to be."""

    status, slug, title = 422, "unreadable", "Cannot be read"


class WorkerError(YolosmithError):
    """A worker process ended without an answer: it crashed, ran out of time or of memory."""

    status, slug, title = 503, "worker-failed", "The worker did not answer"
