"""What a practice did for the people of a QOF indicator, and whom it excepted."""

from __future__ import annotations

from data_access.errors import CareImpactError
from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import (
    OGL,
    SOURCE_ROWS,
    Feed,
    Reading,
    Rows,
)
from data_access.ingest.published.sources.values import financial_year_text

# Those that a care coordinator can move; England has 70 more.
_INDICATORS = (
    *("DEM004", "MH002", "MH003", "MH006", "MH007", "MH011", "MH012"),
    *("CAN004", "CAN005", "DM012", "DM037"),
)
_MEASURES = ("numerator", "denominator", "pcas")
_KEY = ["practice_code", "indicator_code"]


def read(probe: Probe) -> Reading:
    """Read one row a practice and indicator, of up to three of the published ones.

    The year is only in the file's name.
    """
    year = financial_year_text(probe.stem)
    if year is None:
        raise CareImpactError(
            f"The name of {probe.name} does not include its year: rename it like "
            "ACHIEVEMENT_LONDON_2425.csv."
        )
    rows = Rows(probe.frame(FEED.columns))
    indicators = {code.lower(): code for code in _INDICATORS}
    rows.choose("indicator_code", indicators, "an indicator that no figure is of")
    measures = {name: name for name in _MEASURES}
    rows.choose("measure", measures, "points, a register or another measure")
    rows.codes("practice_code")
    rows.keep(~rows.frame.duplicated([*_KEY, "measure"]), "given before in this file")
    rows.numbers("value", counts=True, most=1_000_000)
    wide = (
        rows.frame.pivot(index=_KEY, columns="measure", values="value")
        .reindex(columns=list(_MEASURES))
        .assign(**{SOURCE_ROWS: rows.frame.groupby(_KEY).size()})
        .reset_index()
        .assign(year=year)
    )
    return rows.reading(qof_achievement=wide)


FEED = Feed(
    id="qof_achievement",
    title="QOF achievement by practice",
    publisher="NHS England",
    publication="Quality and Outcomes Framework",
    licence=OGL,
    grain="practice and indicator",
    period="financial year",
    fills=("qof_achievement",),
    columns=("region_ods_code", "practice_code", "indicator_code", "measure", "value"),
    read=read,
)
