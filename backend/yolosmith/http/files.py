"""Files of the workspace as answers: others write, replace and delete them meanwhile."""

import os
from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from yolosmith.errors import NotFoundError


class StoredFile(FileResponse):
    """The file that was at `path` when the answer was made, as long as it was then.

    One that grows would outrun its Content-Length, and one that is replaced would be cut, or mixed with its successor.

    Raises:
        NotFoundError: It is gone.
    """

    def __init__(
        self,
        path: Path,
        status_code: int = 200,  # where FastAPI looks for it when it describes a route
        *,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        filename: str | None = None,
        content_disposition_type: str = "attachment",
    ) -> None:
        try:
            self._file = path.open("rb")
        except FileNotFoundError:
            raise NotFoundError(f"{path.name} is not there any more.") from None
        super().__init__(
            f"/dev/fd/{self._file.fileno()}",  # opened again by this name it is the same file, under whatever name
            status_code,
            headers=headers,
            media_type=media_type or guess_type(path.name)[0],
            filename=filename,
            stat_result=os.fstat(self._file.fileno()),
            content_disposition_type=content_disposition_type,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send as many bytes as the head promised."""
        left = 0

        async def cut(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.start":
                left = int(Headers(raw=message["headers"])["content-length"])
            elif message["type"] == "http.response.body":
                body = message.get("body", b"")[:left]
                left -= len(body)
                message = {**message, "body": body}
            await send(message)

        with self._file:
            await super().__call__(scope, receive, cut)
