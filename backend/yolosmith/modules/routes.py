"""`/api/modules`."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sse_starlette import ServerSentEvent
from starlette.requests import HTTPConnection

from yolosmith.http import sse
from yolosmith.modules.schemas import Check, CheckStep, Module, ModuleDraft, ModuleSummary, ModuleText
from yolosmith.modules.service import ModuleService

router = APIRouter(prefix="/modules", tags=["modules"])


def get_service(connection: HTTPConnection) -> ModuleService:
    """The application's service."""
    service: ModuleService = connection.app.state.modules
    return service


Service = Annotated[ModuleService, Depends(get_service)]


@router.get("")
async def list_modules(service: Service) -> list[ModuleSummary]:
    """The user's modules and Ultralytics' own, with their channel rule and arguments."""
    return await service.list_all()


@router.post("/check", response_model=Check)
async def check_module(draft: ModuleDraft, request: Request, service: Service) -> Check | Response:
    """Check a source without saving it. A client that accepts `text/event-stream` gets `step` events as they come.

    The stream's last event is `result`, with what the plain answer is.
    """
    if "text/event-stream" not in request.headers.get("accept", ""):
        return await service.check(draft)
    found = service.check_stream(draft)
    first = await anext(found)  # what is refused is refused before the stream begins

    async def events() -> AsyncIterator[ServerSentEvent]:
        yield _event(first)
        async for one in found:
            yield _event(one)

    return sse.stream(events())


@router.get("/{name}")
async def get_module(name: str, service: Service) -> Module:
    """One module; a custom one with its source and the result of its check."""
    return await service.get(name)


@router.put("/{name}")
async def save_module(name: str, text: ModuleText, service: Service) -> Module:
    """Save and check. A module that fails is saved too: `check.ok` is false and `state` is failing."""
    return await service.save(name, text)


@router.delete("/{name}", status_code=204)
async def delete_module(name: str, service: Service, force: bool = False) -> None:
    """Delete a custom module; refused with their names where architectures use it, unless forced."""
    await service.delete(name, force=force)


def _event(found: CheckStep | Check) -> ServerSentEvent:
    return sse.frame("step" if isinstance(found, CheckStep) else "result", found.model_dump(mode="json"))
