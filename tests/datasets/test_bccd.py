"""A real set, as it was published: 364 photographs of blood cells with Pascal VOC annotations."""

from pathlib import Path

import pytest
from dataset_stories import Api, View, found

BCCD = Path(__file__).parents[3] / "shared" / "data" / "bccd"
pytestmark = pytest.mark.skipif(
    not BCCD.is_dir(), reason=f"needs the BCCD data set at ../{BCCD.relative_to(Path(__file__).parents[3])}"
)


def test_bccd_is_imported_with_what_is_wrong_in_it_counted(api: Api, ultralytics_view: View) -> None:
    made = api.imported(BCCD, "bccd")
    assert made["status"] == "ready"
    assert made["classes"] == ["Platelets", "RBC", "WBC"]
    assert made["splits"] == {"train": 205, "val": 87, "test": 72}
    totals = [sum(counts) for counts in zip(*(made["statistics"][s]["classes"] for s in made["splits"]), strict=True)]
    assert totals == [361, 4153, 372]
    assert found(made) == {"box_no_area": 2}  # two red cells marked by a single point
    assert [place["image"] for place in made["report"][0]["places"]] == [
        "train/BloodImage_00343.jpg",
        "val/BloodImage_00338.jpg",
    ]
    view = ultralytics_view(api.folder("bccd") / "data.yaml")
    for split, counted in made["statistics"].items():
        assert view[split]["images"] == counted["images"]
        assert view[split]["boxes"] == counted["boxes"]
        assert (view[split]["corrupt"], view[split]["messages"]) == (0, [])


def test_the_boxes_are_where_the_annotations_say(api: Api) -> None:
    page = api.samples("bccd", split="val", limit=1)
    assert page["total"] == 87
    sample = page["samples"][0]
    assert (sample["file"], sample["width"], sample["height"]) == ("BloodImage_00000.jpg", 640, 480)
    first = sample["boxes"][0]
    assert first["name"] == "WBC"
    assert (first["x"] * 640, first["y"] * 480) == pytest.approx(((260 + 491) / 2, (177 + 376) / 2), abs=1e-3)
    assert (first["w"] * 640, first["h"] * 480) == pytest.approx((491 - 260, 376 - 177), abs=1e-3)
