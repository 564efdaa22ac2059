"""`/api/datasets`."""

import json
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import HTTPConnection

from yolosmith.datasets.derived import DerivedService
from yolosmith.datasets.index import SampleFilter, Sort
from yolosmith.datasets.schemas import (
    Accepted,
    Dataset,
    DatasetDetail,
    DeriveOptions,
    DerivePreview,
    DeriveRequest,
    Duplicates,
    ImportRequest,
    SamplePage,
    UploadOptions,
)
from yolosmith.datasets.service import DatasetService
from yolosmith.errors import Fault, UnreadableError
from yolosmith.http import uploads
from yolosmith.http.files import StoredFile
from yolosmith.http.routing import ApiRouter

router = ApiRouter("datasets", "/datasets")

Body = TypeVar("Body", bound=UploadOptions)

FOREVER = "private, max-age=31536000, immutable"
BRIEFLY = "private, max-age=60"


def get_service(connection: HTTPConnection) -> DatasetService:
    """The application's service."""
    service: DatasetService = connection.app.state.datasets
    return service


Service = Annotated[DatasetService, Depends(get_service)]


def get_derived(connection: HTTPConnection) -> DerivedService:
    """The application's service of derived data sets."""
    service: DerivedService = connection.app.state.derived_datasets
    return service


Derived = Annotated[DerivedService, Depends(get_derived)]


def _import_body() -> dict[str, Any]:
    upload = UploadOptions.model_json_schema()
    upload["properties"]["file"] = {"type": "string", "format": "binary", "description": "A zip archive."}
    upload["required"] = ["file"]
    content = {
        "multipart/form-data": {"schema": upload},
        "application/json": {"schema": ImportRequest.model_json_schema()},
    }
    return {"requestBody": {"required": True, "content": content}}


@router.get("")
def list_datasets(service: Service) -> list[Dataset]:
    """All data sets, newest first: ready, being imported, or failed to be."""
    return service.list_all()


@router.post("/import", status_code=202, openapi_extra=_import_body())
async def import_dataset(request: Request, service: Service) -> Accepted:
    """Import a zip (as a form's `file`) or a folder of the server's machine (`path`); goes on in the background."""
    if not uploads.is_form(request):
        asked = await _read_json(request)
        return await service.import_path(asked.path, asked)
    staging = await run_in_threadpool(service.make_staging)
    try:
        target = staging / "upload.zip"
        upload = await uploads.receive(request, target)
        if upload.filename is None:
            message = "Send a zip archive in the field 'file'."
            raise UnreadableError(message, [Fault(("body", "file"), message)])
        options = _validated(UploadOptions, {key: value for key, value in upload.fields.items() if value})
    except BaseException:
        await run_in_threadpool(service.discard_staging, staging)
        raise
    return await service.import_from(target, upload.filename, staging, options)


@router.post("/demo", status_code=202)
async def make_demo_dataset(service: Service) -> Accepted:
    """Make the data set `digits` (handwritten digits on noisy canvases), unless it is there."""
    return service.make_demo()


@router.get("/{name}")
def get_dataset(name: str, service: Service) -> DatasetDetail:
    """Statistics and the report of the import; while it is under way, its progress."""
    return service.get(name)


@router.delete("/{name}", status_code=204, response_class=Response)
async def delete_dataset(name: str, service: Service, derived: Derived) -> None:
    """Remove a data set, stop its import, or dismiss one that failed."""
    await derived.stop(name)
    await service.delete(name)


@router.post("/{name}/derive/preview")
def preview_derived_dataset(name: str, options: DeriveOptions, derived: Derived) -> DerivePreview:
    """What a new data set of these pictures would hold: pictures, boxes and classes by split."""
    return derived.preview(name, options)


@router.post("/{name}/derive", status_code=202)
async def derive_dataset(name: str, request: DeriveRequest, derived: Derived) -> Accepted:
    """Make a new data set of these pictures: other splits, stratified by class, or without duplicates."""
    return await derived.derive(name, request)


@router.get("/{name}/duplicates")
def get_duplicates(name: str, derived: Derived) -> Duplicates:
    """Pictures that are the same, byte for byte or for the eye, as the last search found them."""
    return derived.duplicates(name)


@router.post("/{name}/duplicates", status_code=202)
async def search_duplicates(name: str, derived: Derived) -> Duplicates:
    """Search for them; goes on in the background."""
    return derived.search(name)


@router.delete("/{name}/duplicates", status_code=204, response_class=Response)
async def stop_duplicates_search(name: str, derived: Derived) -> None:
    """Break off a search; what an earlier one found stays."""
    await derived.stop(name)


@router.get("/{name}/samples")
def list_samples(
    name: str,
    service: Service,
    split: Annotated[str | None, Query(pattern="^(train|val|test)$")] = None,
    cls: Annotated[int | None, Query(ge=0, le=1_000_000, description="Only pictures with a box of it.")] = None,
    size: Annotated[int | None, Query(ge=0, le=100, description="… with a box in this bin of box_edges.")] = None,
    cell: Annotated[int | None, Query(ge=0, le=10_000, description="… with a box centred in this cell.")] = None,
    shape: Annotated[str | None, Query(pattern=r"^\d{1,6}x\d{1,6}$", description="Width x height in pixels.")] = None,
    repaired: Annotated[bool | None, Query(description="The import changed or dropped something of it.")] = None,
    empty: Annotated[bool | None, Query(description="Without a box.")] = None,
    text: Annotated[str, Query(max_length=200, description="Part of the file's name.")] = "",
    sort: Annotated[Sort, Query(description="By the number of boxes; else as imported.")] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> SamplePage:
    """A page of pictures with their boxes. Class, size and cell together are about one box."""
    width, _, height = (shape or "0x0").partition("x")
    wanted = SampleFilter(
        split, cls, size, cell, (int(width), int(height)) if shape else None, repaired, empty, text, sort
    )
    return service.samples(name, wanted, offset=offset, limit=limit)


@router.get("/{name}/images/{split}/{file:path}", response_class=StoredFile)
def get_image(name: str, split: str, file: str, service: Service, v: str = "", thumbnail: bool = False) -> StoredFile:
    """A picture; with `thumbnail` its smaller copy where there is one. With the `v` of its URL it never changes.

    Where the task is classify, its file is `<class>/<name>`.
    """
    path, version = service.image(name, split, file, thumbnail=thumbnail)
    return StoredFile(path, headers={"cache-control": FOREVER if v == version else BRIEFLY})


@router.get("/{name}/depth/{split}/{file:path}", response_class=StoredFile)
def get_depth(name: str, split: str, file: str, service: Service, v: str = "") -> StoredFile:
    """A picture's depth map, drawn: the nearer, the brighter; black where nothing is known."""
    path, version = service.depth_picture(name, split, file)
    return StoredFile(path, headers={"cache-control": FOREVER if v == version else BRIEFLY})


async def _read_json(request: Request) -> ImportRequest:
    try:
        document = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        fault = {"loc": ("body",), "msg": f"The body is not JSON: {error}", "type": "json_invalid"}
        raise RequestValidationError([fault]) from None
    return _validated(ImportRequest, document)


def _validated(schema: type[Body], document: Any) -> Body:
    try:
        return schema.model_validate(document)
    except ValidationError as error:
        found = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(found) from None
