"""What can be built and is still worth a word: rows without effect, heads out of order and the like. Pure.

Each rule is one function from a `Subject` to its findings. A fix is offered only where it is certain.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from yolosmith.architectures import facts, reach
from yolosmith.architectures.finding import Finding, Fix, Severity
from yolosmith.architectures.graph import Graph, Node
from yolosmith.architectures.operations import DeleteRow, Operation, ReplaceKey, SetRow
from yolosmith.architectures.rules import ACTIVATIONS, MAX_NUMBER, is_activation, is_factor
from yolosmith.architectures.schemas import InspectedRow
from yolosmith.architectures.text import Document
from yolosmith.modules.contract import Scaling
from yolosmith.modules.schemas import ModuleSummary
from yolosmith.modules.signature import HEADS

GUESSED = ("n", "s", "m", "l", "x")
"""Scales that Ultralytics reads off a file's name, and by which C3k2 and A2C2f are built differently."""

SIDE_EFFECTS = frozenset({"ImagePoolingAttn"})
"""Ultralytics' own models take these rows' outputs past the graph."""

LOCALS = frozenset(
    {"a", "act", "args", "ast", "base_modules", "block", "c1", "c2", "ch", "cm", "d", "default_act", "depth", "f"}
    | {"hidden_channels", "i", "j", "layers", "legacy", "m", "m_", "max_channels", "n", "n_", "repeat_modules"}
    | {"restricted", "save", "scale", "scales", "t", "verbose", "width"}
)
"""Variables of `parse_model`: a text argument of such a name becomes the variable's value. Those that a row may well
mean (nc, reg_max, kpt_shape, end2end) are left out."""

UNSCALED = frozenset({"Classify", "Concat", "CBFuse"})
"""Their arguments are no channels that the width scales."""

ORDERED = frozenset({"detect", "segment", "pose", "obb"})
"""Tasks whose heads read maps from fine to coarse."""

MASKED_STRIDE = 8
"""Of the first map that a segmentation head reads: its masks are twice as fine, and Ultralytics validates them at a
quarter of the picture."""

MAX_FIX = 1000
"""Operations that one edit may have."""


@dataclass(frozen=True)
class Subject:
    """What is looked at.

    Attributes:
        document: The text.
        nodes: Its rows.
        rows: The same rows as inspected; empty where there was no inspection.
        scale: The name of the inspected scale.
        modules: What is known of the modules, by name; those that are not in it are no subject.
        reserved: Names that belong to Ultralytics.
        sound: Every `from` leads to an earlier row.
    """

    document: Document
    nodes: Sequence[Node]
    rows: Sequence[InspectedRow]
    scale: str | None
    modules: Mapping[str, ModuleSummary]
    reserved: Collection[str]
    sound: bool

    @cached_property
    def scaling(self) -> Scaling:
        """Of the inspected scale."""
        data = self.document.data
        scales = data.get("scales")
        if isinstance(scales, dict) and scales:
            factors = scales.get(self.scale) if self.scale else next(iter(scales.values()))
        else:
            factors = [data.get("depth_multiple", 1.0), data.get("width_multiple", 1.0), MAX_NUMBER - 1]
        if not isinstance(factors, list) or len(factors) != 3 or not all(is_factor(one) for one in factors):
            return Scaling()
        return Scaling(*factors)

    @property
    def at(self) -> str:
        """Where the scaling holds, for messages."""
        return f"at scale {self.scale}" if self.scale else "here"

    def fails(self, index: int) -> bool:
        """Whether the row cannot be built."""
        return bool(self.rows) and bool(self.rows[index].errors)

    def rule_of(self, name: str) -> str | None:
        """The channel rule of a module, where it is known."""
        module = self.modules.get(name)
        return module.contract.rule if module and module.contract else None

    def task_of(self, name: str) -> str | None:
        """What a head is for; None where it is none, or does not say."""
        module = self.modules.get(name)
        return HEADS.get(name) or (module.contract.task if module and module.contract else None)

    @cached_property
    def names(self) -> set[str]:
        """The modules that rows name."""
        return {node.module for node in self.nodes}

    def finding(
        self, rule: str, severity: Severity, node: Node, part: str | None, message: str, fix: Fix | None = None
    ) -> Finding:
        """A finding at a row."""
        loc: list[str | int] = ["rows", node.index, *([part] if part else []), "line", node.line or 1]
        return Finding(rule=rule, severity=severity, row=node.index, loc=loc, message=message, fix=fix)


