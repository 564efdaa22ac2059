"""What the routes of runs ask for."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from yolosmith.runs.service import RunService


def get_service(connection: HTTPConnection) -> RunService:
    """The application's service."""
    service: RunService = connection.app.state.runs
    return service


Service = Annotated[RunService, Depends(get_service)]
