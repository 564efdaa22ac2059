"""`/api/runs/{run}/extend`, `/retry`, `/restore`, `/move`, `/manifest` and `/api/queue`."""

from yolosmith.http.routing import ApiRouter
from yolosmith.runs.dependencies import Service
from yolosmith.runs.life import RunLife
from yolosmith.runs.records import RunRecords
from yolosmith.runs.schemas import (
    ExtendRequest,
    QueueChange,
    QueueMove,
    QueueState,
    Run,
    RunCreated,
    RunManifest,
)

router = ApiRouter("runs")


@router.post("/runs/{run}/extend")
async def extend_run(run: str, request: ExtendRequest, service: Service) -> RunCreated:
    """Train some epochs more on a run that has ended; the learning rate follows the schedule of the new total."""
    return RunLife(service).extend(run, request.epochs)


@router.post("/runs/{run}/retry", status_code=201)
async def retry_run(run: str, service: Service) -> RunCreated:
    """The same request again, as a new run."""
    return await RunLife(service).retry(run)


@router.post("/runs/{run}/restore")
async def restore_run(run: str, service: Service) -> Run:
    """Bring a run back that was deleted a moment ago."""
    return service.restore(run)


@router.get("/runs/{run}/manifest")
def get_run_manifest(run: str, service: Service) -> RunManifest:
    """How the run ended and what made it."""
    return RunRecords(service).manifest(run)


@router.post("/runs/{run}/move")
async def move_run(run: str, request: QueueMove, service: Service) -> QueueState:
    """Another place in the queue for a run that waits."""
    return service.move(run, request.to)


@router.get("/queue")
async def get_queue(service: Service) -> QueueState:
    """What runs, and what waits, in its order."""
    return service.queue()


@router.patch("/queue")
async def change_queue(change: QueueChange, service: Service) -> QueueState:
    """Pause the queue, or let it go on. What runs is not touched."""
    return service.pause_queue(paused=change.paused)
