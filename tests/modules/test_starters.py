"""The starters that come with the default workspace."""

from pathlib import Path

import pytest

from yolosmith.architectures import facts, graph, text
from yolosmith.modules import signature
from yolosmith.modules.contract import Contract
from yolosmith.modules.store import ModuleStore, digest

REPOSITORY = Path(__file__).parent.parent.parent
STORE = ModuleStore(REPOSITORY / "modules")
STARTERS = ("EcaBlock", "ResidualStack", "WeightedFusion")


@pytest.mark.parametrize("name", STARTERS)
def test_what_is_known_of_a_starter_belongs_to_its_source(name: str) -> None:
    source, stored = STORE.read(name)
    assert stored is not None
    assert stored.sha256 == digest(source)
    assert stored.check is not None
    assert stored.check.ok
    arguments = signature.read(source, name).arguments
    assert stored.contract == signature.propose(source, name)
    assert stored.args == signature.row_arguments(Contract.model_validate(stored.contract), arguments)


@pytest.mark.parametrize("name", ["digits-compact", "yolo11-eca"])
def test_the_starting_architectures_use_them(name: str) -> None:
    source = (REPOSITORY / "model_yamls" / f"{name}.yaml").read_text()
    assert graph.parse(source).errors == []
    assert set(facts.module_names(text.read(source))) & set(STARTERS)
