"""QOF disease registers by practice."""

from __future__ import annotations

from data_access.errors import CareImpactError
from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows
from data_access.ingest.published.sources.values import financial_year_text


def read(probe: Probe) -> Reading:
    """Read registers and their list sizes; the year is only in the file's name."""
    year = financial_year_text(probe.stem)
    if year is None:
        raise CareImpactError(
            f"The name of {probe.name} does not include its year: rename it like "
            "PREVALENCE_2425.csv."
        )
    rows = Rows(probe.frame(FEED.columns))
    rows.codes("practice_code", "group_code", "patient_list_type")
    # The largest practice of England has 119,000 patients.
    rows.numbers("register", "practice_list_size", counts=True, most=1_000_000)
    frame = rows.table(
        {
            "practice_code": "practice_code",
            "group_code": "group_code",
            "register": "register",
            "list_size": "practice_list_size",
            "list_type": "patient_list_type",
        },
        year=year,
    )
    return rows.reading(qof_register=frame)


FEED = Feed(
    id="qof",
    title="QOF registers by practice",
    publisher="NHS England",
    publication="Quality and Outcomes Framework",
    licence=OGL,
    grain="practice and condition",
    period="financial year",
    fills=("qof_register",),
    columns=(
        "practice_code",
        "group_code",
        "register",
        "patient_list_type",
        "practice_list_size",
    ),
    read=read,
)
