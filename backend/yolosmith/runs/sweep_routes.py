"""`/api/sweeps`."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from yolosmith.http.routing import ApiRouter
from yolosmith.runs.sweep_schemas import Sweep, SweepCreated, SweepRequest
from yolosmith.runs.sweeps import SweepService

router = ApiRouter("sweeps")


def get_service(connection: HTTPConnection) -> SweepService:
    """The application's service."""
    service: SweepService = connection.app.state.sweeps
    return service


Service = Annotated[SweepService, Depends(get_service)]


@router.get("/sweeps")
async def list_sweeps(service: Service) -> list[Sweep]:
    """All sweeps, newest first."""
    return service.all()


@router.post("/sweeps", status_code=201)
async def create_sweep(request: SweepRequest, service: Service) -> SweepCreated:
    """Check all trials, start the first; the others follow one by one."""
    return SweepCreated(id=await service.create(request))


@router.get("/sweeps/{sweep}")
async def get_sweep(sweep: str, service: Service) -> Sweep:
    """One sweep with its leaderboard."""
    return service.get(sweep)


@router.post("/sweeps/{sweep}/stop")
async def stop_sweep(sweep: str, service: Service) -> Sweep:
    """Stop the trial that trains, and start no more."""
    return service.stop(sweep)


@router.post("/sweeps/{sweep}/resume")
async def resume_sweep(sweep: str, service: Service) -> Sweep:
    """Go on with the trials that are left."""
    return service.resume(sweep)


@router.delete("/sweeps/{sweep}", status_code=204)
async def delete_sweep(sweep: str, service: Service, runs: bool = False) -> None:
    """Remove a sweep, with its runs if `runs` says so."""
    service.delete(sweep, runs=runs)
