"""Blocks known from papers, from an empty editor to a trained model, by clicking (`modules_papers.spec.ts`)."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
CHROMIUM = ROOT / "build" / "chromium"
"""Where setup wrote down which one works."""


@pytest.mark.prove
def test_blocks_from_papers_are_written_checked_and_trained_in_the_browser(tmp_path: Path) -> None:
    command = ["npx", "--no-install", "playwright", "test", "e2e/modules_papers.spec.ts", "--output", str(tmp_path)]
    environment = {**os.environ, "YOLOSMITH_PROVE": "1"}
    if CHROMIUM.is_file():
        environment["YOLOSMITH_CHROMIUM"] = CHROMIUM.read_text()
    done = subprocess.run(command, cwd=FRONTEND, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
