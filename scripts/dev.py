"""`make dev`: the server, started again whenever its sources change, and Vite in front of it. Ctrl-C ends both."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PATIENCE = 30


def main() -> None:
    """Run both until one ends or Ctrl-C."""
    ready = ROOT / ".yolosmith" / "server.json"
    ready.unlink(missing_ok=True)
    reloading = [str(BIN / "watchfiles"), "--filter", "python", "--sigint-timeout", str(PATIENCE)]
    serve = f"{BIN / 'yolosmith'} serve --demo"
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    server = subprocess.Popen([*reloading, serve, "backend/yolosmith"], cwd=ROOT, env=environment)
    processes = [server]
    with contextlib.suppress(KeyboardInterrupt):
        while not ready.is_file() and server.poll() is None:  # Vite's proxy reads the token that the server makes
            time.sleep(0.1)
        if server.poll() is None:
            processes.append(subprocess.Popen(["npm", "run", "--silent", "dev"], cwd=ROOT / "frontend"))
        while all(process.poll() is None for process in processes):
            time.sleep(0.2)
    for process in processes:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C has reached it already; where the other one ended, it is told."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    with contextlib.suppress(KeyboardInterrupt):
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
