"""The rules that each row must meet by itself, as SQL over the columns of its table.

In the SQL, ``"name"`` is the value as read into its type and ``"name text"`` the text
it was read from. A rule's condition is true where the row breaks it.
"""

# The SQL is safe: it has names and lists from tables.py and text through literal();
# no value of a file enters it.

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from data_access.ingest.extract.contract import MONTH_ONLY, FieldSpec, FileSpec
from data_access.ingest.extract.load_database import literal, quoted

_EARLIEST = dt.date(1900, 1, 1)
_EXAMPLE = dt.date(2026, 3, 31)
_OLDEST_YEARS = 125
_LONGEST_TEXT = 200
_EARLIER = "an earlier date"

FORM_FAULTS = {
    "too_few_cells": (
        "as many values as the header has columns",
        "look for a missing separator",
    ),
    "too_many_cells": (
        "as many values as the header has columns",
        "put quotes around any value that contains the separator",
    ),
    "broken_row": (
        "a row that splits into columns",
        "close the quote, and double any quote within a value",
    ),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its column, what it expects and how to correct a row that breaks it."""

    name: str
    column: str | None
    expected: str
    remedy: str
    condition: str | None = None
    """SQL, true if a row breaks the rule; None if the rule needs other tables."""
    found: str | None = None
    """What to report as found, if the form of the value says nothing."""
    keeps: str = "false"
    """SQL, true for a row that breaks the rule but is kept, without the value."""


def read_expression(column: FieldSpec, formats: tuple[str, ...] = ()) -> str:
    """Return SQL that reads the text of ``column`` into its type, or NULL."""
    text = text_of(column.name)
    if column.kind in ("text", "code", "date"):
        text = f"spaced({text})"
    if column.kind == "date":
        day = f"as_iso_date({text})"
        if formats:
            form_list = ", ".join(literal(form) for form in formats)
            day = f"CAST(try_strptime({text}, [{form_list}]) AS DATE)"
        return f"CASE WHEN is_month({text}) THEN as_month({text}) ELSE {day} END"
    if column.kind == "code":
        case = "upper" if any(code.isupper() for code in column.codes) else "lower"
        return f"as_{case}_code({text})"
    if column.kind == "text":
        return f"upper({text})" if column.pattern else f"as_record({text})"
    macro = {
        "person": "as_person",
        "record": "as_record",
        "flag": "as_flag",
        "integer": "as_integer",
        "number": "as_number",
    }[column.kind]
    return f"{macro}({text})"


def month_only_expression(table: FileSpec) -> str:
    """Return SQL that names the dates of a row that are months without a day."""
    names = ", ".join(
        f"CASE WHEN is_month(spaced({text_of(name)})) THEN {literal(name)} END"
        for name in table.days
    )
    return f"nullif(concat_ws(' ', {names}), '')" if names else "NULL::VARCHAR"


def latest_day(name: str, of: str = "") -> str:
    """Return SQL for the latest day that a date can be: of a month, its last.

    ``of`` is the alias of its table, with its full stop.
    """
    day = f"{of}{quoted(name)}"
    within = f"contains(coalesce({of}{MONTH_ONLY}, ''), {literal(name)})"
    return f"CASE WHEN {within} THEN last_day({day}) ELSE {day} END"


def text_of(name: str) -> str:
    """Return the SQL name of the text a column was read from."""
    return quoted(f"{name} text")


def keeps(column: FieldSpec, rule: str = "") -> str:
    """Return SQL, true for a row that is kept though its value in ``column`` is wrong.

    Only an optional column can be left without its value, and only where an empty cell
    does not make a claim of its own: an end that cannot be read is not "still open".
    """
    if column.required:
        return "false"
    if column.or_else:
        return f"{quoted(column.or_else)} IS NOT NULL"
    if column.empty_says:
        return "true" if rule == "future" and column.may_be_planned else "false"
    return "true"


def cell_rules(
    table: FileSpec, today: dt.date, formats: tuple[str, ...] = ()
) -> list[Rule]:
    """Return every rule that a cell of ``table`` must meet, form faults first.

    ``formats`` are the date formats of the file (strptime); without any, dates are ISO.
    """
    dates = " or ".join(_EXAMPLE.strftime(form) for form in formats)
    dates = f"like {dates}" if formats else "YYYY-MM-DD"
    rules = [
        Rule(name, None, expected, remedy, f"fault = {literal(name)}")
        for name, (expected, remedy) in FORM_FAULTS.items()
    ]
    for column in table.columns:
        rules += (
            replace(rule, keeps=keeps(column, rule.name))
            for rule in _column_rules(column, today, dates)
        )
    return rules


def row_rules(table: FileSpec, today: dt.date) -> list[Rule]:
    """Return every rule between the cells of a row, once each has met its own."""
    rules = [
        Rule(
            "closes_before_it_opens",
            closing,
            f"a date not before {opening}",
            "correct the one that is wrong",
            f"{latest_day(closing)} < {quoted(opening)}",
            _EARLIER,
            keeps(table.column(closing)),
        )
        for opening, closing in table.closings
    ]
    rules += _conditional_rules(table)
    if table.name == "contacts":
        rules.append(
            Rule(
                "no_episode",
                "episode_id",
                "an episode_id or a patient_id",
                "fill in one of the two",
                '"episode_id text" IS NULL AND "patient_id text" IS NULL',
            )
        )
    if table.name == "patients":
        rules += _birth_rules(today)
    if table.name == "arrs_claims":
        rules.append(
            Rule(
                "not_first_of_month",
                "month",
                "the first day of a month",
                "write the first day, such as 2026-04-01",
                'day("month") <> 1',
            )
        )
    return rules


def _column_rules(column: FieldSpec, today: dt.date, dates: str) -> Iterator[Rule]:
    value, text = quoted(column.name), text_of(column.name)
    if column.required:
        yield Rule("empty", column.name, "a value", "fill it in", f"{text} IS NULL")
    not_read = f"{text} IS NOT NULL AND {value} IS NULL"
    if column.kind == "date":
        yield Rule(
            "not_a_date",
            column.name,
            f"a date written {dates}",
            "use this format, or give the file's format in an import profile",
            not_read,
        )
        yield Rule(
            "future",
            column.name,
            f"a date not after {today.isoformat()}",
            "correct it, or remove events that have not happened yet",
            f"{value} > DATE '{today.isoformat()}'",
            "a later date",
        )
        yield Rule(
            "too_early",
            column.name,
            f"a date on or after {_EARLIEST.isoformat()}",
            "correct it, or leave it empty if it is not known",
            f"{value} < DATE '{_EARLIEST.isoformat()}'",
            _EARLIER,
        )
    elif column.kind == "flag":
        yield Rule(
            "not_a_flag", column.name, "true or false", "write true or false", not_read
        )
    elif column.kind in ("integer", "number"):
        kind = "a whole number" if column.kind == "integer" else "a number"
        yield Rule(
            "not_a_number",
            column.name,
            kind,
            "write digits, with commas between thousands only",
            not_read,
        )
        if column.low is not None and column.high is not None:
            yield _range_rule(column.name, column.low, column.high)
    elif column.kind == "code" and column.codes and not column.open_list:
        yield _code_rule(column.name, column.codes)
    else:
        yield from _text_rules(column)


def _text_rules(column: FieldSpec) -> Iterator[Rule]:
    value, text = quoted(column.name), text_of(column.name)
    yield Rule(
        "unprintable",
        column.name,
        "text on one line",
        "remove line ends and unprintable characters",
        f"regexp_matches({text}, '[\\x00-\\x1f\\x7f]')",
    )
    yield Rule(
        "too_long",
        column.name,
        f"at most {_LONGEST_TEXT} characters",
        "shorten it",
        f"length({text}) > {_LONGEST_TEXT}",
    )
    if column.kind in ("text", "code"):
        yield Rule(
            "nhs_number",
            column.name,
            "text without an NHS number",
            "remove the number",
            f"holds_nhs_number({text})",
        )
    if column.pattern:
        yield Rule(
            "pattern",
            column.name,
            column.expected,
            "correct it",
            f"NOT regexp_full_match({value}, {literal(column.pattern)})",
        )
    if column.kind == "person":
        yield Rule(
            "nobody",
            column.name,
            "the identifier of one person, not ten equal digits",
            "find the person's own identifier, or leave the row out",
            f"is_nobody({value})",
            "an identifier of ten equal digits",
        )
    if column.kind in ("person", "record"):
        yield Rule(
            "shortened_number",
            column.name,
            "the identifier in full",
            "format the column as text in the spreadsheet before saving",
            f"regexp_full_match({text}, '[0-9]([.][0-9]+)?[eE][+][0-9]+')",
        )


def _range_rule(column: str, low: float, high: float, when: str = "true") -> Rule:
    return Rule(
        "out_of_range",
        column,
        f"a number from {low:,g} to {high:,g}",
        "correct it, or leave it empty if it is not known",
        f"{when} AND {quoted(column)} NOT BETWEEN {low} AND {high}",
    )


def _code_rule(column: str, codes: tuple[str, ...], when: str = "true") -> Rule:
    code_list = ", ".join(literal(code) for code in codes)
    return Rule(
        "unknown_code",
        column,
        "one of " + ", ".join(codes),
        "map the value to the list in an import profile",
        f"{when} AND {quoted(column)} NOT IN ({code_list})",
    )


def _conditional_rules(table: FileSpec) -> Iterator[Rule]:
    if table.conditional_on is None:
        return
    on = quoted(table.conditional_on)
    for column, lists in table.conditional_codes.items():
        for when, codes in lists.items():
            # A list that applies also means that a value is needed: an SMI check
            # without its element counts towards nothing.
            value = f"coalesce({quoted(column)}, '')"
            code_list = ", ".join(literal(code) for code in codes)
            yield Rule(
                "unknown_code",
                column,
                "one of " + ", ".join(codes),
                "map the value to the list in an import profile",
                f"{on} = {literal(when)} AND {value} NOT IN ({code_list})",
            )
    for column, ranges in table.conditional_ranges.items():
        for when, (low, high) in ranges.items():
            yield _range_rule(column, low, high, f"{on} = {literal(when)}")


def _birth_rules(today: dt.date) -> Iterator[Rule]:
    yield Rule(
        "no_birth",
        "birth_year",
        "a birth_year or a date_of_birth",
        "fill in one of the two",
        '"birth_year text" IS NULL AND "date_of_birth text" IS NULL',
    )
    yield Rule(
        "two_births",
        "birth_year",
        "the year of date_of_birth",
        "correct the one that is wrong, or remove it",
        'year("date_of_birth") <> "birth_year"',
    )
    year = 'coalesce(year("date_of_birth"), "birth_year")'
    yield Rule(
        "impossible_age",
        "birth_year",
        f"a year from {today.year - _OLDEST_YEARS} to {today.year}",
        "correct it",
        f"{year} NOT BETWEEN {today.year - _OLDEST_YEARS} AND {today.year}",
        "an impossible year",
    )
    for column in ("registered_from", "registered_to", "deceased_on"):
        yield Rule(
            "before_birth",
            column,
            "a date not before birth",
            "correct the one that is wrong",
            f'{latest_day(column)} < "date_of_birth" '
            f"OR year({quoted(column)}) < {year}",
            _EARLIER,
        )