def findings(
    document: Document,
    view: Graph,
    rows: Sequence[InspectedRow],
    scale: str | None,
    modules: Mapping[str, ModuleSummary],
    reserved: Collection[str] = (),
) -> list[Finding]:
    """Everything that is worth a word, by row; what belongs to none comes first.

    Args:
        document: The text that was inspected.
        view: Its graph.
        rows: What the inspection found, row by row; may be empty.
        scale: The inspected scale; None where there are none.
        modules: The catalog and the workspace's own, by name.
        reserved: Names that belong to Ultralytics.
    """
    sound = not any(place.loc[0] == "rows" for place in view.errors)
    subject = Subject(document, view.nodes, rows, scale, modules, reserved, sound)
    found = [one for rule in RULES for one in rule(subject)]
    return sorted(found, key=lambda one: -1 if one.row is None else one.row)


def _unread(subject: Subject) -> Iterator[Finding]:
    """Rows that lead to nothing: each group that hangs together is one finding."""
    if not subject.sound:
        return
    nodes = subject.nodes
    roots = {*range(len(nodes))[-1:], *(node.index for node in nodes if node.module in SIDE_EFFECTS)}
    for group in reach.dead_groups(nodes, roots):
        last = nodes[group[-1]]
        deletions: list[Operation] = [DeleteRow(op="delete", id=f"n{index}") for index in reversed(group)]
        names = _enumerated(group)
        fix = Fix(label=f"Delete {names}", operations=deletions) if len(group) <= MAX_FIX else None
        if len(group) == 1:
            message = f"Nothing reads {last.module}, and it is not the last row."
            yield subject.finding("unused-row", "warning", last, None, message, fix)
        else:
            message = f"Nothing reads what comes of {names}."
            yield subject.finding("dead-branch", "warning", last, None, message, fix)


def _head_order(subject: Subject) -> Iterator[Finding]:
    """Detection heads take their feature maps from fine to coarse."""
    heads = {name for name in subject.names if subject.task_of(name) in ORDERED}
    for node, row in zip(subject.nodes, subject.rows, strict=False):
        if node.module not in heads or not isinstance(node.from_, list) or not row.in_shapes:
            continue
        sizes = [shape for shape in row.in_shapes if shape and len(shape) == 3]
        heights = [shape[1] for shape in sizes if isinstance(shape[1], int)]
        order = [slot for slot, _ in sorted(enumerate(heights), key=lambda one: -one[1])]
        if len(heights) != len(node.from_) or order == list(range(len(heights))):
            continue
        shown = ", ".join(f"{shape[1]}×{shape[2]}" for shape in sizes)
        message = f"{node.module} reads maps of {shown}; it expects them from fine to coarse."
        sort = SetRow(op="set", id=f"n{node.index}", from_=[node.from_[slot] for slot in order])
        fix = Fix(label="Sort the inputs by stride", operations=[sort])
        yield subject.finding("head-order", "warning", node, "from", message, fix)


def _mask_level(subject: Subject) -> Iterator[Finding]:
    """Training would fail at the first validation that finds something."""
    heads = {name for name in subject.names if subject.task_of(name) == "segment"}
    for node, row in zip(subject.nodes, subject.rows, strict=False):
        if node.module not in heads or not row.in_shapes or not subject.sound:
            continue
        first = reach.sources_of(node)[0]
        stride = subject.rows[first].stride if first >= 0 else None
        if stride is not None and stride != MASKED_STRIDE:
            message = (
                f"The first map that {node.module} reads has stride {stride:g}; Ultralytics can validate masks only "
                f"where it has {MASKED_STRIDE}."
            )
            yield subject.finding("mask-level", "warning", node, "from", message)


def _repeats(subject: Subject) -> Iterator[Finding]:
    """Depth scaling brings several repeats down to one."""
    scaling = subject.scaling
    for node in subject.nodes:
        if node.repeats > 1 and scaling.repeats(node.repeats) == 1:
            message = f"{node.repeats} repeats come to 1 {subject.at} (depth {scaling.depth:g})."
            yield subject.finding("repeats-ignored", "hint", node, "repeats", message)


