"""`manifest.json`: how a run ended and what made it. Written last of all, so that its presence means an orderly end."""

import hashlib
import json
import platform
import subprocess
from pathlib import Path
from typing import Any

import torch
import torchvision
import ultralytics
import yaml

from yolosmith import __version__
from yolosmith.engine.orders import RESUMABLE
from yolosmith.engine.registry import ModuleSource
from yolosmith.storage.files import sha256, write_json
from yolosmith.storage.journal import read_lines

FORMAT = 1
RECORDS = frozenset({"manifest.json", "events.jsonl", "console.log", "worker.json", "stop.json", "notes.json"})
"""What is still written to, or may be, when the manifest is there."""


def write(
    folder: Path,
    *,
    outcome: str,
    seconds: float,
    spec: dict[str, Any],
    sources: list[ModuleSource],
    device: str | None = None,
    error: dict[str, Any] | None = None,
) -> None:
    """Write the manifest of a run; its shape is `runs.schemas.RunManifest`.

    Args:
        folder: The run's folder.
        outcome: completed, stopped, interrupted or failed.
        seconds: Wall time of this worker; what earlier ones took is read from the events.
        spec: The content of run.json.
        sources: The custom modules that were trained with.
        device: What it was trained on, once that is known.
        error: `{"message", "trace"}` of a failure.
    """
    write_json(
        folder / "manifest.json",
        {
            "format": FORMAT,
            "outcome": outcome,
            "error": error,
            "seconds": round(earlier_seconds(folder / "events.jsonl") + seconds, 3),
            "worker_seconds": round(seconds, 3),
            "device": device,
            "seed": _seed(folder, spec),
            "versions": {
                "yolosmith": __version__,
                "ultralytics": ultralytics.__version__,
                "torch": torch.__version__,
                "torchvision": torchvision.__version__,
                "python": platform.python_version(),
            },
            "platform": platform.platform(),
            "git": _commit(folder),
            "args": spec["args"],
            "args_sha256": _hash(spec["args"]),
            "architecture": spec["architecture"],
            "architecture_sha256": _hash_of(folder / "architecture.yaml"),
            "checkpoint": spec["checkpoint"],
            "checkpoint_sha256": _hash_of(folder / "start.pt"),
            "teacher": spec["args"].get("distill_model"),
            "teacher_sha256": _hash_of(folder / "teacher.pt"),
            "dataset": spec["dataset"],
            "dataset_hash": spec.get("dataset_hash"),
            "modules": {source.name: source.sha256 for source in sources},
            "artifacts": {str(path.relative_to(folder)): sha256(path) for path in _artifacts(folder)},
        },
    )


def earlier_seconds(events: Path) -> float:
    """How long the workers before the last one have trained, each from its start to the last thing that it told.

    What passed until somebody noticed the end of a worker, or resumed the run, does not count.
    """
    spans: list[float] = []
    began: float | None = None
    before = b""
    for _, line in read_lines(events):
        if b'"run.status"' in line:
            event = json.loads(line)
            if began is not None:
                spans.append(json.loads(before)["time"] - began)
            began = event["time"] if event["status"] == "running" else None
        before = line
    return sum(spans)


def _artifacts(folder: Path) -> list[Path]:
    """Everything that the run leaves behind. The resumable copy may be cleaned away, and is not in the list."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.name not in RECORDS | {RESUMABLE}
    ]


def _seed(folder: Path, spec: dict[str, Any]) -> int | None:
    """As Ultralytics wrote it into args.yaml; as asked for where it did not come to that."""
    written = folder / "args.yaml"
    args = yaml.safe_load(written.read_text(encoding="utf-8")) if written.is_file() else spec["args"]
    seed = args.get("seed")
    return int(seed) if seed is not None else None


def _hash_of(path: Path) -> str | None:
    return sha256(path) if path.is_file() else None


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _commit(folder: Path) -> str | None:
    """Commit of the repository that the workspace lies in, if it does."""
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, timeout=5, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()
