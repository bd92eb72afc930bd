"""Fetch published files from where they are published, and keep those that fit."""

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from data_access.errors import CareImpactError
from data_access.ingest.progress import LineProgress
from data_access.ingest.published.fetch import (
    PartialDownload,
    download,
    page,
)
from data_access.ingest.published.fetch_list import OpenFile
from data_access.ingest.published.sources.files import READ, read_published_file
from data_access.store.durable import sync_file

_NAME = re.compile(r"[\w.()+ -]{1,120}")


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What became of one file: where it is, or the sentence why it is not.

    ``new`` is False where what is held already was the newest.
    """

    file: OpenFile
    path: Path | None
    new: bool
    problem: str = ""


def fetch_open(
    files: Iterable[OpenFile], folder: Path, on_progress: LineProgress = lambda _: None
) -> list[FetchOutcome]:
    """Download each file into its own folder under ``folder``.

    One that cannot be had does not stop the others, and leaves what was there.
    """
    outcomes = []
    for file in files:
        try:
            outcomes.append(_fetch(file, folder / file.folder, on_progress))
        except CareImpactError as problem:
            outcomes.append(FetchOutcome(file, None, False, str(problem)))
        except OSError as problem:
            reason = f"{folder} cannot be written ({problem.strerror}): name another."
            outcomes.append(FetchOutcome(file, None, False, reason))
    return outcomes


def _fetch(file: OpenFile, folder: Path, on_progress: LineProgress) -> FetchOutcome:
    if not file.file:
        raise CareImpactError(
            f"{file.title} is got by hand from {file.landing}: {file.how}"
        )
    if not file.verified:
        on_progress(f"{file.title}: nobody has verified {file.landing} ({file.source})")
    address = _address(file)
    target = folder / _name(address)
    changed = download(address, target, on_progress)
    if changed is None:
        return FetchOutcome(file, target, False)
    _keep(file, target, changed)
    return FetchOutcome(file, target, True)


def _keep(file: OpenFile, target: Path, changed: float) -> None:
    """Put a download in its place, once it has proved to be what it should be.

    Raises CareImpactError, and leaves what was there, where it has another layout.
    """
    part = PartialDownload.beside(target)
    # Under its own name, for it may say the month; apart, for it may be anything.
    trial_folder = target.with_name(f".{file.id}.fetched")
    shutil.rmtree(trial_folder, ignore_errors=True)
    trial_folder.mkdir()
    download = trial_folder / target.name
    try:
        os.replace(part.file, download)
        part.note.unlink(missing_ok=True)
        read = [outcome for outcome, _ in read_published_file(download)]
        if not any(
            outcome.status == READ and outcome.source_id == file.layout
            for outcome in read
        ):
            reasons = [outcome.reason for outcome in read if outcome.reason]
            raise CareImpactError(
                f'{target.name} has not the layout of "{file.title}" '
                f"({reasons[0] if reasons else 'it has another'}): look for the file "
                f"on {file.landing} and mend the list; what was there before stays."
            )
        if changed:
            os.utime(download, (changed, changed))
        sync_file(download)
        os.replace(download, target)
    finally:
        shutil.rmtree(trial_folder, ignore_errors=True)


def _address(file: OpenFile) -> str:
    """Find the file on its publication's page, or on that of its newest edition."""
    text, base = page(file.landing)
    if file.edition:
        edition = re.compile(file.edition)
        link = next(
            (
                link
                for link in _links(text, base)
                if edition.search(urlsplit(link).path)
            ),
            None,
        )
        if link is None:
            raise _not_found(file, "edition", file.edition)
        text, base = page(link)
    pattern = re.compile(file.file)
    link = next(
        (link for link in _links(text, base) if pattern.fullmatch(_last(link))), None
    )
    if link is None:
        raise _not_found(file, "file", file.file)
    return link


def _not_found(file: OpenFile, what: str, pattern: str) -> CareImpactError:
    return CareImpactError(
        f'No link to the {what} of "{file.title}" ({pattern}) is on '
        f"{file.landing}: download the file in a browser, or mend the list."
    )


def _links(text: str, base: str) -> list[str]:
    reader = _Links()
    reader.feed(text)
    return [urljoin(base, link) for link in reader.found]


class _Links(HTMLParser):
    """Every address that a page links to, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an anchor leads to."""
        address = dict(attrs).get("href") if tag == "a" else None
        if address:
            self.found.append(address.strip())


def _last(address: str) -> str:
    return unquote(urlsplit(address).path).rpartition("/")[2]


def _name(address: str) -> str:
    """Return the file's own name, where it can be one here."""
    name = _last(address)
    if not _NAME.fullmatch(name) or name.startswith("."):
        raise CareImpactError(
            f"{address} does not end in the name of a file: mend the list."
        )
    return name
