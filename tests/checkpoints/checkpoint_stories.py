"""The few requests that the stories are made of."""

from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass
class Api:
    client: httpx.Client
    workspace: Path

    def upload(self, path: Path, **fields: str) -> httpx.Response:
        with path.open("rb") as file:
            return self.client.post("/api/checkpoints/import", files={"file": (path.name, file)}, data=fields)

    def imported(self, path: Path, **fields: str) -> dict:
        answer = self.upload(path, **fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def ids(self) -> list[str]:
        return [row["id"] for row in self.client.get("/api/checkpoints").json()]

    def predict(self, checkpoint: str, picture: Path, **options: object) -> httpx.Response:
        with picture.open("rb") as file:
            return self.client.post(
                f"/api/checkpoints/{checkpoint}/predict", files={"file": (picture.name, file)}, data=options
            )
