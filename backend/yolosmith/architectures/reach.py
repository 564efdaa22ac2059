"""Which rows the network's output depends on. Pure."""

from collections.abc import Collection, Sequence

from yolosmith.architectures.graph import Node


def dead_groups(nodes: Sequence[Node], roots: Collection[int]) -> list[list[int]]:
    """Rows that lead to none of the roots, in groups that hang together; each group and all of them rise.

    Args:
        nodes: Rows whose every `from` leads to an earlier row or, of the first, to the image.
        roots: Numbers of the rows that count.
    """
    reads = [[source for source in sources_of(node) if source >= 0] for node in nodes]
    alive = _reached(reads, roots)
    dead = [index for index in range(len(nodes)) if not alive[index]]
    leader = {index: index for index in dead}

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for index in dead:
        for source in reads[index]:
            if not alive[source]:
                leader[find(source)] = find(index)
    groups: dict[int, list[int]] = {}
    for index in dead:
        groups.setdefault(find(index), []).append(index)
    return sorted(groups.values())


def sources_of(node: Node) -> list[int]:
    """The numbers of the rows that a row reads; the image is -1."""
    written = node.from_
    if isinstance(written, int):
        return [node.index + written if written < 0 else written]
    return [node.index + one if one < 0 else one for one in written]


def _reached(reads: Sequence[Sequence[int]], roots: Collection[int]) -> bytearray:
    """For each row whether it is a root or read by one, however far."""
    alive = bytearray(len(reads))
    for root in roots:
        alive[root] = 1
    for index in range(len(reads) - 1, -1, -1):
        if alive[index]:
            for source in reads[index]:
                alive[source] = 1
    return alive
