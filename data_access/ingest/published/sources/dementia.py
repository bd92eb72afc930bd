"""Recorded dementia, its diagnosis rate and its care plans, by month."""

from __future__ import annotations

import re
from datetime import date, datetime

import pandas as pd

from data_access.errors import CareImpactError
from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import (
    OGL,
    SOURCE_ROWS,
    Feed,
    Reading,
    Rows,
)
from data_access.ingest.published.sources.values import day

_NOTE = re.compile(r"\s*\[note \d+\]", re.IGNORECASE)
_SUB_ICB = {"sub_icb_loc": "sub_icb"}
# Per cent: more may be recorded than expected, and limits of 102 are published.
_MOST = 200
# Rows of the summary table of England, as they are headed; of several, the first.
_COUNTS = {
    "practices_open": "open",
    "practices": "data included",
    "diagnosed": "recorded dementia diagnoses - all ages",
    "planned": "record of receiving a dementia care plan or dementia care plan review",
    "declined": "record of declining a dementia care plan or dementia care plan review",
}
_RATES = {
    "rate": "diagnosis rate (%)",
    "low": "lower 95% confidence limit",
    "high": "upper 95% confidence limit",
}


def read(probe: Probe) -> Reading:
    """Read England's months, and the sub-ICBs of the newest of them.

    The sub-ICBs' table does not say its month; it is that of the newest column.
    """
    england = _england(probe)
    table = probe.frame(FEED.columns)
    # The rate is headed a row above, where its cell begins.
    headings = list(table)
    rate = headings[headings.index("estimated") + 1]
    rows = Rows(table.rename(columns={rate: "diagnosis rate"}))
    rows.choose("type", _SUB_ICB, "not a sub-ICB (a total, a larger area, a footnote)")
    rows.codes("ods code")
    rows.numbers("recorded", counts=True)
    rows.numbers("estimated")
    rows.numbers("diagnosis rate", "lower", "upper", most=_MOST)
    columns = {
        "sub_icb_code": "ods code",
        "recorded": "recorded",
        "estimated": "estimated",
        "rate": "diagnosis rate",
        "low": "lower",
        "high": "upper",
    }
    month = england.frame["month"].max()
    areas = rows.table(columns, month=month)
    whole = england.table({name: name for name in ("month", *_COUNTS, *_RATES)})
    return Reading(
        rows.rows_read,
        {"dementia_sub_icb": areas, "dementia": whole.assign(**{SOURCE_ROWS: 0})},
        rows.rejected,
        {**rows.notes, **england.notes},
        (*rows.aside, *england.aside),
    )


def _england(probe: Probe) -> Rows:
    """Return a row for each month: the published table has a column for each."""
    table = probe.frame(("description",))
    labels = table["description"].map(_plain)
    rows_of = table[~labels.duplicated()].set_index(labels[~labels.duplicated()])
    months = [name for name in map(str, table) if _month(name)]
    if not months:
        raise CareImpactError(
            f"{probe.name} has no month in its table of England: download the summary "
            "of the publication, unchanged."
        )
    named = {**_COUNTS, **_RATES}
    given = {
        ours: [str(rows_of[month].get(label, "")) for month in months]
        for ours, label in named.items()
    }
    rows = Rows(pd.DataFrame({"month": months, **given}))
    for label in named.values():
        if label not in rows_of.index:
            rows.notes[f'no "{label}" in the table of England'] = len(months)
    rows.days("month", _month, "a month")
    rows.numbers(*_COUNTS, counts=True)
    rows.numbers(*_RATES, most=_MOST)
    return rows


def _plain(text: str) -> str:
    return " ".join(_NOTE.sub("", text).split()).lower()


def _month(text: str) -> date | None:
    """Return the first day of a month written as Jan-25, or as a day of it."""
    try:
        return datetime.strptime(text.strip(), "%b-%y").date()
    except ValueError:
        found = day(text)
        return found and found.replace(day=1)


FEED = Feed(
    id="dementia",
    title="Recorded dementia and care plans",
    publisher="NHS England",
    publication="Primary Care Dementia Data",
    licence=OGL,
    grain="England, and sub-ICB",
    period="month",
    fills=("dementia", "dementia_sub_icb"),
    columns=("type", "ods code", "ons code", "name", "recorded", "estimated", "lower"),
    read=read,
)
