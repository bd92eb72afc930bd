"""The tables of the equity page that can be downloaded, by name."""

from collections.abc import Callable, Iterator
from typing import Any

from components.downloads import TableSource
from data_access.answers import Table
from data_access.questions import equity_missing as missing
from data_access.questions.equity_gaps import WAYS, equity_gaps
from data_access.questions.equity_measure import MEASURES
from data_access.questions.equity_pcns import equity_pcns
from data_access.questions.equity_registers import BESIDE, equity_registers
from data_access.questions.equity_slope import equity_slope
from data_access.questions.equity_trend import equity_trend
from data_access.selection import Selection
from pages._ask import ask


def equity_tables() -> Iterator[tuple[str, TableSource]]:
    """Give every table of the page by the name in its link."""
    for measure in MEASURES:
        yield f"equity/slope/{measure}", _of(equity_slope, measure=measure)
        yield f"equity/trend/{measure}", _of(equity_trend, measure=measure)
        yield f"equity/pcns/{measure}", _of(equity_pcns, measure=measure)
        for by in WAYS:
            name = f"equity/gaps/{measure}/{by}"
            yield name, _of(equity_gaps, measure=measure, by=by)
    for missing_from in missing.FROM:
        for by in missing.WAYS:
            name = f"equity/missing/{missing_from}/{by}"
            source = _of(missing.equity_missing, missing_from=missing_from, by=by)
            yield name, source
    for beside in BESIDE:
        yield f"equity/registers/{beside}", _of(equity_registers, beside=beside)


def _of(question: Callable[..., Any], **details: str) -> TableSource:
    def table(selection: Selection) -> tuple[str, Table]:
        report = ask(question, selection, **details)
        return report.caption.reference.id, report.table

    return table
