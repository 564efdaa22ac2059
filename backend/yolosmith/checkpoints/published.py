"""The weights that Ultralytics publishes by name: listed, and fetched when somebody asks for one.

What comes in is imported as any other file: safely, and known by its content.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from yolosmith.checkpoints.schemas import Published, PublishedList, PublishedName
from yolosmith.checkpoints.service import CheckpointService
from yolosmith.errors import ConflictError, NotFoundError, YolosmithError
from yolosmith.workers.environment import proxy_for

SECONDS = 6 * 3600.0


@dataclass
class PublishedService:
    """Fetches of one workspace; several may run."""

    checkpoints: CheckpointService
    source: str | None
    """Another address to fetch from; null: that of the installed Ultralytics."""
    _base: str = ""
    _names: dict[str, PublishedName] = field(default_factory=dict)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _states: dict[str, Published] = field(default_factory=dict)

    async def close(self) -> None:
        """Break off what is under way; nothing of it stays."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def list_all(self) -> PublishedList:
        """All names, with what is known of fetches and of files that are here already."""
        await self._learn()
        imported = await asyncio.to_thread(self.checkpoints.store.imported)  # not those of runs: there may be thousands
        here = {manifest.file: manifest.id for manifest in imported}
        rows = []
        for name, facts in self._names.items():
            state = self._states.get(name) or Published(**facts.model_dump())
            if state.status in ("new", "done"):
                found = here.get(name)
                state = state.model_copy(update={"status": "done" if found else "new", "checkpoint": found})
            rows.append(state)
        return PublishedList(source=self.source or self._base, weights=rows)

    async def fetch(self, name: str) -> Published:
        """Begin to fetch one; how far it is, `list_all` says.

        Raises:
            NotFoundError: Ultralytics publishes none of this name.
            ConflictError: It is being fetched.
        """
        await self._learn()
        if name not in self._names:
            raise NotFoundError(f"Ultralytics publishes no weights called {name[:100]!r} that can be used here.")
        if name in self._tasks:
            raise ConflictError(f"{name} is being fetched already.")
        self._states[name] = Published(**self._names[name].model_dump(), status="fetching")
        task = asyncio.create_task(self._fetch(name))
        self._tasks[name] = task
        task.add_done_callback(lambda _: self._tasks.pop(name, None))
        return self._states[name]

    async def stop(self, name: str) -> None:
        """Break it off; nothing of it stays. Of one that is not being fetched this changes nothing."""
        if task := self._tasks.get(name):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _learn(self) -> None:
        """The installed Ultralytics is asked once."""
        if not self._names:
            answer = await self.checkpoints.inspector.call("published", {})
            listed = [PublishedName.model_validate(one) for one in answer["names"]]
            self._base, self._names = answer["base"], {one.name: one for one in listed}

    async def _fetch(self, name: str) -> None:
        """In the background, to its end; what goes wrong is its `error`."""
        end: dict[str, Any] = {"status": "new"}
        try:
            async with self.checkpoints.incoming() as weights:
                url = f"{(self.source or self._base).rstrip('/')}/{name}"
                args = {"url": url, "target": str(weights), "proxy": proxy_for(url)}
                digest = None
                async for message in self.checkpoints.inspector.stream("fetch", args, seconds=SECONDS):
                    if said := message.get("say"):
                        self._states[name] = self._states[name].model_copy(update=_progress(said))
                    digest = (message.get("answer") or {}).get("sha256", digest)
                made = await self.checkpoints.import_file(weights, name, accept_modules=False)
                end = {"status": "done", "checkpoint": made.id, "sha256": digest, "bytes": made.bytes}
        except YolosmithError as error:
            end = {"status": "failed", "error": error.detail}
        finally:
            self._states[name] = self._states[name].model_copy(update={"left": None, **end})


def _progress(said: dict[str, Any]) -> dict[str, Any]:
    done, total = said["done"], said["total"]
    left = said["seconds"] / done * (total - done) if total and done else None
    return {"done": done, "bytes": total, "left": left}
