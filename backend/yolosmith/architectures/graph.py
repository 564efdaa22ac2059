"""The graph of an architecture: a view of its text, and every edit. Pure.

    text --text.read--> Document --parse--> Graph --edit--> rows --splice.write--> text

Rows have ids. A fresh parse calls them `n0`, `n1`, …; an edit keeps the ids that it was given and makes new ones for
new rows, so that a canvas knows its nodes again.
"""

import itertools
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, StrictInt

from yolosmith.architectures import text
from yolosmith.architectures.rules import MAX_NUMBER, is_plain, row_places, top_places
from yolosmith.architectures.text import Document, RowText
from yolosmith.errors import Fault, UnreadableError
from yolosmith.schema import Place, Schema

Section = Literal["backbone", "head"]
From = StrictInt | list[StrictInt]


class Node(Schema):
    """One row. `from` is kept as written: negative counts back from the row, the rest are row numbers.

    `line` and `last_line` are where it stands in the text, from 1; null for a node that no text has yet.
    """

    id: str = Field(max_length=64)
    index: int
    section: Section
    from_: From = Field(alias="from")
    repeats: StrictInt
    module: str
    args: list[Any]
    line: int | None = None
    last_line: int | None = None

    @property
    def sources(self) -> list[int]:
        """`from` as a list."""
        return self.from_ if isinstance(self.from_, list) else [self.from_]

    @property
    def values(self) -> list[Any]:
        """The row as YAML holds it."""
        return [self.from_, self.repeats, self.module, self.args]


class Edge(Schema):
    """One input: `source` and `target` are ids, `slot` counts the target's inputs from 0."""

    source: str
    target: str
    slot: int


class Graph(Schema):
    """A text as nodes and edges. `errors` name rows that cannot be what they say (`loc` begins with "rows").

    `scales` and `nc` are what the text says of them; they are not read by `render`.
    """

    source: str = ""
    nodes: list[Node]
    edges: list[Edge] = []
    errors: list[Place] = []
    scales: list[str] = []
    nc: int | None = None


def parse(source: str, ids: Sequence[str] | None = None) -> Graph:
    """The graph of a text.

    Args:
        source: An architecture's text.
        ids: Names for its rows from an earlier parse, where the caller knows that they fit.

    Raises:
        TooLargeError, UnreadableError: As `text.read`.
    """
    return of_document(text.read(source), ids)


def of_document(document: Document, ids: Sequence[str] | None = None) -> Graph:
    """The graph of a text that has been read. A row that is no row becomes a node with an empty module."""
    if ids is not None and (len(ids) != len(document.rows) or len(set(ids)) != len(ids)):
        raise UnreadableError(f"There are {len(document.rows)} rows and {len(set(ids))} different ids.")
    nodes, places = [], top_places(document)
    for index, row in enumerate(document.rows):
        places += row_places(index, row.whole.value, row.line)
        nodes.append(_node(ids[index] if ids else f"n{index}", index, row))
    scales, nc = document.data.get("scales"), document.data.get("nc")
    return Graph(
        source=document.mark + document.source,
        nodes=nodes,
        edges=edges_of(nodes),
        errors=places,
        scales=[str(name) for name in scales] if isinstance(scales, dict) else [],
        nc=nc if type(nc) is int and abs(nc) < MAX_NUMBER else None,
    )


def edges_of(nodes: Sequence[Node]) -> list[Edge]:
    """The inputs that lead from row to row; the image and rows that do not exist have no edge."""
    edges = []
    for index, node in enumerate(nodes):
        for slot, written in enumerate(node.sources):
            source = index + written if written < 0 else written
            if 0 <= source < index:
                edges.append(Edge(source=nodes[source].id, target=node.id, slot=slot))
    return edges


def renumbered(nodes: Sequence[Node]) -> list[Node]:
    """The same nodes with `index` as their place in the list; sections must not be mixed.

    Raises:
        UnreadableError: A backbone row stands behind a head row, or two nodes have one id.
    """
    known: set[str] = set()
    for at, node in enumerate(nodes):
        if node.id in known:
            message = f"Two nodes of the graph have the same id, {node.id!r}."
            raise UnreadableError(message, [Fault(("graph", "nodes", at), message)])
        known.add(node.id)
    if len(nodes) > text.MAX_ROWS:
        raise UnreadableError(f"An architecture has at most {text.MAX_ROWS} rows.")
    for before, after in itertools.pairwise(nodes):
        if before.section == "head" and after.section == "backbone":
            message = "A row of the backbone stands behind one of the head."
            raise UnreadableError(message, [Fault(("graph", "nodes", after.id), message)])
    return [node if node.index == at else node.model_copy(update={"index": at}) for at, node in enumerate(nodes)]


def _node(name: str, index: int, row: RowText) -> Node:
    values = list(row.whole.value) if isinstance(row.whole.value, list) else []
    source, repeats, module, args = (values + [None] * 4)[:4]
    return Node.model_construct(
        id=name,
        index=index,
        section="backbone" if row.section == "backbone" else "head",
        from_=source if _is_from(source) else -1,
        repeats=repeats if type(repeats) is int and abs(repeats) < MAX_NUMBER else 1,
        module=module if isinstance(module, str) and len(values) == 4 else "",
        args=args if isinstance(args, list) and len(values) == 4 and is_plain(args) else [],
        line=row.line,
        last_line=row.last_line,
    )


def _is_from(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return all(type(one) is int and abs(one) < MAX_NUMBER for one in values)
