"""The months that each file covers for each practice, to tell zero from missing."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.calendar import month_index

NAME = "coverage"

# Files made by a practice's own system or by its hospitals cover a practice only if
# they mention its people. Files made by the coordinators cover the whole PCN: a
# practice with nobody on the caseload has zero, not nothing.
PRACTICE_FILES = {
    "admissions": "admitted_on",
    "attendances": "attended_on",
    "appointments": "appointment_on",
    "health_checks": "done_on",
}
PCN_FILES = {
    "caseload": "opened_on",
    "contacts": "contact_on",
    "referrals": "received_on",
    "care_plans": "agreed_on",
    "measures": "scored_on",
}

# A file whose newest entry is at most this many months old is complete to the end:
# a quiet month for a small service is a zero.
QUIET_MONTHS = 1


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return file, practice_code, first_index, last_index (month counts)."""
    patients = tables["patients"].select("person_id", "practice_code").distinct()
    practices = tables["practices"].select("practice_code", "pcn_code")
    months = tables["months"]
    study = months.agg(
        study_first=months.month_index.min(), study_last=months.month_index.max()
    )
    parts = []
    for file, column in {**PRACTICE_FILES, **PCN_FILES}.items():
        if file not in tables:
            continue
        dated = _dated(tables, file, column).inner_join(patients, "person_id")
        placed = dated.inner_join(practices, "practice_code")
        unit = "practice_code" if file in PRACTICE_FILES else "pcn_code"
        spans = placed.group_by(unit).agg(
            first=month_index(placed.on_date).min(),
        )
        # A file is loaded whole, so its end is the same for every practice in it.
        end = dated.agg(newest=month_index(dated.on_date).max())
        spans = practices.inner_join(spans, unit).cross_join(end).cross_join(study)
        complete = spans.newest >= spans.study_last - QUIET_MONTHS
        parts.append(
            spans.select(
                file=ibis.literal(file),
                practice_code=spans.practice_code,
                first_index=ibis.greatest(spans["first"], spans.study_first),
                last_index=ibis.ifelse(complete, spans.study_last, spans.newest),
            )
        )
    return ibis.union(*parts)


def _dated(tables: Mapping[str, ir.Table], file: str, column: str) -> ir.Table:
    table = tables[file]
    if file == "contacts":
        table = table.inner_join(
            tables["caseload"].select("episode_id", "person_id"), "episode_id"
        )
    return table.filter(table[column].notnull()).select(
        "person_id", on_date=table[column]
    )
