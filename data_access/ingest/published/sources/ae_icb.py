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
    """Return the months in which every ICB has exactly the figures of an earlier one.

    By chance that does not happen: with two ICBs or more, eight figures would agree.
    """
    earlier: set[tuple[tuple[object, ...], ...]] = set()
    repeated = []
    for first, block in frame.sort_values("date").groupby("date"):
        figures = tuple(
            block.sort_values("icb_code")[["icb_code", *_FIGURES]].itertuples(
                index=False, name=None
            )
        )
        if len(figures) > 1 and figures in earlier:
            repeated.append(pd.Timestamp(str(first)))
        earlier.add(figures)
    return repeated


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