def _channels(subject: Subject) -> Iterator[Finding]:
    """Written channels that are not what is built, by more than the factor of the width."""
    scaling = subject.scaling
    one_size = len(facts.scales_of(subject.document.data)) < 2
    known: dict[float, tuple[int, float]] = {}
    scaled = {name for name in subject.names if subject.rule_of(name) in ("base", "repeat", "join")} - UNSCALED
    for node in subject.nodes:
        written: Any = node.args[0] if node.args and node.module in scaled else None
        if type(written) not in (int, float) or written <= 0:
            continue
        if written not in known:
            known[written] = scaling.channels(written), min(written, scaling.max_channels) * scaling.width
        built, exact = known[written]
        if written > scaling.max_channels:
            message = f"{written} channels are cut to {scaling.max_channels:g} {subject.at}, and come to {built}."
            yield subject.finding("channels-capped", "hint", node, "args", message)
        elif built != exact:
            message = f"{written} channels come to {exact:g} {subject.at}, which is rounded up to {built}."
            fix = _exact(node, built, scaling) if one_size else None
            yield subject.finding("channels-rounded", "hint", node, "args", message, fix)


def _exact(node: Node, built: int, scaling: Scaling) -> Fix | None:
    """The number that gives the same channels without rounding; with several scales each would want its own."""
    number = built / scaling.width
    if not number.is_integer() or number > scaling.max_channels or scaling.channels(number) != built:
        return None
    args = [int(number), *node.args[1:]]
    return Fix(label=f"Write {int(number)}", operations=[SetRow(op="set", id=f"n{node.index}", args=args)])


def _classes(subject: Subject) -> Iterator[Finding]:
    """A head with the number of classes written out does not follow `nc`, nor the data set."""
    nc = subject.document.data.get("nc")
    counting = {name for name in subject.names if _counts_classes(subject, name)}
    for node in subject.nodes:
        if node.module not in counting or not node.args or type(node.args[0]) is not int:
            continue
        fix = Fix(label="Write nc", operations=[SetRow(op="set", id=f"n{node.index}", args=["nc", *node.args[1:]])])
        if node.args[0] == nc:
            message = f"{node.module} has {nc} classes written out; `nc` would follow the data set."
            yield subject.finding("nc-number", "hint", node, "args", message, fix)
        else:
            message = f"{node.module} has {node.args[0]} classes, and `nc` is {nc}."
            yield subject.finding("nc-number", "warning", node, "args", message, fix)


def _counts_classes(subject: Subject, name: str) -> bool:
    if name in HEADS:
        return name != "Depth"
    module = subject.modules.get(name)
    if module is None or subject.rule_of(name) != "head" or not module.args:
        return False
    return module.args[0].name in ("nc", "num_classes")


def _without_effect(subject: Subject) -> Iterator[Finding]:
    """Rows whose output is their input."""
    for node in subject.nodes:
        if node.module not in WITHOUT_EFFECT or not WITHOUT_EFFECT[node.module](node) or subject.fails(node.index):
            continue
        message = f"{node.module} gives its input as it is."
        fix = None
        if 0 < node.index < len(subject.nodes) - 1 and subject.sound:
            deletion = DeleteRow(op="delete", id=f"n{node.index}")
            fix = Fix(label=f"Delete row {node.index}; what reads it reads its input", operations=[deletion])
        yield subject.finding("no-effect", "hint", node, None, message, fix)


def _no_dropout(node: Node) -> bool:
    return bool(node.args) and node.args[0] == 0


WITHOUT_EFFECT: dict[str, Callable[[Node], bool]] = {
    "nn.Identity": lambda node: not isinstance(node.from_, list),
    "Concat": lambda node: isinstance(node.from_, list) and len(node.from_) == 1,
    "nn.Upsample": lambda node: len(node.args) > 1 and node.args[0] in (None, "None") and node.args[1] == 1,
    "nn.Dropout": _no_dropout,
    "nn.Dropout2d": _no_dropout,
}


def _duplicates(subject: Subject) -> Iterator[Finding]:
    """A row that reads another one twice."""
    for node in subject.nodes:
        if not isinstance(node.from_, list) or not subject.sound:
            continue
        count = Counter(reach.sources_of(node))
        twice = sorted(source for source, times in count.items() if times > 1)
        if twice:
            message = f"{node.module} reads {_enumerated(twice)} more than once."
            yield subject.finding("duplicate-inputs", "warning", node, "from", message)


