"""New data sets made of old ones, and the search for duplicates that they may leave out."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from yolosmith.datasets import layout
from yolosmith.datasets.derive import Plan, planned, redundant
from yolosmith.datasets.imports import IMPORT_SECONDS, Pace
from yolosmith.datasets.index import read_all
from yolosmith.datasets.schemas import (
    Accepted,
    DeriveOptions,
    DerivePreview,
    DeriveRequest,
    DuplicateGroup,
    DuplicatePicture,
    Duplicates,
    Manifest,
    Progress,
    SplitPreview,
)
from yolosmith.datasets.service import DatasetService
from yolosmith.errors import ConflictError, Fault, UnreadableError, YolosmithError

GROUPS_SHOWN = 200


@dataclass
class DerivedService:
    """Works through the data sets' own service."""

    datasets: DatasetService
    _searching: dict[str, Progress] = field(default_factory=dict)
    _errors: dict[str, str] = field(default_factory=dict)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def preview(self, name: str, options: DeriveOptions) -> DerivePreview:
        """What a new data set would hold. Reads the whole index.

        Raises:
            NotFoundError: There is no such data set, or it is not ready.
            ConflictError: Duplicates were not searched for yet.
        """
        manifest, folder = self.datasets.ready(name)
        samples = list(read_all(folder))
        splits = {split: SplitPreview(images=0, boxes=0, classes=[]) for split in layout.SPLITS}
        images, boxes = Counter[str](), Counter[str]()
        classes = {split: [0] * len(manifest.names) for split in splits}
        for sample, split in zip(samples, planned(samples, self._plan(name, options)), strict=True):
            if split is None:
                continue
            images[split] += 1
            boxes[split] += len(sample.boxes)
            for cls in [row.cls for row in sample.boxes] if sample.cls is None else [sample.cls]:
                classes[split][cls] += 1
        splits = {
            split: SplitPreview(images=images[split], boxes=boxes[split], classes=classes[split])
            for split in layout.SPLITS
            if images[split]
        }
        return DerivePreview(splits=splits, left_out=len(samples) - images.total())

    async def derive(self, name: str, request: DeriveRequest) -> Accepted:
        """Begin to make it.

        Raises:
            NotFoundError: There is no such data set, or it is not ready.
            ConflictError: The name is taken, or duplicates were not searched for yet.
            UnreadableError: It would have no pictures to train on or to validate with.
        """
        _, folder = self.datasets.ready(name)
        preview = await asyncio.to_thread(self.preview, name, request)
        for split in ("train", "val"):
            if split not in preview.splits:
                message = f"Nothing would be left for {split}; a data set needs train and val."
                raise UnreadableError(message, [Fault(("shares", split), message)])
        plan = await asyncio.to_thread(self._plan, name, request)
        args = {"source": str(folder), "plan": plan.as_json(), "origin": _origin(name, request)}
        return await self.datasets.begin("derive_dataset", request.name, args)

    def duplicates(self, name: str) -> Duplicates:
        """What is known of a data set's duplicates.

        Raises:
            NotFoundError: There is no such data set, or it is not ready.
        """
        manifest, folder = self.datasets.ready(name)
        if name in self._searching:
            return Duplicates(status="searching", progress=self._searching[name])
        groups = _found(folder)
        if groups is None:
            return Duplicates(status="none", error=self._errors.get(name))
        shown = sorted((_group(manifest, group) for group in groups), key=lambda group: not group.across)
        return Duplicates(
            status="ready",
            exact=sum(len(group["images"]) - 1 for group in groups if group["kind"] == "exact"),
            near=sum(len(group["images"]) - 1 for group in groups if group["kind"] == "near"),
            across=sum(group.across for group in shown),
            groups=shown[:GROUPS_SHOWN],
        )

    def search(self, name: str) -> Duplicates:
        """Begin to search, unless that is under way.

        Raises:
            NotFoundError: There is no such data set, or it is not ready.
        """
        _, folder = self.datasets.ready(name)
        if name not in self._searching:
            self._searching[name] = Progress()
            self._errors.pop(name, None)
            self._tasks[name] = asyncio.create_task(self._search(name, folder))
        return Duplicates(status="searching", progress=self._searching[name])

    async def stop(self, name: str) -> None:
        """Break off a search, if there is one."""
        if task := self._tasks.get(name):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def close(self) -> None:
        """Break off everything."""
        await asyncio.gather(*(self.stop(name) for name in list(self._tasks)))

    async def _search(self, name: str, folder: Path) -> None:
        pace = Pace()
        try:
            jobs = self.datasets.inspector.stream("find_duplicates", {"folder": str(folder)}, seconds=IMPORT_SECONDS)
            async for message in jobs:
                if "say" in message:
                    self._searching[name] = pace.timed(message["say"])
        except YolosmithError as error:
            self._errors[name] = error.detail
        finally:
            del self._searching[name], self._tasks[name]

    def _plan(self, name: str, options: DeriveOptions) -> Plan:
        without: frozenset[str] = frozenset()
        if options.drop != "none":
            groups = _found(self.datasets.ready(name)[1])
            if groups is None:
                raise ConflictError(f"Search {name} for duplicates first.")
            kinds = ("exact", "near") if options.near else ("exact",)
            chosen = [group["images"] for group in groups if group["kind"] in kinds]
            without = redundant(chosen, across=options.drop == "across")
        shares = options.shares.model_dump() if options.shares else None
        return Plan(shares, options.seed, without)


def _found(folder: Path) -> list[dict[str, Any]] | None:
    try:
        groups: list[dict[str, Any]] = json.loads((folder / layout.DUPLICATES).read_bytes())["groups"]
    except FileNotFoundError:
        return None
    return groups


def _group(manifest: Manifest, group: dict[str, Any]) -> DuplicateGroup:
    pictures = []
    for image in group["images"]:
        split, file = image.split("/", 1)
        url = f"/api/datasets/{manifest.name}/images/{quote(image)}?v={manifest.hash[:12]}"
        pictures.append(DuplicatePicture(split=split, file=file, url=url, thumbnail=f"{url}&thumbnail=true"))
    across = len({picture.split for picture in pictures}) > 1
    return DuplicateGroup(kind=group["kind"], across=across, pictures=pictures)


def _origin(name: str, request: DeriveRequest) -> str:
    parts = []
    if request.shares:
        parts.append(f"splits by seed {request.seed}")
    if request.drop != "none":
        parts.append("without duplicates")
    return f"{name}, {' and '.join(parts)}" if parts else f"copy of {name}"
