"""How busy the machine and the processes of this server are: looked at on request, and not more often than it says."""

import shutil
import subprocess
import threading
import time
from dataclasses import dataclass, field

import psutil

from yolosmith.status.schemas import Gpu, Load, WorkerLoad
from yolosmith.workers.process import session_members

SECONDS = 2.0
SMI = ["nvidia-smi", "--query-gpu=index,name,utilization.gpu,memory.used,memory.total", "--format=csv,noheader,nounits"]
SMI_SECONDS = 3.0
MIB = 1024 * 1024


@dataclass
class Meter:
    """Keeps the last reading."""

    reading: Load | None = None
    _looked: float = 0.0
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _processes: dict[int, psutil.Process] = field(default_factory=dict)
    _times: tuple[float, float] = (0.0, 0.0)
    """Seconds of idling and of all, at the last look."""
    _has_gpu: bool = field(default_factory=lambda: shutil.which("nvidia-smi") is not None)

    def look(self, workers: dict[str, int]) -> Load:
        """The machine now, or as it was a moment ago.

        Args:
            workers: Process ids of sessions by what they are: a run's id, or "inspector".
        """
        with self._turn:
            if self.reading is None or time.monotonic() - self._looked > SECONDS:
                self.reading = self._read(workers)
                self._looked = time.monotonic()
            return self.reading

    def _read(self, workers: dict[str, int]) -> Load:
        memory = psutil.virtual_memory()
        sessions = {what: session_members(pid) for what, pid in workers.items()}
        alive = {pid for members in sessions.values() for pid in members}
        self._processes = {pid: process for pid, process in self._processes.items() if pid in alive}
        return Load(
            cpu=self._cpu(),
            cores=psutil.cpu_count() or 1,
            memory=memory.total - memory.available,
            memory_total=memory.total,
            gpus=_gpus() if self._has_gpu else [],
            workers=[self._worker(what, members) for what, members in sessions.items()],
        )

    def _cpu(self) -> float:
        """Since the last look; psutil's own figure would be one for each thread that asks."""
        times = psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        whole = sum(times[:8])  # guests are counted in user time, too
        before, self._times = self._times, (idle, whole)
        passed = whole - before[1]
        return min(max(1 - (idle - before[0]) / passed, 0.0), 1.0) if passed > 0 else 0.0

    def _worker(self, what: str, members: list[int]) -> WorkerLoad:
        cpu, memory = 0.0, 0
        for pid in members:
            try:
                process = self._processes.setdefault(pid, psutil.Process(pid))
                cpu += process.cpu_percent() / 100  # since the last look; nothing the first time
                memory += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return WorkerLoad(what=what, processes=len(members), cpu=round(cpu, 2), memory=memory)


def _gpus() -> list[Gpu]:
    """As nvidia-smi tells; none where it does not."""
    try:
        said = subprocess.run(SMI, capture_output=True, text=True, timeout=SMI_SECONDS, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return [gpu for line in said.splitlines() if (gpu := read_gpu(line))]


def read_gpu(line: str) -> Gpu | None:
    """One line of nvidia-smi; figures that it does not support are null."""
    parts = [part.strip() for part in line.split(",")]
    if len(parts) != 5:
        return None
    index, name, *figures = parts
    load, used, total = (float(figure) if figure.replace(".", "", 1).isdigit() else None for figure in figures)
    return Gpu(
        id=index,
        name=name,
        load=None if load is None else load / 100,
        memory=None if used is None else int(used * MIB),
        memory_total=None if total is None else int(total * MIB),
    )
