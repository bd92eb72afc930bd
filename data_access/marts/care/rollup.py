"""Sum rows of persons and months to additive counts by place, cohort and group."""

from collections.abc import Sequence

import ibis
from ibis import ir

from data_access.selection import ALL

# The only groups the product breaks a figure down by, one at a time: a fixed
# lattice, so that free combinations cannot be subtracted from one another.
DIMENSIONS = {
    "deprivation": "deprivation",
    "age": "age_band",
    "sex": "sex",
    "ethnicity": "ethnicity",
}

CELL = ("month", "pcn_code", "practice_code", "cohort", "dimension", "category")


def people_by_group(person_month: ir.Table, membership: ir.Table) -> ir.Table:
    """Return each person's place and groups each month, for "all" and for each cohort.

    Columns: person_id, month, pcn_code, practice_code, cohort, then the columns that
    DIMENSIONS names, as text, "unknown" if not recorded.
    """
    groups = person_month.select(
        "person_id",
        "month",
        "pcn_code",
        "practice_code",
        deprivation=person_month.imd_quintile.cast("string").fill_null("unknown"),
        age_band=person_month.age_band.fill_null("unknown"),
        sex=person_month.sex.fill_null("unknown"),
        ethnicity=person_month.ethnicity.fill_null("unknown"),
    )
    by_cohort = groups.inner_join(membership, ["person_id", "month"])
    everyone = groups.mutate(cohort=ibis.literal(ALL))
    return everyone.union(by_cohort.select(everyone.columns))


def rollup(counts: ir.Table, people: ir.Table, values: Sequence[str]) -> ir.Table:
    """Sum ``values`` of ``counts`` into cells: CELL columns, then the values.

    For every ``<id>_n`` among them there is also ``<id>_s``, the sum over people of
    its square.
    """
    joined = people.inner_join(counts, ["person_id", "month"])
    return sum_cells(joined, values)


def sum_cells(joined: ir.Table, values: Sequence[str]) -> ir.Table:
    """Sum ``values`` over "all" and over each dimension, one level of CELL each."""
    place = ["month", "pcn_code", "practice_code", "cohort"]
    sums = {value: joined[value].sum() for value in values}
    # Events of one person are not independent of each other. The sum of their squares
    # adds up over people as the events do, and is all that an honest interval needs.
    squares = {
        f"{value.removesuffix('_n')}_s": (joined[value] * joined[value]).sum()
        for value in values
        if value.endswith("_n")
    }
    sums = {**sums, **squares}
    # "all" is added up from one dimension's cells: every person is in exactly one.
    by_dimension = [
        joined.group_by(*place, category=joined[column])
        .agg(**sums)
        .mutate(dimension=ibis.literal(dimension))
        for dimension, column in DIMENSIONS.items()
    ]
    first = by_dimension[0]
    overall = (
        first.group_by(*place)
        .agg(**{value: first[value].sum() for value in sums})
        .mutate(dimension=ibis.literal(ALL), category=ibis.literal(ALL))
    )
    columns = [*CELL, *sums]
    return ibis.union(*(part.select(columns) for part in (overall, *by_dimension)))
