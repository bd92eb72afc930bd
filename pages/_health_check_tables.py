"""The tables of the health checks page that can be downloaded, by name."""

from collections.abc import Iterator

from components.downloads import TableSource
from data_access.answers.core import Table
from data_access.catalogue.checks import CHECKS, PARTS
from data_access.errors import CareImpactError
from data_access.questions.checks.check_compared import DIMENSIONS, check_compared
from data_access.questions.checks.check_context import check_context
from data_access.questions.checks.check_overview import check_overview
from data_access.questions.checks.check_parts import check_parts
from data_access.questions.checks.check_places import check_places
from data_access.questions.checks.check_year_end import check_year_end
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.selection import Selection
from pages._ask import ask
from pages._table_of import NOTHING, table_of


def health_check_tables() -> Iterator[tuple[str, TableSource]]:
    """Give every table of the page by the name in its link."""
    yield "health-checks/overview", table_of(check_overview)
    for check in CHECKS:
        name = f"health-checks/{check}"
        yield f"{name}/trend", table_of(indicator_trend, indicator_id=check)
        yield f"{name}/year", table_of(check_year_end, check=check)
        yield f"{name}/places", table_of(check_places, check=check)
        yield f"{name}/context", table_of(check_context, check=check)
        if check in PARTS:
            yield f"{name}/parts", table_of(check_parts, check=check)
        for part in ("practices", *DIMENSIONS):
            yield f"{name}/{part}", _compared(check, part)


def _compared(check: str, part: str) -> TableSource:
    def table(selection: Selection) -> tuple[str, Table]:
        found = dict(ask(check_compared, selection, check=check).parts).get(part)
        if found is None:
            raise CareImpactError(NOTHING)
        return found.caption.reference.id, found.table

    return table
