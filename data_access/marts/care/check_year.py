"""Checks completed since 1 April, by month: the basis of the year-end forecast."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.catalogue.indicators import BY_ID
from data_access.marts.attach import attach
from data_access.marts.calendar import financial_year_start, month_index
from data_access.marts.care import coverage
from data_access.marts.care.coverage import months_of_each
from data_access.months import APRIL, MONTHS_IN_YEAR
from data_access.selection import ALL, WHOLE_PCN

NAME = "check_year"
NEEDS = ("counts_checks", "health_checks")

_NEVER = 10**6  # a month that no check reaches

# What must be recorded in the year for each check, as (check, element); None: any. A
# cancer care review is not among them: it is counted from the diagnosis, not the year.
# Ethnicity, the third part for people with a learning disability, may be older.
PARTS = {
    "smi_check": tuple(
        ("smi", element)
        for element in (
            "alcohol",
            "blood_glucose",
            "lipids",
            "blood_pressure",
            "bmi",
            "smoking",
        )
    ),
    "ld_check": (
        ("learning_disability", "check"),
        ("learning_disability", "action_plan"),
    ),
    "dementia_review": (("dementia_review", None),),
    "diabetes_processes": (("diabetes_care_processes", None),),
    "diabetes_foot": (("diabetes_foot", None),),
    "nhs_health_check": (("nhs_health_check", None),),
}


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return indicator, month, place, numerator, denominator and completed.

    ``denominator``: people on the register on the last day of the month.
    ``numerator``: those of them with a check completed since 1 April;
    ``completed``: those with a check completed in this month. A practice has a month
    only if the file covers the year from its April on, so that a year that began before
    the file is missing, not low, and if it sent the register. The PCN has a month only
    if all its practices do. The place is pcn_code and practice_code ("all": the
    PCN), with the remaining columns of indicator_month's cells at "all".
    """
    people = _people(tables)
    sums = {}
    for indicator, parts in PARTS.items():
        last_done = ibis.greatest(
            *(people[_column(*part)].fill_null(_NEVER) for part in parts)
        )
        on_register = people[f"{indicator}_d"] == 1
        if indicator == "ld_check":
            last_done = ibis.ifelse(people.ld_ethnicity_n == 1, last_done, _NEVER)
        sums[f"{indicator}_register"] = on_register.sum()
        sums[f"{indicator}_done"] = (
            on_register & (last_done <= people.month_index)
        ).sum()
        sums[f"{indicator}_completed"] = (
            on_register & (last_done == people.month_index)
        ).sum()
    practices = people.group_by("month", "pcn_code", "practice_code").agg(**sums)
    of_each = ibis.union(*(_rows(practices, indicator) for indicator in PARTS))
    kept = months_of_each(
        tables["coverage"],
        [(one, (coverage.REGISTERS, *BY_ID[one].fields), 1) for one in PARTS],
    )
    sent = of_each.semi_join(kept, ["indicator", "practice_code", "month"])
    whole = _together(sent, tables["people_by_group"])
    everyone = ibis.literal(ALL)
    return sent.union(whole.select(sent.columns)).mutate(
        cohort=everyone, dimension=everyone, category=everyone
    )


def _rows(practices: ir.Table, indicator: str) -> ir.Table:
    return practices.select(
        "month",
        "pcn_code",
        "practice_code",
        indicator=ibis.literal(indicator),
        numerator=practices[f"{indicator}_done"].cast("float64"),
        denominator=practices[f"{indicator}_register"].cast("float64"),
        completed=practices[f"{indicator}_completed"].cast("float64"),
    )


def _together(sent: ir.Table, people: ir.Table) -> ir.Table:
    """Add up each PCN all of whose practices sent the month and the register."""
    sums = ("numerator", "denominator", "completed")
    together = sent.group_by("indicator", "month", "pcn_code").agg(
        **{name: sent[name].sum() for name in sums}, sent=sent.practice_code.nunique()
    )
    every = people.group_by("month", "pcn_code").agg(
        every=people.practice_code.nunique()
    )
    # People still to be checked are a number: without a practice it is not the PCN's.
    together = attach(together, every, ["month", "pcn_code"])
    together = together.filter(together.sent == together.every)
    return together.mutate(practice_code=ibis.literal(WHOLE_PCN))


def _people(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return who is on a register each month, where, and what the year has of them."""
    months = tables["months"].select("month", "month_index")
    sent = tables["coverage"].filter(tables["coverage"].file == "health_checks")
    sent = sent.select("practice_code", "month", "run")
    groups = tables["people_by_group"]
    placed = groups.filter(groups.cohort == ALL).select(
        "person_id", "month", "pcn_code", "practice_code"
    )
    people = tables["counts_checks"].inner_join(placed, ["person_id", "month"])
    people = people.inner_join(months, "month")
    people = people.mutate(year=financial_year_start(people.month_index))
    people = people.inner_join(sent, ["practice_code", "month"])
    people = people.filter(
        people.run > people.month_index - (people.year * MONTHS_IN_YEAR + APRIL)
    )
    return attach(people, _first_done(tables), ["person_id", "year"])


def _first_done(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, year and the month in which each part was first recorded."""
    checks = tables["health_checks"]
    done = checks.filter(checks.done_on.notnull() & ~checks.declined.fill_null(False))
    done = done.mutate(done_index=month_index(done.done_on))
    done = done.mutate(year=financial_year_start(done.done_index))
    columns = {}
    for check, element in sorted(
        {part for parts in PARTS.values() for part in parts}, key=str
    ):
        match = done.check == check
        if element is not None:
            match = match & (done.element == element)
        columns[_column(check, element)] = done.done_index.min(where=match)
    return done.group_by("person_id", "year").agg(**columns)


def _column(check: str, element: str | None) -> str:
    return f"{check}_{element or 'any'}_index"
