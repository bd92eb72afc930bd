"""The tables that published files fill: their columns, units and keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd
import pyarrow as pa

# A year's rise says nothing of fewer: 2 checks may well become 20.
_FEW_PEOPLE, _FEW_POSTS = 10.0, 2.0
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
    """One table: its Arrow schema, the columns that identify a row, and its join.

    `period` is the column whose value one publication is of, None for a list without a
    date. `parts` are pairs of columns: the first counts some of the second. `whole` is
    instead the row, {column: value}, that `value` of all others with the same other
    keys is a part of. `yearly` has the least figure of each column from which a year's
    rise can be judged.
    """

    name: str
    schema: pa.Schema
    key: tuple[str, ...]
    join: Join | None
    period: str | None
    parts: Mapping[str, str]
    whole: Mapping[str, str]
    yearly: Mapping[str, float]

    @property
    def figures(self) -> tuple[str, ...]:
        """Return the columns of figures, which may be missing in a row that is kept."""
        return tuple(
            field.name
            for field in self.schema
            if field.type in (_COUNT, _NUMBER) and field.name not in self.key
        )

    def arrow(self, frame: pd.DataFrame) -> pa.Table:
        """Return the frame in this table's columns and types, NaN as missing."""
        return pa.Table.from_pandas(
            frame[self.schema.names], schema=self.schema, preserve_index=False
        )


def _table(
    name: str,
    columns: Mapping[str, pa.DataType],
    key: str,
    join: Join | None,
    *,
    period: str | None = None,
    parts: Mapping[str, str] | None = None,
    whole: Mapping[str, str] | None = None,
    yearly: Mapping[str, float] | None = None,
) -> FeedTable:
    return FeedTable(
        name,
        pa.schema(list(columns.items())),
        tuple(key.split()),
        join,
        period,
        MappingProxyType(dict(parts or {})),
        MappingProxyType(dict(whole or {})),
        MappingProxyType(dict(yearly or {})),
    )


def _area(*levels: str) -> dict[str, pa.DataType]:
    return {f"{level}_{part}": _TEXT for level in levels for part in ("code", "name")}


def _survey() -> FeedTable:
    asked = ("conversation", "support", "confidence")
    people = ("sent", "received", *(f"{name}_answered" for name in asked))
    said = ("plan_yes", *(f"{name}_{of}" for name in asked for of in ("yes", "base")))
    limits = tuple(f"{name}_{end}" for name in asked for end in ("low", "high"))
    return _table(
        "survey",
        {
            "practice_code": _TEXT,
            "year": _COUNT,
            **dict.fromkeys(people, _COUNT),
            **dict.fromkeys((*said, *limits), _NUMBER),
        },
        "practice_code year",
        Join("practice", "practice_code", "year"),
        period="year",
        parts={
            "received": "sent",
            "plan_yes": "conversation_yes",
            **{f"{name}_answered": "received" for name in asked},
            **{f"{name}_yes": f"{name}_base" for name in asked},
            **{f"{name}_low": f"{name}_high" for name in asked},
        },
        yearly=dict.fromkeys((*people, *said), _FEW_PEOPLE),
    )


_DEMENTIA = ("practices_open", "practices", "diagnosed", "planned", "declined")
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
        period="as_at",
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
        period="ons_code",  # a list of one year adds to that of another
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
        period="as_at",
        whole={"sex": "all", "age_band_5": "all"},
        yearly={"patients": _FEW_PEOPLE},
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
        period="year",
        parts={"register": "list_size"},
        yearly={"register": _FEW_PEOPLE, "list_size": _FEW_PEOPLE},
    ),
    _table(
        "qof_achievement",
        {
            "practice_code": _TEXT,
            "year": _TEXT,
            "indicator_code": _TEXT,
            **dict.fromkeys(("numerator", "denominator", "pcas"), _COUNT),
        },
        "practice_code year indicator_code",
        Join("practice", "practice_code", "year"),
        period="year",
        parts={"numerator": "denominator"},
        yearly=dict.fromkeys(("numerator", "denominator", "pcas"), _FEW_PEOPLE),
    ),
    _table(
        "practice_imd",
        {"practice_code": _TEXT, "imd_year": _COUNT, "score": _NUMBER},
        "practice_code imd_year",
        Join("practice", "practice_code", "imd_year"),
        period="imd_year",
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
        period="as_at",
        yearly={"fte": _FEW_POSTS, "headcount": _FEW_POSTS},
    ),
    _table(
        "workforce_return",
        {"pcn_code": _TEXT, "as_at": _DATE},
        "pcn_code as_at",
        None,
        period="as_at",
    ),
    _table(
        "cancer_admissions",
        {
            "org_type": _TEXT,
            "org_code": _TEXT,
            "year": _TEXT,
            "admissions": _COUNT,
            "patients": _COUNT,
        },
        "org_type org_code year",
        Join("org_type", "org_code", "year"),
        period="year",
        parts={"admissions": "patients"},
        yearly={"admissions": _FEW_PEOPLE, "patients": _FEW_PEOPLE},
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
        period="month",
        parts={
            "attendances_over_4h": "attendances",
            "admission_waits_over_4h": "emergency_admissions",
        },
        yearly=dict.fromkeys(
            (
                "attendances",
                "attendances_over_4h",
                "emergency_admissions",
                "admission_waits_over_4h",
            ),
            _FEW_PEOPLE,
        ),
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
        period="quarter_end",
        whole={"measure": "register"},
        yearly={"value": _FEW_PEOPLE},
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
        period="year",
        parts={"checks": "register"},
        yearly={"register": _FEW_PEOPLE, "checks": _FEW_PEOPLE},
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
        period="year",
        parts={"ld_health_checks_est": "registered_patients"},
        yearly={
            "registered_patients": _FEW_PEOPLE,
            "ld_health_checks_est": _FEW_PEOPLE,
        },
    ),
    _survey(),
    _table(
        "dementia",
        {
            "month": _DATE,
            **dict.fromkeys(_DEMENTIA, _COUNT),
            **dict.fromkeys(("rate", "low", "high"), _NUMBER),
        },
        "month",
        None,
        period="month",
        parts={
            "practices": "practices_open",
            "planned": "diagnosed",
            "declined": "diagnosed",
            "low": "high",
        },
        yearly=dict.fromkeys(_DEMENTIA, _FEW_PEOPLE),
    ),
    _table(
        "dementia_sub_icb",
        {
            "sub_icb_code": _TEXT,
            "month": _DATE,
            "recorded": _COUNT,
            **dict.fromkeys(("estimated", "rate", "low", "high"), _NUMBER),
        },
        "sub_icb_code month",
        Join("sub_icb", "sub_icb_code", "month"),
        period="month",
        parts={"low": "high"},
        yearly={"recorded": _FEW_PEOPLE, "estimated": _FEW_PEOPLE},
    ),
)

FEED_TABLES: Mapping[str, FeedTable] = MappingProxyType(
    {table.name: table for table in _ALL}
)
