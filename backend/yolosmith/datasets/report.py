"""What an import repaired, dropped or noticed: every kind counted, with the files it was found in."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

PLACES_SHOWN = 100

KINDS: dict[str, tuple[str, str]] = {
    # kind: (action, what was found and what was done)
    "box_outside": ("repaired", "Boxes that reach over the edge of their picture were cut at the edge"),
    "box_reversed": ("repaired", "Boxes with left and right, or top and bottom, exchanged were turned round"),
    "box_from_polygon": ("repaired", "Outlines were replaced by the boxes around them"),
    "outline_from_box": ("repaired", "Objects without an outline got the four corners of their box"),
    "outline_to_turned_box": ("repaired", "Outlines were replaced by the smallest turned boxes around them"),
    "outline_joined": ("repaired", "Objects in several parts got one outline, joined where the parts are closest"),
    "outline_from_mask": ("repaired", "Masks were replaced by the outlines around them"),
    "keypoints_outside": ("repaired", "Keypoints outside of their picture were marked as not seen"),
    "keypoints_left_out": ("repaired", "Keypoints were left out, their boxes kept"),
    "picture_truncated": ("repaired", "JPEG files that end too early were closed; the part that is missing is grey"),
    "picture_tail": ("repaired", "JPEG files with something else behind the picture were cut at its end"),
    "picture_rotated": ("repaired", "Pictures with an EXIF orientation were turned upright, their boxes with them"),
    "picture_converted": ("repaired", "16-bit, CMYK and uncommon formats were converted to 8-bit JPEG or PNG"),
    "picture_renamed": ("repaired", "Pictures whose name is taken in their split, or no good file name, were renamed"),
    "class_renumbered": ("repaired", "Class names were missing for some numbers; they got a name"),
    "split_made": ("repaired", "The set has no validation pictures; some were taken from the others by a fixed seed"),
    "folder_unreadable": ("dropped", "Folders that cannot be opened, with all that is in them"),
    "box_no_area": ("dropped", "Boxes without an area"),
    "box_beyond": ("dropped", "Boxes that lie wholly outside their picture"),
    "box_duplicate": ("dropped", "Boxes that are there twice with the same class"),
    "box_unreadable": ("dropped", "Objects or label rows that cannot be read"),
    "box_crowd": ("dropped", "Boxes around crowds"),
    "flip_unreadable": ("dropped", "A flip_idx that does not name each keypoint once; pictures will not be mirrored"),
    "depth_missing": ("dropped", "Pictures without a depth map"),
    "depth_unreadable": ("dropped", "Pictures whose depth map is neither a 16-bit PNG nor an NPY of metres"),
    "depth_empty": ("dropped", "Pictures whose depth map knows no distance"),
    "depth_shape": ("dropped", "Pictures whose depth map has another shape, also where EXIF turns the picture alone"),
    "class_missing": ("dropped", "Pictures that lie in no class's folder"),
    "class_unknown": ("dropped", "Boxes of a class that does not exist"),
    "annotation_unreadable": ("dropped", "Annotation files that cannot be read, with their pictures"),
    "annotation_again": ("dropped", "Annotation files whose picture has one that fits better by its folder"),
    "annotation_missing": ("dropped", "Pictures that are listed but have no annotation"),
    "picture_missing": ("dropped", "Annotations whose picture is not there"),
    "picture_broken": ("dropped", "Pictures that cannot be decoded"),
    "picture_too_large": ("dropped", "Pictures larger than can be decoded safely"),
    "picture_too_small": ("dropped", "Pictures with a side of less than 10 pixels"),
    "picture_unlisted": ("dropped", "Pictures that none of the set's split lists names"),
    "split_overlap": ("dropped", "Pictures in several splits were kept in the first of train, val, test only"),
    "label_missing": ("noted", "Pictures without a label file are kept as background"),
    "keypoints_missing": ("noted", "Objects without keypoints, or with another number of them, have none marked"),
    "picture_across_splits": ("noted", "Pictures that an earlier split has too, byte for byte"),
    "size_differs": ("noted", "Pictures whose size is not the one that their annotation states"),
}

CHANGED = tuple(kind for kind, (action, _) in KINDS.items() if action != "noted")
"""Kinds after which a picture's pixels or labels are not what they were."""


def shown(path: str) -> str:
    """A file's name as it can be written down: what is no Unicode in it as question marks."""
    return path.encode("utf-8", "replace").decode()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something at one place: a file of the source, and the picture `split/file` that came of it, if one did."""

    place: str
    image: str | None
    count: int


@dataclass
class Report:
    """Counts by kind, with a bounded list of places."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: dict[str, list[Finding]] = field(default_factory=dict)

    def add(self, kind: str, place: str, count: int = 1, image: str | None = None) -> None:
        """Count `count` of a kind of `KINDS` found at a place."""
        self.counts[kind] += count
        found = self.findings.setdefault(kind, [])
        if len(found) < PLACES_SHOWN:
            found.append(Finding(shown(place), image, count))

    def as_json(self) -> list[dict[str, Any]]:
        """In the order of `KINDS`."""
        return [
            {
                "kind": kind,
                "action": action,
                "text": text,
                "count": self.counts[kind],
                "places": [
                    {"place": found.place, "image": found.image, "count": found.count} for found in self.findings[kind]
                ],
            }
            for kind, (action, text) in KINDS.items()
            if self.counts[kind]
        ]
