"""A folder for each class, as classification has it: `train/cat/1.jpg`, or `cat/1.jpg` where there are no splits."""

import re

from yolosmith.datasets.report import Report
from yolosmith.datasets.source import Picture, Source, SourceFolder, split_of
from yolosmith.errors import Fault, UnreadableError


def is_folders(folder: SourceFolder) -> bool:
    """Whether its pictures lie in the folders of two classes at least."""
    return len({found[1] for found in _places(folder).values() if found[1]}) > 1


def read_folders(folder: SourceFolder, report: Report, task: str = "auto") -> Source:
    """Read all pictures; classes are numbered by their names' order, as Ultralytics numbers them.

    Raises:
        UnreadableError: Another task was asked for, or no picture lies in a class's folder.
    """
    if task not in ("auto", "classify"):
        message = "Folders of pictures name classes, not objects; only classify can be made of them."
        raise UnreadableError(message, [Fault(("task",), message, actual=task)])
    places = _places(folder)
    names = sorted({found[1] for found in places.values() if found[1]})
    numbers = {name: number for number, name in enumerate(names)}
    pictures = []
    for path, (split, name) in places.items():
        if name:
            pictures.append(Picture(path, split, [], cls=numbers[name]))
        else:
            report.add("class_missing", path)
    return Source("folders", names, pictures, relative=True, task="classify")


def _places(folder: SourceFolder) -> dict[str, tuple[str | None, str]]:
    """Split and class by picture: the class is the first folder behind the split's, or behind those common to all."""
    parts = {path: path.split("/")[:-1] for path in folder.images}
    first, last = min(parts.values()), max(parts.values())  # in between they have the same folders in common
    common = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    found: dict[str, tuple[str | None, str]] = {}
    for path, folders in parts.items():
        at = next((place for place, name in enumerate(folders) if _split(name)), None)
        name = folders[common if at is None else at + 1 :][:1]
        found[path] = None if at is None else _split(folders[at]), "".join(name)
    return found


def _split(name: str) -> str | None:
    """A class may speak of a split in its name ("test tube"): only the whole name counts."""
    return split_of(name) if re.fullmatch(r"[A-Za-z]+[\d_]*", name) else None
