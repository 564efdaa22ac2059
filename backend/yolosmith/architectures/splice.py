"""Writing a changed graph back into its text: only what differs is replaced, the rest stays byte for byte. Pure."""

import bisect
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import yaml

from yolosmith.architectures import text
from yolosmith.architectures.edit import Operation, apply
from yolosmith.architectures.graph import Graph, Node, of_document, renumbered
from yolosmith.architectures.text import SECTIONS, Document, Part, RowText
from yolosmith.errors import Fault, UnreadableError

Placed = tuple[Node, int | None]
"""A row to write, and the row of the text that it was."""

MAX_ALIGNED = 600
EMPTY = "nc: 80 # number of classes\n"


def edit(source: str, operations: Sequence[Operation], ids: Sequence[str] | None = None) -> Graph:
    """Apply operations to a text; the graph's `source` is the new text.

    Raises:
        TooLargeError, UnreadableError: As `text.read` and `edit.apply`.
    """
    document = text.read(source)
    rows = apply(of_document(document, ids).nodes, operations)
    return _written(document, [(row.node, row.origin) for row in rows])


def render(graph: Graph) -> str:
    """The text of a graph. Where its nodes are those of its `source`, that is the answer.

    `from` counts and the order of the nodes; `edges` are derived from them and not read.

    Raises:
        TooLargeError, UnreadableError: As `text.read`, or sections are mixed.
    """
    document = text.read(graph.source or EMPTY)
    nodes = renumbered(graph.nodes)
    return _written(document, list(zip(nodes, _align(document, nodes), strict=True))).source


def _written(document: Document, rows: list[Placed]) -> Graph:
    source = document.mark + write(document, rows)
    graph = of_document(text.read(source), [node.id for node, _ in rows])
    for (wanted, _), found in zip(rows, graph.nodes, strict=True):
        if wanted.values != found.values or wanted.section != found.section:
            message = f"Row {wanted.index} ({wanted.module}) cannot be written as it is."
            raise UnreadableError(message, [Fault(("rows", wanted.index), message, actual=wanted.values)])
    return graph


def write(document: Document, rows: Sequence[Placed]) -> str:
    """The text with these rows; a row that came from the text and is unchanged keeps its bytes."""
    writer = _Writer(document)
    for section in SECTIONS:
        writer.section(section, [placed for placed in rows if placed[0].section == section])
    return writer.result()


