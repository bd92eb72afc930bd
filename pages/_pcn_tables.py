"""The tables of PCNs side by side that can be downloaded, by name."""

from collections.abc import Iterator

from components.downloads import TableSource
from data_access.answers.core import Table
from data_access.catalogue.indicators import INDICATORS
from data_access.errors import CareImpactError
from data_access.questions.indicators.pcn_grid import pcn_grid
from data_access.questions.indicators.pcns_compared import pcns_compared
from data_access.selection import Selection
from pages._ask import ask
from pages._table_of import NOTHING


def pcn_tables() -> Iterator[tuple[str, TableSource]]:
    """Give every table of PCNs by the name in its link."""
    yield "month/pcns", _grid
    for record in INDICATORS:
        for part in ("places", "funnel", "trends"):
            yield f"pcns/{record.id}/{part}", _of(record.id, part)


def _grid(selection: Selection) -> tuple[str, Table]:
    grid = ask(pcn_grid, selection)
    if grid is None:
        raise CareImpactError(NOTHING)
    return grid.caption.reference.id, grid.table


def _of(indicator: str, part: str) -> TableSource:
    def table(selection: Selection) -> tuple[str, Table]:
        report = ask(pcns_compared, selection, indicator_id=indicator)
        found = report.trends if part == "trends" else report.places
        if found is None:
            raise CareImpactError(NOTHING)
        return found.caption.reference.id, found.table

    return table
