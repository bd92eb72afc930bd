"""The tables that published files fill: their columns, units and keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd
import pyarrow as pa

_TEXT, _COUNT, _NUMBER, _DATE = pa.string(), pa.int32(), pa.float64(), pa.date32()


@dataclass(frozen=True, slots=True)
class Join:
    """How the rows of a table find their organisation.

    `kind` is practice, pcn, sub_icb, icb or region, or the name of the column
    that contains it; `when` is the column that dates the row, as a DATE, a year
    (2025) or a financial year (2024-25), or None for a list without a date.
    """

    kind: str
    code: str
    when: str | None


@dataclass(frozen=True, slots=True)
class FeedTable:
    """One table: its Arrow schema, the columns that identify a row, and its join."""

    name: str
    schema: pa.Schema
    key: tuple[str, ...]
    join: Join | None

    def arrow(self, frame: pd.DataFrame) -> pa.Table:
        """Return the frame in this table's columns and types, NaN as missing."""
        return pa.Table.from_pandas(
            frame[self.schema.names], schema=self.schema, preserve_index=False
        )


def _table(
    name: str, columns: Mapping[str, pa.DataType], key: str, join: Join | None
) -> FeedTable:
    return FeedTable(name, pa.schema(list(columns.items())), tuple(key.split()), join)


def _area(*levels: str) -> dict[str, pa.DataType]:
    return {f"{level}_{part}": _TEXT for level in levels for part in ("code", "name")}


_ALL = (
    _table(
        "org_practice",
        {
            **_area("practice", "pcn", "sub_icb", "icb", "region"),
            "sub_icb_ons_code": _TEXT,
            "icb_ons_code": _TEXT,
            "supplier": _TEXT,
            "as_at": _DATE,
        },
        "practice_code as_at",
        Join("practice", "practice_code", "as_at"),
    ),
    _table(
        "org_pcn",
        {
            **_area("pcn"),
            "sub_icb_code": _TEXT,
            "opened_on": _DATE,
            "closed_on": _DATE,
        },
        "pcn_code",
        Join("sub_icb", "sub_icb_code", None),
    ),
    _table(
        "org_pcn_membership",
        {"practice_code": _TEXT, "pcn_code": _TEXT, "start": _DATE, "end": _DATE},
        "practice_code pcn_code start",
        Join("practice", "practice_code", "start"),
    ),
    _table(
        "org_icb_code",
        {"ons_code": _TEXT, "ods_code": _TEXT, "name": _TEXT},
        "ons_code",
        Join("icb", "ods_code", None),
    ),
    _table(
        "boundary",
        {"ons_code": _TEXT, "ods_code": _TEXT, "name": _TEXT, "outline": _TEXT},
        "ons_code",
        Join("icb", "ods_code", None),
    ),
    _table(
        "list_size",
        {
            "org_type": _TEXT,
            "org_code": _TEXT,
            "as_at": _DATE,
            "sex": _TEXT,
            "age_band_5": _TEXT,
            "patients": _COUNT,
        },
        "org_type org_code as_at sex age_band_5",
        Join("org_type", "org_code", "as_at"),
    ),
    _table(
        "qof_register",
        {
            "practice_code": _TEXT,
            "year": _TEXT,
            "group_code": _TEXT,
            "register": _COUNT,
            "list_size": _COUNT,
            "list_type": _TEXT,
        },
        "practice_code year group_code list_type",
        Join("practice", "practice_code", "year"),
    ),
    _table(
        "practice_imd",
        {"practice_code": _TEXT, "imd_year": _COUNT, "score": _NUMBER},
        "practice_code imd_year",
        Join("practice", "practice_code", "imd_year"),
    ),
    _table(
        "workforce",
        {
            **_area("pcn"),
            "sub_icb_code": _TEXT,
            "icb_code": _TEXT,
            "as_at": _DATE,
            "role": _TEXT,
            "fte": _NUMBER,
            "headcount": _COUNT,
            "source": _TEXT,
        },
        "pcn_code as_at role",
        Join("pcn", "pcn_code", "as_at"),
    ),
    _table(
        "workforce_return",
        {"pcn_code": _TEXT, "as_at": _DATE},
        "pcn_code as_at",
        None,
    ),
    _table(
        "admissions_icb",
        {
            "icb_ons_code": _TEXT,
            "icb_ods_code": _TEXT,
            "month": _DATE,
            "attendances": _COUNT,
            "attendances_over_4h": _COUNT,
            "emergency_admissions": _COUNT,
            "admission_waits_over_4h": _COUNT,
        },
        "icb_ons_code month",
        Join("icb", "icb_ods_code", "month"),
    ),
    _table(
        "smi_checks",
        {
            "sub_icb_code": _TEXT,
            "quarter_end": _DATE,
            "measure": _TEXT,
            "value": _COUNT,
        },
        "sub_icb_code quarter_end measure",
        Join("sub_icb", "sub_icb_code", "quarter_end"),
    ),
    _table(
        "ld_checks",
        {
            "sub_icb_code": _TEXT,
            "year": _TEXT,
            "sex": _TEXT,
            "age_band": _TEXT,
            "register": _COUNT,
            "checks": _COUNT,
        },
        "sub_icb_code year sex age_band",
        Join("sub_icb", "sub_icb_code", "year"),
    ),
    _table(
        "ld_payments",
        {
            "practice_code": _TEXT,
            "year": _TEXT,
            "pcn_code": _TEXT,
            "commissioner_code": _TEXT,
            "registered_patients": _NUMBER,
            "rurality": _TEXT,
            "ld_payment_gbp": _NUMBER,
            "ld_health_checks_est": _COUNT,
            "pcn_workforce_gbp": _NUMBER,
            "pcn_care_home_premium_gbp": _NUMBER,
        },
        "practice_code year",
        Join("practice", "practice_code", "year"),
    ),
)

FEED_TABLES: Mapping[str, FeedTable] = MappingProxyType(
    {table.name: table for table in _ALL}
)
