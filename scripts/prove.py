"""`make prove`: the tests that are too long for every commit; what they found goes into benchmarks/RESULTS.md.

A proof adds figures of its own to the table with pytest's `record_property("mAP50", 0.93)`.
"""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.results import Table, append  # noqa: E402  the folder is no installed package

REPORT = ROOT / "build" / "reports" / "prove.xml"
HOUR = 3600


def main() -> int:
    """Run them, append the table; returns pytest's exit status."""
    REPORT.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-m", "prove", f"--timeout={HOUR}", f"--junitxml={REPORT}"]
    status = subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, check=False).returncode
    if REPORT.is_file():
        table = read(REPORT)
        print(f"\n{table.text()}")
        append(table, "make prove")
    return status


def read(report: Path) -> Table:
    """One row a proof; what passed for many cases and has no figures is one row for all of them."""
    table = Table("Proofs", ["proof", "outcome", "seconds", "figures"])
    alike: dict[tuple[str, str], tuple[int, float]] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag for child in case}
        outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        figures = ", ".join(f"{one.get('name')} {one.get('value')}" for one in case.iter("property"))
        name = (case.get("name") or "").removeprefix("test_").replace("_", " ")
        seconds = float(case.get("time") or 0)
        if figures or outcome == "failed":
            table.rows.append([name, outcome, f"{seconds:.0f}", figures])
        else:
            key = (name.partition("[")[0], outcome)
            cases, total = alike.get(key, (0, 0.0))
            alike[key] = (cases + 1, total + seconds)
        table.missed = table.missed or outcome == "failed"
    for (name, outcome), (cases, total) in alike.items():
        table.rows.append([f"{name}, {cases} cases" if cases > 1 else name, outcome, f"{total:.0f}", ""])
    return table


if __name__ == "__main__":
    sys.exit(main())
