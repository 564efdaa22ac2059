"""`make check`: everything that can be said about the code without running it. All steps run, also after one failed."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
API = Path("frontend/src/api")


def main() -> int:
    """Run all steps; returns how many failed."""
    return sum(not passed for passed in (*(step(*command) for command in COMMANDS), client_is_current()))


COMMANDS: list[tuple[str, list[str]]] = [
    ("format (mend with: .venv/bin/ruff format .)", ["ruff", "format", "--check", "--quiet", "."]),
    ("lint (mend with: .venv/bin/ruff check --fix .)", ["ruff", "check", "--quiet", "."]),
    ("types", ["mypy"]),
    ("import contracts", ["lint-imports", "--no-cache"]),
    ("front end: format, lint, types (mend with: npm run format)", ["npm", "run", "--silent", "check"]),
]


def step(title: str, command: list[str]) -> bool:
    """Run one tool; its output is shown only where it fails."""
    folder = ROOT / "frontend" if command[0] == "npm" else ROOT
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return report(title, done.returncode == 0, done.stdout + done.stderr)


def client_is_current() -> bool:
    """Whether the front end's client is what the server describes now."""
    with tempfile.TemporaryDirectory() as folder:
        document, types = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        described = subprocess.run([BIN / "yolosmith", "openapi"], capture_output=True, text=True, check=False)
        if described.returncode:
            return report("generated client", False, described.stderr)
        document.write_text(described.stdout)
        command = ["npx", "--no-install", "openapi-typescript", str(document), "--output", str(types)]
        made = subprocess.run(command, cwd=ROOT / "frontend", capture_output=True, text=True, check=False)
        if made.returncode:
            return report("generated client", False, made.stdout + made.stderr)
        stale = [
            str(API / kept)
            for kept, same in (
                ("openapi.json", json.loads((ROOT / API / "openapi.json").read_text()) == json.loads(described.stdout)),
                ("schema.d.ts", (ROOT / API / "schema.d.ts").read_text() == types.read_text()),
            )
            if not same
        ]
    how = f".venv/bin/yolosmith openapi > {API}/openapi.json && (cd frontend && npm run generate)"
    return report("generated client", not stale, f"Behind the server: {', '.join(stale)}. Run: {how}\n")


def report(title: str, passed: bool, output: str) -> bool:
    """One line a step, and what it said if it failed."""
    print(f"{'ok    ' if passed else 'FAILED'}  {title if not passed else title.partition(' (')[0]}", flush=True)
    if not passed:
        print(output, flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
