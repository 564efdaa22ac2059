"""The table in `.yolosmith/index.db`."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Engine, Integer, MetaData, String, Table, create_engine, delete, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from yolosmith.storage.index import Indexed

VERSION = 3

metadata = MetaData()
progress = Table(
    "run_progress",
    metadata,
    Column("run", String, primary_key=True),
    Column("offset", Integer, nullable=False),
    Column("state", JSON, nullable=False),
)


class IndexTable:
    """Open it; one that cannot be read, or is of another version, is thrown away and begun anew."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._engine = _open(path)
        except DatabaseError:
            for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
                leftover.unlink(missing_ok=True)
            self._engine = _open(path)

    def get(self, run: str) -> Indexed | None:
        """What is known of a run."""
        with self._engine.connect() as connection:
            row = connection.execute(select(progress.c.offset, progress.c.state).where(progress.c.run == run)).first()
        return Indexed(row.offset, row.state) if row else None

    def all(self) -> dict[str, Indexed]:
        """What is known of every run, by its id."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(progress.c.run, progress.c.offset, progress.c.state)).all()
        return {row.run: Indexed(row.offset, row.state) for row in rows}

    def put(self, run: str, indexed: Indexed) -> None:
        """Remember."""
        values = {"offset": indexed.offset, "state": indexed.state}
        statement = (
            insert(progress).values(run=run, **values).on_conflict_do_update(index_elements=["run"], set_=values)
        )
        with self._engine.begin() as connection:
            connection.execute(statement)

    def forget(self, run: str) -> None:
        """The run is gone."""
        with self._engine.begin() as connection:
            connection.execute(delete(progress).where(progress.c.run == run))

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _open(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", json_serializer=lambda value: json.dumps(value, allow_nan=False))

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    with engine.begin() as connection:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version not in {0, VERSION}:
            metadata.drop_all(connection)
        metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
    return engine
