"""One check in front of everything: host, origin, token. What is not named open here is closed."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yolosmith.errors import ConflictError
from yolosmith.http.problems import problem_response
from yolosmith.storage.files import write_text
from yolosmith.storage.workspace import Workspace

LOGIN_FOLDER = Path(__file__).parent / "login"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
OPEN = frozenset({"/api/health", "/login", "/login/style.css"})
COOKIE_AGE = 30 * 24 * 3600
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; "
        "font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def read_or_make_token(workspace: Workspace) -> str:
    """The workspace's token; made on first use, readable by its owner alone."""
    if workspace.token_file.is_file():
        token = workspace.token_file.read_text(encoding="utf-8").strip()
        if token:
            workspace.token_file.chmod(0o600)
            return token
    token = secrets.token_urlsafe(32)
    write_text(workspace.token_file, token + "\n", mode=0o600)
    return token


def check_bind(host: str, allowed_hosts: list[str]) -> None:
    """Refuse to listen beyond this machine by accident.

    Raises:
        ConflictError: `host` is not loopback and no --allowed-host says by which name it will be reached.
    """
    if host not in LOOPBACK and not allowed_hosts:
        raise ConflictError(
            f"--host {host} is reachable from other machines. Name the host by which browsers reach it with "
            "--allowed-host NAME, and put TLS in front: the token is all that protects code execution as you."
        )


@dataclass
class Security:
    """ASGI middleware. `port` only names the cookie, so that two servers on one host keep apart."""

    app: ASGIApp
    token: str
    allowed_hosts: frozenset[str]
    port: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is refused; pass on the rest."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self.app(scope, receive, with_headers(send))
        elif scope["type"] == "websocket":
            await _refuse_websocket(scope, receive, send, refusal)
        else:
            await refusal(scope, receive, with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        path: str = scope["path"]
        if not self._host_allowed(headers.getlist("host")):
            return problem_response(
                403,
                "host",
                "Unknown host",
                "This server does not answer under that name; see --allowed-host.",
            )
        if not _origin_allowed(headers, path):
            return problem_response(403, "origin", "Foreign origin", "Requests from other sites are refused.")
        if path in OPEN and scope.get("method") in {"GET", "HEAD"}:
            return _login_file(path)
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if self._is_page(scope, path) and "token" in query:
            return self._log_in(path, query)
        if self._token_given(headers):
            return None
        return _unauthorized(path)

    def _host_allowed(self, hosts: list[str]) -> bool:
        if len(hosts) != 1:
            return False
        try:
            name = urlsplit(f"//{hosts[0]}").hostname
        except ValueError:
            return False
        return name in LOOPBACK or name in self.allowed_hosts

    def _is_page(self, scope: Scope, path: str) -> bool:
        return scope["type"] == "http" and scope["method"] == "GET" and not path.startswith("/api/")

    def _token_given(self, headers: Headers) -> bool:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._is_token(bearer.strip())
        # Cut by hand: the standard library gives up all cookies where one is not to its taste, and a browser sends
        # those of every program on localhost.
        cookies = (one.partition("=") for one in headers.get("cookie", "").split(";"))
        return any(name.strip() == self.cookie and self._is_token(value.strip(' "')) for name, _, value in cookies)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())

    @property
    def cookie(self) -> str:
        """The cookie's name."""
        return f"yolosmith_{self.port}"

    def _log_in(self, path: str, query: dict[str, list[str]]) -> Response:
        if not self._is_token(query.pop("token")[0]):
            return _unauthorized(path)
        rest = urlencode(query, doseq=True)
        local = "/" + path.lstrip("/\\")  # "//elsewhere" would lead to another host
        response = RedirectResponse(f"{local}?{rest}" if rest else local, status_code=303)
        response.set_cookie(self.cookie, self.token, max_age=COOKIE_AGE, httponly=True, samesite="strict", path="/")
        response.headers["cache-control"] = "no-store"
        return response


def _origin_allowed(headers: Headers, path: str) -> bool:
    origins = headers.getlist("origin")
    if origins and (len(origins) > 1 or origins[0] not in {f"{s}://{headers['host']}" for s in ("http", "https")}):
        return False
    site = headers.get("sec-fetch-site")
    return site in {None, "same-origin", "none"} or not path.startswith("/api/")


def _login_file(path: str) -> Response | None:
    if path == "/login":
        return FileResponse(LOGIN_FOLDER / "index.html")
    if path == "/login/style.css":
        return FileResponse(LOGIN_FOLDER / "style.css")
    return None


def _unauthorized(path: str) -> Response:
    if path.startswith("/api/"):
        detail = "Send the token of <workspace>/.yolosmith/token as `Authorization: Bearer …`."
        challenge = {"www-authenticate": "Bearer"}
        return problem_response(401, "unauthorized", "Token needed", detail, headers=challenge)
    return FileResponse(LOGIN_FOLDER / "index.html", status_code=401, headers={"cache-control": "no-store"})


def with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    """Add the security headers to every response."""

    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message["headers"]}
            extra = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in present]
            message = {**message, "headers": [*message["headers"], *extra]}
        await send(message)

    return add


async def _refuse_websocket(scope: Scope, receive: Receive, send: Send, refusal: Response) -> None:
    await receive()  # the connect message must be taken before it is answered
    if "websocket.http.response" in scope.get("extensions", {}):
        start = {"status": refusal.status_code, "headers": refusal.raw_headers}
        await send({"type": "websocket.http.response.start", **start})
        body = getattr(refusal, "body", b"")
        await send({"type": "websocket.http.response.body", "body": body})
    else:
        await send({"type": "websocket.close", "code": 1008})
