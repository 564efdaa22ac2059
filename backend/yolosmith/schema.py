"""Base of everything that travels as JSON."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """A request or an answer: unknown fields are refused, instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Place(Schema):
    """One wrong place (see `errors.Fault`)."""

    loc: list[str | int]
    message: str
    expected: Any = None
    actual: Any = None


class Problem(Schema):
    """RFC 9457 `application/problem+json`."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Place] = []
