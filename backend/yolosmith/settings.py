"""All settings in one place, from arguments or from `YOLOSMITH_*` environment variables."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class Settings(BaseSettings):
    """Settings of one server. Sizes are in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="YOLOSMITH_", extra="ignore")

    workspace: Path = Field(default_factory=Path.cwd)
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: list[str] = []
    """Host names by which the server may be addressed besides the loopback ones."""
    demo: bool = False
    """Make the demo data set after the start, unless it is there."""

    web: Path = Path(__file__).parent / "web"
    """The built front end: `npm run build` puts it there, and a wheel carries it."""
    max_json: int = 8 * MIB
    max_upload: int = 16 * 1024 * MIB
    check_seconds: float = 20.0
    """Wall time for a whole check of a custom module."""
    job_memory: int = 4 * 1024 * MIB
    """Memory that one forked job may take on top of what the preloaded libraries take."""
    stop_seconds: float = 20.0
    """How long a training may take to reach the end of its batch when the server goes down."""
    assets: str | None = None
    """Where published weights are fetched from when somebody asks for one; null: where Ultralytics has them."""
    trainings: bool = True
    """Whether this server takes on trainings; that of a command which does not train leaves them alone."""
