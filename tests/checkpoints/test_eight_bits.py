"""Exports in 8 bits: made of a run with the pictures that it was trained on, or refused with what is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import RunningServer
from tests.runs.training import follow, furnish, start
from yolosmith.engine import export_formats


def test_a_precision_that_this_machine_cannot_make_says_what_is_missing() -> None:
    formats = {one["format"]: one for one in export_formats.run({}, print)}
    assert 8 in formats["onnx"]["precisions"]
    for one in formats.values():
        assert not set(one["lacking"]) & set(one["precisions"])
    if 8 not in formats["openvino"]["precisions"]:
        lack = formats["openvino"]["lacking"][8]
        assert lack == "8 bits need a package that is not installed here: pip install nncf"


def test_a_format_that_this_machine_cannot_make_says_what_to_install() -> None:
    formats = {one["format"]: one for one in export_formats.run({}, print)}
    for one in formats.values():
        assert one["available"] == (one["why"] is None)
    if not formats["rknn"]["available"]:
        assert formats["rknn"]["why"] == "Needs a package that is not installed here: pip install rknn-toolkit2"
    if not formats["hailo"]["available"]:
        assert formats["hailo"]["why"].startswith("Needs Hailo's Dataflow Compiler, from the Hailo Developer Zone;")


@pytest.mark.prove
def test_onnx_in_eight_bits_is_compared_on_the_pictures_of_the_data_set(
    server: RunningServer, digits: Path, record_property: Callable[[str, object], None]
) -> None:
    furnish(server.workspace, digits)
    run = start(server, epochs=2)
    assert follow(server, run)[-1]["status"] == "completed"
    address = f"/api/checkpoints/{run}:best/export"
    sizes = {}
    for precision in (32, 8):
        made = server.client.post(address, json={"format": "onnx", "precision": precision})
        assert made.status_code == 200, made.text
        found = made.json()
        assert (found["precision"], found["pictures"]) == (precision, 8)
        assert found["same"], found
        sizes[precision] = found["bytes"]
        record_property(f"{precision} bits", {name: found[name] for name in ("bytes", "difference", "largest")})
    assert sizes[8] < sizes[32]
    refused = server.client.post(address, json={"format": "openvino", "precision": 8})
    if refused.status_code == 422:
        (error,) = refused.json()["errors"]
        assert error["loc"] == ["precision"] and "nncf" in error["message"]
