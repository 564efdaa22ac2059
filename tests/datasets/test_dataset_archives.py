"""Zip archives that mean harm, or are none: refused before anything of them is written."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from dataset_stories import Api, yolo_set, zipped


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in entries:
            file.writestr(name, data)
    return buffer.getvalue()


def link(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry, target.encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a zip archive"),
        (b"<html>not found</html>", "not a zip archive"),
        (archive(), "empty"),
        (archive(("folder/", b"")), "holds no files"),
        (archive(("ok.txt", b"x"), ("../up.txt", b"x")), "leads outside"),
        (archive(("a/../../up.txt", b"x")), "leads outside"),
        (archive(("/etc/cron.d/x", b"x")), "leads outside"),
        (archive(("a\\..\\..\\up.txt", b"x")), "leads outside"),
        (archive(("C:/windows/x", b"x")), "leads outside"),
        (archive(link("images", "/etc")), "link"),
        (archive(("n" * 300 + ".jpg", b"x")), "longer than files may have"),
        (archive(("x.txt", b"x"))[:-30], "not a zip archive"),
        (archive(("zeros.bin", bytes(300 * 1024 * 1024)), method=zipfile.ZIP_DEFLATED), "would unpack to"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refused_at_once_and_nothing_stays(api: Api, data: bytes, says: str) -> None:
    refused = api.upload(data, "refused")
    assert refused.status_code in {413, 422}
    assert says in refused.json()["detail"]
    assert api.nothing_left()
    assert api.client.get("/api/datasets/refused").status_code == 404


def test_an_archive_damaged_inside_fails_and_nothing_stays(api: Api, tmp_path: Path) -> None:
    data = bytearray(zipped(yolo_set(tmp_path / "set")))
    place = data.index(b"names:")
    data[place] ^= 0xFF
    assert api.upload(bytes(data), "damaged").status_code == 202
    failed = api.ended("damaged")
    assert failed["status"] == "failed"
    assert "data.yaml" in failed["error"]
    assert api.nothing_left()
    api.client.delete("/api/datasets/damaged")


def test_a_form_without_a_file_or_cut_short(api: Api) -> None:
    assert api.client.post("/api/datasets/import", files={"other": ("x.zip", b"x")}).status_code == 422
    assert api.client.post("/api/datasets/import", files={"name": (None, b"x")}).status_code == 422
    headers = {"content-type": "multipart/form-data; boundary=b"}
    torn = b'--b\r\ncontent-disposition: form-data; name="file"; filename="x.zip"\r\n\r\nPK'
    refused = api.client.post("/api/datasets/import", content=torn, headers=headers)
    assert refused.status_code == 422
    assert "ends before its end" in refused.json()["detail"]
    assert api.client.post("/api/datasets/import", content=b"x", headers={"content-type": "multipart/form-data"})
    assert api.nothing_left()
