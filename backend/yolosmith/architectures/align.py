"""Which entries of two lists are one and the same, in order. Pure."""

import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

MAX_MATCHED = 400
"""Longer stretches in which no entry stands once on both sides are left unmatched: matching them would take seconds."""

Pair = tuple[int, int]


def match(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Pairs of equal entries, rising in both: the ends first, then what lies between."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    return [
        *((at, at) for at in range(head)),
        *((head + left, head + right) for left, right in middle),
        *((len(old) - at, len(new) - at) for at in range(tail, 0, -1)),
    ]


def gaps(pairs: Sequence[Pair], old: int, new: int) -> Iterator[tuple[range, range]]:
    """What lies between pairs, of lists of these lengths; empty stretches on both sides are left out."""
    a = b = 0
    for left, right in [*pairs, (old, new)]:
        if left > a or right > b:
            yield range(a, left), range(b, right)
        a, b = left + 1, right + 1


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """The longest rising subsequence."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        at = bisect.bisect_left(tails, number)
        before.append(places[at - 1] if at else None)
        tails[at : at + 1] = [number]
        places[at : at + 1] = [index]
    rising: list[int] = []
    step = places[-1] if places else None
    while step is not None:
        rising.append(numbers[step])
        step = before[step]
    return rising[::-1]


def _middle(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    if max(len(old), len(new)) <= MAX_MATCHED:
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [(a + at, b + at) for a, b, size in blocks for at in range(size)]
    anchors = _anchors(old, new)
    if not anchors:
        return []
    pairs = list(anchors)
    for left, right in gaps(anchors, len(old), len(new)):
        inner = match(old[left.start : left.stop], new[right.start : right.stop])
        pairs += [(left.start + a, right.start + b) for a, b in inner]
    return sorted(pairs)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Entries that stand once on either side and in the same order."""
    once = Counter(old), Counter(new)
    place = {entry: at for at, entry in enumerate(new) if once[1][entry] == 1}
    pairs = [(at, place[entry]) for at, entry in enumerate(old) if once[0][entry] == 1 and entry in place]
    back = {right: left for left, right in pairs}
    return [(back[right], right) for right in longest_rising([right for _, right in pairs])]
