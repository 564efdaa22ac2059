"""`/api/train-args`, `/api/presets` and `/api/loggers`: what a run is configured with."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from yolosmith.http.routing import ApiRouter
from yolosmith.runs import loggers
from yolosmith.runs.arguments import Arguments
from yolosmith.runs.arguments_schemas import (
    Augmented,
    AugmentedRequest,
    CheckAnswer,
    CheckRequest,
    Logger,
    Preset,
    PresetBody,
    ReadAnswer,
    ReadRequest,
    RenameRequest,
    TrainArgument,
    WriteRequest,
    Written,
)
from yolosmith.runs.presets import PresetStore

router = ApiRouter("runs")


def get_arguments(connection: HTTPConnection) -> Arguments:
    """The application's service."""
    service: Arguments = connection.app.state.arguments
    return service


def get_presets(connection: HTTPConnection) -> PresetStore:
    """The application's presets."""
    store: PresetStore = connection.app.state.presets
    return store


Service = Annotated[Arguments, Depends(get_arguments)]
Presets = Annotated[PresetStore, Depends(get_presets)]


@router.get("/train-args")
async def list_train_args(service: Service) -> list[TrainArgument]:
    """Every `model.train()` argument of the installed Ultralytics that a run does not set itself, by group."""
    return await service.all()


@router.post("/train-args/check")
async def check_train_args(request: CheckRequest, service: Service) -> CheckAnswer:
    """Look at arguments by Ultralytics' own rules, and at how they go with one another and with what is trained."""
    return await service.check(request)


@router.post("/train-args/read")
async def read_train_args(request: ReadRequest, service: Service) -> ReadAnswer:
    """The arguments of an `args.yaml`; what is a run's own is left out and named."""
    return await service.read(request.yaml)


@router.post("/train-args/write")
async def write_train_args(request: WriteRequest, service: Service) -> Written:
    """An `args.yaml` with every argument."""
    return Written(yaml=await service.write(request.args))


@router.post("/datasets/{name}/augmented")
async def make_augmented_pictures(name: str, request: AugmentedRequest, service: Service) -> Augmented:
    """Pictures of a data set as the loader of a training with these arguments makes them; nothing is written."""
    return await service.augmented(name, request)


@router.get("/presets")
def list_presets(presets: Presets) -> list[Preset]:
    """Named arguments, by name."""
    return presets.all()


@router.get("/presets/{name}")
def get_preset(name: str, presets: Presets) -> Preset:
    """One preset."""
    return presets.get(name)


@router.put("/presets/{name}")
def save_preset(name: str, body: PresetBody, presets: Presets) -> Preset:
    """Make or replace a preset. It may hold what cannot be trained with: it is looked at when it is used."""
    return presets.save(name, body.args)


@router.post("/presets/{name}/rename")
def rename_preset(name: str, request: RenameRequest, presets: Presets) -> Preset:
    """Give a preset another name."""
    return presets.rename(name, request.to)


@router.delete("/presets/{name}", status_code=204)
def delete_preset(name: str, presets: Presets) -> None:
    """Forget a preset."""
    presets.delete(name)


@router.get("/loggers")
def list_loggers() -> list[Logger]:
    """The experiment loggers that Ultralytics can write to, and what each needs."""
    return loggers.listed()
