"""Atomic files and names that cannot lead out of the workspace."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yolosmith.errors import NotFoundError, UnreadableError
from yolosmith.storage.files import read_json, remove_tree, write_json, write_text
from yolosmith.storage.workspace import NAME, Workspace, check_name


def test_a_writer_killed_in_the_middle_leaves_the_old_content(tmp_path: Path) -> None:
    target = tmp_path / "manifest.json"
    write_json(target, {"version": 1})
    code = """
import os, signal, sys
from pathlib import Path
from yolosmith.storage.files import write_atomic
def fill(file):
    file.write(b'{"version": 2')
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
write_atomic(Path(sys.argv[1]), fill)
"""
    done = subprocess.run([sys.executable, "-c", code, str(target)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert read_json(target) == {"version": 1}


def test_a_writer_that_fails_leaves_neither_target_nor_temporary_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(tmp_path / "metrics.json", {"loss": float("inf")})
    assert list(tmp_path.iterdir()) == []


def test_the_token_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    write_text(tmp_path / "token", "secret", mode=0o600)
    assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600


def test_removing_a_folder_removes_all_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    (folder / "weights").mkdir(parents=True)
    (folder / "weights" / "last.pt").write_bytes(b"x")
    remove_tree(folder)
    remove_tree(folder)  # twice is no fault
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=70))
def test_only_plain_names_pass(name: str) -> None:
    plain = (
        0 < len(name) <= 64
        and name.isascii()
        and (name[0].isalpha() or name[0] == "_")
        and all(c.isalnum() or c in "_-" for c in name)
    )
    if plain:
        assert check_name(name, what="A thing") == name
    else:
        with pytest.raises(UnreadableError):
            check_name(name, what="A thing")
    assert bool(NAME.fullmatch(name)) == plain


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "link", "a\0b", "x" * 5000, "", ".", "folder"])
def test_nothing_outside_is_ever_opened(tmp_path: Path, path: str) -> None:
    workspace = Workspace.open(tmp_path / "workspace")
    (tmp_path / "secret").write_text("no")
    (workspace.runs / "folder").mkdir()
    (workspace.runs / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(NotFoundError):
        workspace.inside(workspace.runs, path)


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    (workspace.runs / "a.txt").write_text("yes")
    (workspace.runs / "b.txt").symlink_to("a.txt")
    assert workspace.inside(workspace.runs, "b.txt").read_text() == "yes"
