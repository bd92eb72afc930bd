"""The day of the extract, which is the day of its newest record; "now" is this day."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.care.coverage_count import FILES
from data_access.marts.care.coverage_rule import COMPLETE

DATED = {
    "admissions": "admitted_on",
    "attendances": "attended_on",
    "contacts": "contact_on",
    "caseload": "opened_on",
    "health_checks": "done_on",
    "referrals": "received_on",
}


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return one row: as_at, the newest date in any file of dated events."""
    newest = [
        tables[file].agg(newest=tables[file][column].max())
        for file, column in DATED.items()
        if file in tables
    ]
    every = newest[0] if len(newest) == 1 else ibis.union(*newest)
    return every.agg(as_at=every.newest.max())


def of_file(tables: Mapping[str, ir.Table], file: str) -> ir.Table:
    """Return one row: as_at, the day up to which a file knows what happened.

    That of the extract where the file reaches its last month; else, of a file that is
    late beside the others, its own newest day.
    """
    coverage = tables["coverage"]
    last = tables["months"].agg(last=tables["months"].month.max())
    whole = coverage.filter((coverage.file == file) & (coverage.state == COMPLETE))
    reached = whole.agg(reached=whole.month.max()).cross_join(last)
    newest = tables[file].agg(newest=tables[file][FILES[file]].max())
    days = expr(tables).cross_join(reached).cross_join(newest)
    late = (days.reached < days["last"]).fill_null(True) & (days.newest < days.as_at)
    return days.select(as_at=ibis.ifelse(late, days.newest, days.as_at))
