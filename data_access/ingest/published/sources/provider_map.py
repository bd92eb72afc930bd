"""A&E provider to ICB and region."""

from __future__ import annotations

from data_access.ingest.published.sources.ae_provider import region
from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows


def read(probe: Probe) -> Reading:
    """Read the mapping, to the 42 ICBs that existed until 31 March 2026."""
    rows = Rows(probe.frame(FEED.columns))
    rows.codes("code", "icb code")
    rows.texts("name", "region name")
    frame = rows.table(
        {
            "provider_code": "code",
            "name": "name",
            "icb_code": "icb code",
            "region": "region name",
        }
    )
    return rows.reading(org_provider=frame.assign(region=region(frame["region"])))


FEED = Feed(
    id="provider_map",
    title="A&E provider to ICB and region",
    publisher="NHS England",
    publication="A&E Attendances and Emergency Admissions",
    licence=OGL,
    grain="provider",
    period="a list without a date",
    fills=("org_provider",),
    columns=("code", "name", "icb code", "icb name", "region name"),
    read=read,
)
