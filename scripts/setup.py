"""Installs what a target of the Makefile needs, and nothing twice. Needs Python's standard library alone.

Every step keeps a stamp: a hash of all that it depends on, lying in what it made, so that both go together. A stamp
that still fits means that there is nothing to do. One installation at a time: others wait for it.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
WEB = ROOT / "backend" / "yolosmith" / "web"
LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
NODE = 20
TARGETS = {
    "engine": ("python",),
    "run": ("web", "python"),
    "check": ("node", "python-dev"),
    "test": ("web", "chromium", "python-dev"),
}
CHROMIUM_FILE = ROOT / "build" / "chromium"
"""Holds the path of the browser for the tests."""


def main() -> None:
    """Install for the target that the first argument names."""
    (target,) = sys.argv[1:]
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another installation is under way; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for step in TARGETS[target]:
            STEPS[step]()


def install_python() -> None:
    """The environment with what the server and the engine need."""
    _install_python(LOCK)


def install_python_dev() -> None:
    """The same with the tools of tests and checks (that lock holds all of the other one)."""
    _install_python(DEV_LOCK)


def _install_python(lock: str) -> None:
    make_environment()
    pip = [str(PYTHON), "-m", "pip", "--quiet", "--quiet", "--no-input", "--disable-pip-version-check", "install"]
    packages, project = VENV / ".packages.stamp", VENV / ".project.stamp"
    if not any(is_fresh(packages, lock_state(fit)) for fit in (lock, DEV_LOCK)):
        say("Installing Python packages into .venv (about 5 GB; minutes the first time) …")
        packages.unlink(missing_ok=True)  # half an installation is none
        # --no-deps: the lock is complete, and has opencv-python's headless build in its place.
        run([*pip, "--no-deps", "-r", lock])
        packages.write_text(lock_state(lock))
    wanted = digest([ROOT / "pyproject.toml"])
    if not is_fresh(project, wanted):
        say("Installing Yolosmith itself into .venv …")
        run([*pip, "--no-deps", "--no-build-isolation", "-e", "."])
        project.write_text(wanted)


def lock_state(lock: str) -> str:
    """What the stamp says when this lock was the last to be installed."""
    return digest([ROOT / lock], extra=lock)


def make_environment() -> None:
    """The virtual environment; made anew where it is broken or was moved."""
    pip = VENV / "bin" / "pip"
    in_place = pip.is_file() and str(VENV) in pip.read_text()  # scripts name their Python by its full path
    if in_place and works([str(PYTHON), "-c", "import pip, sys; assert sys.version_info >= (3, 11)"]):
        return
    if importlib.util.find_spec("ensurepip") is None:
        install_ensurepip()
    say(f"Making the virtual environment .venv with Python {sys.version.split()[0]} …")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def install_ensurepip() -> None:
    """Debian and Ubuntu keep a part of Python's `venv` in a package of its own."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not can_apt():
        fail(f"Python cannot make virtual environments here. Install {package} (apt-get install {package}) first.")
    say(f"Installing {package} …")
    apt_install(package)