def _states(subject: Subject) -> Iterator[Finding]:
    """Custom modules that are not as they were checked; one finding each, at the first row."""
    said = {
        "unchecked": ("hint", "was never checked"),
        "changed": ("warning", "was changed since its check"),
        "failing": ("warning", "fails its check"),
    }
    first = {node.module: node for node in reversed(subject.nodes)}
    for name, node in first.items():
        module = subject.modules.get(name)
        if module is None or not module.custom:
            continue
        if name in subject.reserved:
            message = f"{name} is also a name of Ultralytics'; give the module another one in the Module Designer."
            yield subject.finding("name-shadowed", "warning", node, "module", message)
        if module.state in said:
            severity, what = said[module.state]
            message = f"{name} {what}; check it in the Module Designer."
            yield subject.finding(f"module-{module.state}", severity, node, "module", message)  # type: ignore[arg-type]


def _variables(subject: Subject) -> Iterator[Finding]:
    """Text arguments that Ultralytics' parser takes for its own variables."""
    for node in subject.nodes:
        for value in node.args:
            if isinstance(value, str) and value in LOCALS:
                message = f"Ultralytics reads the argument {value!r} as a variable of its parser, not as this text."
                yield subject.finding("name-replaced", "warning", node, "args", message)


def _keys(subject: Subject) -> Iterator[Finding]:
    """The keys beside the rows."""
    data = subject.document.data
    act = data.get("activation")
    if act is not None and not is_activation(act):
        message = "`activation` is a class of torch.nn with plain arguments, such as torch.nn.SiLU()."
        yield _of_key("activation-not-allowed", "error", "activation", message, _activation_fix(act))
    scales = facts.scales_of(data)
    if not scales:
        message = "There are no `scales`: this architecture has one size."
        yield _of_key("no-scales", "hint", "scales", message, None)
    else:
        for key in ("depth_multiple", "width_multiple"):
            if key in data:
                fix = Fix(label=f"Remove {key}", operations=[ReplaceKey(op="replace_key", key=key, value=None)])
                yield _of_key("factor-ignored", "warning", key, f"`{key}` is not used where there are `scales`.", fix)
        for name in scales:
            if name not in GUESSED:
                message = f"By a file's name Ultralytics finds the scales n, s, m, l and x, not {name[:40]!r}."
                yield _of_key("scale-name", "hint", "scales", message, None)


def _activation_fix(act: Any) -> Fix | None:
    found = re.fullmatch(r"\s*(?:torch\.)?(?:nn\.)?(\w+)\s*(?:\(\s*\))?\s*", act) if isinstance(act, str) else None
    known = {name.lower(): name for name in ACTIVATIONS}
    name = known.get(found[1].lower()) if found else None
    if name is None or name in ("GLU", "Threshold"):  # the one halves the channels, the other needs arguments
        return None
    written = f"torch.nn.{name}()"
    return Fix(label=f"Write {written}", operations=[ReplaceKey(op="replace_key", key="activation", value=written)])


def _of_key(rule: str, severity: Severity, key: str, message: str, fix: Fix | None) -> Finding:
    return Finding(rule=rule, severity=severity, row=None, loc=[key], message=message, fix=fix)


def _task(subject: Subject) -> Iterator[Finding]:
    """The last row says what the network is for."""
    last = subject.nodes[-1] if subject.nodes else None
    if last is None or last.module in HEADS or subject.rule_of(last.module) == "head" or not subject.sound:
        return
    message = f"The last row, {last.module}, is no head, so that this cannot be trained for a task."
    yield subject.finding("no-head", "warning", last, "module", message)


def _enumerated(rows: Sequence[int]) -> str:
    """`row 3`, `rows 3 and 4`, `rows 3, 4, 5 and 9 more`."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    shown = [str(row) for row in rows[:5]] + ([f"{len(rows) - 5} more"] if len(rows) > 5 else [])
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


RULES: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    _keys,
    _unread,
    _head_order,
    _mask_level,
    _repeats,
    _channels,
    _classes,
    _without_effect,
    _duplicates,
    _states,
    _variables,
    _task,
)
