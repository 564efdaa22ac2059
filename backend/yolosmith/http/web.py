"""The built front end: files by their name, and its page for every path that the browser's router owns."""

from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

UNBUILT = "The front end is not built. Run `make run`, or `npm ci && npm run build` in frontend/.\n"
FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
FRESH = {"cache-control": "no-cache"}
FILE_SUFFIXES = frozenset({".js", ".css", ".map", ".woff2", ".ttf", ".ico", ".svg", ".png"})


def page(path: str, folder: Path) -> Response:
    """A built file if there is one of that name; the app's page for its own routes.

    Raises:
        HTTPException: 404 for what is neither.
    """
    root = folder.resolve()
    try:
        file = (root / path).resolve()
        found = file.is_relative_to(root) and file.is_file()
    except (OSError, ValueError):  # a name too long for the system, or one with a NUL in it
        raise HTTPException(404) from None
    if found:
        return FileResponse(file, headers=FOREVER if path.startswith("assets/") else FRESH)
    if Path(path).suffix in FILE_SUFFIXES:
        raise HTTPException(404)
    if not (root / "index.html").is_file():
        return PlainTextResponse(UNBUILT, status_code=503)
    return FileResponse(root / "index.html", headers=FRESH)


def install(app: FastAPI, folder: Path) -> None:
    """Answer what no route of the API matches, from the front end built into `folder`."""
    not_found = app.router.default

    async def default(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].lstrip("/")
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or path.partition("/")[0] == "api":
            await not_found(scope, receive, send)
        else:
            await page(path, folder)(scope, receive, send)

    app.router.default = default
