"""The day of the extract, which is the day of its newest record; "now" is this day."""

from collections.abc import Mapping

import ibis
from ibis import ir

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
