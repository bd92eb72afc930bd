"""The same people's scores at two times, summed by the month in which they started.

Only people whose follow-up is over are included, once each, at their first start on the
caseload, so that everyone counted has had time to be scored twice.
"""

from collections.abc import Mapping

import ibis
import pandas as pd
from ibis import ir

from data_access.catalogue.outcome_measures import (
    LEVELS,
    OutcomeMeasure,
    outcome_measures,
)
from data_access.marts.attach import attach
from data_access.marts.calendar import day_known, month_index
from data_access.marts.care.measure_schema import AFTER, BEFORE, COUNTS, SUMS

NAME = "measure_pair"
NEEDS = ("caseload", "measures")

MONTHS_FOLLOWED = 12  # include the 365 days after any day of the month of starting


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return month, pcn_code, practice_code, cohort, measure, COUNTS and SUMS.

    A change for the better is positive, whichever way the scale runs.
    """
    catalogue = outcome_measures()
    started = _followed(tables, _started(tables))
    scores = tables["measures"]
    scores = scores.filter(
        scores.measure.isin(list(catalogue.by_id)) & day_known(scores, "scored_on")
    )
    eligible = started.inner_join(_in_use(started, scores), "pcn_code")
    eligible = eligible.filter(eligible.month_index >= eligible.used_from)
    people = eligible.select("person_id", "opened_on", "measure").distinct()
    paired = attach(eligible, _pairs(people, scores), ["person_id", "measure"])
    place = ["month", "pcn_code", "practice_code", "cohort", "measure"]
    graded = _judged(paired, catalogue.by_id)
    return graded.group_by(*place).agg(**_summed(graded)).order_by(place)


def _started(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return each person's first start: person_id, opened_on and month_index."""
    caseload = tables["caseload"]
    undated = caseload.opened_on.min(where=~day_known(caseload, "opened_on"))
    first = caseload.group_by("person_id").agg(
        opened_on=caseload.opened_on.min(), undated=undated
    )
    # Scores are told apart by their days from the start.
    first = first.filter(first.undated.isnull() | (first.undated > first.opened_on))
    return first.drop("undated").mutate(month_index=month_index(first.opened_on))


def _followed(tables: Mapping[str, ir.Table], started: ir.Table) -> ir.Table:
    """Add who each person was, leaving out those whose follow-up is not over."""
    months = tables["months"].select("month", "month_index")
    coverage = tables["coverage"]
    over = coverage.filter(
        (coverage.file == NEEDS[1]) & (coverage.run >= MONTHS_FOLLOWED)
    ).select("practice_code", month_index=coverage.month_index - MONTHS_FOLLOWED)
    groups = tables["people_by_group"].select(
        "person_id", "month", "pcn_code", "practice_code", "cohort"
    )
    observed = started.inner_join(months, "month_index").inner_join(
        groups, ["person_id", "month"]
    )
    return observed.semi_join(over, ["practice_code", "month_index"])


def _in_use(started: ir.Table, scores: ir.Table) -> ir.Table:
    """Return pcn_code, measure and the month in which a PCN first used it.

    People who started earlier could not have been asked.
    """
    where = started.select("person_id", "pcn_code").distinct()
    used = scores.inner_join(where, "person_id")
    return used.group_by("pcn_code", "measure").agg(
        used_from=month_index(used.scored_on).min()
    )


def _pairs(people: ir.Table, scores: ir.Table) -> ir.Table:
    """Return person_id, measure, first_score and last_score (null if none)."""
    window = outcome_measures().pairs
    near = people.inner_join(scores, ["person_id", "measure"])
    days = near.scored_on.delta(near.opened_on, unit="day")
    near = near.mutate(days=days)
    keys = ["person_id", "measure"]
    at_start = near.filter(
        (near.days >= -window.before_days) & (near.days <= window.after_days)
    )
    # The nearest to the start; of two as near, the earlier.
    ordered = ibis.window(group_by=keys, order_by=[at_start.days.abs(), at_start.days])
    ranked = at_start.mutate(place=ibis.row_number().over(ordered))
    first = ranked.filter(ranked.place == 0).select(
        *keys, first_score="score", first_days="days"
    )
    later = near.inner_join(first, keys)
    later = later.filter(
        (later.days >= later.first_days + window.apart_days)
        & (later.days <= window.within_days)
    )
    last = later.group_by(*keys).agg(last_score=later.score.argmax(later.days))
    return attach(first.select(*keys, "first_score"), last, keys)


def _judged(paired: ir.Table, by_id: Mapping[str, OutcomeMeasure]) -> ir.Table:
    """Add change, gained, lost and the levels at both times, null without a pair."""
    rules = pd.DataFrame(
        [
            (measure.id, measure.sign, measure.gain, *measure.levels)
            for measure in by_id.values()
        ],
        columns=["of", "sign", "gain", "level_2", "level_3", "level_4"],
    )
    schema = {
        "of": "string",
        "sign": "float64",
        **dict.fromkeys(("gain", "level_2", "level_3", "level_4"), "float64"),
    }
    known = ibis.memtable(rules, schema=schema)
    rows = paired.inner_join(known, paired.measure == known.of)

    def level(score: ir.FloatingValue) -> ir.FloatingValue:
        reached = [
            (score >= rows[f"level_{number}"]).cast("float64")
            for number in range(2, LEVELS + 1)
        ]
        return 1.0 + reached[0] + reached[1] + reached[2]

    rows = rows.mutate(
        # A change from 61.1 to 64.1 falls short of 3 by the rounding of floats.
        change=((rows.last_score - rows.first_score) * rows.sign).round(6),
        before=ibis.cases((rows.last_score.notnull(), level(rows.first_score))),
        after=level(rows.last_score),
    )
    moved = ibis.ifelse(
        rows.gain.isnull(), (rows.after - rows.before) * rows.sign, rows.change
    )
    least = rows.gain.fill_null(1.0)
    return rows.mutate(gained=moved >= least, lost=moved <= -least)


def _summed(rows: ir.Table) -> dict[str, ir.Scalar]:
    def count(which: ir.BooleanValue) -> ir.IntegerScalar:
        return which.fill_null(False).cast("int32").sum().cast("int32")

    counts = {
        "started": rows.count().cast("int32"),
        "scored": count(rows.first_score.notnull()),
        "paired": count(rows.last_score.notnull()),
        "gained": count(rows.gained),
        "lost": count(rows.lost),
    }
    for column, names in (("before", BEFORE), ("after", AFTER)):
        for number, name in enumerate(names, start=1):
            counts[name] = count(rows[column] == number)
    sums = {
        "change": rows.change.sum(),
        "change_squared": (rows.change * rows.change).sum(),
        "first_scored": rows.first_score.sum(),
        "first_paired": ibis.cases((rows.last_score.notnull(), rows.first_score)).sum(),
    }
    return {
        **{name: counts[name] for name in COUNTS},
        **{name: sums[name].fill_null(0.0) for name in SUMS},
    }
