"""A made-up row of each table, for its template and its description.

A value follows from what the contract says of its column; only what no rule tells, such
as a name or a plausible amount, is written here, by column. Together the rows of all
tables are a small extract that loads whole.
"""

from data_access.ingest.extract.contract import FieldSpec, FileSpec
from data_access.synthetic import SYNTHETIC_PCN

PERSON = "9990000018"  # of the range of NHS numbers that nobody is given
_DAY, _LATER_DAY = "2026-04-07", "2026-04-21"
_BLANK = ""

_VALUES = {
    "practice_code": "X99901",
    "base_practice_code": "X99901",
    "practice_name": "Example Surgery",
    # As the demo invents them: a row that is left in a file of real practices is
    # refused, and never counted with them.
    "pcn_code": f"{SYNTHETIC_PCN}999",
    "pcn_name": "Example PCN",
    "list_size": "8500",
    "date_of_birth": "1948-05-17",
    "birth_year": _BLANK,
    "birth_month": _BLANK,
    "registered_from": "2015-04-01",
    "registered_to": _BLANK,
    "deceased_on": _BLANK,
    "to_date": _BLANK,
    "coordinator_id": "CC1",
    "started_on": "2025-09-01",
    "left_on": _BLANK,
    "annual_cost_gbp": "36000",
    "month": "2026-04-01",
    "role": "Care coordinator",
    "wte": "0.8",
    "claimed_gbp": "2400.00",
    "actual_cost_gbp": "2400.00",
    "efi": "0.21",
    "minutes": "20",
    "primary_diagnosis": "J18.9",
    "cost_gbp": "2500.00",
}


def example_row(table: FileSpec) -> dict[str, str]:
    """Return a row as it is written in a file, by the names of its columns."""
    row: dict[str, str] = {}
    for column in table.columns:
        row[column.name] = _value(table, column, row)
    return row


def _value(table: FileSpec, column: FieldSpec, row: dict[str, str]) -> str:
    if column.name in _VALUES:
        return _VALUES[column.name]
    case = row.get(table.conditional_on or "", "")
    codes = table.conditional_codes.get(column.name, {}).get(case, column.codes)
    if codes:
        return codes[0]
    low, high = table.conditional_ranges.get(column.name, {}).get(
        case, (column.low, column.high)
    )
    if low is not None and high is not None:
        return f"{(low + high) // 2:g}"
    match column.kind:
        case "person":
            return PERSON
        case "record":
            return f"{column.name.removesuffix('_id')}-1"
        case "date":
            closes = {closing for _, closing in table.closings}
            return _LATER_DAY if column.name in closes else _DAY
        case "flag":
            return "false"
        case _:
            return _BLANK
