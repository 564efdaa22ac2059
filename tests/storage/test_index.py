"""The index is a cache: damaged, old or missing, it is made anew."""

import sqlite3
from pathlib import Path

from yolosmith.storage.index import Index, Indexed


def test_what_is_put_is_there_after_reopening(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.db")
    index.put("run", Indexed(10, {"status": "running"}))
    index.put("run", Indexed(20, {"status": "completed"}))
    index.close()
    again = Index(tmp_path / "index.db")
    assert again.get("run") == Indexed(20, {"status": "completed"})
    again.forget("run")
    assert again.get("run") is None
    again.close()


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    path.write_bytes(b"this is no database at all" * 100)
    index = Index(path)
    index.put("run", Indexed(1, {}))
    assert index.get("run") == Indexed(1, {})
    index.close()


def test_an_index_of_another_version_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    index = Index(path)
    index.put("run", Indexed(1, {}))
    index.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    again = Index(path)
    assert again.get("run") is None
    again.close()


def test_somebody_elses_lock_costs_a_memory_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    index = Index(path)
    index.put("run", Indexed(10, {"status": "running"}))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    index.put("run", Indexed(20, {"status": "completed"}))
    index.forget("run")
    assert index.get("run") == Indexed(10, {"status": "running"})
    other.execute("ROLLBACK")
    other.close()
    index.put("run", Indexed(20, {"status": "completed"}))
    assert index.all() == {"run": Indexed(20, {"status": "completed"})}
    index.close()


def test_where_no_file_can_be_made_it_is_kept_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    path.mkdir()
    (path / "in the way").touch()
    index = Index(path)
    index.put("run", Indexed(1, {}))
    assert index.get("run") == Indexed(1, {})
    index.close()
