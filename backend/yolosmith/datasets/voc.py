"""Pascal VOC: one XML file a picture, lists of the splits in ImageSets/Main."""

from collections import Counter
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from yolosmith.datasets.boxes import Box
from yolosmith.datasets.report import Report
from yolosmith.datasets.source import Picture, Source, SourceFolder, split_of
from yolosmith.errors import Fault, TooLargeError, UnreadableError

Object = tuple[str, float, float, float, float]


def is_voc(folder: SourceFolder) -> bool:
    """Whether an XML file in it speaks of an annotation."""
    return any("<annotation" in folder.read_text(path)[:2000] for path in folder.with_suffix(".xml")[:20])


def read_voc(folder: SourceFolder, report: Report, task: str = "auto") -> Source:
    """Read all annotations below the folder; classes are numbered by their names' order.

    Corners are taken as they are written: tools disagree whether VOC's pixels count from 0 or from 1.
    """
    if task not in ("auto", "detect"):
        message = "Pascal VOC's annotations hold boxes; only detect can be made of them."
        raise UnreadableError(message, [Fault(("task",), message, actual=task)])
    lists = _split_lists(folder, report)
    read: list[tuple[Picture, list[Object]]] = []
    taken: set[str] = set()
    for path in folder.with_suffix(".xml"):
        stem = PurePosixPath(path).stem
        try:
            root = folder.read_xml(path)
        except (UnreadableError, TooLargeError):
            report.add("annotation_unreadable", path)
            taken.add(stem)
            continue
        if root.tag != "annotation":
            continue
        image = folder.find_stem(stem, path) or folder.find_image(root.findtext("filename") or "", path)
        taken.add(stem)
        if image is None:
            report.add("picture_missing", path)
        elif lists and stem not in lists:
            report.add("picture_unlisted", image)
        else:
            picture = Picture(image, lists.get(stem) if lists else split_of(path), [], _size(root))
            read.append((picture, _objects(root, picture.found)))
    for stem in sorted(set(lists) - taken):
        report.add("annotation_missing", stem)
    names = sorted({name for _, objects in read for name, *_ in objects})
    numbers = {name: number for number, name in enumerate(names)}
    for picture, objects in read:
        picture.boxes = [Box(numbers[name], x1, y1, x2, y2) for name, x1, y1, x2, y2 in objects]
    return Source("voc", names, [picture for picture, _ in read], relative=False)


def _split_lists(folder: SourceFolder, report: Report) -> dict[str, str]:
    """Split by stem. `trainval` counts as train where there is no list of its parts."""
    texts = {
        PurePosixPath(path).stem: folder.read_text(path)
        for path in folder.with_suffix(".txt")
        if PurePosixPath(path).parts[-3:-1] == ("ImageSets", "Main")
    }
    if "train" not in texts and "trainval" in texts:
        texts["train"] = texts["trainval"]
    splits: dict[str, str] = {}
    for split in ("train", "val", "test"):
        for stem in (line.split()[0] for line in texts.get(split, "").splitlines() if line.strip()):
            if splits.setdefault(stem, split) != split:
                report.add("split_overlap", stem)
    return splits


def _size(root: Element) -> tuple[int, int] | None:
    try:
        width, height = int(root.findtext("size/width", "")), int(root.findtext("size/height", ""))
    except ValueError:
        return None
    return (width, height) if width > 0 and height > 0 else None


def _objects(root: Element, found: Counter[str]) -> list[Object]:
    objects: list[Object] = []
    for item in root.findall("object"):
        name = " ".join(item.findtext("name", "").split())
        if not name:
            found["class_unknown"] += 1
            continue
        try:
            x1, y1, x2, y2 = (float(item.findtext(f"bndbox/{key}", "")) for key in ("xmin", "ymin", "xmax", "ymax"))
        except ValueError:
            found["box_unreadable"] += 1
        else:
            objects.append((name, x1, y1, x2, y2))
    return objects
