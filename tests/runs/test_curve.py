"""The thinned line of a run in the list of runs."""

from hypothesis import given
from hypothesis import strategies as st

from yolosmith.runs.curve import MOST, Curve, cut, extended, main_metric
from yolosmith.runs.state import RunProgress, fold

MAP = "metrics/mAP50-95(B)"


def trained(curve: Curve, epochs: range) -> Curve:
    for epoch in epochs:
        curve = extended(curve, epoch, {MAP: epoch / 1000})
    return curve


@given(st.integers(0, 500))
def test_any_length_is_few_points_that_are_those_of_their_epochs(epochs: int) -> None:
    curve = trained(Curve(), range(1, epochs + 1))
    assert len(curve.values) <= MOST
    assert len(curve.values) == epochs // curve.stride
    assert curve.values == [round(at * curve.stride / 1000, 5) for at in range(1, len(curve.values) + 1)]


@given(st.integers(1, 200), st.data())
def test_a_run_that_goes_on_earlier_has_the_curve_of_one_that_never_stopped(epochs: int, data: st.DataObject) -> None:
    back = data.draw(st.integers(0, epochs))
    whole = trained(Curve(), range(1, epochs + 1))
    assert trained(cut(whole, back), range(back + 1, epochs + 1)) == whole


def test_the_main_metric_is_that_of_the_task() -> None:
    assert main_metric({"train/box_loss": 1.0, "metrics/mAP50(B)": 0.2, MAP: 0.1}) == MAP
    assert main_metric({"train/loss": 1.0, "metrics/accuracy_top1": 0.2}) == "metrics/accuracy_top1"
    assert main_metric({"train/loss": 1.0, "metrics/delta1": 0.2}) == "metrics/delta1"
    masks = {f"metrics/mAP50-95({of})": 0.2 for of in "BM"}
    assert main_metric(masks) == "metrics/mAP50-95(M)"
    assert main_metric({"train/loss": 1.0}) is None


def test_a_run_that_starts_again_loses_its_curve() -> None:
    state = RunProgress(curve=Curve(metric=MAP, values=[0.1, 0.2]))
    queued = {"seq": 1, "time": 0.0, "type": "run.status", "status": "queued", "resumed_from": 0}
    assert fold(state, queued).curve.values == []
