"""`/api/architectures`."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from yolosmith.architectures import diff, graph, splice
from yolosmith.architectures.schemas import (
    Architecture,
    ArchitectureSummary,
    ArchitectureText,
    DiffRequest,
    EditAnswer,
    EditRequest,
    Inspection,
    InspectRequest,
    Latency,
    LatencyRequest,
    ParseAnswer,
    ParseRequest,
    RenderAnswer,
    RenderRequest,
)
from yolosmith.architectures.service import ArchitectureService
from yolosmith.http.routing import ApiRouter

router = ApiRouter("architectures", "/architectures")


def get_service(connection: HTTPConnection) -> ArchitectureService:
    """The application's service."""
    service: ArchitectureService = connection.app.state.architectures
    return service


Service = Annotated[ArchitectureService, Depends(get_service)]


@router.get("")
def list_architectures(service: Service) -> list[ArchitectureSummary]:
    """The user's own and the presets that Ultralytics ships."""
    return service.list_all()


@router.post("/parse")
def parse_architecture(request: ParseRequest) -> ParseAnswer:
    """Text to graph. Bad rows are nodes all the same, named in the graph's `errors`."""
    return ParseAnswer(graph=graph.parse(request.yaml, request.ids))


@router.post("/render")
def render_architecture(request: RenderRequest) -> RenderAnswer:
    """Graph to text; the graph's `source` is kept byte for byte where the nodes say the same."""
    return RenderAnswer(yaml=splice.render(request.graph))


@router.post("/edit")
def edit_architecture(request: EditRequest, service: Service) -> EditAnswer:
    """Apply operations: rows are renumbered, so that the network means the same."""
    return service.edit(request)


@router.post("/diff")
def diff_architectures(request: DiffRequest) -> diff.Difference:
    """What has changed between two texts: rows as a merged list, and the keys beside them."""
    return diff.compare(request.before, request.after)


@router.post("/inspect")
async def inspect_architecture(request: InspectRequest, service: Service) -> Inspection:
    """Exact shapes, parameters, GFLOPs, and errors by row."""
    return await service.inspect(request)


@router.post("/latency")
async def measure_latency(request: LatencyRequest, service: Service) -> Latency:
    """Milliseconds of each row on this machine; takes seconds."""
    return await service.latency(request)


@router.get("/{name}")
def get_architecture(name: str, service: Service) -> Architecture:
    """One architecture with its text and layout."""
    return service.get(name)


@router.put("/{name}")
def save_architecture(name: str, text: ArchitectureText, service: Service) -> Architecture:
    """Save a text. YAML with bad rows is saved and reported; what is no YAML is refused."""
    return service.save(name, text)


@router.delete("/{name}", status_code=204)
def delete_architecture(name: str, service: Service) -> None:
    """Delete one of the user's."""
    service.delete(name)
