"""The data sets that Ultralytics knows by name: read from its own files, fetched on request."""

import asyncio
import contextlib
import importlib.util
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from yolosmith.datasets.formats import FORMAT_OF
from yolosmith.datasets.schemas import Accepted, KnownDataset
from yolosmith.datasets.service import DatasetService
from yolosmith.datasets.tasks import TASKS
from yolosmith.errors import ConflictError, NotFoundError, UnreadableError
from yolosmith.workers.environment import proxy_for

CONNECT_SECONDS = 3.0
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Some of the files name thousands of classes; the safe loader in C reads them ten times as fast."""

KEPT = ("train", "val", "test", "names", "kpt_shape", "flip_idx", "kpt_names", "depth_scale")
"""Of Ultralytics' description, what the imported set's data.yaml says too."""

SCRIPT = "It is only fetched by a script, and scripts are never run here. Fetch it yourself and import its folder."
NOT_HERE = "Data sets for {task} cannot be imported yet."


@dataclass
class Catalog:
    """Reads `cfg/datasets/*.yaml` of the installed Ultralytics once; the package itself is not imported."""

    datasets: DatasetService

    def list_all(self) -> list[KnownDataset]:
        """All of them, by name; those that cannot be fetched say why."""
        return [known for known, _ in self._entries.values()]

    async def fetch(self, name: str) -> Accepted:
        """Begin to fetch and import one, under its name.

        Raises:
            NotFoundError: There is none of this name.
            ConflictError: It cannot be fetched, or the workspace has a data set of this name.
            UnreadableError: There is no connection to where it lies.
        """
        if name not in self._entries:
            raise NotFoundError(f"Ultralytics knows no data set {name[:100]!r}.")
        known, document = self._entries[name]
        if known.url is None:
            raise ConflictError(f"{known.title}: {known.reason}")
        await check_connection(known.url)
        args = fetched(known, document)
        return await self.datasets.begin("fetch_dataset", re.sub(r"[^A-Za-z0-9_-]", "_", name), args)

    @cached_property
    def _entries(self) -> dict[str, tuple[KnownDataset, dict[str, Any]]]:
        spec = importlib.util.find_spec("ultralytics")
        if spec is None or spec.origin is None:
            return {}
        found = {}
        for file in sorted((Path(spec.origin).parent / "cfg" / "datasets").glob("*.yaml"), key=_order):
            text = file.read_text(encoding="utf-8", errors="replace")
            with contextlib.suppress(yaml.YAMLError):
                document = yaml.load(text, LOADER)
                found[file.stem] = known_dataset(file.stem, text, document), document
        return found


def known_dataset(name: str, text: str, document: dict[str, Any]) -> KnownDataset:
    """What a file of Ultralytics says of its data set; title and size stand in its comments."""
    title = re.search(r"^# (.+?) (?:dataset|by Ultralytics)", text, re.MULTILINE)
    size = re.search(r"downloads here \((.+?)\)", text)
    download = document.get("download")
    task = _task(name, document)
    url = download if isinstance(download, str) and re.fullmatch(r"https?://\S+\.zip", download) else None
    reason = NOT_HERE.format(task=task) if task not in TASKS else SCRIPT if url is None else None
    if document.get("channels", 3) not in (1, 3):
        reason = "Its pictures have more than three channels, which the import does not read."
    return KnownDataset(
        name=name,
        title=title[1][:100] if title else name,
        task=task,
        classes=len(document.get("names") or ()),
        size=size[1] if size else None,
        url=None if reason else url,
        reason=reason,
    )


def fetched(known: KnownDataset, document: dict[str, Any]) -> dict[str, Any]:
    """What the job `fetch_dataset` is asked for one that has a URL."""
    kept = {key: document[key] for key in KEPT if document.get(key) is not None}
    form = FORMAT_OF.get(known.task, "yolo")
    facts = {"url": known.url, "task": known.task, "data": kept, "origin": known.url, "format": form}
    return facts | {"proxy": proxy_for(known.url or "")}


async def check_connection(url: str) -> None:
    """Whether the machine that has it, or the proxy on the way, can be reached at all: nobody waits for nothing.

    Raises:
        UnreadableError: It cannot, within three seconds.
    """
    proxy = proxy_for(url)
    parts = urlsplit(proxy or url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), CONNECT_SECONDS)
    except (OSError, TimeoutError) as error:
        place = f"the proxy {host}" if proxy else host
        message = f"There is no connection to {place}, so nothing was fetched. Where it can be reached, fetch {url}"
        raise UnreadableError(f"{message} and import the file.") from error
    writer.close()


def _task(name: str, document: dict[str, Any]) -> str:
    if document.get("kpt_shape"):
        return "pose"
    lower = name.lower()
    for word, task in (("depth", "depth"), ("dota", "obb"), ("-seg", "segment"), ("imagenet", "classify")):
        if word in lower:
            return task
    return "semantic" if document.get("masks_dir") or lower in {"ade20k", "cityscapes", "cityscapes8"} else "detect"


def _order(file: Path) -> str:
    return file.stem.lower()
