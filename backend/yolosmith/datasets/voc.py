"""Pascal VOC: one XML file a picture, lists of the splits in ImageSets/Main."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from yolosmith.datasets.boxes import Box
from yolosmith.datasets.report import Report
from yolosmith.datasets.source import Picture, Source, SourceFolder, shared, told_splits
from yolosmith.errors import Fault, TooLargeError, UnreadableError

Object = tuple[str, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A picture with the objects of the annotation file at `path`."""

    path: str
    picture: Picture
    objects: list[Object]

    @property
    def likeness(self) -> tuple[bool, int, int]:
        """Whether both have one stem, and how many folders: from the innermost on, from the outermost on."""
        file, image = PurePosixPath(self.path), PurePosixPath(self.picture.path)
        folders, others = file.parts[:-1], image.parts[:-1]
        return file.stem == image.stem, shared(folders[::-1], others[::-1]), shared(folders, others)


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
    lists = SplitLists(folder, report)
    claims: defaultdict[str, list[Annotated]] = defaultdict(list)
    for path, split in told_splits(folder.with_suffix(".xml")).items():
        try:
            root = folder.read_xml(path)
        except (UnreadableError, TooLargeError):
            report.add("annotation_unreadable", path)
            lists.tick(path)
            continue
        if root.tag != "annotation":
            continue
        lists.tick(path)
        image = folder.find_own(path, root.findtext("filename") or "")
        if lists:
            split = lists.split(path)
        if image is None:
            report.add("picture_missing", path)
        elif lists and split is None:
            report.add("picture_unlisted", image)
        else:
            picture = Picture(image, split, [], _size(root))
            claims[image].append(Annotated(path, picture, _objects(root, picture.found)))
    for place in lists.unticked():
        report.add("annotation_missing", place)
    read = [_fitting(found, report) for found in claims.values()]
    names = sorted({name for one in read for name, *_ in one.objects})
    numbers = {name: number for number, name in enumerate(names)}
    for one in read:
        one.picture.boxes = [Box(numbers[name], x1, y1, x2, y2) for name, x1, y1, x2, y2 in one.objects]
    return Source("voc", names, [one.picture for one in read], relative=False)


def _fitting(claims: list[Annotated], report: Report) -> Annotated:
    """Of the annotations that found one picture, as where another one is missing, that which is most like it."""
    best, *others = sorted(claims, key=lambda one: one.likeness, reverse=True)
    for one in others:
        report.add("annotation_again", one.path)
    return best


class SplitLists:
    """What the lists in ImageSets/Main say; each folder that has them (a year of a devkit) is for itself."""

    def __init__(self, folder: SourceFolder, report: Report) -> None:
        texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for path in folder.with_suffix(".txt"):
            if PurePosixPath(path).parts[-3:-1] == ("ImageSets", "Main"):
                texts[str(PurePosixPath(path).parents[2])][PurePosixPath(path).stem] = folder.read_text(path)
        self._splits = {root: found for root, lists in texts.items() if (found := _by_stem(lists, report))}
        self._left = {root: set(splits) for root, splits in self._splits.items()}

    def __bool__(self) -> bool:
        return bool(self._splits)

    def split(self, annotation: str) -> str | None:
        """The split of the picture that this file annotates; None where no list names it."""
        stem = PurePosixPath(annotation).stem
        return next((splits[stem] for root in self._of(annotation) if stem in (splits := self._splits[root])), None)

    def tick(self, annotation: str) -> None:
        """There is an annotation of this one."""
        for root in self._of(annotation):
            self._left[root].discard(PurePosixPath(annotation).stem)

    def unticked(self) -> list[str]:
        """What is listed and was not ticked."""
        return [str(PurePosixPath(root, stem)) for root, left in self._left.items() for stem in sorted(left)]

    def _of(self, annotation: str) -> list[str]:
        """The folder with lists that an annotation lies in; where it lies in none, all of them."""
        above = [str(folder) for folder in PurePosixPath(annotation).parents]
        return [folder for folder in above if folder in self._splits][:1] or list(self._splits)


def _by_stem(texts: dict[str, str], report: Report) -> dict[str, str]:
    """Split by stem. `trainval` counts as train where there is no list of its parts."""
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
