"""Download one file, resuming an earlier download that stopped.

The bytes received are kept next to the target as a hidden ``.part``, with a note of
their source; the caller replaces the target once the download is complete.
"""

import json
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from ipaddress import ip_address
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from data_access.errors import CareImpactError
from data_access.ingest.progress import LineProgress
from data_access.words.numbers import number_text

_BLOCK = 1 << 16
_TOLD_EACH = 5_000_000  # bytes
_LARGEST_PAGE = 20_000_000  # bytes
_SECONDS = 60  # without a byte
_ATTEMPTS = 4
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class PartialDownload:
    """The bytes received of a file, and the note of their source."""

    file: Path
    note: Path

    @classmethod
    def next_to(cls, target: Path) -> "PartialDownload":
        """Return the partial download of a target."""
        part = target.with_name(f".{target.name}.part")
        return cls(part, part.with_name(f"{part.name}.json"))

    @property
    def size(self) -> int:
        """Return the number of bytes received."""
        return self.file.stat().st_size if self.file.exists() else 0

    def validator(self, address: str) -> str:
        """Return the validator of the file at ``address``, or "" if none is known."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            return str(note["validator"]) if note["address"] == address else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def drop(self) -> None:
        """Delete the bytes received and the note."""
        self.file.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def download(
    address: str, target: Path, on_progress: LineProgress = lambda _: None
) -> float | None:
    """Download all of a file to ``PartialDownload.next_to(target).file``.

    Returns the time of its last change (seconds since 1970, 0 if the server does not
    give it), or None if the target is up to date. Raises CareImpactError if the file
    does not exist, cannot be reached or the download stops again and again; the bytes
    received are kept for the next time.
    """
    part = PartialDownload.next_to(target)
    part.file.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(_ATTEMPTS):
        before = part.size
        arrival = _go_on(address, target, part, on_progress)
        if arrival is None or arrival.complete:
            return None if arrival is None else arrival.changed
        if part.size == before and before:
            break  # no progress: asking again at once will not help
        on_progress(f"{target.name}: stopped at {_size(part.size)}, resuming")
    raise CareImpactError(
        f"The download of {target.name} stopped at {_size(part.size)}: run the same "
        "command again to resume it. The previous file is unchanged."
    )


def page(address: str) -> tuple[str, str]:
    """Return a page's text and its address, after any redirects."""
    with _open(address, {}) as response:
        try:
            content = response.read(_LARGEST_PAGE)
        except (OSError, HTTPException):
            raise CareImpactError(
                f"The download of {address} stopped early: run the same command again."
            ) from None
        charset = response.headers.get_content_charset("utf-8")
        return content.decode(charset, errors="replace"), response.geturl()


@dataclass(frozen=True, slots=True)
class _Arrival:
    complete: bool
    changed: float


def _go_on(
    address: str, target: Path, part: PartialDownload, on_progress: LineProgress
) -> _Arrival | None:
    """Download the missing bytes; return None if the target is up to date."""
    start, validator = part.size, part.validator(address)
    headers = {"Accept-Encoding": "identity"}
    if start and validator:
        headers |= {"Range": f"bytes={start}-", "If-Range": validator}
    elif target.exists():
        headers["If-Modified-Since"] = formatdate(target.stat().st_mtime, usegmt=True)
    with _open(address, headers) as response:
        if response.status == 304:
            return None
        first_byte, total = _extent(response.headers, response.status)
        changed = _changed(response.headers)
        if response.status == 416:
            # All of it had arrived, or the file is another one by now.
            if total == start:
                return _Arrival(True, changed)
            part.drop()
            return _Arrival(False, changed)
        if first_byte not in (0, start):
            part.drop()
            return _Arrival(False, changed)
        note = {"address": address, "validator": _validator(response.headers)}
        part.note.write_text(json.dumps(note), encoding="utf-8")
        with part.file.open("ab" if first_byte else "wb") as file:
            ended = _copy(response, file, target.name, first_byte, total, on_progress)
    return _Arrival(ended and total in (None, part.size), changed)


def _copy(
    response: HTTPResponse,
    file: IO[bytes],
    name: str,
    size: int,
    total: int | None,
    on_progress: LineProgress,
) -> bool:
    """Write the bytes as they arrive; return whether they ended without an error."""
    reported = size
    while True:
        try:
            block = response.read(_BLOCK)
        except (OSError, HTTPException):
            return False
        if not block:
            return True
        file.write(block)
        size += len(block)
        if size - reported >= _TOLD_EACH or size == total:
            reported = size
            of = f" of {_size(total)}" if total else ""
            on_progress(f"{name}: {_size(size)}{of}")


def _extent(headers: HTTPMessage, status: int) -> tuple[int, int | None]:
    """Return the first byte that follows and the total length, or None if not given."""
    length = headers.get("Content-Length", "")
    if status == 416:
        _, _, total = headers.get("Content-Range", "").partition("*/")
        return 0, int(total) if total.isdigit() else None
    if status == 206:
        content_range = _RANGE.fullmatch(headers.get("Content-Range", ""))
        return (
            (int(content_range[1]), int(content_range[3]))
            if content_range
            else (-1, None)
        )
    return 0, int(length) if length.isdigit() else None


def _validator(headers: HTTPMessage) -> str:
    """Return the strong tag or the date to validate a part with (RFC 9110)."""
    tag = str(headers.get("ETag", ""))
    if tag.startswith('"'):
        return tag
    return str(headers.get("Last-Modified", ""))


def _changed(headers: HTTPMessage) -> float:
    try:
        return parsedate_to_datetime(headers.get("Last-Modified", "")).timestamp()
    except (TypeError, ValueError):
        return 0.0


class _SafeRedirects(HTTPRedirectHandler):
    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        """Follow a redirect to a safe address only."""
        try:
            _require_safe(newurl)
        except CareImpactError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _open(
    address: str, headers: Mapping[str, str]
) -> AbstractContextManager[HTTPResponse]:
    _require_safe(address)
    # Only https and loopback pass; the names of files and proxies are the opener's own.
    request = Request(address, headers={"User-Agent": "care-impact", **headers})  # noqa: S310
    try:
        return build_opener(_SafeRedirects).open(request, timeout=_SECONDS)  # type: ignore[no-any-return]
    except HTTPError as refused:
        if refused.code in (304, 416):
            return refused  # type: ignore[return-value]  # it is a response too
        with refused:
            raise CareImpactError(_refusal(address, refused.code)) from None
    except URLError as problem:
        raise CareImpactError(
            f"{address} cannot be reached ({problem.reason}): check the connection, or "
            "download the file in a browser."
        ) from None
    except (OSError, HTTPException):
        raise CareImpactError(
            f"{address} did not answer: try again later, or download the file in a "
            "browser."
        ) from None


def _refusal(address: str, code: int) -> str:
    if code in (404, 410):
        return (
            f"{address} no longer exists ({code}): find the file on the publication's "
            "page and correct its address in the list."
        )
    return (
        f"The request for {address} was refused ({code}): download the file in a "
        "browser, or try again later."
    )


def _require_safe(address: str) -> None:
    """Raise CareImpactError unless the address is https, or on this machine."""
    url = urlsplit(address)
    if url.scheme == "https" and url.hostname:
        return
    try:
        is_loopback = (
            url.scheme == "http" and ip_address(url.hostname or "").is_loopback
        )
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise CareImpactError(
            f"{address} is not an https address, so it is not used: correct it in the "
            "list."
        )


def _size(count: int | None) -> str:
    return f"{number_text((count or 0) / _MB, 1)} MB"
