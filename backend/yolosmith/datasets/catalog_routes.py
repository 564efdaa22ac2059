"""`/api/dataset-catalog`."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from yolosmith.datasets.catalog import Catalog
from yolosmith.datasets.schemas import Accepted, KnownDataset
from yolosmith.http.routing import ApiRouter

router = ApiRouter("datasets", "/dataset-catalog")


def get_catalog(connection: HTTPConnection) -> Catalog:
    """The application's catalog."""
    catalog: Catalog = connection.app.state.dataset_catalog
    return catalog


Known = Annotated[Catalog, Depends(get_catalog)]


@router.get("")
def list_known_datasets(catalog: Known) -> list[KnownDataset]:
    """Data sets that Ultralytics knows by name, and which of them can be fetched."""
    return catalog.list_all()


@router.post("/{name}/fetch", status_code=202)
async def fetch_known_dataset(name: str, catalog: Known) -> Accepted:
    """Fetch one and import it; goes on in the background. Without a connection the answer says so within seconds."""
    return await catalog.fetch(name)
