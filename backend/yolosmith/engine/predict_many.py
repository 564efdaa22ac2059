"""The job `predict_many`: what a checkpoint finds in a folder of pictures or in a video, one after the other.

Results go to `results.jsonl`, a line a picture or frame, as they come; of a video the frames go with their boxes drawn
into `video.mp4` beside. Both are whole up to where the job has come, whenever it is stopped.
"""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

import av
import numpy

from yolosmith.checkpoints.schemas import FrameResult
from yolosmith.engine import checkpoint, predict
from yolosmith.engine.jobs import Say
from yolosmith.engine.predict import Picture
from yolosmith.errors import UnreadableError, YolosmithError

RESULTS = "results.jsonl"
VIDEO = "video.mp4"
STOP = "stop"
"""A file in the folder: end after the frame at hand, with everything closed in order."""
SAY_SECONDS = 0.3
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})
MAX_PICTURES = 100_000
MAX_SIDE = 8192
CODEC = "libx264"
LEGIBLE = 480
"""Pixels of the longer side; smaller frames are drawn larger, or labels would cover them."""

Json = dict[str, Any]
Frame = tuple[str, float | None, Picture | YolosmithError]
"""Name, seconds into the video, and the picture or why there is none."""


def run(args: Json, say: Say) -> Json:
    """The job.

    Args:
        args: `path`, `name`, `folders`, `accepted` of the checkpoint as in `checkpoint.describe`; `source` (a folder
            or a video), `source_name`, `folder` (where to), `conf`, `iou`, `imgsz`.
        say: Is told `done`, `total` (null: not known) and `seconds`, some times a second.

    Returns:
        `done`, `failed` (pictures that could not be read) and `video` (whether there is one).

    Raises:
        ConflictError, UnreadableError: As `checkpoint.load`; or there is nothing to look at.
    """
    source, folder = Path(args["source"]), Path(args["folder"])
    model = predict.load(args)
    total: int | None
    if source.is_dir():
        pictures = pictures_in(source)
        if not pictures:
            raise UnreadableError(f"There are no pictures in {args['source_name']}.")
        frames, total, recorder = _read_all(source, pictures), len(pictures), None
    else:
        video = _open(source, args["source_name"])
        frames, total, recorder = _frames(video), _length(video), Recorder(folder / VIDEO, _rate(video))
    done = failed = 0
    began = said = time.monotonic()
    with (folder / RESULTS).open("w", encoding="utf-8") as file, recorder or contextlib.nullcontext():
        for index, (name, seconds, picture) in enumerate(frames):
            if (folder / STOP).exists():
                break
            result = _look(model, picture, index, name, seconds, args)
            _write(file, result)
            if recorder and not isinstance(picture, YolosmithError):
                recorder.add(picture, result)
            done, failed = done + 1, failed + (result.error is not None)
            if time.monotonic() - said > SAY_SECONDS:
                said = time.monotonic()
                file.flush()
                say({"done": done, "total": total, "seconds": said - began})
    return {"done": done, "failed": failed, "video": recorder is not None}


def pictures_in(folder: Path) -> list[Path]:
    """Pictures in a folder and those below it, by name; what is hidden or a link is passed over."""
    found: list[Path] = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place) / name
            if path.suffix.lower() in SUFFIXES and not name.startswith(".") and not path.is_symlink():
                found.append(path)
        if len(found) > MAX_PICTURES:
            raise UnreadableError(f"There are more than {MAX_PICTURES} pictures in the folder; choose one below it.")
    return found


class Recorder:
    """The annotated video: H.264 in MP4, which every browser plays."""

    def __init__(self, path: Path, rate: Fraction) -> None:
        self.container = av.open(str(path), "w", options={"movflags": "frag_keyframe+empty_moov"})
        self.rate = rate
        self.stream: Any = None

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *_: object) -> None:
        if self.stream is not None:
            self.container.mux(self.stream.encode())
        self.container.close()

    def add(self, picture: Picture, result: FrameResult) -> None:
        """One more frame, with what was found drawn in."""
        from yolosmith.engine.draw import annotated  # supervision, which takes a second to import

        larger = max(1, round(LEGIBLE / max(picture.shape[:2])))
        picture = picture.repeat(larger, axis=0).repeat(larger, axis=1)
        height, width = (side - side % 2 for side in picture.shape[:2])  # the codec takes even sides
        if self.stream is None:
            self.stream = self.container.add_stream(CODEC, rate=self.rate)
            self.stream.width, self.stream.height, self.stream.pix_fmt = width, height, "yuv420p"
        drawn = annotated(picture, result.boxes)[:height, :width]
        frame = av.VideoFrame.from_ndarray(numpy.ascontiguousarray(drawn), format="bgr24")
        self.container.mux(self.stream.encode(frame))


def _look(
    model: Any, picture: Picture | YolosmithError, index: int, name: str, seconds: float | None, args: Json
) -> FrameResult:
    facts: Json = {"index": index, "name": name, "seconds": seconds}
    if isinstance(picture, YolosmithError):
        return FrameResult(**facts, error=picture.detail)
    seen = predict.look(model, picture, name, {**args, "raw": False})
    return FrameResult(**facts, width=seen.width, height=seen.height, boxes=seen.boxes, scores=seen.scores)


def _write(file: TextIO, result: FrameResult) -> None:
    file.write(json.dumps(result.model_dump(mode="json"), separators=(",", ":")) + "\n")


def _read_all(folder: Path, pictures: list[Path]) -> Iterator[Frame]:
    for path in pictures:
        name = str(path.relative_to(folder))
        try:
            yield name, None, predict.read_picture(path, name)
        except YolosmithError as error:
            yield name, None, error


def _open(path: Path, name: str) -> Any:
    try:
        container = av.open(str(path), options={"protocol_whitelist": "file"})
    except (av.FFmpegError, ValueError) as error:
        raise UnreadableError(f"{name} is not a video that can be read here: {checkpoint.first_line(error)}.") from None
    if not container.streams.video:
        raise UnreadableError(f"{name} has no pictures in it.")
    stream = container.streams.video[0]
    if max(stream.width, stream.height) > MAX_SIDE:
        raise UnreadableError(
            f"{name} has {stream.width} × {stream.height} pixels; {MAX_SIDE} a side are the most that are taken here."
        )
    return container


def _frames(container: Any) -> Iterator[Frame]:
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    try:
        for index, frame in enumerate(container.decode(stream)):
            yield f"frame {index}", frame.time, _upright(frame)
    except av.FFmpegError as error:  # what was decoded before stands
        yield "the rest", None, UnreadableError(f"The video is damaged from here on: {checkpoint.first_line(error)}.")


def _upright(frame: av.VideoFrame) -> Picture:
    """The frame as it is to be seen: phones film lying on their side and note the turn, which FFmpeg's decoder leaves
    undone and OpenCV, and so Ultralytics' own loader, does; both leave what is not a quarter turn."""
    picture: Picture = frame.to_ndarray(format="bgr24")
    quarters, rest = divmod(frame.rotation, 90)  # counterclockwise, as numpy counts them
    return picture if rest else numpy.ascontiguousarray(numpy.rot90(picture, quarters))


def _length(container: Any) -> int | None:
    stream = container.streams.video[0]
    if stream.frames:
        return int(stream.frames)
    if container.duration and stream.average_rate:
        return max(1, int(container.duration / av.time_base * float(stream.average_rate)))
    return None


def _rate(container: Any) -> Fraction:
    return Fraction(container.streams.video[0].average_rate or 25).limit_denominator(1000)
