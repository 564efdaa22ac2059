"""What a run has left in its folder."""

from dataclasses import dataclass
from pathlib import Path

from yolosmith.errors import NotFoundError
from yolosmith.runs.schemas import Artifact, Metrics, RunManifest
from yolosmith.runs.service import RunService


@dataclass(frozen=True)
class RunRecords:
    """Reads files of runs, which their service knows. Each method raises NotFoundError where there is no such run."""

    runs: RunService

    def manifest(self, run: str) -> RunManifest:
        """What the worker wrote last.

        Raises:
            NotFoundError: It has not come to an orderly end yet.
        """
        found = self.runs.folder(run).manifest()
        if found is None:
            raise NotFoundError(f"Run {run} has no manifest: it has not come to an orderly end.")
        return RunManifest.model_validate(found)

    def metrics(self, run: str) -> Metrics:
        """Columns of results.csv."""
        return self.runs.folder(run).metrics()

    def artifacts(self, run: str) -> list[Artifact]:
        """Files in the run's folder."""
        return self.runs.folder(run).artifacts()

    def artifact(self, run: str, path: str) -> Path:
        """One file in the run's folder.

        Raises:
            NotFoundError: There is none, or it leads outside.
        """
        return self.runs.workspace.inside(self.runs.folder(run).folder, path)
