"""RESULTS.md: tables of what was measured, each with its command, date and machine; new ones at the end."""

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

RESULTS = Path(__file__).parent / "RESULTS.md"
HEADING = "# Results\n\nMeasured by `make bench` and `make prove`; the newest at the end.\n"


@dataclass
class Table:
    """One result. `missed`: a limit was not kept."""

    title: str
    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)
    notes: str = ""
    missed: bool = False

    def text(self) -> str:
        """As Markdown."""
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"## {self.title}\n\n{table}\n" + (f"\n{self.notes}\n" if self.notes else "")


def append(table: Table, command: str) -> None:
    """Add a table to the file, with what it was measured by, when and where."""
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else HEADING
    when = datetime.now(UTC)
    RESULTS.write_text(
        f"{before}\n{table.text()}\n`{command}`, {when:%Y-%m-%d %H:%M} UTC, {machine()}\n", encoding="utf-8"
    )


def machine() -> str:
    """Processor, cores, memory, system and the versions that matter."""
    memory = psutil.virtual_memory().total / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "ultralytics"))
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{processor()}, {cores} cores, {memory:.0f} GiB, {system}, {versions}"


def processor() -> str:
    """The processor's name, as far as the system tells."""
    about = Path("/proc/cpuinfo")
    if about.is_file():
        for line in about.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
