"""Deprivation score of each practice's patients."""

from __future__ import annotations

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows


def read(probe: Probe) -> Reading:
    """Read the IMD score: higher is more deprived; there is none for PCNs."""
    rows = Rows(probe.frame(FEED.columns))
    rows.codes("practice_code")
    rows.numbers("imd_year", counts=True)
    rows.numbers("imd_score", most=100)
    rows.keep(rows.frame["imd_year"].between(2000, 2100), "no year of the index")
    frame = rows.table(
        {"practice_code": "practice_code", "imd_year": "imd_year", "score": "imd_score"}
    )
    return rows.reading(practice_imd=frame)


FEED = Feed(
    id="imd",
    title="Deprivation (IMD) by practice",
    publisher="Office for Health Improvement and Disparities",
    publication="Fingertips, National General Practice Profiles",
    licence=OGL,
    grain="practice",
    period="year of the index",
    fills=("practice_imd",),
    columns=("practice_code", "imd_year", "imd_score"),
    read=read,
)
