"""Practices, PCNs and cohorts as the filter bar offers them."""

from collections.abc import Mapping

from ibis import ir

from data_access.selection import ALL


def practices(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return each practice, its PCN and ICB, its list size and its neighbourhood."""
    places = ("practice", "pcn", "icb")
    columns = [f"{place}_{part}" for place in places for part in ("code", "name")]
    columns += ["list_size", "neighbourhood"]
    return tables["practices"].select(*columns).distinct()


def cohorts(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return pcn_code, cohort, people: the largest number in any month.

    The number of people decides whether a cohort is offered as a choice.
    """
    population = tables["population"]
    whole = population.filter(population.dimension == ALL)
    by_month = whole.group_by("pcn_code", "cohort", "month").agg(
        people=whole.people.sum()
    )
    return by_month.group_by("pcn_code", "cohort").agg(
        people=by_month.people.max().cast("int64")
    )
