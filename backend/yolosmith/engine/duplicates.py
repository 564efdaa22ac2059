"""Pictures of a data set that are the same: byte for byte, or for the eye."""

from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from yolosmith.datasets import layout
from yolosmith.datasets.index import read_all
from yolosmith.engine.jobs import Say
from yolosmith.engine.pictures import FORMATS
from yolosmith.storage.files import write_json

SIDE = 16
"""Of the small grey picture that stands for a picture."""

BITS = 3
"""By how many bits of 64 the hashes of two pictures that look the same may differ."""

LEVELS = 6.0
"""By how much of 255 their small grey pictures may differ, on average."""

COMPARED = 256
"""Others that a picture is compared with in one quarter: bounds the time where thousands look alike."""

THREADS = 2
SAY_EVERY = 100

Small = NDArray[np.uint8]


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """The job `find_duplicates`: writes `duplicates.json` into the data set's folder, beside its content.

    Args:
        args: `folder`: the data set's.
        say: Gets `{"done", "total", "message"}`.
    """
    folder = Path(args["folder"])
    samples = list(read_all(folder))
    names = [f"{sample.split}/{sample.file}" for sample in samples]
    smalls: list[Small] = []
    with ThreadPoolExecutor(THREADS) as pool:
        paths = [layout.image_file(folder, sample.split, sample.file) for sample in samples]
        for done, small in enumerate(pool.map(_small, paths)):
            smalls.append(small)
            if done % SAY_EVERY == 0:
                say({"done": done, "total": len(paths), "message": "Comparing pictures"})
    exact = _same([sample.sha256 for sample in samples])
    near = alike(np.array(smalls).reshape(-1, SIDE, SIDE))
    groups = [{"kind": "exact", "images": [names[one] for one in group]} for group in exact]
    whole = [set(group) for group in exact]
    groups += [
        {"kind": "near", "images": [names[one] for one in group]}
        for group in near
        if not any(set(group) <= same for same in whole)
    ]
    answer = {"groups": groups}
    write_json(folder / layout.DUPLICATES, answer)
    return answer


def alike(smalls: NDArray[np.uint8]) -> list[list[int]]:
    """Groups of pictures that look the same, given small grey ones, shape (n, 16, 16).

    Only those are compared whose difference hashes agree in one of four quarters: two that differ in three bits do.
    """
    hashes = np.array([_hash(small) for small in smalls], dtype=np.uint64)
    groups = _Groups(len(smalls))
    for quarter in range(BITS + 1):
        buckets: defaultdict[int, list[int]] = defaultdict(list)
        for picture, value in enumerate((hashes >> np.uint64(16 * quarter)) & np.uint64(0xFFFF)):
            buckets[int(value)].append(picture)
        for found in buckets.values():
            found.sort(key=lambda picture: (int(hashes[picture]), picture))
            for place, one in enumerate(found[:-1]):
                others = np.array(found[place + 1 : place + 1 + COMPARED])
                near = np.bitwise_count(hashes[others] ^ hashes[one]) <= BITS
                for other in others[near]:
                    if np.abs(smalls[other].astype(int) - smalls[one]).mean() <= LEVELS:
                        groups.join(one, int(other))
    return groups.all()


def _small(path: Path) -> Small:
    with Image.open(path, formats=FORMATS) as image:
        image.draft("L", (4 * SIDE, 4 * SIDE))
        return np.asarray(image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX), dtype=np.uint8)


def _hash(small: Small) -> int:
    """64 bits: whether each of 8 x 8 cells is darker than its right neighbour (of 8 x 9)."""
    cells = np.asarray(Image.fromarray(small).resize((9, 8), Image.Resampling.BOX), dtype=np.int16)
    return int.from_bytes(np.packbits(cells[:, 1:] > cells[:, :-1]).tobytes(), "big")


def _same(keys: Iterable[str]) -> list[list[int]]:
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for picture, key in enumerate(keys):
        by_key[key].append(picture)
    return [found for found in by_key.values() if len(found) > 1]


class _Groups:
    """Numbers that were joined, in groups (union-find)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def join(self, one: int, other: int) -> None:
        self._above[self._top(other)] = self._top(one)

    def all(self) -> list[list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self._above)):
            found[self._top(number)].append(number)
        return [group for group in found.values() if len(group) > 1]

    def _top(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number
