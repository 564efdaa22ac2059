"""The server put together: services in their order, routers, and what happens at start and at the end."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from yolosmith import __version__
from yolosmith.architectures import routes as architectures
from yolosmith.architectures.service import ArchitectureService
from yolosmith.checkpoints import routes as checkpoints
from yolosmith.checkpoints.batches import BatchService
from yolosmith.checkpoints.exports import ExportService
from yolosmith.checkpoints.published import PublishedService
from yolosmith.checkpoints.service import CheckpointService
from yolosmith.checkpoints.transfers import TransferService
from yolosmith.datasets import catalog_routes as dataset_catalog
from yolosmith.datasets import routes as datasets
from yolosmith.datasets.catalog import Catalog
from yolosmith.datasets.derived import DerivedService
from yolosmith.datasets.service import DatasetService
from yolosmith.errors import ConflictError
from yolosmith.http import problems, web
from yolosmith.http.limits import BodyLimit
from yolosmith.http.routing import Api, ApiRouter
from yolosmith.http.security import Security, read_or_make_token
from yolosmith.http.sse import Closing
from yolosmith.modules import routes as modules
from yolosmith.modules.service import ModuleService
from yolosmith.runs import arguments_routes
from yolosmith.runs import life_routes as runs_life
from yolosmith.runs import routes as runs
from yolosmith.runs import series_routes as run_series
from yolosmith.runs import sweep_routes as sweeps
from yolosmith.runs.arguments import Arguments
from yolosmith.runs.ingredients import Ingredients
from yolosmith.runs.presets import PresetStore
from yolosmith.runs.service import RunService
from yolosmith.runs.sweep_store import SweepStore
from yolosmith.runs.sweeps import SweepService
from yolosmith.settings import Settings
from yolosmith.status import routes as status
from yolosmith.status import upkeep_routes as upkeep
from yolosmith.status.disk import DiskService
from yolosmith.status.log import LogNews
from yolosmith.status.service import StatusService
from yolosmith.storage.index import Index
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.jobs import Inspector

ROUTERS: tuple[ApiRouter, ...] = (
    modules.router,
    architectures.router,
    datasets.router,
    dataset_catalog.router,
    checkpoints.router,
    runs.router,
    runs_life.router,
    sweeps.router,
    run_series.router,
    arguments_routes.router,
    status.router,
    upkeep.router,
)


def create_app(settings: Settings) -> FastAPI:
    """Build the application for one workspace. Nothing is started before its lifespan begins."""
    workspace = Workspace.open(settings.workspace)
    app = Api(
        title="Yolosmith",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        routes=[route for router in ROUTERS for route in router.routes],
        separate_input_output_schemas=False,
    )
    provide_services(app, workspace, settings)
    problems.install(app)
    web.install(app, settings.web)
    app.add_middleware(BodyLimit, max_json=settings.max_json, max_upload=settings.max_upload)
    app.add_middleware(
        Security,
        token=read_or_make_token(workspace),
        allowed_hosts=frozenset(settings.allowed_hosts),
        port=settings.port,
    )
    return app


def provide_services(app: FastAPI, workspace: Workspace, settings: Settings) -> None:
    """Put one service a noun into the application's state, in the order in which they may use one another."""
    state = app.state
    state.workspace, state.settings = workspace, settings
    state.closing = Closing()
    state.inspector = Inspector(workspace, settings.check_seconds, settings.job_memory)
    state.modules = ModuleService.open(workspace, state.inspector)
    state.architectures = ArchitectureService.open(workspace, state.inspector, state.modules)
    state.datasets = DatasetService.open(workspace, state.inspector)
    state.derived_datasets = DerivedService(state.datasets)
    state.dataset_catalog = Catalog(state.datasets)
    state.checkpoints = CheckpointService.open(workspace, state.inspector, state.datasets)
    state.exports = ExportService(state.checkpoints)
    state.published = PublishedService(state.checkpoints, settings.assets)
    state.batches = BatchService.open(state.checkpoints)
    state.transfers = TransferService(state.checkpoints, state.architectures, state.datasets)
    state.arguments = Arguments(state.inspector, state.architectures, state.datasets, state.checkpoints)
    state.presets = PresetStore(workspace)
    state.runs = RunService(
        workspace,
        Index(workspace.private / "index.db"),
        Ingredients(state.arguments, state.architectures, state.datasets, state.checkpoints, state.transfers),
        state.closing,
        settings.stop_seconds,
    )
    state.sweeps = SweepService(state.runs, state.inspector, state.closing, SweepStore(workspace))
    state.datasets.used_by = state.runs.uses_dataset
    state.modules.runs_of = state.runs.uses_module
    state.status = StatusService(
        workspace,
        state.inspector,
        state.runs,
        LogNews(read_or_make_token(workspace)),
        count={
            "modules": state.modules.count,
            "architectures": state.architectures.count,
            "datasets": lambda: len(state.datasets.list_all()),
            "checkpoints": lambda: len(state.checkpoints.list_all()),
            "runs": state.runs.count,
            "running": lambda: len(state.runs.running()),
        },
    )
    state.disk = DiskService(workspace, state.runs, state.inspector, state.modules.kept_checks, state.batches.running)


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the background work; end it in reverse order."""
    state = app.state
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(state.inspector.close)
        stack.push_async_callback(state.datasets.close)
        stack.push_async_callback(state.derived_datasets.close)
        stack.push_async_callback(state.batches.close)
        stack.push_async_callback(state.published.close)
        state.status.log.begin()
        stack.callback(state.status.log.end)
        state.runs.start(trainings=state.settings.trainings)
        stack.push_async_callback(state.runs.stop_all)
        state.sweeps.start(trainings=state.settings.trainings)
        stack.push_async_callback(state.sweeps.close)
        warming = asyncio.create_task(state.status.learn_devices())
        stack.callback(warming.cancel)
        stack.callback(state.status.log.news.close)
        stack.callback(state.closing.begin)
        if state.settings.demo:
            with contextlib.suppress(ConflictError):  # the page of data sets shows what is in its place
                state.datasets.make_demo()
        yield


def openapi_document() -> dict[str, Any]:
    """The API's description, made without a workspace of one's own."""
    with tempfile.TemporaryDirectory() as folder:
        return create_app(Settings(workspace=Path(folder))).openapi()
