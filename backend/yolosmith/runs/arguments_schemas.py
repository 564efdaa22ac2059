"""Requests and answers about the arguments of a training."""

from typing import Any

from pydantic import Field

from yolosmith.datasets.schemas import LabelledBox
from yolosmith.schema import Place, Schema


class TrainArgument(Schema):
    """One argument of `model.train()`.

    Attributes:
        type: As Ultralytics writes it: `int | list, optional`.
        group: What it is for; the list is in the order of the groups.
        minimum: Least value that means something; null where there is none. The same of `maximum`.
        choices: All values that there are; null where they are not few.
        unit: Such as px; null for a plain number.
        tasks: Those that it has an effect on; null: all.
        used: False: a training takes it and makes no use of it.
    """

    name: str
    type: str
    default: Any
    group: str
    help: str
    minimum: float | None = None
    maximum: float | None = None
    choices: list[Any] | None = None
    unit: str | None = None
    tasks: list[str] | None = None
    used: bool = True


class CheckRequest(Schema):
    """Arguments, and as much as is chosen of what they are for."""

    args: dict[str, Any] = Field(max_length=1000)
    architecture: str | None = None
    checkpoint: str | None = None
    scale: str | None = None
    dataset: str | None = None


class CheckAnswer(Schema):
    """Places are `["args", <name>]`. With a warning a run starts all the same."""

    ok: bool
    errors: list[Place]
    warnings: list[Place]


class ReadRequest(Schema):
    """The text of an `args.yaml`, as Ultralytics writes it beside a training."""

    yaml: str


class Ignored(Schema):
    """An entry that was left out, and why."""

    name: str
    reason: str


class ReadAnswer(Schema):
    """`args` are those that differ from the defaults of the installed Ultralytics."""

    args: dict[str, Any]
    ignored: list[Ignored]
    errors: list[Place]


class WriteRequest(Schema):
    """Arguments that differ from the defaults."""

    args: dict[str, Any] = Field(max_length=1000)


class Written(Schema):
    """An `args.yaml` with every argument."""

    yaml: str


class PresetBody(Schema):
    """Arguments under a name."""

    args: dict[str, Any] = Field(max_length=1000)


class Preset(PresetBody):
    """A preset; `args` are those that differ from the defaults."""

    name: str


class RenameRequest(Schema):
    """The new name."""

    to: str


class Logger(Schema):
    """An experiment logger that Ultralytics can write to.

    Attributes:
        installed: Whether its package can be imported.
        online: Whether it sends what it logs to a server.
        needs: What must be set up, in a sentence.
        variables: Environment variables of the server that a run with it gets, and whether each is set.
    """

    name: str
    title: str
    package: str
    installed: bool
    online: bool
    needs: str
    variables: dict[str, bool]


class AugmentedRequest(Schema):
    """Which pictures to make: `count` of them from `seed`, with the arguments of a run."""

    args: dict[str, Any] = Field(default={}, max_length=1000)
    task: str | None = None
    seed: int = Field(default=0, ge=0, le=2**31)
    count: int = Field(default=4, ge=1, le=16)


class AugmentedPicture(Schema):
    """One picture as the loader hands it to the model, with its boxes and their outlines, corners or keypoints.

    Attributes:
        url: The picture itself as a data URL (a JPEG).
        label: The class, in classification.
    """

    url: str
    width: int
    height: int
    boxes: list[LabelledBox]
    label: str | None = None


class Augmented(Schema):
    """Pictures in the order of the loader."""

    pictures: list[AugmentedPicture]
