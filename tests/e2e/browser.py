"""Browser stories that are too long for every commit."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
CHROMIUM = ROOT / "build" / "chromium"
"""Where setup wrote down which one works."""


def passes(story: str, output: Path) -> None:
    """Run `e2e/<story>.spec.ts` whole; what the stories write down lies under `output`.

    Raises:
        AssertionError: One failed; with the end of what was printed.
    """
    command = ["npx", "--no-install", "playwright", "test", f"e2e/{story}.spec.ts", "--output", str(output)]
    environment = {**os.environ, "YOLOSMITH_PROVE": "1"}
    if CHROMIUM.is_file():
        environment.setdefault("YOLOSMITH_CHROMIUM", CHROMIUM.read_text())
    done = subprocess.run(command, cwd=FRONTEND, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
