"""What a run wants of its trainer besides training. Goes along with the callbacks, so that the processes of a
distributed training get it too."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yolosmith.engine import embedded
from yolosmith.engine.registry import ModuleSource

RESUMABLE = "resume.pt"
"""Beside `last.pt`: the same weights with the state of the optimizer, from which a finished run can be extended."""


@dataclass(frozen=True)
class Orders:
    """Of one run.

    Attributes:
        folder: The run's.
        spec: The content of run.json.
        sources: The custom modules that are trained with.
    """

    folder: Path
    spec: dict[str, Any]
    sources: list[ModuleSource] = field(default_factory=list)

    @property
    def snapshots(self) -> frozenset[int]:
        """Epochs, counted from 1, whose weights are kept."""
        return frozenset(self.spec.get("snapshots", ()))

    def on_pretrain_routine_start(self, trainer: Any) -> None:
        """Ultralytics' callback: the trainer is being made."""
        trainer.orders = self

    def seal(self, weights: Path) -> None:
        """Put what a checkpoint needs to be loaded anywhere into a file that nobody else sees yet."""
        text = self.folder / "architecture.yaml"
        embedded.embed(
            weights,
            {
                "format": 1,
                "modules": [source.document() for source in self.sources],
                "architecture": text.read_text(encoding="utf-8") if text.is_file() else None,
                "scale": self.spec["scale"],
                "args": self.spec["args"],
            },
        )
