"""Practice to PCN, sub-ICB, ICB and region, one row per practice and month."""

from __future__ import annotations

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows
from data_access.ingest.published.sources.values import day

# "U Unallocated" is not a network: it stands for practices of 26 to 34 ICBs.
NO_PCN = "U"

_COLUMNS = {
    "practice_code": "practice_code",
    "practice_name": "practice_name",
    "pcn_code": "pcn_code",
    "pcn_name": "pcn_name",
    "sub_icb_code": "sub_icb_location_code",
    "sub_icb_name": "sub_icb_location_name",
    "sub_icb_ons_code": "ons_sub_icb_location_code",
    "icb_code": "icb_code",
    "icb_name": "icb_name",
    "icb_ons_code": "ons_icb_code",
    "region_code": "comm_region_code",
    "region_name": "comm_region_name",
    "supplier": "supplier_name",
    "as_at": "extract_date",
}


def read(probe: Probe) -> Reading:
    """Read the map into org_practice, with practices of no PCN under a missing code."""
    rows = Rows(probe.frame(FEED.columns))
    rows.codes("practice_code")
    rows.texts(*(set(_COLUMNS.values()) - {"practice_code", "extract_date"}))
    rows.days("extract_date", day, "a date")
    frame = rows.table(_COLUMNS)
    no_pcn = frame["pcn_code"] == NO_PCN
    frame.loc[no_pcn, ["pcn_code", "pcn_name"]] = None
    rows.note(no_pcn, "practices in no PCN (code U, unallocated)")
    return rows.reading(org_practice=frame)


FEED = Feed(
    id="practice_map",
    title="Practice to PCN, sub-ICB, ICB and region",
    publisher="NHS England",
    publication="Patients Registered at a GP Practice",
    licence=OGL,
    grain="practice and month",
    period="first day of a month",
    fills=("org_practice",),
    columns=tuple(_COLUMNS.values()),
    read=read,
)
