"""What a new module starts from: `templates/<id>.py` and `<id>.json`. The class is called `NewBlock`."""

import functools
import json
from importlib import resources

from yolosmith.modules.contract import Contract
from yolosmith.modules.schemas import Preview, Template
from yolosmith.modules.signature import propose

ORDER = ("convolution", "residual", "attention", "fusion", "head")
NAME = "NewBlock"


@functools.cache
def templates() -> list[Template]:
    """All templates, in the order in which they are shown."""
    return [_read(id) for id in ORDER]


def _read(id: str) -> Template:
    folder = resources.files("yolosmith.modules") / "templates"
    source = (folder / f"{id}.py").read_text(encoding="utf-8")
    facts = json.loads((folder / f"{id}.json").read_text(encoding="utf-8"))
    contract: Contract = propose(source, NAME)
    preview = Preview.model_validate(facts.pop("preview"))
    return Template(id=id, contract=contract, source=source, preview=preview, **facts)
