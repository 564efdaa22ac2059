"""`/api/checkpoints`."""

import asyncio
import pathlib
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import HTTPConnection

from yolosmith.checkpoints.batches import BatchService
from yolosmith.checkpoints.export_schemas import Export, ExportFormat, ExportRequest, FormatInfo
from yolosmith.checkpoints.exports import ExportService
from yolosmith.checkpoints.published import PublishedService
from yolosmith.checkpoints.schemas import (
    Batch,
    BatchOptions,
    BatchPage,
    BatchRequest,
    Checkpoint,
    CheckpointDetail,
    ImportRequest,
    Prediction,
    PredictOptions,
    PredictRequest,
    Published,
    PublishedList,
    SheetRequest,
    TensorStatistics,
    Transfer,
    TransferRequest,
    UploadOptions,
)
from yolosmith.checkpoints.service import CheckpointService
from yolosmith.checkpoints.transfers import TransferService
from yolosmith.errors import Fault, UnreadableError
from yolosmith.http import bodies, uploads
from yolosmith.http.files import StoredFile
from yolosmith.http.routing import ApiRouter

router = ApiRouter("checkpoints", "/checkpoints")


def get_service(connection: HTTPConnection) -> CheckpointService:
    """The application's service."""
    service: CheckpointService = connection.app.state.checkpoints
    return service


def get_exports(connection: HTTPConnection) -> ExportService:
    """The application's service for exports."""
    service: ExportService = connection.app.state.exports
    return service


def get_transfers(connection: HTTPConnection) -> TransferService:
    """The application's service for transfers."""
    service: TransferService = connection.app.state.transfers
    return service


def get_batches(connection: HTTPConnection) -> BatchService:
    """The application's service for folders and videos."""
    service: BatchService = connection.app.state.batches
    return service


def get_published(connection: HTTPConnection) -> PublishedService:
    """The application's service for published weights."""
    service: PublishedService = connection.app.state.published
    return service


Service = Annotated[CheckpointService, Depends(get_service)]
Exports = Annotated[ExportService, Depends(get_exports)]
Batches = Annotated[BatchService, Depends(get_batches)]
PublishedWeights = Annotated[PublishedService, Depends(get_published)]
Transfers = Annotated[TransferService, Depends(get_transfers)]


@router.get("")
def list_checkpoints(service: Service) -> list[Checkpoint]:
    """Weights of runs and imported ones, newest first."""
    return service.list_all()


@router.post("/import", status_code=201, openapi_extra=bodies.file_or_json(UploadOptions, ImportRequest))
async def import_checkpoint(request: Request, service: Service) -> CheckpointDetail:
    """Import a `.pt`, uploaded or lying on the server. The same file again is the same checkpoint."""
    if not uploads.is_form(request):
        asked = await bodies.read_json(request, ImportRequest)
        return await service.import_path(asked.path, accept_modules=asked.accept_modules)
    async with service.incoming() as weights:
        name, options = await receive(request, weights, UploadOptions)
        return await service.import_file(weights, name, accept_modules=options.accept_modules)


@router.post("/sheet", response_class=Response, responses={200: {"content": {"image/png": {}}}})
async def draw_sheet(request: SheetRequest, service: Service) -> Response:
    """Pictures of a data set with what was found in them drawn in, on one sheet."""
    return Response(await service.sheet(request), media_type="image/png")


@router.get("/formats")
async def list_export_formats(exports: Exports) -> list[FormatInfo]:
    """Every format that the installed Ultralytics exports to, and what this machine lacks for it."""
    return await exports.formats()


@router.get("/published")
async def list_published(published: PublishedWeights) -> PublishedList:
    """The weights that Ultralytics publishes by name, and how far fetches of them are."""
    return await published.list_all()


@router.post("/published/{name}/fetch", status_code=202)
async def fetch_published(name: str, published: PublishedWeights) -> Published:
    """Fetch one from the network and import it; goes on in the background."""
    return await published.fetch(name)


@router.post("/published/{name}/stop", status_code=204, response_class=Response)
async def stop_published(name: str, published: PublishedWeights) -> None:
    """Break a fetch off; nothing of it stays."""
    await published.stop(name)


@router.get("/{checkpoint}")
async def get_checkpoint(checkpoint: str, service: Service) -> CheckpointDetail:
    """Origin, classes, layers, arguments, metrics, module sources."""
    return await service.get(checkpoint)


@router.get("/{checkpoint}/file", response_class=StoredFile)
def download_checkpoint(checkpoint: str, service: Service) -> StoredFile:
    """The `.pt` itself."""
    weights = service.weights(checkpoint)
    return StoredFile(weights, media_type="application/octet-stream", filename=service.file_name(checkpoint))


@router.post("/{checkpoint}/accept")
async def accept_checkpoint(checkpoint: str, service: Service) -> CheckpointDetail:
    """Allow the module sources inside to be executed: they are code that runs as you."""
    return await service.accept(checkpoint)


@router.post("/{checkpoint}/predict", openapi_extra=bodies.file_or_json(PredictOptions, PredictRequest))
async def predict_picture(checkpoint: str, request: Request, service: Service) -> Prediction:
    """Boxes on an uploaded picture, or on one of a data set."""
    if not uploads.is_form(request):
        return await service.predict_sample(checkpoint, await bodies.read_json(request, PredictRequest))
    async with service.picture() as picture:
        name, options = await receive(request, picture, PredictOptions)
        return await service.predict(checkpoint, picture, name, options)


