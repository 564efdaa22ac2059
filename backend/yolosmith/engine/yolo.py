"""`yolosmith.YOLO`: Ultralytics' class with the workspace's custom modules known.

The workspace is the current folder or `YOLOSMITH_WORKSPACE`. A `.pt` brings its own sources along: it loads with the
versions that it was trained with, in a folder that has none of them, and goes on training with them.
"""

import contextlib
import os
from pathlib import Path
from typing import Any

from yolosmith.engine import offline

offline.prepare()
os.environ.setdefault("YOLO_AUTOINSTALL", "False")  # else Ultralytics calls pip for a class that it cannot import

import ultralytics  # noqa: E402  after its settings are in place
from ultralytics.utils import YAML  # noqa: E402

from yolosmith.engine import embedded, hook, registry  # noqa: E402
from yolosmith.engine.registry import ModuleSource  # noqa: E402


def workspace_modules() -> Path:
    """The folder of the workspace's modules."""
    return Path(os.environ.get("YOLOSMITH_WORKSPACE") or Path.cwd()) / "modules"


class YOLO(ultralytics.YOLO):
    """As `ultralytics.YOLO`; see the module's docstring.

    Attributes:
        module_sources: The custom modules of this model, in the versions that it is built of.
    """

    module_sources: list[ModuleSource]

    def __init__(self, model: Any = "yolo26n.pt", task: str | None = None, verbose: bool = False) -> None:
        """Load or build as Ultralytics does, with the custom modules that the file needs registered before."""
        hook.install()
        sources: list[ModuleSource] = []
        path = Path(str(model).strip())
        if isinstance(model, YOLO):
            sources = model.module_sources
        elif path.suffix.lower() in (".yaml", ".yml"):
            sources = _sources_of_yaml(path)
        elif path.suffix.lower() == ".pt":
            sources = _sources_of_checkpoint(path)
        with registry.names_of(sources):
            super().__init__(model, task=task, verbose=verbose)
        self.module_sources = sources or registry.sources_in(self.model)  # a crash leaves a .pt without its sources

    def train(self, trainer: Any = None, **kwargs: Any) -> Any:
        """Train with this model's versions of its modules; the checkpoints carry their sources afterwards.

        A `trainer` of one's own should derive from `yolosmith.engine.trainer.supervised(...)` if it trains on several
        devices: the processes of such a training learn of custom modules by it.
        """
        if trainer is None and self.module_sources:
            from yolosmith.engine.trainer import supervised  # imports all of Ultralytics' trainers

            trainer = supervised(self._smart_load("trainer"))
        with registry.names_of(self.module_sources):
            result = super().train(trainer, **kwargs)
        for attribute in ("best", "last"):
            written = getattr(self.trainer, attribute, None)
            if written is not None and Path(written).is_file():
                self._embed(Path(written))
        return result

    def save(self, filename: Any = "saved_model.pt") -> None:
        """Save as Ultralytics does, with the sources inside."""
        super().save(filename)
        self._embed(Path(filename))

    def _embed(self, path: Path) -> None:
        if not self.module_sources:
            return
        document = embedded.read(path) or {"architecture": None, "scale": None, "args": {}}
        embedded.embed(path, {**document, "modules": [source.document() for source in self.module_sources]})


def _sources_of_yaml(path: Path) -> list[ModuleSource]:
    if not path.is_file():
        return []  # a name that Ultralytics resolves itself; its own YAMLs use no custom modules
    architecture = YAML.load(path)
    return registry.used_by(architecture, registry.read_sources(workspace_modules()))


def _sources_of_checkpoint(path: Path) -> list[ModuleSource]:
    """A checkpoint that a crash left without its sources may still find them in the workspace."""
    with contextlib.suppress(FileNotFoundError):
        registry.offer(registry.read_sources(workspace_modules()))
        if path.is_file():
            return embedded.module_sources(embedded.read(path))
    return []
