"""Steps inside a real small YOLO: built by Ultralytics' own parser at every scale, and trained for a step."""

from typing import Any

import torch
from torch import nn
from ultralytics.cfg import get_cfg
from ultralytics.nn import tasks
from ultralytics.nn.modules.head import Detect

from yolosmith.engine.check.subject import FailedError, Json, Subject, floats, shape
from yolosmith.modules.contract import Contract
from yolosmith.modules.reading import SCALES

SIDE = 64
CLASSES = 4
MODELS = {
    "detect": tasks.DetectionModel,
    "segment": tasks.SegmentationModel,
    "semantic": tasks.SemanticSegmentationModel,
    "depth": tasks.DepthModel,
    "classify": tasks.ClassificationModel,
    "pose": tasks.PoseModel,
    "obb": tasks.OBBModel,
}


class NetworkSteps:
    """The steps; each returns what it says."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def build(self) -> str:
        """Build and run at every scale, with the shapes that the module sees there."""
        built = []
        for scale in SCALES:
            try:
                model = self._model(scale)
                self._note_shapes(model, scale)
            except (ValueError, RuntimeError, TypeError, AssertionError, IndexError) as error:
                error.args = (f"At scale {scale}: {error}",)
                raise
            built.append(f"{scale} {sum(parameter.numel() for parameter in model.parameters()):,}")
            self.subject.network = self.subject.network or model
        return f"builds and runs at every scale; parameters: {', '.join(built)}"

    def optimize(self) -> str:
        """One step of an optimizer on a picture with boxes; with the real loss where it is a detector."""
        model = self.subject.network
        assert model is not None
        torch.manual_seed(0)
        model.train()
        picture = torch.rand(2, 3, SIDE, SIDE)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
        what, loss = self._loss(model, picture)
        if not loss.isfinite():
            raise FailedError(f"The {what} is not finite before the first step.")
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        broken = [name for name, one in model.named_parameters() if not one.isfinite().all()]
        if broken:
            raise FailedError(f"After one step {', '.join(broken[:5])} is not finite.")
        with torch.no_grad():
            _, after = self._loss(model, picture)
        if not after.isfinite():
            raise FailedError(f"After one step the {what} is not finite.")
        return f"{what} {loss.item():.4g} before and {after.item():.4g} after one step; all weights are finite"

    def _model(self, scale: str) -> Any:
        subject = self.subject
        rows = small_yolo(subject.source.name, subject.contract, subject.row(64, 64))
        kind = MODELS[subject.contract.task or "detect"]
        return kind({**rows, "scale": scale}, nc=CLASSES, verbose=False)

    def _note_shapes(self, model: Any, scale: str) -> None:
        """Run in the training form and write down what went through the module's row."""
        seen: list[Json] = []
        row = next(layer for layer in model.model if _holds(layer, self.subject.cls))

        def note(module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
            seen.append({"input": shape(args[0]), "output": shape(output)})

        hook = row.register_forward_hook(note)
        model.train()(torch.zeros(2, 3, SIDE, SIDE))
        hook.remove()
        if not seen:
            raise FailedError("The network ran without the module.")
        self.subject.shapes.append({**seen[0], "args": self.subject.row(64, 64), "scale": scale})

    def _loss(self, model: Any, picture: torch.Tensor) -> tuple[str, torch.Tensor]:
        task = self.subject.contract.task or "detect"
        if task != "detect" or not isinstance(model.model[-1], Detect):
            outputs = [one for one in floats(model(picture)) if one.requires_grad or not torch.is_grad_enabled()]
            if not outputs:
                raise FailedError("The network gives nothing that can be learned from.")
            return "mean square", torch.stack([one.float().pow(2).mean() for one in outputs]).sum()
        model.args = get_cfg()
        batch = {
            "img": picture,
            "batch_idx": torch.tensor([0.0, 1.0]),
            "cls": torch.tensor([[0.0], [1.0]]),
            "bboxes": torch.tensor([[0.5, 0.5, 0.4, 0.4], [0.4, 0.6, 0.3, 0.5]]),
        }
        return "loss", model.loss(batch)[0].sum()


def small_yolo(name: str, contract: Contract, row: list[Any]) -> Json:
    """A network of a few rows around one module; it stands there twice where the depth of a scale repeats it."""
    scales = {key: [scale.depth, scale.width, scale.max_channels] for key, scale in SCALES.items()}
    stem: list[Any] = [[-1, 1, "Conv", [32, 3, 2]], [-1, 1, "Conv", [64, 3, 2]], [-1, 1, "Conv", [64, 3, 1]]]
    facts: Json = {"nc": CLASSES, "scales": scales}
    if contract.task == "pose":
        facts["kpt_shape"] = [17, 3]
    if contract.rule == "head":
        return {**facts, "backbone": [*stem, [-1, 1, "Conv", [64, 3, 2]]], "head": [[[2, 3], 1, name, row]]}
    repeats = 2 if contract.rule in ("repeat", "same") else 1
    rows = [*stem, [[-1, -2] if contract.rule == "join" else -1, repeats, name, row], [-1, 1, "Conv", [64, 3, 2]]]
    return {**facts, "backbone": rows, "head": [[[3, 4], 1, "Detect", ["nc"]]]}


def _holds(layer: nn.Module, cls: type[nn.Module]) -> bool:
    """Whether a layer is of the class, or a row of several of them."""
    return isinstance(layer, cls) or (isinstance(layer, nn.Sequential) and len(layer) > 0 and isinstance(layer[0], cls))
