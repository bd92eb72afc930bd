"""The tables of the England page that can be downloaded, by name."""

from collections.abc import Iterator, Mapping
from typing import Any

from components.downloads import TableSource
from data_access.door import Question
from data_access.questions.england.england_admissions import england_admissions
from data_access.questions.england.england_beside_peers import england_beside_peers
from data_access.questions.england.england_checks import (
    england_checks,
    england_ld_checks,
)
from data_access.questions.england.england_map import england_map
from data_access.questions.england.england_peers import england_peers
from data_access.questions.england.england_registers import england_registers
from data_access.questions.england.england_returns import england_returns
from data_access.questions.england.england_workforce import england_workforce
from pages._table_of import table_of

QUESTIONS: Mapping[str, Question[..., Any]] = {
    "workforce": england_workforce,
    "returns": england_returns,
    "peers": england_peers,
    "beside-peers": england_beside_peers,
    "map": england_map,
    "checks": england_checks,
    "ld-checks": england_ld_checks,
    "registers": england_registers,
    "admissions": england_admissions,
}


def england_tables() -> Iterator[tuple[str, TableSource]]:
    """Give every table of the page by the name in its link."""
    for name, question in QUESTIONS.items():
        # A link without a PCN, or kept since a new map, gives the first by name or a
        # sentence, as the page does.
        yield f"england/{name}", table_of(question)
