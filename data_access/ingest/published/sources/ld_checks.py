"""Learning disability register and annual health checks by sub-ICB."""

from __future__ import annotations

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows

_SEXES = {"f": "female", "m": "male", "female": "female", "male": "male"}


def read(probe: Probe) -> Reading:
    """Read people aged 14 and over on the register, and checks done in the year."""
    rows = Rows(probe.frame(FEED.columns))
    rows.codes("sub_icb_loc_code")
    rows.years("year")
    rows.choose("sex", _SEXES, "sex is not female or male")
    rows.numbers("ld_register_14plus", "health_checks", counts=True)
    frame = rows.table(
        {
            "sub_icb_code": "sub_icb_loc_code",
            "year": "year",
            "sex": "sex",
            "age_band": "age_band",
            "register": "ld_register_14plus",
            "checks": "health_checks",
        }
    )
    all_rows = frame["year"].notna()
    rows.note(all_rows, "practices on EMIS and Vision only, about 56% of patients")
    return rows.reading(ld_checks=frame)


FEED = Feed(
    id="ld_checks",
    title="Learning disability health checks by sub-ICB",
    publisher="NHS England",
    publication="Health and Care of People with Learning Disabilities",
    licence=OGL,
    grain="sub-ICB, sex and age band",
    period="financial year",
    fills=("ld_checks",),
    columns=(
        "year",
        "sub_icb_loc_code",
        "sex",
        "age_band",
        "ld_register_14plus",
        "health_checks",
    ),
    read=read,
)
