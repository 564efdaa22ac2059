"""Which format a folder is in, and its reader."""

from collections.abc import Callable

from yolosmith.datasets.coco import coco_files, read_coco
from yolosmith.datasets.depth import is_depth, read_depth
from yolosmith.datasets.folders import is_folders, read_folders
from yolosmith.datasets.report import Report
from yolosmith.datasets.source import Source, SourceFolder
from yolosmith.datasets.voc import is_voc, read_voc
from yolosmith.datasets.yolo import has_label_files, read_yolo, yolo_yaml
from yolosmith.errors import Fault, UnreadableError

READERS: dict[str, Callable[[SourceFolder, Report, str], Source]] = {
    "yolo": read_yolo,
    "coco": read_coco,
    "voc": read_voc,
    "folders": read_folders,
    "depth": read_depth,
}


FORMAT_OF = {"classify": "folders", "depth": "depth"}
"""Tasks that only one format serves."""


def read_source(folder: SourceFolder, format: str, report: Report, task: str = "auto") -> Source:
    """Read the folder as `format` (auto: as what it looks like), for `task` (auto: what its labels are for).

    Raises:
        UnreadableError: It holds no pictures, or no data set of that format.
    """
    for path in folder.unreadable:
        report.add("folder_unreadable", path)
    if not folder.images:
        raise UnreadableError("There are no pictures in it.", [Fault(("path",), "no JPEG, PNG, … below this folder")])
    if format == "auto":
        format = FORMAT_OF.get(task) or detect(folder)
    return READERS[format](folder, report, task)


def detect(folder: SourceFolder) -> str:
    """The format's name.

    Raises:
        UnreadableError: It looks like none.
    """
    if is_depth(folder) and not has_label_files(folder):  # objects with distances beside them are first of all objects
        return "depth"
    if yolo_yaml(folder):
        return "yolo"
    if coco_files(folder):
        return "coco"
    if is_voc(folder):
        return "voc"
    if has_label_files(folder):
        return "yolo"
    if is_folders(folder):
        return "folders"
    raise UnreadableError(
        "No data set was recognised: there is no data.yaml, no COCO JSON, no Pascal VOC XML, no YOLO label file, "
        "no folder for each of several classes, and no depth/ beside images/.",
        [Fault(("format",), "name the format, or hand in the folder that holds pictures and annotations")],
    )
