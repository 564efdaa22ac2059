"""A source read without running it: what the form beside the editor is filled with. Pure."""

from collections.abc import Collection, Mapping

from yolosmith.errors import UnreadableError
from yolosmith.modules import docstring, problems, signature
from yolosmith.modules.contract import Contract, Rule, Scaling
from yolosmith.modules.schemas import Reading, ScaledExample

SCALES = {
    "n": Scaling(0.5, 0.25, 1024),
    "s": Scaling(0.5, 0.5, 1024),
    "m": Scaling(0.5, 1.0, 512),
    "l": Scaling(1.0, 1.0, 512),
    "x": Scaling(1.0, 1.5, 512),
}
"""Those of YOLO11."""


def read(
    name: str,
    source: str,
    contract: Contract | None,
    rules: Mapping[str, Rule] | None = None,
    reserved: Collection[str] = (),
) -> Reading:
    """Read a source.

    Args:
        name: The class's.
        source: Python, as far as it is written.
        contract: What the user chose; None to have it proposed.
        rules: Those of Ultralytics' own classes, for a subclass.
        reserved: Names that a module may not have.
    """
    try:
        found = signature.read(source, name)
        chosen = contract or signature.propose(source, name, rules)
    except UnreadableError:
        return Reading(
            contract=contract,
            proposed=False,
            description="",
            args=[],
            examples=[],
            problems=problems.find(source, name, contract, reserved),
        )
    return Reading(
        contract=chosen,
        proposed=contract is None,
        description=docstring.summary(found.doc),
        args=signature.row_arguments(chosen, found.arguments),
        examples=examples(name, chosen, found.arguments),
        problems=problems.find(source, name, chosen, reserved),
    )


def examples(name: str, contract: Contract, arguments: list[signature.Argument]) -> list[ScaledExample]:
    """What one row calls at each scale."""
    return [
        ScaledExample(scale=scale, row=row, call=call)
        for scale, scaling in SCALES.items()
        for row, call in [signature.example(name, contract, arguments, scaling)]
    ]
