"""PCN staff, one row per person and role, summed to PCN and role."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import (
    OGL,
    SOURCE_ROWS,
    Feed,
    Reading,
    Rows,
)
from data_access.months import month_end

# Mental-health variants of the link worker's role ("... (Mental Health Practitioner -
# Adult)") are link workers in NHS England's own bulletin, so a prefix decides.
ROLES = {
    "care coordinator": "care_coordinator",
    "social prescribing link worker": "link_worker",
    "health and wellbeing coach": "health_coach",
}
_OTHER_ROLES = "staff in other roles (used only to show that the PCN made a return)"
_PCN = ["pcn_code", "pcn_name", "sub_icb_code", "icb_code", "as_at"]


def read(probe: Probe) -> Reading:
    """Sum FTE and people by PCN and role, zero if a PCN has only other staff.

    Headcount is of people the PCN employs: contracted services (10% of care
    coordinators' FTE in June 2026) carry no person's identifier and add FTE alone.
    """
    rows = Rows(probe.frame(FEED.columns))
    rows.codes("pcn_code")
    rows.texts("pcn_name", "sub_icb_code", "icb_code", "unique_identifier")
    # A row may take a little back: in 2020 to 2022 seven do, 0.03 each. The largest, of
    # a contracted service, has 6.7.
    rows.numbers("fte", least=-0.1, most=100)
    rows.frame = rows.frame.assign(
        census=rows.frame["census_year"] + "-" + rows.frame["census_month"]
    )
    rows.days("census", _census_day, "a month")
    pcns = rows.frame.rename(columns={"census": "as_at"})[_PCN].drop_duplicates(
        ["pcn_code", "as_at"]
    )
    detail = rows.frame["detailed_staff_role"].str.strip().str.lower()
    role = pd.Series(None, index=detail.index, dtype=object)
    for start, name in ROLES.items():
        role = role.mask(detail.str.startswith(start), name)
    rows.frame = rows.frame.assign(role=role)
    rows.keep(role.notna(), _OTHER_ROLES)
    return rows.reading(
        workforce=_summed(rows.frame, pcns),
        workforce_return=pcns[["pcn_code", "as_at"]].assign(**{SOURCE_ROWS: 0}),
    )


def _summed(staff: pd.DataFrame, pcns: pd.DataFrame) -> pd.DataFrame:
    sums = staff.groupby(["pcn_code", "census", "role"], as_index=False).agg(
        fte=("fte", "sum"),
        given=("fte", "count"),
        headcount=("unique_identifier", "nunique"),
        **{SOURCE_ROWS: ("role", "size")},
    )
    # Where one person's hours are not given, the sum of the others is not the PCN's.
    sums["fte"] = sums["fte"].where(sums.pop("given") == sums[SOURCE_ROWS])
    pairs = pcns.merge(pd.DataFrame({"role": list(ROLES.values())}), how="cross")
    rows = pairs.merge(
        sums.rename(columns={"census": "as_at"}),
        how="left",
        on=["pcn_code", "as_at", "role"],
    )
    nobody = rows[SOURCE_ROWS].isna()
    figures = ["fte", "headcount", SOURCE_ROWS]
    rows[figures] = rows[figures].mask(nobody, 0)
    return rows.assign(source="individual-level").astype({SOURCE_ROWS: "int64"})


def _census_day(text: str) -> date | None:
    try:
        first = datetime.strptime(text, "%Y-%m")
    except ValueError:
        return None
    return month_end(first)


FEED = Feed(
    id="workforce_individual",
    title="PCN workforce, individual level",
    publisher="NHS England",
    publication="Primary Care Network Workforce",
    licence=OGL,
    grain="person and role, summed to PCN and role",
    period="last day of a month",
    fills=("workforce", "workforce_return"),
    columns=(
        "census_year",
        "census_month",
        "pcn_code",
        "pcn_name",
        "sub_icb_code",
        "icb_code",
        "detailed_staff_role",
        "fte",
        "unique_identifier",
    ),
    read=read,
)
