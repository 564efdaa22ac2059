"""Damaged picture files: usable after repair or refused with a kind, never a crash."""

import io
import tempfile
from pathlib import Path

import pytest
from dataset_stories import picture
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from yolosmith.datasets.report import KINDS
from yolosmith.engine.pictures import UnusableError, check_picture

FORMATS = [("a.jpg", "RGB"), ("a.png", "I;16"), ("a.tif", "RGB"), ("a.gif", "L"), ("a.webp", "RGB"), ("c.jpg", "CMYK")]


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.data())
def test_any_damage_is_repaired_or_named(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        name, mode = data.draw(st.sampled_from(FORMATS))
        file = picture(Path(folder) / "pictures" / name, mode=mode)
        content = bytearray(file.read_bytes())
        for _ in range(data.draw(st.integers(0, 5))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        file.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
        try:
            checked = check_picture(file)
        except UnusableError as error:
            assert error.kind in KINDS
        else:
            assert set(checked.found) <= set(KINDS)
            with Image.open(io.BytesIO(checked.data)) as image:
                image.load()  # as every later reader will
                assert image.size == checked.size


def test_a_sound_file_stays_byte_for_byte(tmp_path: Path) -> None:
    for name, mode in (("a.jpg", "RGB"), ("grey.jpg", "L"), ("a.png", "RGBA"), ("a.webp", "RGB")):
        file = picture(tmp_path / name, mode=mode)
        checked = check_picture(file)
        assert (checked.data, checked.found, checked.suffix) == (file.read_bytes(), [], file.suffix)
