"""Which pictures of a data set go where in a new one that is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from yolosmith.datasets.index import IndexedSample
from yolosmith.datasets.layout import SPLITS
from yolosmith.datasets.splitting import divide


@dataclass(frozen=True, slots=True)
class Plan:
    """What the new data set is to be.

    Attributes:
        shares: Of train, val and test; None: every picture stays in its split.
        seed: Of the choice.
        without: Pictures (`split/file`) that are left out.
    """

    shares: Mapping[str, float] | None = None
    seed: int = 0
    without: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """As it goes to the job."""
        return {**asdict(self), "without": sorted(self.without)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Plan":
        """As it came from `as_json`."""
        return cls(document["shares"], document["seed"], frozenset(document["without"]))


def planned(samples: Sequence[IndexedSample], plan: Plan) -> list[str | None]:
    """The new split of each picture; None where it is left out."""
    kept = [f"{sample.split}/{sample.file}" not in plan.without for sample in samples]
    if plan.shares is None:
        return [sample.split if keep else None for sample, keep in zip(samples, kept, strict=True)]
    classes = [
        {row.cls for row in sample.boxes} | ({sample.cls} if sample.cls is not None else set())
        for sample, keep in zip(samples, kept, strict=True)
        if keep
    ]
    chosen = iter(divide(classes, plan.shares, plan.seed))
    return [next(chosen) if keep else None for keep in kept]


def redundant(groups: Sequence[Sequence[str]], *, across: bool) -> frozenset[str]:
    """The pictures (`split/file`) of groups of duplicates that can go: one of each group stays.

    It is one of the last of train, val, test: what is validated with stays as it is, and training loses the copy.

    Args:
        groups: Pictures that are alike.
        across: Only groups that reach over several splits, and only what repeats what a later split has.
    """
    gone: set[str] = set()
    for group in groups:
        order = sorted(group, key=lambda image: (-SPLITS.index(image.split("/", 1)[0]), image))
        kept = order[0].split("/", 1)[0]
        gone.update(image for image in order[1:] if not across or image.split("/", 1)[0] != kept)
    return frozenset(gone)
