"""The job `fetch`: one file from the network, because the user asked for it. Nothing else here opens a connection."""

import hashlib
import time
from pathlib import Path
from typing import Any

import httpx

from yolosmith.engine.jobs import Say
from yolosmith.errors import TooLargeError, UnreadableError

CONNECT_SECONDS = 3.0
READ_SECONDS = 30.0
SAY_SECONDS = 0.3
MAX_BYTES = 8 * 1024**3


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """The job.

    Args:
        args: `url`, `target` (a path; the caller removes it where this fails), `proxy` (an address, or null).
        say: Is told `done`, `total` (bytes; null: not known) and `seconds`, some times a second.

    Returns:
        `bytes` and `sha256` of the whole file.

    Raises:
        As `download`.
    """
    return download(args["url"], Path(args["target"]), args["proxy"], say, most=MAX_BYTES)


def download(url: str, target: Path, proxy: str | None, say: Say, *, most: int) -> dict[str, Any]:
    """Fetch a file of at most `most` bytes; see `run`.

    Raises:
        UnreadableError: There is no network, no such file, or the transfer was broken off; says which.
        TooLargeError: It has more bytes.
    """
    host = httpx.URL(url).host
    limits = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    try:
        with (
            httpx.Client(timeout=limits, follow_redirects=True, trust_env=False, proxy=proxy) as client,
            client.stream("GET", url, headers={"accept-encoding": "identity"}) as answer,
        ):
            if answer.status_code != 200:
                raise UnreadableError(f"{host} has no such file: it answers {answer.status_code} for {url}.")
            return _write(answer, target, say, most)
    except (httpx.ConnectError, httpx.ConnectTimeout):
        raise UnreadableError(
            f"{host} cannot be reached from here within {CONNECT_SECONDS:g} s: there is no network, or it is blocked. "
            "Fetch the file elsewhere and import it."
        ) from None
    except httpx.HTTPError as error:
        raise UnreadableError(f"The transfer from {host} was broken off ({error}). Try again.") from None


def _write(answer: httpx.Response, target: Path, say: Say, most: int) -> dict[str, Any]:
    length = answer.headers.get("content-length", "")
    total = int(length) if length.isdigit() else None
    digest, done = hashlib.sha256(), 0
    began = said = time.monotonic()
    with target.open("wb") as file:
        for chunk in answer.iter_bytes(1 << 18):
            file.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            if done > most:
                raise TooLargeError(f"The file has more than {most // 1024**3} GiB.")
            if time.monotonic() - said > SAY_SECONDS:
                said = time.monotonic()
                say({"done": done, "total": total, "seconds": said - began})
    if total is not None and done != total:
        raise UnreadableError(f"The transfer was broken off after {done} of {total} bytes. Try again.")
    return {"bytes": done, "sha256": digest.hexdigest()}
