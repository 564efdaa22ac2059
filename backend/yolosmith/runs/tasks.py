"""Which data sets a model of a task can learn from. Pure."""

from yolosmith.errors import Fault, UnreadableError

TRAINS_ON: dict[str, tuple[str, ...]] = {
    "detect": ("detect", "segment", "obb"),
    "segment": ("segment",),
    "semantic": ("semantic", "segment"),
    "pose": ("pose",),
    "obb": ("obb", "segment"),
    "classify": ("classify",),
    "depth": ("depth",),
}
"""By the model's task: the tasks of data sets. Outlines give boxes, turned boxes and classes of pixels, too."""

NEEDS: dict[str, str] = {
    "detect": "boxes",
    "segment": "outlines",
    "semantic": "outlines",
    "pose": "keypoints",
    "obb": "turned boxes or outlines",
    "classify": "a class for each picture",
    "depth": "a depth map for each picture, which no data set here has",
}


def refuse_unfit(model: str, model_task: str | None, dataset: str, dataset_task: str | None) -> None:
    """Refuse a model that cannot learn from the data set; where a task is not known, Ultralytics decides.

    Raises:
        UnreadableError: Names both, and their tasks.
    """
    fitting = TRAINS_ON.get(model_task or "")
    if fitting is None or dataset_task is None or dataset_task in fitting:
        return
    message = (
        f"{model} is a {model_task} model and needs {NEEDS[str(model_task)]}; {dataset} is a {dataset_task} data set."
    )
    raise UnreadableError(message, [Fault(("dataset",), message, expected=list(fitting), actual=dataset_task)])
