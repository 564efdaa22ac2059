"""`/api/runs/{id}/series`, `/log` and `/curves`: what a run did, for those who come late."""

import math
from typing import Annotated, Literal

from fastapi import Query
from starlette.responses import Response, StreamingResponse

from yolosmith.errors import NotFoundError
from yolosmith.http.files import StoredFile
from yolosmith.http.routing import ApiRouter
from yolosmith.runs.dependencies import Service
from yolosmith.runs.records import RunRecords
from yolosmith.runs.series_schemas import Curves, LogLevel, LogPage, Series

router = ApiRouter("runs")

Names = Annotated[str | None, Query(description="Columns, joined by commas; left out: all.", max_length=10_000)]


@router.get("/runs/{run}/series", response_model=Series)
def get_run_series(
    run: str,
    service: Service,
    names: Names = None,
    start: Annotated[float, Query(description="From this epoch on.")] = -math.inf,
    end: Annotated[float, Query(description="Up to this epoch.")] = math.inf,
    points: Annotated[int, Query(ge=2, le=20_000, description="About how many rows of a table at most.")] = 3000,
) -> Response:
    """Curves of the whole run or of a part of it, thinned so that extremes and the last point stay."""
    series = service.series(run).window(chosen(names), start, end, points)
    return Response(series.model_dump_json(), media_type="application/json")


@router.get("/runs/{run}/series/{table}", response_class=StreamingResponse)
def get_run_table(
    run: str, table: Literal["batches", "machine", "epochs"], service: Service, names: Names = None
) -> StreamingResponse:
    """A table as CSV, every row of it."""
    lines = service.series(run).table(table, chosen(names))
    named = {"content-disposition": f'attachment; filename="{run}-{table}.csv"'}
    return StreamingResponse(lines, media_type="text/csv", headers=named)


@router.get("/runs/{run}/log")
def get_run_log(
    run: str,
    service: Service,
    before: Annotated[int | None, Query(ge=1, description="Only lines before this event.")] = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
    level: Annotated[LogLevel, Query(description="At least this level.")] = "debug",
    text: Annotated[str, Query(max_length=200, description="Words that a line must hold.")] = "",
) -> LogPage:
    """The end of the log, or what is before it."""
    return service.series(run).log(before, limit, level, text)


@router.get("/runs/{run}/curves", response_class=StoredFile, responses={200: {"model": Curves}})
def get_run_curves(run: str, service: Service) -> StoredFile:
    """Confusion matrix and curves of the best epoch, as data."""
    try:
        path = RunRecords(service).artifact(run, "curves.json")
    except NotFoundError:
        raise NotFoundError(
            "This run has no curves yet: they come with its first validated epoch, for tasks that have them."
        ) from None
    return StoredFile(path, media_type="application/json", headers={"cache-control": "no-cache"})


def chosen(names: str | None) -> list[str] | None:
    """The names of a query."""
    return None if names is None else [name for name in names.split(",") if name]
