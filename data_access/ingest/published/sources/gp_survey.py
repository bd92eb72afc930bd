"""What people with a long-term condition say of their care, by practice."""

from __future__ import annotations

import re

from data_access.errors import CareImpactError
from data_access.ingest.published.sources.probe import Probe
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows

# A year by itself: not of a day (2026-07-01), nor a financial year (2024-25).
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d|-\d)")
# The survey writes -97 and -98 for what it suppresses, and a slash for nothing.
_SUPPRESSED = re.compile(r"\s*(?:-9\d(?:\.0+)?|/)\s*")
_PEOPLE = {
    "sent": "distributed",
    "received": "received",
    "conversation_answered": "healthconversation.baseevaluw",
    "support_answered": "healthsupport.baseevaluw",
    "confidence_answered": "healthconfidence.baseevaluw",
}
# Weighted. A plan is asked about only where there was a conversation.
_WEIGHTED = {
    "plan_yes": "healthcareplan_1.count",
    "conversation_yes": "healthconversation_1.count",
    "conversation_base": "healthconversation.baseevalw",
    "support_yes": "healthsupport.counteval",
    "support_base": "healthsupport.baseevalw",
    "confidence_yes": "healthconfidence.counteval",
    "confidence_base": "healthconfidence.baseevalw",
}
_LIMITS = {
    f"{measure}_{ours}": f"health{measure}.{theirs}"
    for measure in ("conversation", "support", "confidence")
    for ours, theirs in (("low", "lowileval"), ("high", "hiwileval"))
}


def read(probe: Probe) -> Reading:
    """Read counts, bases and limits; the year is only in the file's name."""
    years = set(_YEAR.findall(probe.stem))
    if len(years) != 1:
        raise CareImpactError(
            f"The name of {probe.name} does not include one year, that of the survey: "
            "rename it like GPPS_2026_Practice_data.csv."
        )
    frame = probe.frame(FEED.columns)[list(FEED.columns)]
    rows = Rows(frame.replace(_SUPPRESSED, "", regex=True))
    rows.codes("ad_practicecode")
    # The largest practice of England has 119,000 patients.
    rows.numbers(*_PEOPLE.values(), counts=True, most=1_000_000)
    rows.numbers(*_WEIGHTED.values(), most=1_000_000)
    rows.numbers(*_LIMITS.values(), most=1)
    columns = {"practice_code": "ad_practicecode", **_PEOPLE, **_WEIGHTED, **_LIMITS}
    frame = rows.table(columns, year=int(years.pop()))
    rows.note(
        frame["plan_yes"].isna(),
        "no figure of agreed plans, suppressed or not published: missing, not zero",
    )
    return rows.reading(survey=frame)


FEED = Feed(
    id="gp_survey",
    title="GP Patient Survey by practice",
    publisher="NHS England",
    publication="GP Patient Survey",
    licence=OGL,
    grain="practice",
    period="survey of a year",
    fills=("survey",),
    columns=(
        "ad_practicecode",
        *_PEOPLE.values(),
        *_WEIGHTED.values(),
        *_LIMITS.values(),
    ),
    read=read,
)
