"""The tables of the equity page that can be downloaded, by name."""

from collections.abc import Iterator

from components.downloads import TableSource
from data_access.questions.equity import equity_missing as missing
from data_access.questions.equity.equity_gaps import WAYS, equity_gaps
from data_access.questions.equity.equity_measure import MEASURES
from data_access.questions.equity.equity_pcns import equity_pcns
from data_access.questions.equity.equity_registers import BESIDE, equity_registers
from data_access.questions.equity.equity_slope import equity_slope
from data_access.questions.equity.equity_trend import equity_trend
from pages._table_of import table_of


def equity_tables() -> Iterator[tuple[str, TableSource]]:
    """Give every table of the page by the name in its link."""
    for measure in MEASURES:
        yield f"equity/slope/{measure}", table_of(equity_slope, measure=measure)
        yield f"equity/trend/{measure}", table_of(equity_trend, measure=measure)
        yield f"equity/pcns/{measure}", table_of(equity_pcns, measure=measure)
        for by in WAYS:
            name = f"equity/gaps/{measure}/{by}"
            yield name, table_of(equity_gaps, measure=measure, by=by)
    for missing_from in missing.FROM:
        for by in missing.WAYS:
            name = f"equity/missing/{missing_from}/{by}"
            source = table_of(missing.equity_missing, missing_from=missing_from, by=by)
            yield name, source
    for beside in BESIDE:
        yield f"equity/registers/{beside}", table_of(equity_registers, beside=beside)
