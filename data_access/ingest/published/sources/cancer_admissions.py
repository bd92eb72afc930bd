"""Emergency admissions with cancer, by practice and PCN, from Fingertips."""

from __future__ import annotations

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows
from data_access.ingest.published.sources.values import financial_year_text

INDICATOR = "91355"
# Fingertips adds the edition to some: "PCNs (v. 27/10/23)".
_ORG_TYPES = {"gps": "practice", "pcns": "pcn", "england": "england"}


def read(probe: Probe) -> Reading:
    """Read counts and patients of everybody; shares of a group are left out."""
    rows = Rows(probe.frame(FEED.columns))
    rows.choose("indicator id", {INDICATOR: INDICATOR}, "another indicator")
    kinds = rows.frame["area type"].str.split(n=1).str[0]
    rows.frame = rows.frame.assign(**{"area type": kinds.fillna("")})
    rows.choose("area type", _ORG_TYPES, "an area that no figure is of")
    rows.choose("sex", {"persons": "persons"}, "of one sex")
    rows.keep(rows.frame["category"].str.strip() == "", "of a group of areas")
    years = rows.frame["time period"].map(financial_year_text)
    rows.frame = rows.frame.assign(**{"time period": years.fillna("")})
    rows.years("time period")
    rows.codes("area code")
    rows.numbers("count", "denominator", counts=True)
    frame = rows.table(
        {
            "org_type": "area type",
            "org_code": "area code",
            "year": "time period",
            "admissions": "count",
            "patients": "denominator",
        }
    )
    rows.note(frame["admissions"].isna(), "no count, suppressed: missing, not zero")
    return rows.reading(cancer_admissions=frame)


FEED = Feed(
    id="cancer_admissions",
    title="Emergency admissions with cancer",
    publisher="Office for Health Improvement and Disparities",
    publication="Fingertips, Cancer Services",
    licence=OGL,
    grain="practice, PCN and England",
    period="financial year",
    fills=("cancer_admissions",),
    columns=(
        "indicator id",
        "area code",
        "area type",
        "sex",
        "category",
        "time period",
        "count",
        "denominator",
    ),
    read=read,
)
