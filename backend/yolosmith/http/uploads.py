"""Large uploads: written to where they belong as they come in, without a copy in memory or in another folder."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from yolosmith.errors import Fault, UnreadableError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FIELDS = 16
MAX_FIELD = 64 * 1024


@dataclass
class Upload:
    """A received form: text fields by name; `filename` as the client said, None where no file came."""

    fields: dict[str, str] = field(default_factory=dict)
    filename: str | None = None


def is_form(request: Request) -> bool:
    """Whether the body is a form with parts."""
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


async def receive(request: Request, target: Path) -> Upload:
    """Read a form; the one file in it, in the part called `file`, goes to `target`.

    Raises:
        UnreadableError: It is no form, has more than one file, or ended early.
        TooLargeError: It is past the cap of uploads (see `http.limits`).
    """
    _, options = parse_options_header(request.headers.get("content-type"))
    if not options.get(b"boundary"):
        raise _refused("The form has no boundary.")
    with target.open("xb") as file:
        reader = _Reader(file)
        parser = MultipartParser(options[b"boundary"], reader.callbacks())
        try:
            async for chunk in request.stream():
                await run_in_threadpool(parser.write, chunk)
            parser.finalize()
        except FormParserError as error:
            raise _refused(f"The form is damaged: {error}.") from error
        except ClientDisconnect:
            raise _refused("The upload was broken off.") from None
    if not reader.ended:
        raise _refused("The form ends before its end.")
    return reader.upload


class _Reader:
    """What the parser calls as parts come by."""

    def __init__(self, file: BinaryIO) -> None:
        self.upload = Upload()
        self.ended = False
        self._file = file
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""
        self._field: str | None = None
        self._text = bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._headers = {}
        self._field = None
        self._text = bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        if len(self._value) > MAX_FIELD:
            raise _refused("A header in the form is too long.")

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in options:
            if len(self.upload.fields) >= MAX_FIELDS:
                raise _refused(f"The form has more than {MAX_FIELDS} fields.")
            self._field = name
        elif name != "file" or self.upload.filename is not None:
            raise _refused("Send one file, in the field 'file'.")
        else:
            self.upload.filename = options[b"filename"].decode("utf-8", "replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._field is None:
            self._file.write(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > MAX_FIELD:
            raise _refused(f"The field {self._field!r} is too long.")

    def _end(self) -> None:
        if self._field is not None:
            self.upload.fields[self._field] = self._text.decode("utf-8", "replace")

    def _finish(self) -> None:
        self.ended = True


def _refused(message: str) -> UnreadableError:
    return UnreadableError(message, [Fault(("body", "file"), message)])
