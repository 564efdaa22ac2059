"""Loading a `.pt` without trusting it, and saying what is in it.

The file is never unpickled freely: torch's restricted unpickler builds only what Ultralytics' allow-list names, and
the custom modules that were accepted, compiled from their sources and not from anything in the pickle.
"""

import math
import pickle
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
import yaml
from pydantic import ValidationError
from torch.serialization import get_safe_globals, get_unsafe_globals_in_checkpoint
from ultralytics import YOLO
from ultralytics.nn import tasks
from ultralytics.nn.distill_model import DistillationModel
from ultralytics.nn.modules import Detect

from yolosmith.checkpoints.schemas import CustomModule, Description, Layer, Tensor
from yolosmith.engine import embedded, registry
from yolosmith.engine.jobs import Say
from yolosmith.engine.registry import ModuleSource
from yolosmith.errors import ConflictError, Fault, UnreadableError, YolosmithError
from yolosmith.storage.files import sha256

CUSTOM = "yolosmith_modules."
SECTIONS = ("backbone", "head")
MAX_EXPANSION = 20
TEXT_LIMIT = 2000
UNLOADABLE = (
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ImportError,
    AssertionError,
    EOFError,
    OSError,
    SyntaxError,
    pickle.PickleError,
)
"""What torch and Ultralytics raise on files that are damaged or hold something else."""


