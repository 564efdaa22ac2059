"""Every refusal becomes `application/problem+json` (RFC 9457) here, and nowhere else."""

import errno
import json
import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from yolosmith.errors import Fault, YolosmithError
from yolosmith.schema import Place, Problem

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
SHOWN = 200
LOGGED = "_yolosmith_logged"
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"content": CONTENT, "description": "Refused: what is wrong, where, and what to do"},
    "5XX": {"content": CONTENT, "description": "A worker or the server failed"},
}
"""Given to every router, so that the OpenAPI document and its clients know what errors look like. By its name: FastAPI
would build the model anew for each route."""


def schemas() -> dict[str, Any]:
    """What `RESPONSES` names, for the OpenAPI document."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**schema.pop("$defs"), "Problem": schema}


class ProblemResponse(JSONResponse):
    """JSON that can quote whatever was sent, lone surrogates included."""

    def render(self, content: Any) -> bytes:
        """As JSON; what UTF-8 has no place for is escaped."""
        return json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", errors="backslashreplace")


def problem_response(
    status: int,
    slug: str,
    title: str,
    detail: str,
    faults: list[Fault] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Shape one answer."""
    body = Problem(
        type=f"urn:yolosmith:{slug}",
        title=title,
        status=status,
        detail=detail,
        errors=[
            Place(
                loc=list(fault.loc),
                message=fault.message,
                expected=fault.expected,
                actual=_shown(fault.actual),
            )
            for fault in faults or []
        ],
    )
    return ProblemResponse(jsonable_encoder(body), status, headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(YolosmithError, _own)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OSError, _system)
    app.add_exception_handler(Exception, _unexpected)
    logging.getLogger("uvicorn.error").addFilter(_is_news)


async def _own(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, YolosmithError)
    return problem_response(error.status, error.slug, error.title, error.detail, error.faults)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(tuple(found["loc"]), found["msg"], expected=found["type"], actual=found.get("input"))
        for found in error.errors()
    ]
    places = ", ".join(".".join(str(part) for part in fault.loc) for fault in faults[:3])
    return problem_response(422, "invalid", "Cannot be read", f"The request does not fit: {places}.", faults)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase
    detail = f"{request.method} {request.url.path[:SHOWN]}: {error.detail}."
    slug = title.lower().replace(" ", "-")
    return problem_response(error.status_code, slug, title, detail, headers=dict(error.headers or {}))


async def _system(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        detail = "The disk is full; nothing was changed. Free some space and try again."
        return problem_response(507, "disk-full", "No space left", detail)
    raise error


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    vars(error)[LOGGED] = True
    detail = "The server made a mistake. Its log (.yolosmith/logs/server.log) has the trace."
    # Starlette raises it once more, and uvicorn ends the connection then: who would use it again must know.
    return problem_response(500, "internal", "Something went wrong", detail, headers={"Connection": "close"})


def _is_news(record: logging.LogRecord) -> bool:
    """Starlette raises what `_unexpected` has answered once more, and uvicorn would log it a second time."""
    error = record.exc_info[1] if record.exc_info else None
    return error is None or LOGGED not in vars(error)


def _shown(value: Any) -> Any:
    """What was found, short enough to read; a value that JSON cannot carry is shown as text."""
    if value is None or isinstance(value, bool | int):
        return value
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
