"""A published data set: its archive fetched, checked and imported. Nothing of it is ever run."""

import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from yolosmith.datasets import layout
from yolosmith.datasets.archive import unpack
from yolosmith.engine import import_dataset
from yolosmith.engine.jobs import Say
from yolosmith.errors import TooLargeError, UnreadableError

MAX_BYTES = 64 * 1024**3
CHUNK = 1024 * 1024
TIMEOUT = 30.0


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """The job `fetch_dataset`; answers the manifest.

    Args:
        args: As for `import_dataset`, with `url` (of a zip) in place of `source`, and `data`: what data.yaml is to say.
        say: Gets `{"done", "total", "message"}`, in bytes while it is fetched.

    Raises:
        UnreadableError: It cannot be fetched, or is no data set.
        TooLargeError: It is past a limit, or the disk is full.
    """
    staging = Path(args["staging"])
    progress = import_dataset.Progress(say)
    archive, source = staging / "fetched.zip", staging / "source"
    _fetch(args["url"], archive, progress)
    unpack(archive, source, lambda done, total: progress("Unpacking", done, total))
    archive.unlink()
    inside = [path for path in source.iterdir() if path.is_dir() and path.name != "__MACOSX"]
    root = inside[0] if len(inside) == 1 and not (source / layout.IMAGES).is_dir() else source
    for file in (*source.glob("*.y*ml"), *root.glob("*.y*ml")):
        file.unlink()  # its own may name other folders; Ultralytics too reads the one that it ships
    (root / layout.DATA_YAML).write_text(yaml.safe_dump(args["data"], allow_unicode=True), encoding="utf-8")
    return import_dataset.run({**args, "source": str(source)}, say)


def _fetch(url: str, target: Path, progress: import_dataset.Progress) -> None:
    done = 0
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer, target.open("wb") as file:
            total = int(answer.headers.get("content-length") or 0)
            while data := answer.read(CHUNK):
                done += len(data)
                if max(done, total) > MAX_BYTES:
                    raise TooLargeError(f"{url} is larger than {MAX_BYTES // 1024**3} GiB.")
                file.write(data)
                progress("Fetching (bytes)", done, total)
    except (urllib.error.URLError, TimeoutError, ConnectionError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise UnreadableError(f"{url} could not be fetched: {reason}. Nothing was kept.") from error
    if total and done < total:
        raise UnreadableError(f"{url} broke off after {done} of {total} bytes. Nothing was kept.")
