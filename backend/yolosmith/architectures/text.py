"""An architecture's text read with the place of everything in it. Pure.

PyYAML's events are put together here, not by its composer, so that depth, size and aliases are limited before they cost
anything: a text from anywhere may be handed to the server.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent, SequenceStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import Resolver

from yolosmith.errors import Fault, TooLargeError, UnreadableError

SECTIONS = ("backbone", "head")
MAX_BYTES = 1024 * 1024
MAX_ROWS = 5000
MAX_DEPTH = 24
MAX_VALUES = 200_000
"""Values of a document with its aliases written out."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "seq", "map", "merge")
)


class Part(NamedTuple):
    """One value and the span of its text; of a list or a mapping also its parts, and whether it is in brackets.

    `names` are the keys of a mapping, each with the part at the same place.
    """

    value: Any
    start: int
    end: int
    flow: bool
    parts: tuple["Part", ...] = ()
    names: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class RowText:
    """One row as written; lines count from 1.

    `shared`: it holds an alias or the anchor of one, so that an edit here would change another place.
    """

    section: str
    whole: Part
    line: int
    last_line: int
    shared: bool


@dataclass(frozen=True, slots=True)
class SectionText:
    """The list of a section. `block`: each of its rows begins a line of its own with a dash."""

    name: str
    start: int
    end: int
    block: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A text that is YAML and a mapping.

    Attributes:
        source: The text, without a byte order mark.
        mark: The byte order mark that the file began with, or nothing.
        data: Its values, as Ultralytics' loader gives them.
        sections: Those that there are and that are lists.
        rows: In order, backbone first.
        faults: What is missing or of the wrong kind outside the rows.
        root: The whole mapping; its parts stand where the keys at the top level do.
    """

    source: str
    mark: str
    data: dict[str, Any]
    sections: dict[str, SectionText]
    rows: list[RowText]
    faults: list[Fault] = field(default_factory=list)
    root: Part = field(default_factory=lambda: Part({}, 0, 0, flow=False))

    @property
    def top(self) -> dict[str, Part]:
        """The values of the keys at the top level, and where they stand."""
        return {name.value: part for name, part in zip(self.root.names, self.root.parts, strict=True)}


def read(source: str) -> Document:
    """Read a text.

    Raises:
        TooLargeError: It is past a limit, which the detail names.
        UnreadableError: It is not YAML, or no mapping; the fault names the line.
    """
    if len(source) > MAX_BYTES or len(source.encode("utf-8", errors="replace")) > MAX_BYTES:
        raise TooLargeError(f"An architecture's text is at most {MAX_BYTES // 1024} KiB.")
    mark = "\ufeff" if source.startswith("\ufeff") else ""
    source = source.removeprefix(mark)
    composer = _Composer()
    root = composer.compose(source)
    if not isinstance(root, MappingNode):
        raise unreadable(1, "An architecture is a mapping with the keys nc, backbone and head.")
    data = _construct(root)
    nodes = {key.value: value for key, value in root.value if isinstance(key, ScalarNode)}
    if sum(len(rows) for name in SECTIONS if isinstance(rows := data.get(name), list)) > MAX_ROWS:
        raise TooLargeError(f"An architecture has at most {MAX_ROWS} rows; this one has more.")
    found = Document(source, mark, data, {}, [], root=_part(root, data))
    for name in SECTIONS:
        node = nodes.get(name)
        if isinstance(node, SequenceNode):
            _read_section(found, name, node, found.top.get(name) or _part(node, data[name]), composer.aliased)
        else:
            what = "missing" if node is None else "not a list"
            message = f"`{name}` is {what}; it is a list of rows [from, repeats, module, args]."
            found.faults.append(Fault((name,), message))
    return found


def unreadable(line: int, message: str) -> UnreadableError:
    """A refusal that names a line, counted from 1."""
    return UnreadableError(f"Line {line}: {message}", [Fault(("line", line), message)])


class _Composer:
    """Builds PyYAML's nodes from its events, within limits; remembers which nodes are used more than once.

    Events are `Any` here: PyYAML's marks may be None by their type, and never are in what a parser gives.
    """

    def __init__(self) -> None:
        self.aliased: set[int] = set()
        self._anchors: dict[str, Node | None] = {}
        self._sizes: dict[int, int] = {}
        self._resolver: Any = Resolver()

    def compose(self, source: str) -> Node | None:
        """The first document's root; a second document is refused as Ultralytics' loader does."""
        roots: list[Node] = []
        stack: list[tuple[Any, list[Node]]] = []
        try:
            for event in yaml.parse(source, Loader=_LOADER):
                if isinstance(event, CollectionStartEvent):
                    self._open(event, stack)
                    continue
                if isinstance(event, AliasEvent):
                    node = self._alias(event)
                elif isinstance(event, ScalarEvent):
                    node = self._scalar(event)
                elif isinstance(event, CollectionEndEvent):
                    node = self._close(event, *stack.pop())
                else:
                    continue
                (stack[-1][1] if stack else roots).append(node)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise unreadable(mark.line + 1 if mark else 1, f"This is not YAML: {error.problem}.") from None
        except (yaml.YAMLError, ValueError) as error:
            raise unreadable(1, f"This is not YAML: {error}.") from None
        if len(roots) > 1:
            raise unreadable(roots[1].start_mark.line + 1, "A second document begins here; keep one to a file.")
        return roots[0] if roots else None

    def _open(self, event: Any, stack: list[tuple[Any, list[Node]]]) -> None:
        if len(stack) >= MAX_DEPTH:
            raise unreadable(event.start_mark.line + 1, f"Values are nested more than {MAX_DEPTH} deep.")
        if event.anchor:
            self._anchors[event.anchor] = None  # open: an alias to it from inside would never end
        stack.append((event, []))

    def _close(self, end: Any, start: Any, children: list[Node]) -> Node:
        size = 1 + sum(self._sizes[id(child)] for child in children)
        if size > MAX_VALUES:
            line = start.start_mark.line + 1
            raise unreadable(line, f"With its aliases written out this has more than {MAX_VALUES} values.")
        kind = SequenceNode if isinstance(start, SequenceStartEvent) else MappingNode
        value = children if kind is SequenceNode else list(zip(children[::2], children[1::2], strict=True))
        tag = start.tag
        if tag is None or tag == "!":
            tag = self._resolver.resolve(kind, None, start.implicit)
        node = kind(tag, value, start.start_mark, end.end_mark, flow_style=start.flow_style)
        return self._keep(node, start.anchor, size)

    def _scalar(self, event: Any) -> Node:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self._resolver.resolve(ScalarNode, event.value, event.implicit)
        node = ScalarNode(tag, event.value, event.start_mark, event.end_mark, style=event.style)
        return self._keep(node, event.anchor, 1)

    def _keep(self, node: Node, anchor: str | None, size: int) -> Node:
        if node.tag not in _TAGS:
            kind = node.tag.rpartition(":")[2]
            raise unreadable(node.start_mark.line + 1, f"A value of the kind {kind} has no place in an architecture.")
        self._sizes[id(node)] = size
        if anchor:
            self._anchors[anchor] = node
        return node

    def _alias(self, event: Any) -> Node:
        node = self._anchors.get(event.anchor)
        if node is None:
            raise unreadable(event.start_mark.line + 1, f"The alias *{event.anchor} refers to itself or to nothing.")
        self.aliased.add(id(node))
        return node


def _construct(root: MappingNode) -> dict[str, Any]:
    try:
        data: dict[str, Any] = SafeConstructor().construct_document(root)
    except ConstructorError as error:
        mark = error.problem_mark
        raise unreadable(mark.line + 1 if mark else 1, f"{error.problem}.") from None
    except ValueError as error:  # a number with more digits than Python reads
        raise unreadable(1, f"{error}.") from None
    except (KeyError, IndexError):  # what PyYAML says of `!!bool maybe` and `!!int ""`
        raise unreadable(1, "A value is not of the kind that its tag says.") from None
    return data


def _read_section(found: Document, name: str, node: SequenceNode, whole: Part, aliased: set[int]) -> None:
    lines = {child.start_mark.line for child in node.value}
    block = not node.flow_style and len(lines) == len(node.value)
    found.sections[name] = SectionText(name, node.start_mark.index, node.end_mark.index, block)
    for child, part in zip(node.value, whole.parts, strict=True):
        line, last = child.start_mark.line + 1, child.end_mark.line + 1
        if not getattr(child, "flow_style", True):
            last = max(line, child.end_mark.line)  # the end of a block is where the next thing begins
        found.rows.append(RowText(name, part, line, last, bool(aliased) and _touches(child, aliased)))


def _part(node: Node, value: Any) -> Part:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, SequenceNode) and isinstance(value, list):
        parts = tuple([_part(child, one) for child, one in zip(node.value, value, strict=True)])
        return Part(value, start, end, bool(node.flow_style), parts)
    if isinstance(node, MappingNode) and isinstance(value, dict):
        names, parts = _entries(node, value)
        return Part(value, start, end, bool(node.flow_style), parts, names)
    return Part(value, start, end, not isinstance(node, SequenceNode | MappingNode))


def _entries(node: MappingNode, value: dict[str, Any]) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Keys and values of a mapping; without those that a merge brings in from elsewhere."""
    own = {  # of a key that stands there twice the last counts
        key.value: (Part(key.value, key.start_mark.index, key.end_mark.index, flow=True), _part(one, value[key.value]))
        for key, one in node.value
        if isinstance(key, ScalarNode)
        and key.tag == Resolver.DEFAULT_SCALAR_TAG
        and key.value in value
        and node.start_mark.index <= key.start_mark.index < node.end_mark.index
    }
    return tuple(name for name, _ in own.values()), tuple(part for _, part in own.values())


def _touches(node: Node, aliased: set[int]) -> bool:
    if id(node) in aliased:
        return True
    if isinstance(node, SequenceNode):
        return any(_touches(child, aliased) for child in node.value)
    if isinstance(node, MappingNode):
        return any(_touches(key, aliased) or _touches(value, aliased) for key, value in node.value)
    return False
