"""What a rise may be made of: zero-day stays, first diagnoses and referrals on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
from ibis import _

from data_access.marts.calendar import month_index
from data_access.marts.care import spells
from data_access.marts.impact.impact_design import DIAGNOSES, REFERRALS, ZERO_DAY

# Registers that a person is on for an illness or a disability that somebody found.
# Frailty is a degree, and being housebound, a carer or near death is no diagnosis.
CONDITIONS = (
    "dementia",
    "smi",
    "learning_disability",
    "cancer",
    "diabetes",
    "long_term_conditions",
)
# Of referrals on, at least so many are of people who were not on the caseload, or they
# are taken to be recorded by the coordinators alone.
OF_OTHERS = 0.5


def recorded(
    tables: Mapping[str, ibis.Table], persons: ibis.Table, origin: int
) -> list[str]:
    """Return which of these the load records, of those who do not start as well.

    Coordinators record the referrals that they make themselves; where there are no
    others, those who wait have none to compare with. `origin` is the `month_index` of
    the study's first month.
    """
    found = []
    if tables["admissions"].discharged_on.count().to_pyarrow().as_py():
        found.append(ZERO_DAY)
    if "cohorts" in tables:
        found.append(DIAGNOSES)
    if "referrals" in tables:
        made = _referrals(tables["referrals"]).join(persons, "person_id")
        of_others = (month_index(made.on) - origin < made.start).mean()
        share = made.agg(share=of_others).to_pyarrow()["share"][0].as_py()
        if share is not None and share >= OF_OTHERS:
            found.append(REFERRALS)
    return found


def rise_after(
    tables: Mapping[str, ibis.Table],
    persons: ibis.Table,
    windows: ibis.Table,
    outcomes: Sequence[str],
    origin: int,
) -> ibis.Table:
    """Count these outcomes of each person in follow-up: no, m and `after_` of each.

    A zero-day stay is an emergency spell that ends on the day it begins; a first
    diagnosis is the first day on one of CONDITIONS. Who had none has no row.
    """
    sources = {
        ZERO_DAY: lambda: _zero_days(tables["admissions"]),
        DIAGNOSES: lambda: _diagnoses(tables["cohorts"]),
        REFERRALS: lambda: _referrals(tables["referrals"]),
    }
    each = [
        sources[name]().mutate(
            t=(month_index(_.on) - origin).cast("int32"),
            **{
                f"after_{other}": ibis.literal(int(other == name)) for other in outcomes
            },
        )
        for name in outcomes
    ]
    events = ibis.union(*each, distinct=False).join(
        persons.select("person_id", "no", "practice"), "person_id"
    )
    seen = windows.select("practice", "m", "until")
    after = events.join(
        seen,
        [
            events.practice == seen.practice,
            events.t > seen.m,
            events.t <= seen.until,
        ],
    )
    return after.group_by("no", "m").agg(
        **{
            name: _[name].sum().cast("int16")
            for name in (f"after_{outcome}" for outcome in outcomes)
        }
    )


def _zero_days(admissions: ibis.Table) -> ibis.Table:
    spell = spells.expr({"admissions": admissions})
    same_day = (_.kind == "emergency") & (_.discharged_on == _.admitted_on)
    return spell.filter(same_day).select("person_id", on=_.admitted_on)


def _diagnoses(cohorts: ibis.Table) -> ibis.Table:
    first = (
        cohorts.filter(_.cohort.isin(CONDITIONS))
        .group_by("person_id", "cohort")
        .agg(on=_.from_date.min())
    )
    return first.select("person_id", "on")


def _referrals(referrals: ibis.Table) -> ibis.Table:
    made = referrals.filter((_.direction == "out") & _.received_on.notnull())
    return made.select("person_id", on=_.received_on)
