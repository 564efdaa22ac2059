"""Bodies are counted as they come in: past the cap the answer is 413, whatever Content-Length said."""

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yolosmith.errors import TooLargeError
from yolosmith.http.problems import problem_response

MIB = 1024 * 1024


@dataclass
class BodyLimit:
    """ASGI middleware: `max_upload` bytes for multipart bodies, `max_json` for all others."""

    app: ASGIApp
    max_json: int
    max_upload: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count and pass on, or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        upload = headers.get("content-type", "").startswith("multipart/")
        limit = self.max_upload if upload else self.max_json
        error = TooLargeError(f"The request is larger than {limit // MIB} MiB, the most that is taken here.")
        refusal = problem_response(error.status, error.slug, error.title, error.detail)
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > limit:
            await refusal(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise error
            return message

        async def answered(message: Message) -> None:
            if taken <= limit:
                await send(message)  # else the application answers that it could not read the body: we know better

        try:
            await self.app(scope, counted, answered)
        except TooLargeError as raised:
            if raised is not error:
                raise
        if taken > limit:
            await refusal(scope, receive, send)
