"""New splits of a data set: by shares and a seed, with every class spread over them as the pictures are."""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence


def split_sizes(count: int, shares: Mapping[str, float]) -> dict[str, int]:
    """How many pictures each split gets: the shares of `count`, rounded so that they add up.

    A split with a share gets one picture at least, where there are that many.
    """
    whole = sum(shares.values())
    wanted = {split: count * share / whole for split, share in shares.items() if share > 0}
    sizes = {split: int(number) for split, number in wanted.items()}
    by_rest = sorted(wanted, key=lambda split: wanted[split] - sizes[split], reverse=True)
    for split in by_rest[: count - sum(sizes.values())]:
        sizes[split] += 1
    if count >= len(sizes):
        for split in sizes:
            if not sizes[split]:
                largest = max(sizes, key=lambda other: sizes[other])
                sizes[largest] -= 1
                sizes[split] += 1
    return {split: sizes.get(split, 0) for split in shares}


def divide(classes: Sequence[Collection[int]], shares: Mapping[str, float], seed: int) -> list[str]:
    """A split for each picture, given the classes in it.

    Iterative stratification (Sechidis et al. 2011): the rarest class first, each of its pictures to the split that
    lacks most of it. The sizes are exactly those of `split_sizes`; the same input and seed give the same answer.
    """
    chance = random.Random(seed)
    sizes = split_sizes(len(classes), shares)
    room = dict(sizes)
    order = list(range(len(classes)))
    chance.shuffle(order)
    pictures_of: dict[int, list[int]] = {}
    for picture in order:
        for cls in set(classes[picture]):
            pictures_of.setdefault(cls, []).append(picture)
    part = {split: size / max(len(classes), 1) for split, size in sizes.items()}
    lacking = {split: {cls: len(found) * part[split] for cls, found in pictures_of.items()} for split in sizes}
    left = Counter({cls: len(found) for cls, found in pictures_of.items()})
    chosen: dict[int, str] = {}

    def place(picture: int, cls: int | None) -> None:
        open_splits = [split for split in sizes if room[split]]
        chance.shuffle(open_splits)
        split = max(open_splits, key=lambda one: (room[one] if cls is None else lacking[one][cls], room[one]))
        chosen[picture] = split
        room[split] -= 1
        for other in set(classes[picture]):
            lacking[split][other] -= 1
            left[other] -= 1

    while left := +left:
        rarest = min(left, key=lambda cls: (left[cls], cls))
        for picture in pictures_of[rarest]:
            if picture not in chosen:
                place(picture, rarest)
    for picture in order:
        if picture not in chosen:
            place(picture, None)
    return [chosen[picture] for picture in range(len(classes))]
