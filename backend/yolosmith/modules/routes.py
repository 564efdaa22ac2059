"""`/api/modules`."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request, Response
from sse_starlette import ServerSentEvent
from starlette.requests import HTTPConnection

from yolosmith.errors import TooLargeError, UnreadableError
from yolosmith.http import sse, uploads
from yolosmith.http.bodies import read_fields
from yolosmith.http.routing import ApiRouter
from yolosmith.modules import exchange
from yolosmith.modules.schemas import (
    Check,
    CheckStep,
    ImportFields,
    Module,
    ModuleDraft,
    ModuleSummary,
    ModuleText,
    NewName,
    Reading,
    SourceDraft,
    Template,
)
from yolosmith.modules.service import ModuleService
from yolosmith.modules.templates import templates

router = ApiRouter("modules", "/modules")

MAX_FORM = exchange.MAX_FILE + 64 * 1024
IMPORT_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "name": {"type": "string"},
                        "replace": {"type": "boolean", "default": False},
                    },
                    "required": ["file"],
                }
            }
        },
    }
}


def get_service(connection: HTTPConnection) -> ModuleService:
    """The application's service."""
    service: ModuleService = connection.app.state.modules
    return service


Service = Annotated[ModuleService, Depends(get_service)]


@router.get("")
async def list_modules(service: Service) -> list[ModuleSummary]:
    """The user's modules and Ultralytics' own, with their channel rule and arguments."""
    return await service.list_all()


@router.get("/templates")
def list_templates() -> list[Template]:
    """What a new module starts from; each passes the check as it is."""
    return templates()


@router.post("/read")
async def read_module(draft: SourceDraft, service: Service) -> Reading:
    """Contract, arguments, examples and problems of a source, which is not run."""
    return await service.read(draft)


@router.post("/check", response_model=Check)
async def check_module(draft: ModuleDraft, request: Request, service: Service) -> Check | Response:
    """Check a source without saving it. A client that accepts `text/event-stream` gets `step` events as they come.

    The stream's last event is `result`, with what the plain answer is.
    """
    if not _wants_events(request):
        return await service.check(draft)
    return await _events(service.check_stream(draft))


@router.post("/import", openapi_extra=IMPORT_BODY, status_code=201)
async def import_module(request: Request, service: Service) -> Module:
    """Save a module that comes as a `.py`, or as a zip that `export` gave; then check it.

    409 where there is one of this name, unless `replace` is set.
    """
    if int(request.headers.get("content-length", "0")) > MAX_FORM:
        raise TooLargeError(f"A file with a module is at most {exchange.MAX_FILE // 1024} KiB.")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "upload"
        upload = await uploads.receive(request, target)
        if upload.filename is None:
            raise UnreadableError("The form has no file; send one in the field 'file'.")
        data = target.read_bytes()[: exchange.MAX_FILE + 1]
    fields = read_fields(upload.fields, ImportFields)
    return await service.import_file(upload.filename, data, fields.name, replace=fields.replace)


@router.get("/{name}")
async def get_module(name: str, service: Service) -> Module:
    """One module; a custom one with its source and the result of its check."""
    return await service.get(name)


@router.put("/{name}", response_model=Module)
async def save_module(name: str, text: ModuleText, request: Request, service: Service) -> Module | Response:
    """Save and check. A module that fails is saved too: `check.ok` is false and `state` is failing.

    A client that accepts `text/event-stream` gets `step` events as they come, and the module as `result`.
    """
    if not _wants_events(request):
        return await service.save(name, text)
    return await _events(service.save_stream(name, text))


@router.delete("/{name}", status_code=204)
async def delete_module(name: str, service: Service, force: bool = False) -> None:
    """Delete a custom module; refused with their names where architectures or runs use it, unless forced."""
    await service.delete(name, force=force)


@router.post("/{name}/rename")
async def rename_module(name: str, new: NewName, service: Service) -> Module:
    """Rename a module, its class and the rows of the workspace's architectures; runs keep their own sources."""
    return await service.rename(name, new.name)


@router.post("/{name}/duplicate", status_code=201)
async def duplicate_module(name: str, new: NewName, service: Service) -> Module:
    """Save a copy under another name."""
    return await service.duplicate(name, new.name)


@router.get("/{name}/export", response_class=Response)
async def export_module(name: str, service: Service) -> Response:
    """A zip of `<Name>.py` and `<Name>.json`."""
    packed = await service.export(name)
    headers = {"content-disposition": f'attachment; filename="{name}.zip"'}
    return Response(packed, media_type="application/zip", headers=headers)


def _wants_events(request: Request) -> bool:
    return "text/event-stream" in request.headers.get("accept", "")


async def _events(found: AsyncIterator[CheckStep | Check] | AsyncIterator[CheckStep | Module]) -> Response:
    """Stream what comes; what is refused is refused before the stream begins."""
    first = await anext(found)

    async def events() -> AsyncIterator[ServerSentEvent]:
        yield _event(first)
        async for one in found:
            yield _event(one)

    return sse.stream(events())


def _event(found: CheckStep | Check | Module) -> ServerSentEvent:
    return sse.frame("step" if isinstance(found, CheckStep) else "result", found.model_dump(mode="json"))
