"""Download published files and keep those with the expected layout."""

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
from data_access.ingest.published.sources.files import READ, read_feed
from data_access.store.durable import sync_file

_NAME = re.compile(r"[\w.()+ -]{1,120}")


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """The outcome for one file: its path, or a sentence that says why there is none.

    ``new`` is False if the file was already up to date.
    """

    file: OpenFile
    path: Path | None
    new: bool
    problem: str = ""


def fetch_open(
    files: Iterable[OpenFile], folder: Path, on_progress: LineProgress = lambda _: None
) -> list[FetchOutcome]:
    """Download each file into its own folder under ``folder``.

    One that fails does not stop the others, and leaves the earlier file unchanged.
    """
    outcomes = []
    for file in files:
        try:
            outcomes.append(_fetch(file, folder / file.folder, on_progress))
        except CareImpactError as problem:
            outcomes.append(FetchOutcome(file, None, False, str(problem)))
        except OSError as problem:
            reason = (
                f"{folder} cannot be written ({problem.strerror}): choose another "
                "folder."
            )
            outcomes.append(FetchOutcome(file, None, False, reason))
    return outcomes


def _fetch(file: OpenFile, folder: Path, on_progress: LineProgress) -> FetchOutcome:
    if not file.file:
        raise CareImpactError(
            f"{file.title} must be downloaded by hand from {file.landing}: {file.how}"
        )
    if not file.verified:
        on_progress(
            f"{file.title}: {file.landing} has not been verified ({file.source})"
        )
    address = _address(file)
    target = folder / _name(address)
    changed = download(address, target, on_progress)
    if changed is None:
        return FetchOutcome(file, target, False)
    _keep(file, target, changed)
    return FetchOutcome(file, target, True)


def _keep(file: OpenFile, target: Path, changed: float) -> None:
    """Put a download in its place if it has the expected layout.

    Raises CareImpactError, and leaves the earlier file, if it has another layout.
    """
    part = PartialDownload.next_to(target)
    # Under its own name, which may give the month; in a folder of its own until read.
    trial_folder = target.with_name(f".{file.id}.fetched")
    shutil.rmtree(trial_folder, ignore_errors=True)
    trial_folder.mkdir()
    trial = trial_folder / target.name
    try:
        os.replace(part.file, trial)
        part.note.unlink(missing_ok=True)
        outcomes = [outcome for outcome, _ in read_feed(trial)]
        if file.layout not in {o.source_id for o in outcomes if o.status == READ}:
            reasons = [outcome.reason for outcome in outcomes if outcome.reason]
            raise CareImpactError(
                f'{target.name} does not have the layout of "{file.title}" '
                f"({reasons[0] if reasons else 'it has another'}): find the file "
                f"on {file.landing} and correct the list. The previous file is "
                "unchanged."
            )
        if changed:
            os.utime(trial, (changed, changed))
        sync_file(trial)
        os.replace(trial, target)
    finally:
        shutil.rmtree(trial_folder, ignore_errors=True)


def _address(file: OpenFile) -> str:
    """Return the file's address on its publication's page, or on its newest edition."""
    text, base = page(file.landing)
    if file.edition:
        edition = re.compile(file.edition)
        links = _links(text, base)
        link = next((a for a in links if edition.search(urlsplit(a).path)), None)
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
        f'There is no link to the {what} of "{file.title}" ({pattern}) on '
        f"{file.landing}: download the file in a browser, or correct the list."
    )


def _links(text: str, base: str) -> list[str]:
    reader = _Links()
    reader.feed(text)
    return [urljoin(base, link) for link in reader.addresses]


class _Links(HTMLParser):
    """Every address that a page links to, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the address of an anchor."""
        address = dict(attrs).get("href") if tag == "a" else None
        if address:
            self.addresses.append(address.strip())


def _last(address: str) -> str:
    return unquote(urlsplit(address).path).rpartition("/")[2]


def _name(address: str) -> str:
    """Return the file's own name; raise CareImpactError if it is not allowed here."""
    name = _last(address)
    if not _NAME.fullmatch(name) or name.startswith("."):
        raise CareImpactError(
            f"{address} does not end in a file name: correct the list."
        )
    return name
