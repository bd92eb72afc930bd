"""The published files that a PCN can load, and where each is published."""

from data_access.ingest.published import fetch_list
from data_access.ingest.published.fetch_list import OpenFile

__all__ = ["OpenFile", "published_files"]


def published_files() -> tuple[OpenFile, ...]:
    """Return every file of the list that comes with the product."""
    return fetch_list.open_files()
