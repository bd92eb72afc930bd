"""A&E attendances and emergency admissions by provider, one sheet per month."""

from __future__ import annotations

import re

import pandas as pd

from data_access.errors import CareImpactError
from data_access.ingest.published.sources.probe import Probe, plain_heading
from data_access.ingest.published.sources.reading import OGL, Feed, Reading, Rows
from data_access.ingest.published.sources.values import month

_COUNTS = {
    "type1_attendances": "type 1 departments - major a&e",
    "total_attendances": "total attendances",
    "attendances_over_4h": "total attendances > 4 hours",
    "emergency_via_ae": "total emergency admissions via a&e",
    "emergency_other": "other emergency admissions (i.e not via a&e)",
    "emergency_total": "total emergency admissions",
    "admission_waits_over_4h": "number of patients spending >4 hours "
    "from decision to admit to admission",
    "admission_waits_over_12h": "number of patients spending >12 hours "
    "from decision to admit to admission",
}


def heading(text: str) -> str:
    """Return a plain heading, with the hyphen that some months spell as a zero."""
    return plain_heading(text).replace(" 0 ", " - ")


def region(text: pd.Series[str]) -> pd.Series[str]:
    """Return region names as the practice map spells them.

    The A&E files write "NHS England East Of England " and the provider mapping "East
    of England Commissioning Region".
    """
    bare = text.str.strip().str.removeprefix("NHS England ")
    bare = bare.str.removesuffix(" Commissioning Region")
    return bare.str.replace(r"\b(Of|And)\b", lambda m: m[0].lower(), regex=True)


def read(probe: Probe) -> Reading:
    """Read one month; the month is only in the file's name."""
    first = month(probe.stem)
    if first is None:
        raise CareImpactError(
            f"{probe.name} does not say its month; "
            "rename it like September-2025-AE.csv."
        )
    rows = Rows(probe.frame(FEED.columns, heading))
    rows.codes("code")
    rows.texts("name")
    rows.numbers(*_COUNTS.values(), counts=True)
    frame = rows.table(
        {"provider_code": "code", "name": "name", "region": "region", **_COUNTS},
        month=pd.Timestamp(first),
    )
    names = frame["name"].map(_hyphens, na_action="ignore")
    return rows.reading(
        admissions_provider=frame.assign(name=names, region=region(frame["region"]))
    )


def _hyphens(name: str) -> str:
    """Undo the zeros that stand for hyphens ("Walk0In0Centre", "Group 0 North")."""
    return re.sub(r"(?<=[A-Za-z])0(?=[A-Za-z])|(?<= )0(?= )", "-", name)


FEED = Feed(
    id="ae_provider",
    title="A&E attendances and emergency admissions by provider",
    publisher="NHS England",
    publication="A&E Attendances and Emergency Admissions",
    licence=OGL,
    grain="provider and month",
    period="month",
    fills=("admissions_provider",),
    columns=("code", "region", "name", *_COUNTS.values()),
    read=read,
    heading=heading,
)
