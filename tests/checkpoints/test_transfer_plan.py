"""The plan of a transfer, on networks that nobody would draw."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from yolosmith.checkpoints.transfer import Network, Row, aligned, by_name, plan, same_classes

SHAPES = st.sampled_from([(4, 4), (8, 4), (8, 4, 3, 3), (4,), ()])
ROWS = st.builds(
    lambda module, tensors: Row(module, tensors, frozenset(name for name in tensors if name != "count")),
    st.sampled_from(["Conv", "C2f", "Concat"]),
    st.dictionaries(st.sampled_from(["conv.weight", "bias", "count", "cv1.weight"]), SHAPES, max_size=3),
)
NETWORKS = st.lists(ROWS, max_size=8).map(Network)


@given(NETWORKS, NETWORKS)
def test_aligned_rows_are_in_order_and_never_load_less(source: Network, target: Network) -> None:
    pairs = aligned(source, target)
    assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(pairs))
    loaded = {match: plan(source, target, match).totals.params_loaded for match in ("name", "aligned")}
    assert loaded["aligned"] >= loaded["name"]
    assert set(by_name(source, target)) <= {(index, index) for index in range(8)}


@given(NETWORKS, st.data())
def test_rows_that_were_taken_out_or_put_in_cost_nothing_but_themselves(source: Network, data: st.DataObject) -> None:
    kept = [row for row in source.rows if data.draw(st.booleans())]
    out = plan(source, Network(kept), "aligned").totals
    assert out.params_loaded == out.params
    back = plan(Network(kept), source, "aligned").totals
    assert back.params_loaded >= out.params


@given(NETWORKS, NETWORKS, st.sampled_from(["name", "aligned"]))
def test_what_is_said_is_what_is_done(source: Network, target: Network, match: str) -> None:
    made = plan(source, target, match)  # type: ignore[arg-type]
    done = {(one.row, one.tensor) for one in made.copies}
    assert len(done) == len(made.copies)
    said = {(row.index, one.name) for row in made.rows for one in row.tensors if one.state != "skipped"}
    assert said == done
    for row in made.rows:
        assert {one.name for one in row.tensors} == target.rows[row.index].tensors.keys()
        assert all(one.why for one in row.tensors if one.state != "loaded")
        assert 0 <= row.params_loaded <= row.params
    for one in made.copies:
        old, new = source.rows[one.source].tensors[one.tensor], target.rows[one.row].tensors[one.tensor]
        assert old == new if one.how == "whole" else old[2:] == new[2:]


def test_classes_are_found_by_their_names() -> None:
    assert same_classes(["a", "b", "c"], ["C ", "x"]) == [2, -1]
    assert same_classes(["a", "b"], ["a", "b"]) is None, "they stand where they stood"
    assert same_classes(["a", "b"], ["x", "y"]) is None
    assert same_classes(["0", "1"], ["1", "0"]) is None, "numbers are no names"
    assert same_classes([], ["a"]) is None


def test_the_reason_names_what_differs() -> None:
    none = frozenset[str]()
    old = Network([Row("Conv", {"w": (64, 32, 3, 3), "b": (64,)}, none), Row("C2f", {}, none)])
    new = Network([Row("Conv", {"w": (80, 32, 3, 3), "x": (2,)}, none), Row("SPPF", {"y": (1,)}, none)])
    first, second = plan(old, new, "name").rows
    assert [one.why for one in first.tensors] == [
        "64×32×3×3 in the checkpoint, 80×32×3×3 here.",
        "The checkpoint's row 0 has no x.",
    ]
    assert (first.state, first.why) == ("skipped", "64×32×3×3 in the checkpoint, 80×32×3×3 here. (1 more reason)")
    assert second.tensors[0].why == "The checkpoint's row 1 is C2f, not SPPF."
