"""Which rows the network's output depends on. Pure."""

from collections.abc import Collection, Sequence

from yolosmith.architectures.graph import Node


def dead_groups(nodes: Sequence[Node], roots: Collection[int]) -> list[list[int]]:
    """Rows that lead to none of the roots, in groups that hang together; each group and all of them rise.

    Args:
        nodes: Rows whose every `from` leads to an earlier row or, of the first, to the image.
        roots: Numbers of the rows that count.
    """
    reads = [{node.index + one if one < 0 else one for one in node.sources} - {-1} for node in nodes]
    alive = _reached(reads, roots)
    dead = [index for index in range(len(nodes)) if index not in alive]
    leader = {index: index for index in dead}

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for index in dead:
        for source in reads[index] - alive:
            leader[find(source)] = find(index)
    groups: dict[int, list[int]] = {}
    for index in dead:
        groups.setdefault(find(index), []).append(index)
    return sorted(groups.values())


def _reached(reads: Sequence[Collection[int]], roots: Collection[int]) -> set[int]:
    """The roots and all that they read."""
    alive = set(roots)
    for index in range(len(reads) - 1, -1, -1):
        if index in alive:
            alive.update(reads[index])
    return alive
