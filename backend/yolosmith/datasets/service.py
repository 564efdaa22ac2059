"""What can be done with data sets: list, import, make the demo set, look at, delete."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from yolosmith.datasets import archive, layout
from yolosmith.datasets.imports import Imports
from yolosmith.datasets.index import IndexedSample, Row, SampleFilter, read_page
from yolosmith.datasets.schemas import (
    Accepted,
    Dataset,
    DatasetDetail,
    ImportRecord,
    LabelledBox,
    Manifest,
    Repairs,
    Sample,
    SamplePage,
    UploadOptions,
)
from yolosmith.datasets.store import FOREIGN, INTERRUPTED, DatasetStore
from yolosmith.datasets.tasks import TRAINS
from yolosmith.errors import ConflictError, Fault, NotFoundError, UnreadableError
from yolosmith.http.broadcast import Broadcast
from yolosmith.storage.workspace import Workspace, check_name
from yolosmith.workers.jobs import Inspector

DEMO = "digits"
CHECKED_AT_ONCE = 4 * archive.MIB
"""Archives with a larger table of contents are looked through by the job, not while the client waits."""


@dataclass
class DatasetService:
    """Data sets of one workspace. Imports run one after the other, each as a job of the inspector."""

    workspace: Workspace
    inspector: Inspector
    store: DatasetStore
    used_by: Callable[[str], list[str]] = lambda name: []
    """What uses a data set now (ids of runs); such a one is not deleted."""

    news: Broadcast = field(default_factory=Broadcast)
    """`datasets.changed` with the data set, `datasets.deleted` with its name."""

    _imports: Imports = field(init=False)

    def __post_init__(self) -> None:
        self._imports = Imports(self.inspector, self.store, self._tell)

    @classmethod
    def open(cls, workspace: Workspace, inspector: Inspector) -> "DatasetService":
        """Of a workspace that this process alone holds: what a crash left half imported is removed."""
        store = DatasetStore(workspace)
        store.sweep()
        return cls(workspace, inspector, store)

    async def close(self) -> None:
        """Break off the imports; they show as interrupted at the next start."""
        await self._imports.close()
        self.news.close()

    def list_all(self) -> list[Dataset]:
        """All data sets, newest first. Reads one small file each."""
        found = [Dataset.model_validate(self._row(name)) for name in self.store.names()]
        return sorted(found, key=lambda dataset: dataset.created, reverse=True)

    def get(self, name: str) -> DatasetDetail:
        """One with its statistics and the report of its import.

        Raises:
            NotFoundError: There is none of this name.
        """
        check_name(name, what="A data set")
        row = self._row(name)
        if manifest := self.store.manifest(name):
            row |= {"box_edges": manifest.box_edges, "grid": manifest.grid}
            row |= {"statistics": manifest.splits, "report": manifest.report}
        return DatasetDetail.model_validate(row)

    def data_yaml(self, name: str) -> Path:
        """The data set's data.yaml. What to train with is `layout.trained_on`.

        Raises:
            NotFoundError: There is none of this name.
            ConflictError: It is not ready.
        """
        if self.get(name).status != "ready":
            raise ConflictError(f"The data set {name} is not ready: its import is under way or has failed.")
        return self.store.folder(name) / layout.DATA_YAML

    def samples(self, name: str, wanted: SampleFilter, *, offset: int, limit: int) -> SamplePage:
        """A page of the pictures that are wanted, with their boxes.

        Raises:
            NotFoundError: There is no such data set, or it is not ready.
        """
        manifest = self._ready(name)
        total, page = read_page(self.store.folder(name), wanted, offset=offset, limit=limit)
        return SamplePage(total=total, offset=offset, samples=[_sample(manifest, found) for found in page])

    def image(self, name: str, split: str, file: str, *, thumbnail: bool) -> tuple[Path, str]:
        """A picture's file, and the version that its URL carries.

        Raises:
            NotFoundError: There is no such picture.
        """
        manifest = self._ready(name)
        return self.store.image(name, split, file, thumbnail=thumbnail), _version(manifest)

    def depth_picture(self, name: str, split: str, file: str) -> tuple[Path, str]:
        """The grey picture of a depth map, and the version that its URL carries.

        Raises:
            NotFoundError: There is no such picture, or it has no map.
        """
        manifest = self._ready(name)
        return self.store.depth_picture(name, split, file), _version(manifest)

    def make_staging(self) -> Path:
        """A hidden folder to upload into; `import_from` takes it over."""
        return self.store.make_staging()

    def discard_staging(self, staging: Path) -> None:
        """Remove such a folder."""
        self.store.remove_staging(staging)

    async def import_path(self, path: str, options: UploadOptions) -> Accepted:
        """Begin to import a folder or a zip of this machine; a relative path is taken from the workspace.

        Raises:
            UnreadableError: It is not there, cannot be read or holds nothing.
            ConflictError: The name is taken.
        """
        source = await asyncio.to_thread(self._check_path, path)
        staging = await asyncio.to_thread(self.store.make_staging)
        return await self.import_from(source, source.name, staging, options)

    async def import_from(self, source: Path, origin: str, staging: Path, options: UploadOptions) -> Accepted:
        """Begin to import a folder or a zip.

        Args:
            source: What to import; never written to.
            origin: How it was called; names the data set unless the options do.
            staging: A hidden folder for this import; removed at its end, however it ends.
            options: Name, format and task.

        Raises:
            UnreadableError: The zip archive is empty, damaged or refused.
            ConflictError: The name is taken.
        """
        try:
            name = check_name(options.name if options.name is not None else _derive_name(origin), what="A data set")
            await asyncio.to_thread(_check_archive, source)
            args = {"source": str(source), "staging": str(staging), "format": options.format, "task": options.task}
            args["origin"] = origin
            return self._begin("import_dataset", name, args, staging)
        except BaseException:
            await asyncio.to_thread(self.store.remove_staging, staging)
            raise

    def make_demo(self) -> Accepted:
        """Begin to make the data set of handwritten digits; where it is there already, nothing happens.

        An attempt that failed, as when the server ended meanwhile, is forgotten.

        Raises:
            ConflictError: A folder that is not ours has its name.
        """
        if DEMO in self._imports:
            return Accepted(name=DEMO, status="importing")
        if self.store.manifest(DEMO):
            return Accepted(name=DEMO, status="ready")
        self.store.remove_record(DEMO)
        staging = self.store.make_staging()
        args = {"staging": str(staging), "origin": "scikit-learn load_digits", "format": "digits"}
        try:
            return self._begin("make_digits", DEMO, args, staging)
        except ConflictError:
            self.store.remove_staging(staging)
            raise

    async def delete(self, name: str) -> None:
        """Remove a data set; stop its import; dismiss one that failed.

        Raises:
            NotFoundError: There is none of this name.
            ConflictError: A run uses it, another one is being made from it, or it was not made here.
        """
        self.get(name)
        if made := self._imports.made_from(self.store.folder(name)):
            raise ConflictError(
                f"{', '.join(made[:3])} is being made from the data set {name}; wait, or stop that first."
            )
        await self._imports.stop(name)
        if users := self.used_by(name):
            raise ConflictError(f"The data set {name} is in use by {', '.join(users[:3])}; stop that first.")
        ours = self.store.manifest(name) or self.store.record(name)
        if ours is None:
            raise ConflictError(f"The folder {name} in datasets/ was not made by an import; remove it by hand.")
        self.store.remove_record(name)
        if self.store.manifest(name):
            self._imports.remove_later(await asyncio.to_thread(self.store.put_away, name))
        self._tell(name)

    async def begin(self, job: str, name: str, args: dict[str, Any]) -> Accepted:
        """Begin a job that makes a data set of this name.

        Raises:
            UnreadableError: The name is none.
            ConflictError: The name is taken.
        """
        name = check_name(name, what="A data set")
        staging = await asyncio.to_thread(self.store.make_staging)
        try:
            return self._begin(job, name, {"format": "", **args, "staging": str(staging)}, staging)
        except BaseException:
            await asyncio.to_thread(self.store.remove_staging, staging)
            raise

    def _begin(self, job: str, name: str, args: dict[str, Any], staging: Path) -> Accepted:
        if self.store.exists(name):
            message = f"There is a data set {name} already; delete it first, or give another name."
            raise ConflictError(message, [Fault(("name",), message, actual=name)])
        record = ImportRecord(name=name, source=args["origin"], source_format=args["format"], created=datetime.now(UTC))
        self._imports.begin(job, record, {**args, "target": str(self.store.folder(name))}, staging)
        return Accepted(name=name, status="importing")

    def _tell(self, name: str) -> None:
        """Of an import that began, went on, or ended."""
        try:
            row = Dataset.model_validate(self._row(name))
        except NotFoundError:
            self.news.publish("datasets.deleted", {"name": name})
        else:
            self.news.publish("datasets.changed", {"dataset": row.model_dump(mode="json")})

    def _check_path(self, path: str) -> Path:
        problem = None
        try:
            source = self.workspace.root / Path(path).expanduser()
            if source.is_dir():
                problem = None if any(source.iterdir()) else "The folder is empty"
            elif source.is_file():
                source.open("rb").close()
            else:
                problem = "There is no such folder"
        except (OSError, RuntimeError, ValueError) as error:
            problem = f"It cannot be read ({getattr(error, 'strerror', None) or error})"
        if problem:
            message = f"{problem}: {path[:300]}"
            raise UnreadableError(message, [Fault(("path",), problem, actual=path)])
        return source.resolve()

    def ready(self, name: str) -> tuple[Manifest, Path]:
        """The manifest and the folder of one that is ready.

        Raises:
            NotFoundError: There is none of this name, or it is not ready.
        """
        return self._ready(name), self.store.folder(name)

    def _ready(self, name: str) -> Manifest:
        check_name(name, what="A data set")
        if manifest := self.store.manifest(name):
            return manifest
        raise NotFoundError(f"There is no data set {name} that is ready.")

    def _row(self, name: str) -> dict[str, Any]:
        manifest, record = self.store.manifest(name), self.store.record(name)
        if manifest and (record is None or name not in self._imports):  # else its job still writes beside the content
            return _ready_row(manifest)
        if record:
            is_running = name in self._imports
            return {
                "name": name,
                "status": "importing" if is_running else "failed",
                "created": record.created,
                "source": record.source,
                "source_format": record.source_format,
                "progress": self._imports.progress(name),
                "error": None if is_running else record.error or INTERRUPTED,
                "errors": record.errors,
            }
        try:
            created = datetime.fromtimestamp(self.store.folder(name).stat().st_mtime, UTC)
        except FileNotFoundError:
            raise NotFoundError(f"There is no data set {name!r}.") from None
        return {"name": name, "status": "failed", "created": created, "error": FOREIGN}


def _check_archive(source: Path) -> None:
    if source.is_file() and archive.directory_size(source) < CHECKED_AT_ONCE:
        archive.check(source)


def _ready_row(manifest: Manifest) -> dict[str, Any]:
    counts = dict.fromkeys(("repaired", "dropped", "noted"), 0)
    for entry in manifest.report:
        counts[entry.action] += entry.count
    return {
        "name": manifest.name,
        "status": "ready",
        "task": manifest.task,
        "trains": list(TRAINS[manifest.task]),
        "classes": manifest.names,
        "keypoints": manifest.keypoints,
        "splits": {split: counted.images for split, counted in manifest.splits.items()},
        "images": sum(counted.images for counted in manifest.splits.values()),
        "boxes": sum(counted.boxes for counted in manifest.splits.values()),
        "thumbnails": [_url(manifest, image, thumbnail=True) for image in manifest.thumbnails],
        "created": manifest.created,
        "hash": manifest.hash,
        "source": manifest.source,
        "source_format": manifest.source_format,
        "repairs": Repairs(**counts),
    }


def _sample(manifest: Manifest, found: IndexedSample) -> Sample:
    image = f"{found.split}/{found.file}"
    return Sample(
        split=found.split,
        file=found.file,
        width=found.width,
        height=found.height,
        url=_url(manifest, image, thumbnail=False),
        thumbnail=_url(manifest, image, thumbnail=True),
        boxes=[_box(manifest, row) for row in found.boxes],
        depth=_depth_url(manifest, image) if manifest.task == "depth" else None,
        cls=found.cls,
        name=None if found.cls is None else manifest.names[found.cls],
        repaired=found.repaired,
    )


def _box(manifest: Manifest, row: Row) -> LabelledBox:
    numbers = manifest.keypoints.shape[1] if manifest.keypoints else 2
    points = [list(row.points[at : at + numbers]) for at in range(0, len(row.points), numbers)]
    return LabelledBox(cls=row.cls, name=manifest.names[row.cls], x=row.x, y=row.y, w=row.w, h=row.h, points=points)


def _version(manifest: Manifest) -> str:
    return manifest.hash[:12]


def _url(manifest: Manifest, image: str, *, thumbnail: bool) -> str:
    small = "&thumbnail=true" if thumbnail else ""
    return f"/api/datasets/{manifest.name}/images/{quote(image)}?v={_version(manifest)}{small}"


def _depth_url(manifest: Manifest, image: str) -> str:
    return f"/api/datasets/{manifest.name}/depth/{quote(image)}?v={_version(manifest)}"


def _derive_name(origin: str) -> str:
    stem = PurePosixPath(origin.replace("\\", "/")).name.removesuffix(".zip")
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", stem).strip("_-")[:63]
    return name if re.match("[A-Za-z]", name) else f"_{name}"
