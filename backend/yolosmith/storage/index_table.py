"""The table in `.yolosmith/index.db`.

It only remembers what the files say: where it cannot be read or written (a full disk, somebody else's lock), that is
logged and all goes on; the next change or start puts it right.
"""

import json
import logging
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Engine,
    Executable,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from yolosmith.storage.index import Indexed

log = logging.getLogger(__name__)

VERSION = 4
LOCKED_SECONDS = 0.2
"""How long somebody else's lock is waited for: the event loop waits too."""

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
            self._engine = _open_anew(path)

    def get(self, run: str) -> Indexed | None:
        """What is known of a run."""
        wanted = select(progress).where(progress.c.run == run)
        return self._read(wanted).get(run)

    def all(self) -> dict[str, Indexed]:
        """What is known of every run, by its id."""
        return self._read(select(progress))

    def put(self, run: str, indexed: Indexed) -> None:
        """Remember."""
        values = {"offset": indexed.offset, "state": indexed.state}
        statement = (
            insert(progress).values(run=run, **values).on_conflict_do_update(index_elements=["run"], set_=values)
        )
        self._write(statement)

    def forget(self, run: str) -> None:
        """The run is gone."""
        self._write(delete(progress).where(progress.c.run == run))

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _read(self, statement: Executable) -> dict[str, Indexed]:
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(statement).all()
        except DatabaseError as error:
            log.warning("the index of runs cannot be read: %s", error.orig)
            return {}
        return {row.run: Indexed(row.offset, row.state) for row in rows}

    def _write(self, statement: Executable) -> None:
        try:
            with self._engine.begin() as connection:
                connection.execute(statement)
        except DatabaseError as error:
            log.warning("the index of runs cannot be written: %s", error.orig)


def _open_anew(path: Path) -> Engine:
    """Without what was there; where no file can be made, in memory."""
    try:
        for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        return _open(path)
    except (DatabaseError, OSError) as error:
        log.warning("the index of runs is kept in memory: %s", error)
        return _open(":memory:")


def _open(path: Path | str) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        json_serializer=lambda value: json.dumps(value, allow_nan=False),
        connect_args={"timeout": LOCKED_SECONDS, "check_same_thread": False},
        poolclass=StaticPool if path == ":memory:" else None,  # each connection to a memory has its own
    )

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
