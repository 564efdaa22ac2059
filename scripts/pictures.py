"""`make pictures`: takes the pictures of docs/ from a running app: a finished demo, its run and its architecture."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.server import running  # noqa: E402  the folder is no installed package

EPOCHS = "20"
LIMIT = 300_000
"""Bytes of one picture: README is read over slow lines too."""


def main() -> int:
    """Returns 1 where a picture is too large."""
    with tempfile.TemporaryDirectory(prefix="yolosmith-pictures-") as folder:
        workspace = Path(folder, "workspace")
        command = [ROOT / ".venv" / "bin" / "yolosmith", "demo", "--workspace", workspace, "--epochs", EPOCHS]
        subprocess.run(command, check=True)
        (run,) = (workspace / "runs").iterdir()
        with running(workspace) as server:
            script = str(Path(__file__).with_suffix(".mjs"))
            chromium = {"YOLOSMITH_CHROMIUM": (ROOT / "build" / "chromium").read_text()}
            take = ["node", script, server.url, server.token, run.name, str(ROOT / "docs")]
            subprocess.run(take, env=os.environ | chromium, check=True)
    large = [picture for picture in (ROOT / "docs").glob("*.png") if picture.stat().st_size > LIMIT]
    for picture in large:
        print(f"{picture.name} is larger than {LIMIT} bytes.", file=sys.stderr)
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main())
