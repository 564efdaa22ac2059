"""`/api/runs`."""

from typing import Annotated

from fastapi import Depends, Header, Query
from starlette.responses import Response

from yolosmith.http.files import StoredFile
from yolosmith.http.routing import ApiRouter
from yolosmith.http.sse import Closing, EventStream, get_closing
from yolosmith.runs.dependencies import Service
from yolosmith.runs.feed import frames
from yolosmith.runs.life import RunLife
from yolosmith.runs.notes import RunNotesChange
from yolosmith.runs.records import RunRecords
from yolosmith.runs.schemas import (
    Artifact,
    Metrics,
    Run,
    RunCreated,
    RunRequest,
    StopRequest,
)

router = ApiRouter("runs")


@router.get("/runs", response_model=list[Run])
async def list_runs(service: Service) -> Response:
    """All runs, newest first."""
    return Response(f"[{','.join(service.texts())}]", media_type="application/json")


@router.post("/runs", status_code=201)
async def create_run(request: RunRequest, service: Service) -> RunCreated:
    """Check and queue a run; it starts at once where its device is free."""
    return await service.create(request)


@router.get("/runs/{run}")
async def get_run(run: str, service: Service) -> Run:
    """One run as it stands."""
    return service.get(run)


@router.patch("/runs/{run}")
async def annotate_run(run: str, change: RunNotesChange, service: Service) -> Run:
    """Tag a run, or note something about it; what is left out stays."""
    return service.annotate(run, change)


@router.delete("/runs/{run}", status_code=204)
async def delete_run(run: str, service: Service) -> None:
    """Remove a run that has ended or waits, with its folder."""
    service.delete(run)


@router.post("/runs/{run}/stop")
async def stop_run(run: str, service: Service, request: StopRequest | None = None) -> Run:
    """Stop after the batch, with a validation, ready to resume; `force` kills at once."""
    return service.stop(run, force=request is not None and request.force)


@router.post("/runs/{run}/resume")
async def resume_run(run: str, service: Service) -> RunCreated:
    """Go on from the last whole epoch."""
    return RunLife(service).resume(run)


@router.get("/runs/{run}/metrics")
def get_run_metrics(run: str, service: Service) -> Metrics:
    """Columns of results.csv."""
    return RunRecords(service).metrics(run)


@router.get("/runs/{run}/artifacts")
def list_run_artifacts(run: str, service: Service) -> list[Artifact]:
    """Files in the run's folder."""
    return RunRecords(service).artifacts(run)


@router.get("/runs/{run}/artifacts/{path:path}", response_class=StoredFile)
def get_run_artifact(run: str, path: str, service: Service) -> StoredFile:
    """One file of the run."""
    file = RunRecords(service).artifact(run, path)
    return StoredFile(file, filename=file.name, content_disposition_type="inline")


@router.get("/runs/{run}/events", status_code=200, response_class=EventStream)
async def stream_run_events(
    run: str,
    service: Service,
    closing: Annotated[Closing, Depends(get_closing)],
    last_event_id: Annotated[int, Header(ge=0)] = 0,
    after: Annotated[int, Query(ge=0, description="Like Last-Event-ID, for clients that cannot set it.")] = 0,
) -> EventStream:
    """One run's events, from the first or from `Last-Event-ID` on; ends after the status that ends the run."""
    events = service.feed(run).follow(max(last_event_id, after), closing, lambda: service.is_over(run))
    return EventStream(events, frames)
