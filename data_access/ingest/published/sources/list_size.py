"""Registered patients by five-year age band and sex, for each kind of organisation."""

from __future__ import annotations

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows
from data_access.ingest.published.sources.values import day

_ORG_TYPES = {
    "comm region": "region",
    "icb": "icb",
    "sub_icb_location_code": "sub_icb",
    "pcn": "pcn",
    "gp": "practice",
}
_SEXES = {"all": "all", "female": "female", "male": "male"}


def read(probe: Probe) -> Reading:
    """Read list sizes; PCN code U (in no PCN) is kept, so that PCNs add to England."""
    rows = Rows(probe.frame(FEED.columns))
    rows.choose("org_type", _ORG_TYPES, "an unknown kind of organisation")
    rows.codes("org_code")
    rows.days("extract_date", day, "a date")
    rows.choose("sex", _SEXES, "sex is not all, female or male")
    rows.numbers("number_of_patients", counts=True)
    frame = rows.table(
        {
            "org_type": "org_type",
            "org_code": "org_code",
            "as_at": "extract_date",
            "sex": "sex",
            "age_band_5": "age_group_5",
            "patients": "number_of_patients",
        }
    )
    bands = frame["age_band_5"].str.lower().str.replace("_", "-", regex=False)
    return rows.reading(list_size=frame.assign(age_band_5=bands))


FEED = Feed(
    id="list_size",
    title="Registered patients by age and sex",
    publisher="NHS England",
    publication="Patients Registered at a GP Practice",
    licence=OGL,
    grain="organisation, sex and five-year age band",
    period="first day of a month",
    fills=("list_size",),
    columns=(
        "extract_date",
        "org_type",
        "org_code",
        "sex",
        "age_group_5",
        "number_of_patients",
    ),
    read=read,
)
