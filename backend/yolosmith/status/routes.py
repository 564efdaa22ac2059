"""`/api/health`, `/api/status`, `/api/stats`, `/api/events`."""

from typing import Annotated

from fastapi import Depends, Header, Query
from starlette.requests import HTTPConnection

from yolosmith.datasets.service import DatasetService
from yolosmith.http.routing import ApiRouter
from yolosmith.http.sse import Closing, EventStream, get_closing, stream
from yolosmith.status.schemas import Health, Stats, Status
from yolosmith.status.service import StatusService
from yolosmith.status.stream import TabStream, read_cursor, read_topics

router = ApiRouter("status")


def get_service(connection: HTTPConnection) -> StatusService:
    """The application's service."""
    service: StatusService = connection.app.state.status
    return service


def get_datasets(connection: HTTPConnection) -> DatasetService:
    """The application's data sets."""
    service: DatasetService = connection.app.state.datasets
    return service


Service = Annotated[StatusService, Depends(get_service)]


@router.get("/health")
async def get_health() -> Health:
    """Liveness; needs no token."""
    return Health()


@router.get("/status")
def get_status(service: Service) -> Status:
    """Version, workers, queue, devices."""
    return service.status()


@router.get("/stats")
def get_stats(service: Service) -> Stats:
    """Counts for the dashboard."""
    return service.stats()


@router.get("/events", status_code=200, response_class=EventStream)
async def stream_events(
    service: Service,
    datasets: Annotated[DatasetService, Depends(get_datasets)],
    closing: Annotated[Closing, Depends(get_closing)],
    topics: Annotated[
        str, Query(description="status, runs, datasets, log and run:<id>, joined by commas.")
    ] = "status,runs",
    last_event_id: Annotated[str, Header(max_length=10_000)] = "",
) -> EventStream:
    """One stream for a browser tab. A run's events go on from the cursor; other topics begin with a snapshot."""
    wanted = read_topics(topics)
    for topic in wanted:
        if topic.startswith("run:"):
            service.runs.feed(topic.removeprefix("run:"))  # 404 now rather than a stream that says nothing
    tab = TabStream(service, service.runs, datasets, closing, read_cursor(last_event_id))
    return stream(tab.events(wanted))
