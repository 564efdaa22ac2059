"""Which data sets a model of a task can learn from. Pure."""

from yolosmith.datasets.tasks import TRAINS
from yolosmith.errors import Fault, UnreadableError

NEEDS: dict[str, str] = {
    "detect": "boxes",
    "segment": "outlines",
    "semantic": "outlines",
    "pose": "keypoints",
    "obb": "turned boxes",
    "classify": "a class for each picture",
    "depth": "a depth map for each picture",
}
"""By the model's task."""


def refuse_unfit(model: str, model_task: str | None, dataset: str, dataset_task: str | None) -> None:
    """Refuse a model that cannot learn from the data set; where a task is not known, Ultralytics decides.

    Raises:
        UnreadableError: Names both, and their tasks.
    """
    if model_task not in NEEDS or dataset_task is None:
        return
    fitting = [labels for labels, tasks in TRAINS.items() if model_task in tasks]
    if dataset_task in fitting:
        return
    message = f"{model} is a {model_task} model and needs {NEEDS[model_task]}; {dataset} is a {dataset_task} data set."
    raise UnreadableError(message, [Fault(("dataset",), message, expected=fitting, actual=dataset_task)])
