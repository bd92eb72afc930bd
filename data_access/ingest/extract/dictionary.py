"""The data dictionary of the local extract, written from the contract itself."""

import datetime as dt
from collections.abc import Iterator

from data_access.ingest.extract.contract import FieldSpec, FileSpec
from data_access.ingest.extract.empty_words import EMPTY_WORDS
from data_access.ingest.extract.example_row import example_row
from data_access.ingest.extract.rules import cell_rules, row_rules
from data_access.ingest.extract.tables import TABLES

_ANY_DAY = dt.date(2026, 1, 1)  # rules that name the day are worded without it

_KINDS = {
    "person": "identifier of a person",
    "record": "identifier of a record",
    "text": "text",
    "code": "code",
    "date": "date, YYYY-MM-DD",
    "flag": "true or false",
    "integer": "whole number",
    "number": "number",
}

_STORED = {
    "person": "`person_id`, its pseudonym",
    "date_of_birth": "`birth_year` and `birth_month`, its year and month",
    "opted_out": "not stored",
}

_INTRODUCTION = """\
# Data dictionary of the local extract

One folder with one file per table, as CSV in UTF-8 with a header or as Parquet. Column
names may be in any case and order; columns that are not listed are reported and
ignored. An [import profile](import-profiles.md) reads files in another form. This page
is made from `data_access/ingest/extract/tables.py`, and a test keeps it so.

Space around a value is removed. An empty cell means that the value is not known, which
is never the same as zero; so do {words}. Flags may be written true, false, yes, no,
t, f, y, n, 1 or 0. Codes may be in upper or lower case. Numbers may have a pound sign,
commas or no-break spaces between thousands, brackets for a minus, and `.0` at the end.

A value that breaks a rule rejects its row if the column is required. In an optional
column only the value is not recorded: its row is kept, and the values are counted by
column with their lines. The exceptions are columns whose empty cell makes a claim,
given below as "empty: still open": there a value that cannot be right rejects the row,
for without it the row would say what nobody said. A date to come in such a column is a
plan, and says the same as an empty cell; of a date of death it is a mistake.

A date may be a month without a day: `2026-05`, `05/2026` or `May 2026`. It is stored as
the first day of the month, the column `month_only` of the store names it, and it counts
in its month: no figure of days, such as a wait or a length of stay, uses it.
"""

_MERGES = {
    "by_key": "Later loads replace the rows with the same key and keep the others.",
    "by_span": "Later loads replace everything from the first to the last `{date}` of "
    "the file, for the practices in the file, and keep the rest.",
}

_BETWEEN = """\
## Rules between rows and tables

* Each key is used once. The first row with a key is kept; a later row with the same key
  and other values is rejected.
* A contact that names a person and no episode is of the person's episode that covers
  its day; of two or more, of the one opened last. Outside every episode it is left out.
* The practice, person or episode that a row names must be in its own table, in this
  load or an earlier one. If the row there is rejected, so is this one.
* No date is before the person's birth.
* An event that counts in a numerator (contacts, health_checks, care_plans, measures,
  admissions, attendances, appointments) is within the person's registration, first and
  last day included, and not after death.
* A hospital's rows (admissions, attendances) of people on no list, or outside their
  registration, are left out and counted by reason, not rejected: hospitals treat people
  of other lists too.
* Identical rows count as one row, except in attendances and appointments, which have no
  identifier and can really repeat.
* Every row of a person flagged `opted_out` is dropped and counted before anything is
  stored, whatever else is wrong with it.
* A record identifier that contains its patient's identifier or an NHS number is
  replaced by a pseudonym of its own, marked `p-`.
"""


def data_dictionary() -> str:
    """Return the dictionary as Markdown."""
    words = ", ".join(f"`{word}`" for word in EMPTY_WORDS if word)
    sections = [
        _INTRODUCTION.format(words=words),
        *map(_table, TABLES.values()),
        _BETWEEN,
        _rules(),
    ]
    return "\n".join(sections)


def about(table: FileSpec) -> str:
    """Say what a row of a table is, and how later rows meet it, in Markdown."""
    merges = _MERGES[table.merge].format(date=table.date)
    key = " + ".join(f"`{name}`" for name in table.key) or "none"
    required = " Required." if table.required else ""
    return f"{table.meaning}.{required} Key: {key}. {merges}"


def _table(table: FileSpec) -> str:
    example = example_row(table)
    lines = [
        f"## {table.name}",
        "",
        about(table),
        "",
        "| column | | values | meaning | example | stored as |",
        "|---|---|---|---|---|---|",
        *(_column(table, column, example[column.name]) for column in table.columns),
        "",
    ]
    return "\n".join(lines)


def _column(table: FileSpec, column: FieldSpec, example: str) -> str:
    required = "required" if column.required else ""
    stored = _STORED.get(column.kind) or _STORED.get(column.name) or "itself"
    if column.kind == "person" and not table.has_person:
        stored = "not stored"
    cells = (
        f"`{column.name}`",
        required,
        values(table, column),
        column.meaning,
        example,
        stored,
    )
    return f"| {' | '.join(cells)} |"


def values(table: FileSpec, column: FieldSpec) -> str:
    """Say which values a column takes."""
    phrases = [_KINDS[column.kind]]
    if column.codes:
        more = "; others are kept and reported" if column.open_list else ""
        phrases.append(f"{', '.join(column.codes)}{more}")
    if column.low is not None and column.high is not None:
        phrases.append(f"{column.low:,g} to {column.high:,g}")
    if column.expected:
        phrases.append(column.expected)
    if column.empty_says:
        phrases.append(f"empty: {column.empty_says}")
    for when, codes in table.conditional_codes.get(column.name, {}).items():
        phrases.append(f"for {when}: {', '.join(codes)}")
    for when, (low, high) in table.conditional_ranges.get(column.name, {}).items():
        phrases.append(f"for {when}: {low:g} to {high:g}")
    return "; ".join(phrases)


def _rules() -> str:
    lines = [
        "## Rules a row must meet by itself",
        "",
        "| rule | expected | remedy |",
        "|---|---|---|",
        *_rule_lines(),
        "",
    ]
    return "\n".join(lines)


def _rule_lines() -> Iterator[str]:
    """Yield each rule once, with wording that fits every column it applies to."""
    general = {
        "future": "a date not after the day of the load",
        "impossible_age": "a year of birth from 125 years ago to this year",
        "unknown_code": "a value on the column's list",
        "out_of_range": "a number in the column's range",
        "pattern": "a value of the column's form",
        "closes_before_it_opens": "a date not before the one that opens it",
    }
    names = set()
    for table in TABLES.values():
        for rule in (*cell_rules(table, _ANY_DAY), *row_rules(table, _ANY_DAY)):
            if rule.name not in names:
                names.add(rule.name)
                expected = general.get(rule.name, rule.expected)
                yield f"| {rule.name} | {expected} | {rule.remedy} |"
