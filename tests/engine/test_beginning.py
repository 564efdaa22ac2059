"""Where a training goes on, by what is left of its weights."""

from pathlib import Path

import torch

from yolosmith.engine.going_on import Beginning, beginning_of
from yolosmith.storage.files import write_json


def weights(folder: Path, name: str, epoch: int, *, stripped: bool = False) -> Path:
    path = folder / "weights" / name
    path.parent.mkdir(exist_ok=True)
    torch.save({"epoch": epoch, "optimizer": None if stripped else {}}, path)
    return path


def test_an_extended_run_goes_on_from_its_resumable_copy_whatever_became_of_last(tmp_path: Path) -> None:
    kept = weights(tmp_path, "resume.pt", 2)
    last = weights(tmp_path, "last.pt", -1, stripped=True)
    assert beginning_of(tmp_path) == Beginning(complete=True)
    write_json(tmp_path / "extension.json", {"from": 3, "epochs": 8})
    assert beginning_of(tmp_path) == Beginning(kept, 3, 8)
    last.write_bytes(b"no weights")
    assert beginning_of(tmp_path) == Beginning(kept, 3, 8)
    last.unlink()  # cleaned up to free space: the best ones stay, and so does this
    assert beginning_of(tmp_path) == Beginning(kept, 3, 8)
    later = weights(tmp_path, "last.pt", 4)
    assert beginning_of(tmp_path) == Beginning(later, 5, 8)


def test_a_run_without_weights_begins_and_says_what_was_there(tmp_path: Path) -> None:
    assert beginning_of(tmp_path) == Beginning()
    weights(tmp_path, "last.pt", 1).write_bytes(b"no weights")
    assert beginning_of(tmp_path) == Beginning(damaged=True)
