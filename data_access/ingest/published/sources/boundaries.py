"""Boundaries of ICBs, as the Office for National Statistics gives them in GeoJSON."""

from __future__ import annotations

import re

from data_access.ingest.published.sources.outlines import (
    outline_of,
    simplified,
    written,
)
from data_access.ingest.published.sources.probe import Probe, plain_heading
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows


def heading(text: str) -> str:
    """Return a plain heading without the year that ONS puts in it (ICB23CD)."""
    return re.sub(r"^icb\d\d", "icb", plain_heading(text))


def read(probe: Probe) -> Reading:
    """Read one outline an ICB, made simple enough to draw."""
    rows = Rows(probe.frame(FEED.columns, heading))
    rows.codes("icbcd")
    rows.texts("icbnm")
    rows.frame = rows.frame.assign(outline=rows.frame["geometry"].map(outline_of))
    rows.keep(
        rows.frame["outline"].notna(),
        "no polygon in longitude and latitude: download GeoJSON, which is in WGS 84",
    )
    simple = [written(outline) for outline in simplified(list(rows.frame["outline"]))]
    rows.frame = rows.frame.assign(outline=simple)
    frame = rows.table(
        {"ons_code": "icbcd", "name": "icbnm", "outline": "outline"}, ods_code=None
    )
    return rows.reading(boundary=frame)


FEED = Feed(
    id="boundaries",
    title="ICB boundaries",
    publisher="Office for National Statistics",
    publication="Integrated Care Boards, Boundaries",
    licence=f"{OGL}; contains OS data © Crown copyright and database right",
    grain="ICB",
    period="a list without a date",
    fills=("boundary",),
    columns=("icbcd", "icbnm", "geometry"),
    read=read,
    heading=heading,
)
