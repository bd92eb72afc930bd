"""PCN staff by PCN, role and date, collected from past releases."""

from __future__ import annotations

import pandas as pd

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import (
    OGL,
    SOURCE_ROWS,
    Feed,
    Reading,
    Rows,
)
from data_access.ingest.published.sources.values import day

_ROLES = {
    "care_coordinator": "care_coordinator",
    "social_prescribing_link_worker": "link_worker",
    "health_wellbeing_coach": "health_coach",
}
# The bulletins list every PCN, also the 16 to 24 of them that made no return: those
# have no area and nothing in any role. October 2025 lists 24 PCNs more than November's
# individual-level file, and they are these 24.
_NO_RETURN = (
    "PCN listed with no area and no staff in any of the three roles: "
    "it made no return, which is missing and not zero"
)


def read(probe: Probe) -> Reading:
    """Read FTE and headcount; headcount is missing if only FTE was published."""
    rows = Rows(probe.frame(FEED.columns))
    rows.codes("pcn_code")
    rows.texts("pcn_name", "sub_icb_code", "icb_code", "source")
    rows.days("period", day, "a date")
    rows.choose("role", _ROLES, "an unknown role")
    # The largest PCN has 60 in one role.
    rows.numbers("fte", most=1_000)
    rows.numbers("headcount", counts=True, most=1_000)
    rows.keep(~_no_return(rows.frame), _NO_RETURN)
    frame = rows.table(
        {
            "pcn_code": "pcn_code",
            "pcn_name": "pcn_name",
            "sub_icb_code": "sub_icb_code",
            "icb_code": "icb_code",
            "as_at": "period",
            "role": "role",
            "fte": "fte",
            "headcount": "headcount",
            "source": "source",
        }
    )
    returns = frame[["pcn_code", "as_at"]].drop_duplicates()
    return rows.reading(
        workforce=frame, workforce_return=returns.assign(**{SOURCE_ROWS: 0})
    )


def _no_return(frame: pd.DataFrame) -> pd.Series[bool]:
    staff = frame["fte"].fillna(0) + frame["headcount"].fillna(0)
    total = staff.groupby([frame["pcn_code"], frame["period"]]).transform("sum")
    return (total == 0) & frame["sub_icb_code"].isna() & frame["icb_code"].isna()


FEED = Feed(
    id="workforce_panel",
    title="PCN workforce, care roles since 2020",
    publisher="NHS England",
    publication="Primary Care Network Workforce",
    licence=OGL,
    grain="PCN and role",
    period="last day of a month",
    fills=("workforce", "workforce_return"),
    columns=(
        "period",
        "pcn_code",
        "pcn_name",
        "sub_icb_code",
        "icb_code",
        "role",
        "fte",
        "headcount",
        "source",
    ),
    read=read,
)