def emit(value: Any) -> str:
    """A value in YAML's flow style, booleans as Ultralytics writes them."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(emit(one) for one in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{emit(key)}: {emit(one)}" for key, one in value.items()) + "}"
    dumped: str = yaml.safe_dump([value], default_flow_style=True, width=10**9, allow_unicode=True)
    return dumped.strip()[1:-1]


class _Writer:
    """Collects replacements of spans of the text."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.source = document.source
        self.old = [node.values for node in of_document(document).nodes]
        self.changes: list[tuple[int, int, int, str]] = []

    def replace(self, start: int, end: int, new: str) -> None:
        self.changes.append((start, end, len(self.changes), new))

    def result(self) -> str:
        """The changed text. Replacements never overlap; insertions at one place keep their order."""
        pieces, at = [], 0
        for start, end, _, new in sorted(self.changes):
            pieces += [self.source[at:start], new]
            at = end
        return "".join([*pieces, self.source[at:]])

    def section(self, name: str, rows: list[Placed]) -> None:
        here = [index for index, row in enumerate(self.document.rows) if row.section == name]
        kept = _longest_rising([origin for _, origin in rows if origin in here]) if rows else []
        origins = [origin for _, origin in rows]
        if origins == here:
            for node, origin in rows:
                self._fields(node, origin)
            return
        found = self.document.sections.get(name)
        if found is None:
            if rows:
                self._append_section(name, rows)
        elif not found.block or not here or not rows:
            self._whole_section(found, rows, here)
        else:
            self._lines(rows, here, kept)

    def _lines(self, rows: list[Placed], here: list[int], kept: list[int]) -> None:
        """Rows on lines of their own: whole lines go in and out."""
        prefix = self._prefix(here[0])
        stays = set(kept)
        for gone in here:
            if gone not in stays:
                self.replace(*self._lines_of(gone), "")
        at = self._lines_of(here[0])[0]
        for node, origin in rows:
            if origin in stays:
                self._fields(node, origin)
                at = self._lines_of(origin)[1]
                continue
            line = f"{prefix}{self._row(node, origin)}\n"
            if at and self.source[at - 1] != "\n":
                line = "\n" + line[:-1]
            self.replace(at, at, line)

    def _whole_section(self, found: text.SectionText, rows: list[Placed], here: list[int]) -> None:
        """A section in brackets, or one that is or becomes empty."""
        if found.block and here and not rows:
            for origin in here:
                self.replace(*self._lines_of(origin), "")
            end = self._lines_of(here[-1])[1]
            self.replace(end, end, "  []\n")
            return
        written = ", ".join(self._row(node, origin).partition(" #")[0].rstrip() for node, origin in rows)
        self.replace(found.start, found.end, f"[{written}]")

    def _append_section(self, name: str, rows: list[Placed]) -> None:
        if name in self.document.data:
            raise UnreadableError(f"`{name}` is no list; write `{name}: []` first.")
        lines = "".join(f"  - {self._row(node, None)}\n" for node, _ in rows)
        gap = "" if not self.source or self.source.endswith("\n") else "\n"
        self.replace(len(self.source), len(self.source), f"{gap}\n{name}:\n{lines}")

    def _fields(self, node: Node, origin: int | None) -> None:
        """Replace what differs within a row that stays where it is."""
        assert origin is not None
        row = self.document.rows[origin]
        for start, end, new in self._field_changes(node, row, origin):
            self.replace(start, end, new)

    def _row(self, node: Node, origin: int | None) -> str:
        """A row's text for a new place: with its comment where it had one."""
        if origin is None:
            return emit(node.values)
        row = self.document.rows[origin]
        if not row.whole.flow:
            return emit(node.values)
        start, end = row.whole.start, self._end_of_line(row.whole.end)
        if not self.document.sections[row.section].block:
            end = row.whole.end
        pieces, at = [], start
        for first, last, new in self._field_changes(node, row, origin):
            pieces += [self.source[at:first], new]
            at = last
        return "".join([*pieces, self.source[at:end]]).rstrip("\r\n")

    def _field_changes(self, node: Node, row: RowText, origin: int) -> list[tuple[int, int, str]]:
        old = self.old[origin]
        if old == node.values:
            return []
        if row.shared:
            message = f"Row {origin} is written once for several places (an alias); write it out there first."
            raise UnreadableError(message, [Fault(("rows", origin), message)])
        parts = row.whole.parts
        if len(parts) != 4 or not row.whole.flow or not all(part.flow for part in parts):
            end = row.whole.start + len(self.source[row.whole.start : row.whole.end].rstrip())
            return [(row.whole.start, end, emit(node.values))]
        changes = []
        for part, before, after in zip(parts, old, node.values, strict=True):
            if before != after or type(before) is not type(after):
                changes += _list_changes(part, after)
        return changes

    def _prefix(self, origin: int) -> str:
        """What stands before the rows of a section: indentation and dash."""
        start = self.document.rows[origin].whole.start
        return self.source[self.source.rfind("\n", 0, start) + 1 : start]

    def _lines_of(self, origin: int | None) -> tuple[int, int]:
        """Span of a row's own lines, the line break after them included."""
        assert origin is not None
        row = self.document.rows[origin]
        end = row.whole.start + len(self.source[row.whole.start : row.whole.end].rstrip())
        return self.source.rfind("\n", 0, row.whole.start) + 1, min(self._end_of_line(end) + 1, len(self.source))

    def _end_of_line(self, at: int) -> int:
        end = self.source.find("\n", at)
        return len(self.source) if end < 0 else end


def _list_changes(part: Part, after: Any) -> list[tuple[int, int, str]]:
    """Replace a value, or within a list of the same length only the elements that differ."""
    if not isinstance(after, list) or len(part.parts) != len(after) or not all(one.flow for one in part.parts):
        return [(part.start, part.end, emit(after))]
    changes = []
    for one, new in zip(part.parts, after, strict=True):
        if one.value != new or type(one.value) is not type(new):
            changes += _list_changes(one, new)
    return changes


def _longest_rising(numbers: list[int | None]) -> list[int]:
    """The longest rising subsequence: the rows that need not move."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int | None] = []
    values = [number for number in numbers if number is not None]
    for index, number in enumerate(values):
        at = bisect.bisect_left(tails, number)
        before.append(places[at - 1] if at else None)
        tails[at : at + 1] = [number]
        places[at : at + 1] = [index]
    rising: list[int] = []
    step = places[-1] if places else None
    while step is not None:
        rising.append(values[step])
        step = before[step]
    return rising[::-1]


def _align(document: Document, nodes: Sequence[Node]) -> list[int | None]:
    """For each node the row of the text that it is, by likeness: the ends first, then what lies between."""
    old = [repr([node.section, *node.values]) for node in of_document(document).nodes]
    new = [repr([node.section, *node.values]) for node in nodes]
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    origins: list[int | None] = [*range(head), *[None] * (len(new) - head - tail), *range(len(old) - tail, len(old))]
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(middle_old), len(middle_new)) > MAX_ALIGNED:
        blocks = [(0, len(middle_old), 0, len(middle_new))]
    else:
        blocks = [block[1:] for block in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes()]
    for a, a_end, b, b_end in blocks:  # of a deletion or an insertion one range is empty
        for row, node in zip(range(a, a_end), range(b, b_end), strict=False):
            if document.rows[head + row].section == nodes[head + node].section:
                origins[head + node] = head + row
    return origins
