"""A&E attendances and emergency admissions by ICB and month."""

from __future__ import annotations

import re

import pandas as pd

from data_access.ingest.published.sources.probe import Probe, plain_heading
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows
from data_access.ingest.published.sources.values import month

_FIGURES = [
    "total_attendances",
    "attendances_over_4hours",
    "total_emergency_admissions",
    "emergency_admissions_over_4hours",
]
_ENOUGH = 2  # figures of one ICB that agree, of four
# February and March 2025 in the collected file repeat 2024 in all 42 ICBs. The share
# over four hours (29.0% and 25.7%) is that published for 2024 (29.1% and 25.8%), so the
# earlier month is the true one.
_REPEAT = (
    "every ICB has the same figures as in an earlier month: published twice by "
    "mistake, so treated as missing"
)


def heading(text: str) -> str:
    """Return a plain heading without the year of the ICB codes (icb22_code)."""
    return re.sub(r"^icb\d\d_", "icb_", plain_heading(text))


def read(probe: Probe) -> Reading:
    """Read the monthly series; a month that repeats an earlier one is rejected."""
    rows = Rows(probe.frame(FEED.columns, heading))
    rows.codes("icb_code")
    rows.days("date", month, "a month")
    rows.numbers(*_FIGURES, counts=True)
    rows.keep(~rows.frame["date"].isin(repeated_months(rows.frame)), _REPEAT)
    frame = rows.table(
        {
            "icb_ons_code": "icb_code",
            "month": "date",
            "attendances": "total_attendances",
            "attendances_over_4h": "attendances_over_4hours",
            "emergency_admissions": "total_emergency_admissions",
            "admission_waits_over_4h": "emergency_admissions_over_4hours",
        },
        icb_ods_code=None,
    )
    return rows.reading(admissions_icb=frame)


def repeated_months(frame: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the months in which the ICBs have the figures of one earlier month.

    By chance that does not happen: with two ICBs or more, eight figures would agree. A
    figure that is suppressed in either month says nothing for or against it; one ICB
    in two with other figures does.
    """
    months = {
        pd.Timestamp(str(first)): block.drop_duplicates("icb_code").set_index(
            "icb_code"
        )[_FIGURES]
        for first, block in frame.sort_values("date").groupby("date")
    }
    return [
        month
        for month, block in months.items()
        if any(_repeats(block, months[first]) for first in months if first < month)
    ]


def _repeats(month: pd.DataFrame, earlier: pd.DataFrame) -> bool:
    both = month.index.intersection(earlier.index)
    if len(month) < 2 or len(both) < 2:
        return False
    here, there = month.loc[both], earlier.loc[both]
    known = here.notna() & there.notna()
    agreed = (here == there).sum(axis="columns")
    compared = known.sum(axis="columns")
    same = (agreed == compared) & (agreed >= _ENOUGH)
    return bool(same.sum() > (compared > 0).sum() / 2)


FEED = Feed(
    id="ae_icb",
    title="A&E attendances and emergency admissions by ICB",
    publisher="NHS England",
    publication="A&E Attendances and Emergency Admissions",
    licence=OGL,
    grain="ICB and month",
    period="month",
    fills=("admissions_icb",),
    columns=("icb_code", "date", *_FIGURES),
    read=read,
    heading=heading,
)
