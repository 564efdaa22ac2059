"""Writing a changed graph back into its text: only what differs is replaced, the rest stays byte for byte. Pure."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from yolosmith.architectures import keys, text
from yolosmith.architectures.align import gaps, longest_rising, match
from yolosmith.architectures.brackets import rewritten
from yolosmith.architectures.edit import apply
from yolosmith.architectures.emit import emit, list_changes
from yolosmith.architectures.graph import Graph, Node, of_document, renumbered
from yolosmith.architectures.operations import Operation, ReplaceKey
from yolosmith.architectures.text import SECTIONS, Document, Part, RowText
from yolosmith.errors import Fault, UnreadableError

Placed = tuple[Node, int | None]
"""A row to write, and the row of the text that it was."""

EMPTY = "nc: 80 # number of classes\n"


def edit(source: str, operations: Sequence[Operation], ids: Sequence[str] | None = None) -> Graph:
    """Apply operations to a text; the graph's `source` is the new text.

    Raises:
        TooLargeError, UnreadableError: As `text.read` and `edit.apply`.
    """
    document = text.read(source)
    rows = apply(of_document(document, ids).nodes, operations)
    values = {one.key: one.value for one in operations if isinstance(one, ReplaceKey)}
    return _written(document, [(row.node, row.origin) for row in rows], values)


def render(graph: Graph) -> str:
    """The text of a graph. Where its nodes are those of its `source`, that is the answer.

    `from` counts and the order of the nodes; `edges` are derived from them and not read.

    Raises:
        TooLargeError, UnreadableError: As `text.read`, or sections are mixed.
    """
    document = text.read(graph.source or EMPTY)
    nodes = renumbered(graph.nodes)
    return _written(document, list(zip(nodes, _origins(document, nodes), strict=True))).source


def _written(document: Document, rows: list[Placed], values: Mapping[str, Any] | None = None) -> Graph:
    """The new text read again: it says what it was meant to say, or the edit is refused."""
    source = document.mark + write(document, rows, values or {})
    again = text.read(source)
    graph = of_document(again, [node.id for node, _ in rows] if len(again.rows) == len(rows) else None)
    for (wanted, _), found in zip(rows, graph.nodes, strict=False):
        if wanted.values != found.values or wanted.section != found.section:
            message = f"Row {wanted.index} ({wanted.module}) cannot be written as it is."
            raise UnreadableError(message, [Fault(("rows", wanted.index), message, actual=wanted.values)])
    _check_keys(document.data, again.data, values or {})
    return graph


def _check_keys(before: Mapping[str, Any], after: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    wanted = {key: value for key, value in {**before, **values}.items() if key not in values or value is not None}
    for key in {*wanted, *after}.difference(SECTIONS):
        if not keys.same(wanted.get(key), after.get(key)):
            message = f"`{key}` cannot be written as it is; change it in the text."
            raise UnreadableError(message, [Fault((str(key),), message)])


def write(document: Document, rows: Sequence[Placed], values: Mapping[str, Any]) -> str:
    """The text with these rows and keys; what came from the text and is unchanged keeps its bytes."""
    writer = _Writer(document, {origin for _, origin in rows if origin is not None})
    for section in SECTIONS:
        writer.section(section, [placed for placed in rows if placed[0].section == section])
    for start, end, new in keys.changes(document, values, writer.newline):
        writer.replace(start, end, new)
    return writer.result()


class _Writer:
    """Collects replacements of spans of the text."""

    def __init__(self, document: Document, placed: set[int]) -> None:
        self.document = document
        self.placed = placed
        self.source = document.source
        self.old = [node.values for node in of_document(document).nodes]
        self.changes: list[tuple[int, int, int, str]] = []
        self.newline = "\r\n" if "\r\n" in self.source else "\n"

    def replace(self, start: int, end: int, new: str) -> None:
        self.changes.append((start, end, len(self.changes), new))

    def result(self) -> str:
        """The changed text. Replacements never overlap; insertions at one place keep their order.

        A text that ended within a line does so again.
        """
        pieces, at = [], 0
        for start, end, _, new in sorted(self.changes):
            pieces += [self.source[at:start], new]
            at = end
        changed = "".join([*pieces, self.source[at:]])
        return changed if self.source.endswith("\n") else changed.removesuffix(self.newline)

    def section(self, name: str, rows: list[Placed]) -> None:
        """Write the rows of one section."""
        here = [index for index, row in enumerate(self.document.rows) if row.section == name]
        origins = [origin for _, origin in rows]
        if origins == here:
            for node, origin in rows:
                self._fields(node, origin)
            return
        found = self.document.sections.get(name)
        if found is None:
            if rows:
                self._append_section(name, rows)
            return
        self._refuse_aliases(here)
        if not here:
            self._fill(found, rows)
        elif not found.block:
            written = [
                (self._row(node, origin, comment=False), origin - here[0] if origin in here else None)
                for node, origin in rows
            ]
            spans = tuple(self.document.rows[index].whole for index in here)
            whole = Part(None, found.start, found.end, flow=True, parts=spans)
            self.replace(whole.start, whole.end, rewritten(self.source, whole, written, self.newline))
        elif rows:
            self._lines(rows, here)
        else:
            for origin in here:
                self.replace(*self._lines_of(origin), "")
            end = self._lines_of(here[-1])[1]
            self.replace(end, end, f"  []{self.newline}")

    def _refuse_aliases(self, here: list[int]) -> None:
        """A row that is an alias has its text elsewhere, and cannot be moved or taken out by its place."""
        starts = [self.document.rows[index].whole.start for index in here]
        for before, index in itertools.pairwise(here):
            if starts[index - here[0]] <= starts[before - here[0]]:
                raise _alias(index)

    def _lines(self, rows: list[Placed], here: list[int]) -> None:
        """Rows on lines of their own: whole lines go in and out."""
        prefix = self._prefix(here[0])
        present = set(here)
        stays = set(longest_rising([origin for _, origin in rows if origin is not None and origin in present]))
        for gone in here:
            if gone not in stays:
                start, end = self._lines_of(gone)
                self.replace(start - len(self._lead(gone)) if gone in self.placed else start, end, "")
        at = self._lines_of(here[0])[0]
        for node, origin in rows:
            if origin in stays:
                self._fields(node, origin)
                at = self._lines_of(origin)[1]
                continue
            line = f"{self._lead(origin)}{prefix}{self._row(node, origin)}"
            ended = not at or self.source[at - 1] == "\n"
            self.replace(at, at, line + self.newline if ended else self.newline + line)

    def _lead(self, origin: int | None) -> str:
        """The comment on the lines right above a row; above a section's first row it belongs to the section."""
        if origin is None or not self.document.sections[self.document.rows[origin].section].block:
            return ""
        if origin == 0 or self.document.rows[origin - 1].section != self.document.rows[origin].section:
            return ""
        end = start = self._lines_of(origin)[0]
        floor = self._lines_of(origin - 1)[1]
        while start > floor and self.source[self.source.rfind("\n", 0, start - 1) + 1 : start].lstrip().startswith("#"):
            start = self.source.rfind("\n", 0, start - 1) + 1
        return self.source[start:end]

    def _fill(self, found: text.SectionText, rows: list[Placed]) -> None:
        """Rows for a section that was empty: on lines of their own, where the whole text is no flow."""
        if self.document.root.flow:
            written = ", ".join(self._row(node, origin, comment=False) for node, origin in rows)
            self.replace(found.start, found.end, f"[{written}]")
            return
        lines = "".join(f"  - {self._row(node, origin)}{self.newline}" for node, origin in rows)
        start, end = self.source.rfind("\n", 0, found.start) + 1, self._end_of_line(found.end)
        if self.source[start:end].strip() != "[]":
            self.replace(found.start, found.end, "")
            start = min(end + 1, len(self.source))
            end = start - 1
        if start and self.source[start - 1] != "\n":
            lines = self.newline + lines
        self.replace(start, min(end + 1, len(self.source)), lines)

    def _append_section(self, name: str, rows: list[Placed]) -> None:
        if name in self.document.data:
            raise UnreadableError(f"`{name}` is no list; write `{name}: []` first.")
        lines = [f"{name}:", *(f"  - {self._row(node, origin)}" for node, origin in rows), ""]
        gap = "" if not self.source or self.source.endswith("\n") else self.newline
        self.replace(len(self.source), len(self.source), gap + self.newline + self.newline.join(lines))

    def _fields(self, node: Node, origin: int | None) -> None:
        """Replace what differs within a row that stays where it is."""
        assert origin is not None
        row = self.document.rows[origin]
        for start, end, new in self._field_changes(node, row, origin):
            self.replace(start, end, new)

    def _row(self, node: Node, origin: int | None, *, comment: bool = True) -> str:
        """A row's text for a new place, with the comment behind it."""
        if origin is None:
            return emit(node.values)
        row = self.document.rows[origin]
        if not row.whole.flow:
            return emit(node.values)
        start, end = row.whole.start, row.whole.end
        if comment and self.document.sections[row.section].block:
            end = self._end_of_line(end)
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
            raise _alias(origin)
        fields = list(zip(row.whole.parts, old, node.values, strict=False))
        if len(row.whole.parts) != 4 or any(before != after and not part.flow for part, before, after in fields):
            end = row.whole.start + len(self.source[row.whole.start : row.whole.end].rstrip())
            return [(row.whole.start, end, emit(node.values))]
        changes = []
        for part, before, after in fields:
            if before != after or type(before) is not type(after):
                changes += list_changes(part, after)
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


def _alias(row: int) -> UnreadableError:
    message = f"Row {row} is written once for several places (an alias); write it out there first."
    return UnreadableError(message, [Fault(("rows", row), message)])


def _origins(document: Document, nodes: Sequence[Node]) -> list[int | None]:
    """For each node the row of the text that it is, by likeness."""
    old_nodes = of_document(document).nodes
    old = [repr([node.section, *node.values]) for node in old_nodes]
    new = [repr([node.section, *node.values]) for node in nodes]
    pairs = match(old, new)
    for left, right in list(gaps(pairs, len(old), len(new))):
        pairs += [(a, b) for a, b in zip(left, right, strict=False) if old_nodes[a].section == nodes[b].section]
    origins: list[int | None] = [None] * len(nodes)
    for origin, at in pairs:
        origins[at] = origin
    return origins
