"""What the linter says, as it travels."""

from typing import Literal

from yolosmith.architectures.operations import Operation
from yolosmith.schema import Schema

Severity = Literal["error", "warning", "hint"]


class Fix(Schema):
    """Operations that make a finding go away and nothing worse. Rows are named as a fresh parse does: `n<index>`."""

    label: str
    operations: list[Operation]


class Finding(Schema):
    """One thing that the linter says; `row` is null where it belongs to no row. `loc` is as in a `Place`."""

    rule: str
    severity: Severity
    row: int | None
    loc: list[str | int]
    message: str
    fix: Fix | None = None