def describe(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """The job `describe_checkpoint`.

    Args:
        args: `path`, `name` (as people know the file), `folders` (where module sources may lie besides those in the
            file), `accepted` (SHA-256 of sources that may be executed, null: all).
        say: Unused.

    Returns:
        A `Description`; with `loaded` false where sources that are needed have not been accepted.

    Raises:
        UnreadableError: Damaged, no detector, or with classes that are not known (one fault each).
    """
    path, name = Path(args["path"]), args["name"]
    sources = find_sources(path, name, args)
    facts: dict[str, Any] = {"sha256": sha256(path), "bytes": path.stat().st_size, "sources": sources}
    document = embedded.read(path) or {}
    text = document.get("architecture")
    if any(source.needed and not source.accepted for source in sources):
        text = text if isinstance(text, str) else None
        return Description(**facts, loaded=False, yaml=text).model_dump(mode="json")
    model = load(path, name, sources)
    network, checkpoint = model.model, model.ckpt
    assert isinstance(network, torch.nn.Module)
    trained = as_mapping(checkpoint.get("train_args"))
    architecture = as_mapping(getattr(network, "yaml", None))
    imgsz, scale = trained.get("imgsz"), document.get("scale") or architecture.get("scale")
    try:
        description = Description(
            **facts,
            loaded=True,
            task=model.task,
            names=dict(as_mapping(network.names)),
            imgsz=imgsz if isinstance(imgsz, int) else None,
            scale=str(scale) if scale else None,
            yaml=text if isinstance(text, str) else as_text(architecture),
            epoch=epochs(checkpoint),
            ultralytics=plain(checkpoint.get("version")),
            strides=strides(network),
            layers=layers(network, dtypes_of(path)),
            args={str(key): plain(value) for key, value in trained.items()},
            metrics=numbers(as_mapping(checkpoint.get("train_metrics"))),
        )
    except (ValidationError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableError(f"{name} holds a model whose facts do not fit together: {error}"[:TEXT_LIMIT]) from None
    return description.model_dump(mode="json")


def load(path: Path, name: str, sources: Sequence[CustomModule]) -> YOLO:
    """Load a checkpoint with the restricted unpickler; only for processes that do nothing else afterwards.

    Args:
        path: The file; ends in `.pt`.
        name: What people call it; used in refusals.
        sources: What `find_sources` found.

    Raises:
        ConflictError: Module sources that it needs have not been accepted.
        UnreadableError: It cannot be loaded.
    """
    waiting = [source.name for source in sources if source.needed and not source.accepted]
    if waiting:
        detail = f"{name} brings custom modules that nobody has accepted yet: {', '.join(waiting)}."
        raise ConflictError(f"{detail} Read their sources and accept them first.")
    for source in sources:
        if source.needed:
            import_module(source)
    refuse_unknown(path, name)
    tasks.SAFE_LOAD = True  # read at each load: YOLO() then loads with weights_only and builds without eval
    try:
        model = YOLO(str(path))
    except UNLOADABLE as error:
        if not _holds_model(path):
            raise UnreadableError(
                f"{name} holds tensors or numbers and no model (a state_dict, perhaps), so nobody knows how they "
                "belong together. Save the whole model: model.save('name.pt') in Ultralytics."
            ) from error
        raise UnreadableError(f"{name} cannot be loaded: {first_line(error)}") from error
    if not isinstance(model.model, torch.nn.Module) or not hasattr(model.model, "names"):
        raise UnreadableError(f"{name} holds no Ultralytics model.")
    model.model = learner(model.model)
    return model


def _holds_model(path: Path) -> bool:
    """Whether there is any module where Ultralytics looks for one; what it needs has been allowed before."""
    try:
        found = as_mapping(torch.load(path, map_location="meta", weights_only=True))
    except UNLOADABLE:
        return True  # it is something else that keeps it from loading
    return isinstance(found.get("ema") or found.get("model"), torch.nn.Module)


def globals_of(path: Path, name: str) -> set[str]:
    """Names of the classes and functions that the pickle refers to, beyond torch's own; nothing is unpickled.

    Raises:
        UnreadableError: It is no archive made by `torch.save`, or it is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            parts = {entry.filename.partition("/")[2] for entry in entries}
            if "constants.pkl" in parts and any(part.startswith("code/") for part in parts):
                raise UnreadableError(
                    f"{name} is a TorchScript file, which is an export and holds no model to train. "
                    "Import the .pt that it was made from."
                )
            if sum(entry.file_size for entry in entries) > MAX_EXPANSION * path.stat().st_size:
                raise UnreadableError(f"{name} would unpack to more than {MAX_EXPANSION} times its size.")
        return set(get_unsafe_globals_in_checkpoint(str(path)))
    except (zipfile.BadZipFile, EOFError) as error:
        raise UnreadableError(
            f"{name} is not a PyTorch checkpoint, or only a part of one: {first_line(error)}. Copy it again."
        ) from error
    except UNLOADABLE as error:
        raise UnreadableError(f"{name} is not a checkpoint written by torch.save: {first_line(error)}") from error


def refuse_unknown(path: Path, name: str) -> None:
    """Name every class that is neither Ultralytics' nor torch's nor of a custom module imported by now.

    Raises:
        UnreadableError: There are such classes; one fault each.
    """
    wanted = globals_of(path, name)
    with tasks._SafeLoad.loading(str(path)):  # allows those of `wanted` that it knows, and only those
        known = {entry[1] if isinstance(entry, tuple) else full_name(entry) for entry in get_safe_globals()}
    unknown = sorted(wanted - known)
    if unknown:
        faults = [Fault(("classes", each), _why_refused(each), actual=each) for each in unknown]
        shown = ", ".join(unknown[:5]) + (", …" if len(unknown) > 5 else "")
        raise UnreadableError(f"{name} refers to what is not known here, and was not loaded: {shown}.", faults)


def _why_refused(full: str) -> str:
    if full.startswith(CUSTOM):
        return "A custom module whose source is neither in the file nor in this workspace; save that module first."
    return "Neither a part of Ultralytics' models nor a module of yours; loading it could run anything."


def full_name(entry: Any) -> str:
    """The name under which a pickle refers to a class or function."""
    return f"{entry.__module__}.{entry.__qualname__}"


def import_module(source: CustomModule) -> None:
    """Execute an accepted source; its classes may be loaded from then on.

    Raises:
        UnreadableError: It cannot be imported.
    """
    try:
        registry.register_for_loading(ModuleSource(source.name, source.source, source.contract))
    except YolosmithError:
        raise
    except Exception as error:  # a user's source may raise anything; it becomes the refusal's reason
        reason = f"{type(error).__name__}: {first_line(error)}"
        raise UnreadableError(f"The custom module {source.name} cannot be imported: {reason}") from error


def find_sources(path: Path, name: str, args: Mapping[str, Any]) -> list[CustomModule]:
    """The sources of the custom modules in a checkpoint: those inside it, else those in the folders, by their hash.

    Args:
        path: The file.
        name: What people call it.
        args: `folders` and `accepted` as in `describe`. What lies in a folder needs no acceptance.

    Raises:
        UnreadableError: The file or the document inside is damaged.
    """
    accepted = args["accepted"]
    owners = {full.rpartition(".")[0] for full in globals_of(path, name) if full.startswith(CUSTOM)}
    here = {
        source.import_path: source
        for folder in args["folders"]
        if Path(folder).is_dir()
        for source in registry.read_sources(Path(folder))
    }
    known = {source.sha256 for source in here.values()}
    inside = {source.import_path: source for source in embedded.module_sources(embedded.read(path))}
    return [
        CustomModule(
            name=source.name,
            sha256=source.sha256,
            source=source.source,
            contract=source.contract,
            needed=place in owners,
            accepted=accepted is None or source.sha256 in accepted or source.sha256 in known,
        )
        for place, source in ({place: here[place] for place in owners & here.keys()} | inside).items()
    ]


DERIVED = ("yaml_file", "scale")
"""Keys that Ultralytics puts into a model's dictionary when it reads the file."""


def as_text(architecture: Mapping[str, Any]) -> str:
    """A model's dictionary as one writes it: rows in brackets, one a line, and no keys that were not in the file."""
    lines = []
    for key, value in plain(architecture).items():
        if key in DERIVED:
            continue
        if key in SECTIONS and isinstance(value, list):
            lines += [f"{key}:", *(f"  - {_in_line(row)}" for row in value)]
        elif isinstance(value, dict):
            lines += [f"{key}:", *(f"  {_in_line(name)}: {_in_line(one)}" for name, one in value.items())]
        else:
            lines.append(f"{key}: {_in_line(value)}")
    return "\n".join(lines) + "\n"


def _in_line(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, width=math.inf, allow_unicode=True, sort_keys=False)
    return text.removesuffix("...\n").strip()


def layers(network: torch.nn.Module, dtypes: Mapping[str, str]) -> list[Layer]:
    """One entry a row of the model, with the tensors that are saved of it; `dtypes` are those of the file."""
    rows = network.model
    assert isinstance(rows, torch.nn.Sequential)
    return [
        Layer(
            index=index,
            module=type(row).__name__,
            inputs=row.f if isinstance(row.f, list) else [row.f],
            params=sum(parameter.numel() for parameter in row.parameters()),
            tensors=[
                Tensor(name=name, shape=list(tensor.shape), dtype=dtypes.get(f"{index}.{name}"))
                for name, tensor in row.state_dict().items()
            ],
        )
        for index, row in enumerate(rows)
    ]


def learner(network: torch.nn.Module) -> torch.nn.Module:
    """The model itself: weights of a training with a teacher that has not ended hold it wrapped."""
    return network.get_submodule("student_model") if isinstance(network, DistillationModel) else network


def strides(network: torch.nn.Module) -> list[int] | None:
    """Of the maps that a head for detection, or one made from it, reads."""
    rows = network.get_submodule("model")
    found = getattr(network, "stride", None)
    if not isinstance(rows, torch.nn.Sequential) or not isinstance(rows[-1], Detect):
        return None
    return [int(one) for one in found] if isinstance(found, torch.Tensor) else None


def dtypes_of(path: Path) -> dict[str, str]:
    """How each tensor is kept in the file, such as float16: a model that is loaded has become float32."""
    kept = torch.load(path, map_location="meta", weights_only=True, mmap=True)
    model = kept.get("ema") or kept.get("model")
    assert isinstance(model, torch.nn.Module)
    rows = learner(model).get_submodule("model")
    return {name: str(tensor.dtype).removeprefix("torch.") for name, tensor in rows.state_dict().items()}


def epochs(checkpoint: Mapping[str, Any]) -> int | None:
    """Epochs that the weights were trained for; at the end of a training Ultralytics removes the count itself."""
    count = checkpoint.get("epoch")
    if isinstance(count, int) and count >= 0:
        return count + 1
    rows = as_mapping(checkpoint.get("train_results")).get("epoch")
    return int(rows[-1]) if isinstance(rows, list) and rows and isinstance(rows[-1], int | float) else None


def as_mapping(value: Any) -> Mapping[str, Any]:
    """A dict as it is, a namespace's variables, nothing for anything else."""
    if isinstance(value, Mapping):
        return value
    return vars(value) if hasattr(value, "__dict__") else {}


def numbers(values: Mapping[str, Any]) -> dict[str, float | None]:
    """Metrics that JSON can carry: what is not finite is null."""
    found = {str(key): float(value) for key, value in values.items() if isinstance(value, int | float)}
    return {key: value if math.isfinite(value) else None for key, value in found.items()}


def plain(value: Any) -> Any:
    """The value as JSON and YAML can carry it; what they cannot is shown as text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key if isinstance(key, int) else str(key): plain(each) for key, each in value.items()}
    return str(value)[:TEXT_LIMIT]


def first_line(error: BaseException) -> str:
    """The start of a message that may go on for a page, without Ultralytics' decoration."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0].removeprefix("ERROR ❌️ ")[:300]
