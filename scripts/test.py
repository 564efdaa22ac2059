"""`make test`: checks, then Python, front end and browser, each with its own output; their sum in the last line."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
REPORTS = ROOT / "build" / "reports"
PYTHON = str(ROOT / ".venv" / "bin" / "python")


def main() -> int:
    """Run all, also after one failed; returns the exit status."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    for old in REPORTS.glob("*.xml"):
        old.unlink()
    environment = {
        **os.environ,
        "YOLOSMITH_CHROMIUM": (ROOT / "build" / "chromium").read_text(),
        "PLAYWRIGHT_JUNIT_OUTPUT_FILE": str(REPORTS / "browser.xml"),
    }
    vitest = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={REPORTS / 'frontend.xml'}"]
    side_by_side = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]  # a file's stories share a server
    report = f"--junitxml={REPORTS / 'python.xml'}"
    suites = {
        "python": [PYTHON, "-m", "pytest", "-m", "not prove", *side_by_side, report],
        "frontend": ["npm", "run", "--silent", "test", "--", *vitest],
        "browser": ["npm", "run", "--silent", "e2e", "--", "--reporter=list,junit"],
    }
    passed = failed = 0
    broken = []
    title("check")
    if subprocess.run([PYTHON, "scripts/check.py"], cwd=ROOT, check=False).returncode:
        broken.append("check")
    for name, command in suites.items():
        title(name)
        folder = ROOT if name == "python" else FRONTEND
        status = subprocess.run(command, cwd=folder, env=environment, check=False).returncode
        good, bad = count(REPORTS / f"{name}.xml")
        passed, failed = passed + good, failed + bad
        if status:
            broken.append(name)
    title("all")
    if broken:
        print(f"Not in order: {', '.join(broken)}; see above.")
    print(f"{passed} passed, {failed} failed")
    return 1 if broken else 0


def title(name: str) -> None:
    """A line that separates the outputs."""
    print(f"\n━━ {name} {'━' * (76 - len(name))}", flush=True)


def count(report: Path) -> tuple[int, int]:
    """Passed and failed tests of a JUnit report; a suite that left none counts as one failure."""
    if not report.is_file():
        return 0, 1
    passed = failed = 0
    for case in ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            failed += 1
        elif "skipped" not in kinds:
            passed += 1
    return passed, failed


if __name__ == "__main__":
    sys.exit(main())
