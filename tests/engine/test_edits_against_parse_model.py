"""Edits that should not change a network do not: what Ultralytics' own `parse_model` builds is the same."""

import random
from typing import Any

import pytest
import torch
import yaml
from pydantic import TypeAdapter
from ultralytics.nn import tasks

from tests.conftest import some_every_time
from yolosmith.architectures import graph, splice
from yolosmith.architectures.graph import Graph
from yolosmith.architectures.operations import Operation
from yolosmith.architectures.store import presets

OPERATIONS = TypeAdapter(list[Operation])
NAMES = ("yolo11", "yolo26-seg", "yolov8-pose", "yolov9e", "rtdetr-l", "yolo26-cls")
EVERY_TIME = some_every_time(NAMES, "yolo11", "yolo26-seg", "yolov8-pose", "yolo26-cls")

Json = dict[str, Any]
Network = list[tuple[str, str, int, list[Any]]]


def edit(view: Graph, *operations: Json) -> Graph:
    return splice.edit(view.source, OPERATIONS.validate_python(operations), [node.id for node in view.nodes])


def network(view: Graph) -> dict[str, tuple[str, str, int, list[Any]]]:
    """What `parse_model` makes of a text, by the id of the row: class, parts, parameters, and the ids that it reads."""
    data = yaml.safe_load(view.source)
    data["scale"] = next(iter(data.get("scales") or [""]))
    act = tasks.Conv.default_act
    with torch.device("meta"):
        model, _ = tasks.parse_model(data, 3, verbose=False)
    tasks.Conv.default_act = act
    names = [node.id for node in view.nodes]
    found = {}
    for layer, name in zip(model, names, strict=True):
        sources = layer.f if isinstance(layer.f, list) else [layer.f]
        at = [layer.i + one if one < 0 else one for one in sources]
        read = [names[one] if one >= 0 else "image" for one in at]
        found[name] = (layer.type, repr(layer), layer.np, read)  # repr: classes with their channels, kernels, strides
    return found


@pytest.mark.parametrize("name", EVERY_TIME)
def test_what_is_inserted_and_deleted_leaves_the_same_network(name: str) -> None:
    view = graph.parse(presets()[name].path.read_text())
    before = network(view)
    boundary = sum(node.section == "backbone" for node in view.nodes)
    for at in random.Random(name).sample(range(1, len(view.nodes)), 3):
        section = "backbone" if at <= boundary else "head"
        put = edit(view, {"op": "insert", "section": section, "at": at, "id": "new", "module": "nn.Identity"})
        with_it = network(put)
        assert {one: built[:3] for one, built in with_it.items() if one != "new"} == {
            one: built[:3] for one, built in before.items()
        }
        assert [read if read != "new" else with_it["new"][3][0] for read in with_it[view.nodes[at].id][3]] == before[
            view.nodes[at].id
        ][3]
        assert network(edit(put, {"op": "delete", "id": "new"})) == before


@pytest.mark.parametrize("name", EVERY_TIME)
def test_a_copy_leaves_the_others_as_they_are(name: str) -> None:
    view = graph.parse(presets()[name].path.read_text())
    before = network(view)
    chosen = [node.id for node in random.Random(name).sample(view.nodes[1:-1], 3)]
    twice = edit(view, {"op": "duplicate", "ids": chosen})
    known = set(before)
    copies = [node.id for node in twice.nodes if node.id not in known]
    built = network(twice)
    assert {one: built[one] for one in before} == before
    order = sorted(chosen, key=lambda one: [node.id for node in view.nodes].index(one))
    copy_of = dict(zip(order, copies, strict=True))
    for one, copy in copy_of.items():
        assert built[copy][:3] == before[one][:3]
        assert built[copy][3] == [copy_of.get(read, read) for read in before[one][3]]
    assert network(edit(twice, *({"op": "delete", "id": one} for one in reversed(copies)))) == before


@pytest.mark.parametrize("name", EVERY_TIME)
def test_a_row_that_can_stand_elsewhere_means_the_same_there(name: str) -> None:
    view = graph.parse(presets()[name].path.read_text())
    before = network(view)
    moved = 0
    for node in view.nodes[1:-1]:
        readers = [edge.target for edge in view.edges if edge.source == node.id]
        first = min(one.index for one in view.nodes if one.id in readers) if readers else len(view.nodes) - 1
        if first - 1 <= node.index:
            continue  # whoever reads it stands right behind
        section = view.nodes[first - 1].section
        after = edit(view, {"op": "move", "id": node.id, "at": first - 1, "section": section})
        assert [one.id for one in after.nodes] != [one.id for one in view.nodes]
        assert network(after) == before
        moved += 1
        if moved == 3:
            return


@pytest.mark.parametrize("name", EVERY_TIME)
def test_absolute_and_relative_numbers_mean_the_same(name: str) -> None:
    view = graph.parse(presets()[name].path.read_text())
    before = network(view)

    def written(other: bool) -> list[Json]:
        operations = []
        for node in view.nodes[1:]:
            places = [node.index + one if one < 0 else one for one in node.sources]
            numbers = [place - node.index for place in places] if other else places
            operations.append(
                {"op": "set", "id": node.id, "from": numbers if isinstance(node.from_, list) else numbers[0]}
            )
        return operations

    absolute, relative = edit(view, *written(False)), edit(view, *written(True))
    assert absolute.source != relative.source
    assert network(absolute) == network(relative) == before
    at = len(view.nodes) // 2
    section = view.nodes[at - 1].section
    new = {"op": "insert", "section": section, "at": at, "id": "new", "module": "nn.Identity", "into": []}
    for form in (absolute, relative):
        assert {**network(edit(form, new)), "new": None} == {**before, "new": None}
