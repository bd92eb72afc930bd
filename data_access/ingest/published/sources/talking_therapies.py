"""NHS Talking Therapies referrals and outcomes by sub-ICB and month."""

from __future__ import annotations

import re

from data_access.ingest.published.sources.probe import Probe, plain_heading
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows
from data_access.ingest.published.sources.values import month


def heading(text: str) -> str:
    """Return a plain heading without the year of the sub-ICB codes (sicbl22_code)."""
    return re.sub(r"^sicbl\d\d_", "sicbl_", plain_heading(text))


def read(probe: Probe) -> Reading:
    """Read every measure under its published name, suppressed figures as missing."""
    rows = Rows(probe.frame(FEED.columns, heading))
    rows.codes("sicbl_code")
    rows.texts("name")
    rows.days("date", month, "a month")
    rows.numbers("value")
    frame = rows.table(
        {
            "sub_icb_ons_code": "sicbl_code",
            "month": "date",
            "measure": "name",
            "value": "value",
        },
        sub_icb_code=None,
    )
    rows.note(frame["value"].isna(), "figure suppressed or not returned: missing")
    return rows.reading(talking_therapies=frame)


FEED = Feed(
    id="talking_therapies",
    title="NHS Talking Therapies referrals and outcomes",
    publisher="NHS England",
    publication="NHS Talking Therapies, for anxiety and depression, monthly",
    licence=OGL,
    grain="sub-ICB and measure",
    period="month",
    fills=("talking_therapies",),
    columns=("sicbl_code", "date", "name", "value"),
    read=read,
    heading=heading,
)
