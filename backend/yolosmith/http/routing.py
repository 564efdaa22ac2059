"""Routes of the API, and their description."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from yolosmith.http import problems


class ApiRouter(APIRouter):
    """The routes of a noun, below `/api`.

    The app takes them as they are: FastAPI builds the routes of a router that is included a second time, and that is a
    seventh of the server's start.
    """

    def __init__(self, tag: str, prefix: str = "") -> None:
        super().__init__(
            prefix=f"/api{prefix}",
            tags=[tag],
            responses=problems.RESPONSES,
            generate_unique_id_function=operation_id,
        )


class Api(FastAPI):
    """An app whose description knows what refusals look like."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        document = super().openapi()
        schemas = document["components"]["schemas"]
        document["components"]["schemas"] = dict(sorted({**schemas, **problems.schemas()}.items()))
        return document


def operation_id(route: APIRoute) -> str:
    """Stable operation ids: the name of the route's function."""
    return route.name
