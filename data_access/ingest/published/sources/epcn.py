"""PCNs and the practices that have belonged to them, with dates."""

from __future__ import annotations

import pandas as pd

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows
from data_access.ingest.published.sources.values import day

_PCNS = (
    "pcn code",
    "pcn name",
    "current sub icb loc code",
    "open date",
    "close date",
)
_START = "practice to pcn relationship start date"
_END = "practice to pcn relationship end date"


def read(probe: Probe) -> Reading:
    """Read both sheets: PCNs open and closed, and membership with start and end."""
    pcns = Rows(probe.frame(_PCNS))
    pcns.codes("pcn code")
    pcns.texts("pcn name", "current sub icb loc code")
    pcns.days("open date", day, "a date")
    _open_end(pcns, "close date")

    members = Rows(probe.frame(FEED.columns))
    members.codes("partner organisation code", "pcn code")
    members.days(_START, day, "a date")
    _open_end(members, _END)
    members.keep(
        ~(members.frame[_END] < members.frame[_START]), "ends before it starts"
    )
    rejected = {
        f"{sheet}: {reason}": count
        for sheet, rows in (("PCNs", pcns), ("membership", members))
        for reason, count in rows.rejected.items()
    }
    tables = {
        "org_pcn": pcns.table(
            {
                "pcn_code": "pcn code",
                "pcn_name": "pcn name",
                "sub_icb_code": "current sub icb loc code",
                "opened_on": "open date",
                "closed_on": "close date",
            }
        ),
        "org_pcn_membership": members.table(
            {
                "practice_code": "partner organisation code",
                "pcn_code": "pcn code",
                "start": _START,
                "end": _END,
            }
        ),
    }
    return Reading(pcns.rows_read + members.rows_read, tables, rejected)


def _open_end(rows: Rows, column: str) -> None:
    """Read a closing date; an empty one means still open and is missing."""
    text = rows.frame[column].str.strip()
    days = pd.to_datetime(text.map({cell: day(cell) for cell in text.unique()}))
    rows.frame = rows.frame.assign(**{column: days})
    rows.keep(days.notna() | (text == ""), f"{column} is not a date")


FEED = Feed(
    id="epcn",
    title="PCNs and their practices over time (ePCN)",
    publisher="NHS England",
    publication="Organisation Data Service: GP and GP practice related data",
    licence=OGL,
    grain="practice and PCN",
    period="from and to a day",
    fills=("org_pcn", "org_pcn_membership"),
    columns=("partner organisation code", "pcn code", _START, _END),
    read=read,
)
