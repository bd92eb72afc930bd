"""ICB codes of the Office for National Statistics (E54...) to ODS codes (Q..)."""

from __future__ import annotations

import re

from data_access.ingest.published.sources.probe import Probe, plain_heading
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows


def heading(text: str) -> str:
    """Return a plain heading without the year that ONS puts in it (ICB22CD)."""
    return re.sub(r"^icb\d\d", "icb", plain_heading(text))


def read(probe: Probe) -> Reading:
    """Read the lookup of both codes and the name."""
    rows = Rows(probe.frame(FEED.columns, heading))
    rows.codes("icbcd", "icbcdh")
    rows.texts("icbnm")
    frame = rows.table({"ons_code": "icbcd", "ods_code": "icbcdh", "name": "icbnm"})
    return rows.reading(org_icb_code=frame)


FEED = Feed(
    id="icb_codes",
    title="ICB codes, ONS to ODS",
    publisher="Office for National Statistics",
    publication="Integrated Care Boards, Names and Codes in England",
    licence=OGL,
    grain="ICB",
    period="a list without a date",
    fills=("org_icb_code",),
    columns=("icbcd", "icbcdh", "icbnm"),
    read=read,
    heading=heading,
)
