"""Requests and answers about sweeps: many runs that differ in chosen arguments."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from yolosmith.runs.events import RunState
from yolosmith.runs.schemas import RunRequest
from yolosmith.schema import Schema

Method = Literal["grid", "random", "tune"]
MOST_TRIALS = 1000


class Values(Schema):
    """These values, one after the other or drawn."""

    values: list[Any] = Field(min_length=1, max_length=100)


class Range(Schema):
    """Anything between; `log`: evenly over the orders of magnitude. Whole numbers where the argument is one."""

    minimum: float = Field(allow_inf_nan=False)
    maximum: float = Field(allow_inf_nan=False)
    log: bool = False

    @model_validator(mode="after")
    def in_order(self) -> "Range":
        """The lower end first, and no logarithm of what has none."""
        if self.maximum <= self.minimum:
            raise ValueError("the maximum has to be above the minimum")
        if self.log and self.minimum <= 0:
            raise ValueError("a logarithmic range begins above 0")
        return self


class SweepRequest(Schema):
    """`run` is what all trials share; `vary` says what differs, by argument.

    Attributes:
        method: grid: every combination of values. random: each trial draws. tune: Ultralytics' own algorithm, which
            mutates the best trials so far; without `vary` it searches its own space.
        trials: How many runs; of a grid all combinations unless it is less.
        metric: The column of results.csv by which trials are ranked; null: the main one of the task.
        seed: Of the draws; the same request gives the same trials.
    """

    name: str = Field(default="", max_length=100)
    run: RunRequest
    method: Method
    vary: dict[str, Values | Range] = Field(default={}, max_length=30)
    trials: int | None = Field(default=None, ge=1, le=MOST_TRIALS)
    metric: str | None = None
    seed: int = 0

    @model_validator(mode="after")
    def fits_the_method(self) -> "SweepRequest":
        """A grid has values, a mutation has ranges."""
        if not self.vary and self.method != "tune":
            raise ValueError("say what differs between the trials: vary is empty")
        for name, space in self.vary.items():
            if self.method == "grid" and isinstance(space, Range):
                raise ValueError(f"a grid tries every combination of values; give {name} values, or draw at random")
            if self.method == "tune" and isinstance(space, Values):
                raise ValueError(f"Ultralytics' tune moves within a range; give {name} a minimum and a maximum")
        return self


class SweepSpec(Schema):
    """`sweep.json`: what was asked, and what the runs' own files cannot tell.

    Attributes:
        whole: Arguments that are whole numbers.
        reached: How many trials were begun; the run of each may have been deleted since.
        refused: Why a trial could not be started, by its number.
    """

    id: str
    created: datetime
    request: SweepRequest
    trials: int
    whole: list[str] = []
    stopped: bool = False
    reached: int = 0
    refused: dict[int, str] = {}


class Trial(Schema):
    """One run of a sweep; `value` is the best of the metric so far, `args` are those that differ."""

    number: int
    run: str | None
    args: dict[str, Any]
    status: RunState
    epoch: int = 0
    epochs: int = 0
    value: float | None = None
    error: str | None = None


class Sweep(Schema):
    """A sweep as it stands; `results` in the order of their numbers, `best` is the run that leads."""

    id: str
    created: datetime
    request: SweepRequest
    status: Literal["running", "stopping", "stopped", "completed"]
    trials: int
    done: int
    metric: str | None
    best: str | None
    results: list[Trial]


class SweepCreated(Schema):
    """It goes on by itself."""

    id: str