@router.get("/{checkpoint}/layers/{row}/statistics")
async def get_layer_statistics(
    checkpoint: str, row: Annotated[int, Path(ge=0)], service: Service
) -> list[TensorStatistics]:
    """Mean, deviation, range and histogram of each tensor of a row."""
    return await service.statistics(checkpoint, row)


@router.get("/{checkpoint}/batches")
def list_batches(checkpoint: str, batches: Batches) -> list[Batch]:
    """Folders and videos that it has looked at, newest first."""
    return batches.list_all(checkpoint)


@router.post("/{checkpoint}/batches", status_code=202, openapi_extra=bodies.file_or_json(BatchOptions, BatchRequest))
async def start_batch(checkpoint: str, request: Request, batches: Batches) -> Batch:
    """Look at a folder or a video on the server, or at an uploaded video; goes on in the background."""
    if not uploads.is_form(request):
        return await batches.start_path(checkpoint, await bodies.read_json(request, BatchRequest))
    async with batches.incoming(checkpoint) as incoming:
        name, options = await receive(request, incoming.source, BatchOptions)
        return batches.start_upload(incoming, name, options)


@router.get("/{checkpoint}/batches/{batch}")
def get_batch(checkpoint: str, batch: str, batches: Batches) -> Batch:
    """How far it is."""
    return batches.get(checkpoint, batch)


@router.post("/{checkpoint}/batches/{batch}/stop")
async def stop_batch(checkpoint: str, batch: str, batches: Batches) -> Batch:
    """End it after the picture at hand; what was found stays."""
    return await batches.stop(checkpoint, batch)


@router.delete("/{checkpoint}/batches/{batch}", status_code=204, response_class=Response)
async def delete_batch(checkpoint: str, batch: str, batches: Batches) -> None:
    """Forget it, and end it if it still runs."""
    await batches.delete(checkpoint, batch)


@router.get("/{checkpoint}/batches/{batch}/results")
def get_batch_results(
    checkpoint: str,
    batch: str,
    batches: Batches,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> BatchPage:
    """What was found, picture by picture."""
    return batches.page(checkpoint, batch, offset, limit)


@router.get("/{checkpoint}/batches/{batch}/files/{name}", response_class=Response)
def download_batch(
    checkpoint: str, batch: str, name: Literal["results.json", "results.csv", "video.mp4"], batches: Batches
) -> Response:
    """All results as JSON or CSV (a line a box), or the video with its boxes drawn in."""
    if name == "video.mp4":
        return StoredFile(batches.video(checkpoint, batch), media_type="video/mp4")
    lines = batches.as_csv(checkpoint, batch) if name.endswith("csv") else batches.as_json(checkpoint, batch)
    headers = {"content-disposition": f'attachment; filename="{batch}-{name}"'}
    kind = "text/csv; charset=utf-8" if name.endswith("csv") else "application/json"
    return StreamingResponse(lines, media_type=kind, headers=headers)


@router.get("/{checkpoint}/batches/{batch}/pictures/{index}", response_class=StoredFile)
def get_batch_picture(checkpoint: str, batch: str, index: int, batches: Batches) -> StoredFile:
    """A picture of a folder, as it is."""
    return StoredFile(batches.picture(checkpoint, batch, index))


@router.post("/{checkpoint}/transfer")
async def preview_transfer(checkpoint: str, request: TransferRequest, transfers: Transfers) -> Transfer:
    """Which layers of a new model load from it, which are resized or skipped, and why."""
    return await transfers.preview(checkpoint, request)


@router.get("/{checkpoint}/exports")
def list_exports(checkpoint: str, exports: Exports) -> list[Export]:
    """What it has been exported to, with the difference to PyTorch."""
    return exports.list_all(checkpoint)


@router.post("/{checkpoint}/export")
async def export_checkpoint(checkpoint: str, request: ExportRequest, exports: Exports) -> Export:
    """Export, and compare the outputs with PyTorch's; takes up to minutes."""
    return await exports.make(checkpoint, request)


@router.get("/{checkpoint}/exports/{wanted}", response_class=StoredFile)
def download_export(checkpoint: str, wanted: ExportFormat, exports: Exports) -> StoredFile:
    """The exported file; what is a folder comes as a zip."""
    file = exports.file(checkpoint, wanted)
    return StoredFile(file, media_type="application/octet-stream", filename=file.name)


@router.delete("/{checkpoint}", status_code=204, response_class=Response)
async def delete_checkpoint(checkpoint: str, service: Service, batches: Batches) -> None:
    """Remove an imported checkpoint with its exports and batches; a run's weights go with the run."""
    await asyncio.to_thread(service.delete, checkpoint)
    await batches.delete_all(checkpoint)


async def receive(request: Request, target: pathlib.Path, options: type[bodies.Body]) -> tuple[str, bodies.Body]:
    """Write the uploaded file to `target`; returns its name and the other fields."""
    upload = await uploads.receive(request, target)
    if upload.filename is None:
        message = "Send the file in the field 'file'."
        raise UnreadableError(message, [Fault(("body", "file"), message)])
    return upload.filename, bodies.read_fields(upload.fields, options)
