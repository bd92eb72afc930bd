"""Checks recorded here, and those that national figures are likely to miss.

One row a practice, check and published period, if the local file covers all of it.
"""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.ingest.extract.codes import ELEMENT
from data_access.marts.attach import attach
from data_access.marts.calendar import month_index
from data_access.marts.care.age import age_at_end

NAME = "hub_checks"
NEEDS = ("health_checks", "counts_checks", "coverage")

WINDOW_MONTHS = 12
YOUNGEST = 14  # Learning Disabilities Health Check Scheme, NHS England
_YEAR_END = 3
_QUARTER_ENDS = (_YEAR_END, 6, 9, 12)
_SMI = ELEMENT["smi"]


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return one row a check, practice and period.

    Columns: check, practice_code, sub_icb_code, month, register, done, hub, no_plan,
    no_ethnicity.

    ``month`` is the first day of the period's last month. For learning disability the
    periods end in March, as financial years do, and ``done`` is people aged 14 or over
    with a check in the year; each is counted once under the first cause that applies:
    all their checks at the hub, no health action plan in the year, no known ethnicity.
    For severe mental illness they end each quarter; ``done`` is people on the register
    with all six in twelve months, and ``hub`` those without all six except at the hub.
    """
    periods = _periods(tables)
    done = _done_in(periods, tables)
    checks = _learning_disability(tables, periods, done).union(
        _severe_mental(tables, periods, done)
    )
    practices = tables["practices"].select("practice_code", "sub_icb_code")
    return attach(checks, practices, ["practice_code"])


def _periods(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return practice_code, month, month_index of periods the file covers in full."""
    coverage, months = tables["coverage"], tables["months"]
    covered = coverage.filter(
        (coverage.file == "health_checks") & (coverage.run >= WINDOW_MONTHS)
    )
    ends = months.filter(months.month.month().isin(_QUARTER_ENDS)).select("month")
    return covered.semi_join(ends, "month").select(
        "practice_code", "month", "month_index"
    )


def _done_in(periods: ir.Table, tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return the rows of checks done within each period of their practice."""
    checks = tables["health_checks"]
    accepted = checks.filter(~checks.declined.fill_null(False))
    rows = accepted.select(
        "person_id",
        "check",
        "element",
        at_hub=(accepted.place.fill_null("") == "hub"),
        done_index=month_index(accepted.done_on),
    )
    patients = tables["patients"].select(
        "person_id", "practice_code", "birth_year", "birth_month"
    )
    placed = rows.inner_join(patients, "person_id").inner_join(periods, "practice_code")
    return placed.filter(
        (placed.done_index <= placed.month_index)
        & (placed.done_index > placed.month_index - WINDOW_MONTHS)
    )


def _learning_disability(
    tables: Mapping[str, ir.Table], periods: ir.Table, done: ir.Table
) -> ir.Table:
    rows = done.filter(
        (done.check == "learning_disability")
        & (done.month.month() == _YEAR_END)
        & (
            age_at_end(
                done.month.year(), done.month.month(), done.birth_year, done.birth_month
            )
            >= YOUNGEST
        )
    )
    check = rows.element == "check"
    people = rows.group_by("person_id", "practice_code", "month").agg(
        checked=check.cast("int8").max(),
        elsewhere=(check & ~rows.at_hub).cast("int8").max(),
        plan=(rows.element == "action_plan").cast("int8").max(),
        asked=(rows.element == "ethnicity").cast("int8").max(),
    )
    ethnicity = tables["patients"].select(
        "person_id",
        known=(tables["patients"].ethnicity.fill_null("unknown") != "unknown").cast(
            "int8"
        ),
    )
    people = attach(people.filter(people.checked == 1), ethnicity, ["person_id"])
    hub = people.elsewhere == 0
    plan = people.plan == 1
    known = (people.known == 1) | (people.asked == 1)
    counts = people.group_by("practice_code", "month").agg(
        done=people.count(),
        hub=_sum(hub),
        no_plan=_sum(~hub & ~plan),
        no_ethnicity=_sum(~hub & plan & ~known),
    )
    years = periods.filter(periods.month.month() == _YEAR_END)
    totals = attach(years, counts, ["practice_code", "month"])
    return totals.select(
        "practice_code",
        "month",
        check=ibis.literal("learning_disability"),
        register=ibis.null("int64"),
        **{
            name: totals[name].fill_null(0).cast("int64")
            for name in ("done", "hub", "no_plan", "no_ethnicity")
        },
    )


def _severe_mental(
    tables: Mapping[str, ir.Table], periods: ir.Table, done: ir.Table
) -> ir.Table:
    """Count those on the register on the last day, as the published figure does."""
    rows = done.filter((done.check == "smi") & done.element.isin(_SMI))
    elements = rows.group_by("person_id", "month").agg(
        elsewhere=rows.element.nunique(where=~rows.at_hub)
    )
    checks = tables["counts_checks"]
    register = (
        checks.filter(checks.smi_check_d == 1)
        .select("person_id", "month", complete=checks.smi_check_n)
        .inner_join(
            tables["patients"].select("person_id", "practice_code"), "person_id"
        )
    )
    people = attach(
        register.inner_join(periods, ["practice_code", "month"]),
        elements,
        ["person_id", "month"],
    )
    complete = people.complete == 1
    counts = people.group_by("practice_code", "month").agg(
        register=people.count().cast("int64"),
        done=_sum(complete),
        hub=_sum(complete & (people.elsewhere.fill_null(0) < len(_SMI))),
    )
    return counts.select(
        "practice_code",
        "month",
        "register",
        "done",
        "hub",
        check=ibis.literal("smi"),
        no_plan=ibis.null("int64"),
        no_ethnicity=ibis.null("int64"),
    )


def _sum(condition: ir.BooleanColumn) -> ir.IntegerScalar:
    return condition.cast("int64").sum()
