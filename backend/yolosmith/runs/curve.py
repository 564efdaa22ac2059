"""The main metric epoch by epoch, thinned to what a line in a table can show. Pure."""

from yolosmith.schema import Schema

MOST = 40
MAIN = (*(f"metrics/mAP50-95({of})" for of in "MPB"), "metrics/accuracy_top1")
"""What a run is judged by, by its columns: masks and keypoints before their boxes. Else by its first measure."""


class Curve(Schema):
    """Values of `metric` at the epochs `stride`, 2 · `stride`, …; at most 40 of them."""

    metric: str | None = None
    stride: int = 1
    values: list[float | None] = []


def main_metric(metrics: dict[str, float | None]) -> str | None:
    """The column by which a run is judged; None where nothing is measured."""
    return next((name for name in (*MAIN, *metrics) if name in metrics and name.startswith("metrics/")), None)


def extended(curve: Curve, epoch: int, metrics: dict[str, float | None]) -> Curve:
    """The curve with one more epoch, counted from 1; of an epoch that is done twice the last time counts."""
    metric = curve.metric or main_metric(metrics)
    if metric is None or epoch % curve.stride:
        return curve
    value = metrics.get(metric)
    rounded = None if value is None else round(value, 5)
    values = [*curve.values[: epoch // curve.stride - 1], rounded]
    if len(values) <= MOST:
        return Curve(metric=metric, stride=curve.stride, values=values)
    return Curve(metric=metric, stride=2 * curve.stride, values=values[1::2])


def cut(curve: Curve, epoch: int) -> Curve:
    """The curve up to an epoch, from which the run goes on."""
    return curve.model_copy(update={"values": curve.values[: epoch // curve.stride]})
