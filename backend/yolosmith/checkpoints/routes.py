"""`/api/checkpoints`."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse
from starlette.requests import HTTPConnection

from yolosmith.checkpoints.exports import ExportService
from yolosmith.checkpoints.schemas import (
    Checkpoint,
    CheckpointDetail,
    Export,
    ExportFormat,
    ExportRequest,
    ImportRequest,
    Prediction,
    PredictOptions,
    PredictRequest,
    Transfer,
    TransferRequest,
    UploadOptions,
)
from yolosmith.checkpoints.service import CheckpointService
from yolosmith.checkpoints.transfers import TransferService
from yolosmith.errors import Fault, UnreadableError
from yolosmith.http import bodies, uploads

router = APIRouter(prefix="/checkpoints", tags=["checkpoints"])


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


Service = Annotated[CheckpointService, Depends(get_service)]
Exports = Annotated[ExportService, Depends(get_exports)]
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


@router.get("/{checkpoint}")
async def get_checkpoint(checkpoint: str, service: Service) -> CheckpointDetail:
    """Origin, classes, layers, arguments, metrics, module sources."""
    return await service.get(checkpoint)


@router.get("/{checkpoint}/file", response_class=FileResponse)
def download_checkpoint(checkpoint: str, service: Service) -> FileResponse:
    """The `.pt` itself."""
    weights = service.weights(checkpoint)
    return FileResponse(weights, media_type="application/octet-stream", filename=service.file_name(checkpoint))


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


@router.get("/{checkpoint}/exports/{wanted}", response_class=FileResponse)
def download_export(checkpoint: str, wanted: ExportFormat, exports: Exports) -> FileResponse:
    """The exported file; what is a folder comes as a zip."""
    file = exports.file(checkpoint, wanted)
    return FileResponse(file, media_type="application/octet-stream", filename=file.name)


@router.delete("/{checkpoint}", status_code=204, response_class=Response)
def delete_checkpoint(checkpoint: str, service: Service) -> None:
    """Remove an imported checkpoint; a run's weights go with the run."""
    service.delete(checkpoint)


async def receive(request: Request, target: Path, options: type[bodies.Body]) -> tuple[str, bodies.Body]:
    """Write the uploaded file to `target`; returns its name and the other fields."""
    upload = await uploads.receive(request, target)
    if upload.filename is None:
        message = "Send the file in the field 'file'."
        raise UnreadableError(message, [Fault(("body", "file"), message)])
    return upload.filename, bodies.read_fields(upload.fields, options)