def install_node() -> None:
    """The front end's packages."""
    check_node()
    stamp = FRONTEND / "node_modules" / ".stamp"
    wanted = digest([FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc")], extra=str(ROOT))
    if is_fresh(stamp, wanted):
        return
    say("Installing the front end's packages …")
    run(["npm", "ci", "--no-fund", "--no-audit"], FRONTEND)
    stamp.write_text(wanted)


def build_web() -> None:
    """The front end, built beside the old one and then put in its place."""
    wanted = digest(sources())
    if is_fresh(WEB / ".stamp", wanted):
        return
    install_node()
    say("Building the front end …")
    built, old = ROOT / "build" / "web", ROOT / "build" / "web-old"
    shutil.rmtree(old, ignore_errors=True)
    run(["npm", "run", "--silent", "build", "--", "--outDir", str(built), "--emptyOutDir", "--logLevel=warn"], FRONTEND)
    (built / ".stamp").write_text(wanted)
    if WEB.exists():
        WEB.rename(old)
    built.rename(WEB)
    shutil.rmtree(old, ignore_errors=True)


def sources() -> list[Path]:
    """Every file that the built front end depends on."""
    own = [path for path in FRONTEND.iterdir() if path.is_file()]
    deep = [path for folder in ("src", "public") for path in (FRONTEND / folder).rglob("*") if path.is_file()]
    return sorted(path for path in own + deep if ".test." not in path.name)


def check_node() -> None:
    """Node is there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        fail(f"The front end is built with Node {NODE} or later and npm, and there is none here: install it first.")
    found = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(found.lstrip("v").split(".")[0]) < NODE:
        fail(f"The front end is built with Node {NODE} or later; here it is {found}: install a newer one first.")


def find_chromium() -> None:
    """A Chromium for the browser tests: one of the system, else installed with apt, else Playwright's own."""
    install_node()
    known = CHROMIUM_FILE.read_text().strip() if CHROMIUM_FILE.is_file() else None
    found = first_working([known, os.environ.get("YOLOSMITH_CHROMIUM"), *of_the_system(), playwrights()])
    if found is None and can_apt():
        say("Installing Chromium …")
        apt_install("chromium", required=False)
        found = first_working(of_the_system())
    if found is None:
        say("Installing Playwright's Chromium …")
        needed = ["--with-deps"] if can_apt() else []
        subprocess.run(["npx", "--no-install", "playwright", "install", *needed, "chromium"], cwd=FRONTEND, check=False)
        found = first_working([playwrights()])
    if found is None:
        fail("The browser tests need Chromium: install it, and name it in YOLOSMITH_CHROMIUM if it is not in /usr/bin.")
    CHROMIUM_FILE.write_text(found)


def of_the_system() -> list[str]:
    """Where distributions put Chromium, as in frontend/playwright.config.ts."""
    return ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]


def playwrights() -> str | None:
    """Where Playwright keeps its own, whether it is there or not."""
    ask = "process.stdout.write(require('@playwright/test').chromium.executablePath())"
    answer = subprocess.run(["node", "-e", ask], cwd=FRONTEND, capture_output=True, text=True, check=False)
    return answer.stdout or None


def first_working(candidates: Iterable[str | None]) -> str | None:
    """The first that is there and starts (Ubuntu's chromium-browser may only be a note that it is elsewhere)."""
    return next((path for path in candidates if path and Path(path).exists() and works([path, "--version"])), None)


def can_apt() -> bool:
    """Whether packages of the distribution can be installed."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(package: str, *, required: bool = True) -> None:
    """Install a package of the distribution; its output is shown when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", package]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode and required:
            print(done.stdout + done.stderr, file=sys.stderr)
            fail(f"{' '.join(command)} failed; its output is above.")


def digest(files: Iterable[Path], extra: str = "") -> str:
    """Hash of names and contents."""
    seen = {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return hashlib.sha256((json.dumps(seen, sort_keys=True) + extra).encode()).hexdigest()


def is_fresh(stamp: Path, wanted: str) -> bool:
    """Whether the stamp says what is wanted."""
    return stamp.is_file() and stamp.read_text() == wanted


def works(command: list[str]) -> bool:
    """Whether a command can be run and succeeds."""
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def run(command: list[str], folder: Path = ROOT) -> None:
    """Run a step's command; where it fails, so does the installation, and what it said is shown."""
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        fail(f"{done.stdout}\nThis failed, see above: {' '.join(command)}")


def say(message: str) -> None:
    """One line a step."""
    print(message, flush=True)


def fail(message: str) -> NoReturn:
    """End with a sentence."""
    print(message, file=sys.stderr)
    sys.exit(1)


STEPS = {
    "python": install_python,
    "python-dev": install_python_dev,
    "node": install_node,
    "web": build_web,
    "chromium": find_chromium,
}

if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("Interrupted; the next time it goes on.")
