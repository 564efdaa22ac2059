"""`make test`: checks, Python, front end and browser, each with its own output; their sum in the last line."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
REPORTS = ROOT / "build" / "reports"
MOST_LINES = 12
"""Of a failure, in the end."""
PYTHON = str(ROOT / ".venv" / "bin" / "python")


def main() -> int:
    """Run all, also after one failed; returns the exit status.

    Much of a browser story is waiting, so they run beside the others, and what they print is shown when they are done.
    """
    os.environ["OMP_NUM_THREADS"] = "1"  # torch's threads wait for one another by spinning, and take the others' time
    REPORTS.mkdir(parents=True, exist_ok=True)
    for old in REPORTS.glob("*.xml"):
        old.unlink()
    vitest = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={REPORTS / 'frontend.xml'}"]
    # A file's stories share a server. Files in their own order: xdist would take those of few and long stories last.
    # One more than there are cores, as a story often waits for a server.
    workers = str(min(4, (os.cpu_count() or 1) + 1))
    side_by_side = ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    report = f"--junitxml={REPORTS / 'python.xml'}"
    here = {
        "check": [PYTHON, "scripts/check.py"],
        "python": [PYTHON, "-m", "pytest", "-m", "not prove", *side_by_side, report],
        "frontend": ["npm", "run", "--silent", "test", "--", *vitest],
    }
    broken = []
    with (REPORTS / "browser.log").open("w+b") as log, stories(log) as browser:
        for name, command in here.items():
            title(name)
            if subprocess.run(command, cwd=FRONTEND if name == "frontend" else ROOT, check=False).returncode:
                broken.append(name)
        title("browser")
        if browser.wait():
            broken.append("browser")
        log.seek(0)
        print(log.read().decode(errors="replace"))
    told = [results(REPORTS / f"{name}.xml") for name in ("python", "frontend", "browser")]
    failed = [one for _, some in told for one in some]
    title("all")
    for one in failed:  # again, at the end, where one looks first
        print(one)
    if broken:
        print(f"Not in order: {', '.join(broken)}; see above.")
    print(f"{sum(passed for passed, _ in told)} passed, {len(failed)} failed")
    return 1 if broken else 0


@contextmanager
def stories(log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The browser stories, started; they end with the block."""
    environment = {
        **os.environ,
        "YOLOSMITH_CHROMIUM": (ROOT / "build" / "chromium").read_text(),
        "PLAYWRIGHT_JUNIT_OUTPUT_FILE": str(REPORTS / "browser.xml"),
    }
    command = ["npm", "run", "--silent", "e2e", "--", "--reporter=list,junit"]
    browser = subprocess.Popen(command, cwd=FRONTEND, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield browser
    finally:
        if browser.poll() is None:
            browser.terminate()
            browser.wait()


def title(name: str) -> None:
    """A line that separates the outputs."""
    print(f"\n━━ {name} {'━' * (76 - len(name))}", flush=True)


def results(report: Path) -> tuple[int, list[str]]:
    """How many tests of a JUnit report passed, and of each that failed its name and why."""
    if not report.is_file():
        return 0, [f"{report.stem}: it ended without a report"]
    passed, failed = 0, []
    for case in ElementTree.parse(report).iter("testcase"):
        wrong = [child for child in case if child.tag in {"failure", "error"}]
        if wrong:
            failed.append(f"{case.get('classname')} › {case.get('name')}\n{textwrap.indent(reason(wrong[0]), '    ')}")
        elif case.find("skipped") is None:
            passed += 1
    return passed, failed


def reason(failure: ElementTree.Element) -> str:
    """The lines that say what went wrong: those that pytest marks, else the first ones."""
    lines = [line for line in (failure.text or failure.get("message", "")).splitlines() if line.strip()]
    marked = [line for line in lines if line.startswith("E ")]
    return "\n".join((marked or lines)[:MOST_LINES])


if __name__ == "__main__":
    sys.exit(main())
