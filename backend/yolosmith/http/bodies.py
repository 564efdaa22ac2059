"""Bodies of routes that take either a form with a file or a JSON document, which FastAPI cannot declare by itself."""

import json
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import Request

from yolosmith.schema import Schema

Body = TypeVar("Body", bound=Schema)


def file_or_json(form: type[Schema], body: type[Schema]) -> dict[str, Any]:
    """The `openapi_extra` of such a route: a form with `file` and the fields of `form`, or `body` as JSON."""
    with_file = form.model_json_schema()
    with_file["properties"] = {"file": {"type": "string", "format": "binary"}} | with_file["properties"]
    with_file["required"] = ["file", *with_file.get("required", [])]
    content = {
        "multipart/form-data": {"schema": with_file},
        "application/json": {"schema": body.model_json_schema()},
    }
    return {"requestBody": {"required": True, "content": content}}


async def read_json(request: Request, schema: type[Body]) -> Body:
    """Parse the body.

    Raises:
        RequestValidationError: It is not JSON, or does not fit; with the places.
    """
    try:
        document = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        fault = {"loc": ("body",), "msg": f"The body is not JSON: {error}", "type": "json_invalid"}
        raise RequestValidationError([fault]) from None
    return validated(schema, document)


def read_fields(fields: dict[str, str], schema: type[Body]) -> Body:
    """The text fields of a form; empty ones count as left out.

    Raises:
        RequestValidationError: They do not fit; with the places.
    """
    return validated(schema, {name: text for name, text in fields.items() if text})


def validated(schema: type[Body], document: Any) -> Body:
    """As FastAPI itself would check a declared body."""
    try:
        return schema.model_validate(document)
    except ValidationError as error:
        found = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(found) from None
