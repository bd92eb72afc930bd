"""Physical health checks of people with severe mental illness, by sub-ICB."""

from __future__ import annotations

from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows
from data_access.ingest.published.sources.values import quarter_end

_MEASURES = {
    "smiregister": "register",
    "all6phc": "all_six",
    "alcohol": "alcohol",
    "bloodglucose": "blood_glucose",
    "bloodlipid": "lipids",
    "bloodpressure": "blood_pressure",
    "bmiweight": "bmi",
    "smoking": "smoking",
}


def read(probe: Probe) -> Reading:
    """Read people on the register and with each check in the 12 months to the quarter.

    Areas are the CCGs and sub-ICBs of the time; a figure not returned is missing.
    """
    rows = Rows(probe.frame(FEED.columns))
    rows.codes("ccg code")
    rows.days("period", quarter_end, "a quarter")
    rows.choose("question", _MEASURES, "an unknown question")
    rows.numbers("answer", counts=True)
    frame = rows.table(
        {
            "sub_icb_code": "ccg code",
            "quarter_end": "period",
            "measure": "question",
            "value": "answer",
        }
    )
    rows.note(frame["value"].isna(), "no figure returned: missing, not zero")
    return rows.reading(smi_checks=frame)


FEED = Feed(
    id="smi_checks",
    title="Physical health checks for people with severe mental illness",
    publisher="NHS England",
    publication="Physical Health Checks for People with Severe Mental Illness",
    licence=OGL,
    grain="CCG or sub-ICB and measure",
    period="12 months to the end of a quarter",
    fills=("smi_checks",),
    columns=("period", "ccg code", "question", "answer"),
    read=read,
)
