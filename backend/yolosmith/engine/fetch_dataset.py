"""A published data set: its archive fetched, checked and imported. Nothing of it is ever run."""

from pathlib import Path
from typing import Any

import yaml

from yolosmith.datasets import layout
from yolosmith.datasets.archive import unpack
from yolosmith.engine import fetch, import_dataset
from yolosmith.engine.jobs import Say

MAX_BYTES = 64 * 1024**3
FETCHING = "Fetching (bytes)"


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """The job `fetch_dataset`; answers the manifest.

    Args:
        args: As for `import_dataset`, with `url` (of a zip) and `proxy` (an address, or null) in place of `source`, and
            `data`: what data.yaml is to say.
        say: Gets `{"done", "total", "message"}`, in bytes while it is fetched.

    Raises:
        UnreadableError: It cannot be fetched, or is no data set.
        TooLargeError: It is past a limit, or the disk is full.
    """
    staging = Path(args["staging"])
    progress = import_dataset.Progress(say)
    archive, source = staging / "fetched.zip", staging / "source"
    progress(FETCHING, 0, 0)
    fetch.download(
        args["url"],
        archive,
        args["proxy"],
        lambda said: progress(FETCHING, said["done"], said["total"] or 0),
        most=MAX_BYTES,
    )
    unpack(archive, source, lambda done, total: progress("Unpacking", done, total))
    archive.unlink()
    inside = [path for path in source.iterdir() if path.is_dir() and path.name != "__MACOSX"]
    root = inside[0] if len(inside) == 1 and not (source / layout.IMAGES).is_dir() else source
    for file in {*source.glob("*.y*ml"), *root.glob("*.y*ml")}:
        file.unlink()  # its own may name other folders; Ultralytics too reads the one that it ships
    (root / layout.DATA_YAML).write_text(yaml.safe_dump(args["data"], allow_unicode=True), encoding="utf-8")
    return import_dataset.run({**args, "source": str(source)}, say)
