"""Compute one PCN's sums again from the lake, for other months or another window."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import ibis
import pandas as pd

from data_access.marts.calendar import months_table
from data_access.marts.care import coverage
from data_access.marts.impact.impact import build_impact
from data_access.marts.impact.impact_coverage import OUTCOME_FILES
from data_access.marts.impact.impact_design import Design
from data_access.marts.lake_tables import lake_table

READ = (
    "practices",
    "patients",
    "admissions",
    "caseload",
    "cohorts",
    "attendances",
    "appointments",
    "health_checks",
    "referrals",
)


def impact_again(
    files: Mapping[str, Path], pcn: str, months: Sequence[date], design: Design
) -> dict[str, pd.DataFrame]:
    """Return the tables of `impact.build_impact` for one PCN and the given months.

    People are compared within their PCN only, so other PCNs are not read.
    """
    backend = ibis.duckdb.connect()
    try:
        tables = {
            name: lake_table(backend, name, files[name])
            for name in READ
            if name in files
        }
        practices = tables["practices"]
        tables["practices"] = practices.filter(practices.pcn_code == pcn)
        there = coverage.table(tables, list(months), OUTCOME_FILES.values())
        return build_impact(
            {
                **tables,
                "months": months_table([*months]),
                "coverage": ibis.memtable(there, schema=coverage.COLUMNS),
            },
            design,
        )
    finally:
        backend.disconnect()
