"""Investment and Impact Fund indicators by practice and PCN."""

from __future__ import annotations

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows
from data_access.ingest.published.sources.values import day

_ORG_TYPES = {"gp practice": "practice", "pcn": "pcn"}


def read(probe: Probe) -> Reading:
    """Read every measure as published: indicator code, measure in words, value."""
    rows = Rows(probe.frame(FEED.columns))
    rows.choose("organisation_type", _ORG_TYPES, "neither a practice nor a PCN")
    rows.codes("organisation_code", "ind_code")
    rows.texts("measure")
    rows.days("ach_date", day, "a date")
    rows.numbers("value")
    frame = rows.table(
        {
            "org_type": "organisation_type",
            "org_code": "organisation_code",
            "indicator": "ind_code",
            "measure": "measure",
            "value": "value",
            "as_at": "ach_date",
        }
    )
    return rows.reading(iif=frame)


FEED = Feed(
    id="iif",
    title="Investment and Impact Fund indicators",
    publisher="NHS England",
    publication="Network Contract Directed Enhanced Service (MI)",
    licence=OGL,
    grain="practice or PCN and measure",
    period="year to the achievement date",
    fills=("iif",),
    columns=(
        "organisation_type",
        "organisation_code",
        "ach_date",
        "ind_code",
        "measure",
        "value",
    ),
    read=read,
)
