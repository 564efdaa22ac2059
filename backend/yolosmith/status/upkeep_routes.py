"""`/api/disk` and `/api/log`."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import HTTPConnection

from yolosmith.errors import NotFoundError
from yolosmith.http.files import StoredFile
from yolosmith.http.routing import ApiRouter
from yolosmith.status.disk import DiskService
from yolosmith.status.log import log_file, read_log
from yolosmith.status.schemas import Cleaned, CleanRequest, Disk, Log, LogLevel
from yolosmith.storage.workspace import Workspace

router = ApiRouter("status")


def get_disk_service(connection: HTTPConnection) -> DiskService:
    """The application's service."""
    service: DiskService = connection.app.state.disk
    return service


def get_workspace(connection: HTTPConnection) -> Workspace:
    """The application's workspace."""
    workspace: Workspace = connection.app.state.workspace
    return workspace


OneDisk = Annotated[DiskService, Depends(get_disk_service)]
OneWorkspace = Annotated[Workspace, Depends(get_workspace)]


@router.get("/disk")
async def get_disk(
    disk: OneDisk,
    fresh: Annotated[bool, Query(description="Look now; else it is at most a minute old.")] = False,
) -> Disk:
    """How full the disk is, and what could be freed of each kind."""
    return await disk.look(fresh=fresh)


@router.post("/disk/clean")
async def clean_disk(request: CleanRequest, disk: OneDisk) -> Cleaned:
    """Free what nothing uses of the named kinds; weights only where their kind is named."""
    return await disk.clean(request.what)


@router.get("/log")
def get_log(
    workspace: OneWorkspace,
    level: Annotated[LogLevel, Query(description="This one and above.")] = "info",
    text: Annotated[str, Query(max_length=200, description="Words that all occur.")] = "",
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> Log:
    """The newest lines of the server's log."""
    return read_log(workspace, level=level, text=text, limit=limit)


@router.get("/log/file", response_class=StoredFile)
def download_log(workspace: OneWorkspace) -> StoredFile:
    """The newest file of the server's log."""
    file = log_file(workspace)
    if not file.is_file():
        raise NotFoundError("Nothing has been logged to a file yet.")
    return StoredFile(file, filename=file.name, media_type="text/plain; charset=utf-8")
