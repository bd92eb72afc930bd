"""The estimate's sums: from the lake's tables to a few small ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import pandas as pd
from ibis import _

from data_access.marts.care import person_events
from data_access.marts.impact import exact_strata as exact
from data_access.marts.impact import impact_checks, impact_rise, trial_path, trial_sums
from data_access.marts.impact import impact_diagnostics as diagnostics
from data_access.marts.impact import impact_people as people
from data_access.marts.impact.impact_coverage import covered
from data_access.marts.impact.impact_design import (
    AGES,
    CHECKS,
    EARLIER,
    EARLIER_CHECKS,
    ETHNICITIES,
    HISTORY_MONTHS,
    MAIN_COHORTS,
    PLACEBO,
    PLACEBO_CHECKS,
    PRIMARY,
    SEXES,
    WINDOWS,
    Design,
    Measure,
    index_months,
    measure_of,
)
from data_access.marts.impact.impact_history import main_cohorts
from data_access.marts.impact.impact_use import use
from data_access.marts.impact.trial_kinds import kinds, with_kinds
from data_access.marts.impact.trial_score import leveraged, scored
from data_access.marts.impact.trial_slices import LEAST, SLICES, slice_sums
from data_access.marts.steps import Steps
from data_access.months import month_number
from data_access.selection import ALL

NEEDS = ("practices", "patients", "admissions", "caseload")
SHORTEST_STUDY = HISTORY_MONTHS + 2  # a year of history, an index month, one after it


@dataclass(frozen=True, slots=True)
class Followed:
    """People followed from each index month, and the tables they come from.

    `people` is `impact_people.candidates` with the kinds of the score; `everyone`
    numbers the people and `events` lists what happened to them, month by month.
    `outcomes` are those that the load records, emergency admissions first.
    """

    months: list[date]
    outcomes: list[str]
    spans: ibis.Table
    everyone: ibis.Table
    events: ibis.Table
    people: ibis.Table


@dataclass(frozen=True, slots=True)
class Trial:
    """Measures that share their strata, and how these are made."""

    measures: tuple[Measure, ...]
    bins: str = "bin"
    practice: bool = False
    within: str | None = None


def build_impact(
    tables: Mapping[str, ibis.Table], design: Design | None = None
) -> dict[str, pd.DataFrame]:
    """Compute every sum that the estimate of admissions avoided needs.

    `tables` are the lake's tables and `months` (DATE column month: the study), all of
    one engine; NEEDS says which are required; cohorts, attendances, appointments,
    health checks and referrals are used if present. Everything about single people runs
    on that engine; the result is small, adds up over PCNs and includes no person:

    - impact_sums: a PCN, slice, value and measure a row; see `trial_sums`.
    - impact_exact: a PCN a row; see `exact_strata.exact_sums`.
    - impact_quarters: the year before by quarter, for the test of earlier trends.
    - impact_path: months of follow-up, and of the earlier year, by index month.
    - impact_balance, impact_flow, impact_picking: as named.

    Empty if the study is too short for one index month with a month after it.
    """
    with Steps() as steps:
        followed = follow(tables, steps, design or Design())
        return {} if followed is None else summarise(followed, steps)


def follow(
    tables: Mapping[str, ibis.Table], steps: Steps, design: Design
) -> Followed | None:
    """Return who may be compared with whom; None if the study is too short."""
    months: list[date] = sorted(tables["months"].month.to_pyarrow().to_pylist())
    if len(months) < SHORTEST_STUDY:
        return None
    known = covered(tables, months, design.provisional)
    rows = index_months(months, design)
    spans = known.spans(rows)
    by_month = {row["m"]: row for row in rows}
    usable = [
        {**by_month[span["m"]], **span}
        for span in spans
        if span["history"] and span["follows"]
    ]
    if not usable:
        return None
    index, windows = ibis.memtable(rows), ibis.memtable(usable)
    everyone = steps.once(people.persons(tables, months))
    events = steps.once(people.events(tables, everyone, months, known.cells()))
    used = [steps.once(table) for table in use(events, everyone, windows)]
    cohorts = None
    if "cohorts" in tables:
        cohorts = steps.once(main_cohorts(tables, everyone, index))
    outcomes = [name for name in _recorded(tables) if known.recorded(name)]
    origin = month_number(months[0])
    if impact_checks.loaded(tables) and known.recorded(CHECKS):
        checks = tables["health_checks"], known.cells(), origin
        done = impact_checks.checks_completed(everyone, windows, *checks)
        used.append(steps.once(done))
        outcomes.append(CHECKS)
    rise = impact_rise.recorded(tables, everyone, origin)
    if rise := [name for name in rise if known.recorded(name)]:
        used.append(impact_rise.rise_after(tables, everyone, windows, rise, origin))
        outcomes += rise
    eligible = people.candidates(everyone, windows, cohorts, used)
    if CHECKS in outcomes:
        eligible = impact_checks.with_due(eligible)
    eligible = steps.once(with_kinds(eligible))
    heavy = steps.once(people.heavy_use(eligible))
    usual = _.before_emergency + _.before_attendances <= _.heavy_use
    return Followed(
        months,
        outcomes,
        ibis.memtable(spans),
        everyone,
        events,
        eligible.left_join(heavy, "pcn")
        .drop("pcn_right")
        .mutate(usual=usual.fill_null(False)),
    )


def trials(outcomes: Sequence[str]) -> dict[str, Trial]:
    """Return the trials of the recorded outcomes, by name; the first is published."""
    primary = measure_of(PRIMARY)
    of_checks = {
        CHECKS: Trial((measure_of(CHECKS),), bins=f"bin_{CHECKS}"),
        EARLIER_CHECKS: Trial(
            (PLACEBO_CHECKS,), bins=f"bin_{EARLIER_CHECKS}", within="had_earlier"
        ),
    }
    return {
        ALL: Trial(
            (*(measure_of(name) for name in outcomes if name != CHECKS), *WINDOWS)
        ),
        "same_practice": Trial((primary.called("same_practice"),), practice=True),
        "usual": Trial((primary.called("without_top_users"),), within="usual"),
        EARLIER: Trial((PLACEBO,), bins=f"bin_{EARLIER}", within="had_earlier"),
        **(of_checks if CHECKS in outcomes else {}),
    }


def expectations(people: ibis.Table, outcomes: Sequence[str]) -> pd.DataFrame:
    """Fit models to those who do not start; see `trial_score.scored`."""
    of_kinds = kinds(people, outcomes).execute()
    return scored(of_kinds.sort_values("kind", ignore_index=True), outcomes)


def summarise(
    followed: Followed, steps: Steps, only: Sequence[str] | None = None
) -> dict[str, pd.DataFrame]:
    """Reduce people to the tables of `build_impact`.

    `only` names the trials that are wanted, of `trials`; all of them by default.
    """
    names = _names(followed.everyone)
    by_kind = expectations(followed.people, followed.outcomes)
    made = {
        name: trial
        for name, trial in trials(followed.outcomes).items()
        if only is None or name in only
    }
    calendar = ibis.memtable(trial_path.calendar(followed.months))
    parts, paths = [], []
    for name, trial in made.items():
        rows, strata = sorted_people(followed.people, by_kind, trial, steps)
        parts.append(_sums(rows, strata, by_kind, trial))
        if name in trial_path.STRETCHES:
            stretch = trial_path.STRETCHES[name]
            path = trial_path.path(rows, strata, followed.events, calendar, stretch)
            paths.append(path.execute())
        if name == ALL:
            parts.append(_slices(slice_sums(rows, strata).execute(), names))
            tables = _of_all(followed, rows, strata, names)
    matched = steps.once(exact.exact_strata(followed.people))
    return {
        "impact_sums": _sorted(_by_pcn(pd.concat(parts, ignore_index=True), names)),
        "impact_path": _path(
            _by_pcn(pd.concat(paths, ignore_index=True), names), followed.months
        ),
        "impact_exact": _by_pcn(exact.exact_sums(matched).execute(), names),
        "impact_quarters": _by_pcn(exact.quarter_sums(matched).execute(), names),
        "impact_picking": _by_pcn(
            diagnostics.picking(followed.people).execute(), names
        ),
        **tables,
    }


def _recorded(tables: Mapping[str, ibis.Table]) -> list[str]:
    (row,) = person_events.recorded(tables).to_pyarrow().to_pylist()
    return [name for name in person_events.OUTCOMES if row[name]]


def _names(everyone: ibis.Table) -> dict[str, dict[int, str]]:
    """Give the code of each numbered PCN and practice, and each route's name."""
    columns = {"pcn": "pcn_code", "practice": "practice_code", "route": "route_name"}
    names = {}
    for number, name in columns.items():
        frame = everyone.select(number, name).distinct().execute()
        names[number] = dict(zip(frame[number], frame[name], strict=True))
    return names


def sorted_people(
    people: ibis.Table, by_kind: pd.DataFrame, trial: Trial, steps: Steps
) -> tuple[ibis.Table, ibis.Table]:
    """Return the people with their strata, and the strata that can be compared."""
    rates = sorted({f"rate_{measure.outcome}" for measure in trial.measures})
    known = list(dict.fromkeys(["kind", trial.bins, *rates, f"rate_{PRIMARY}"]))
    rows = trial_sums.in_strata(
        people,
        ibis.memtable(by_kind[known]),
        bins=trial.bins,
        practice=trial.practice,
        within=trial.within,
    )
    return rows, steps.once(trial_sums.strata_of(rows, trial.measures))


def _sums(
    rows: ibis.Table, strata: ibis.Table, by_kind: pd.DataFrame, trial: Trial
) -> pd.DataFrame:
    relied = trial_sums.excess(rows, strata, trial.measures).execute()
    leverage = ibis.memtable(leveraged(by_kind, relied, trial.measures))
    wide = trial_sums.trial_sums(rows, strata, leverage, trial.measures).execute()
    return trial_sums.long(wide, trial.measures).assign(slice=ALL, value=ALL)


def _of_all(
    followed: Followed,
    rows: ibis.Table,
    strata: ibis.Table,
    names: Mapping[str, Mapping[int, str]],
) -> dict[str, pd.DataFrame]:
    """Describe everybody who is compared in the published trial."""
    outcomes = [name for name in followed.outcomes if measure_of(name).before]
    balance = diagnostics.balance(rows, strata, outcomes).execute()
    flow = diagnostics.flow(
        followed.everyone, followed.spans, rows, strata, len(followed.months) - 1
    )
    return {
        "impact_balance": _balance(_by_pcn(balance, names), outcomes),
        "impact_flow": _by_pcn(flow.execute(), names),
    }


def _slices(sums: pd.DataFrame, names: Mapping[str, Mapping[int, str]]) -> pd.DataFrame:
    """Put names in the place of the numbers that people were grouped by."""
    values: dict[str, Mapping[int, str]] = {
        "cohort": dict(enumerate(MAIN_COHORTS)),
        "practice": names["practice"],
        "route": names["route"],
        "deprivation": {0: "unknown", **{fifth: str(fifth) for fifth in range(1, 6)}},
        "ethnicity": dict(enumerate(ETHNICITIES)),
        "sex": dict(enumerate(SEXES)),
        "age": dict(enumerate(AGES)),
        "least": {least: str(least) for least in LEAST},
    }
    slices = [SLICES[place] for place in sums["slice"]]
    named = [
        values[name][number] for name, number in zip(slices, sums["value"], strict=True)
    ]
    return sums.assign(measure=PRIMARY, slice=slices, value=named)


def _by_pcn(
    frame: pd.DataFrame, names: Mapping[str, Mapping[int, str]]
) -> pd.DataFrame:
    """Put the code of each PCN in the place of its number, first."""
    codes = [names["pcn"][number] for number in frame["pcn"]]
    rest = frame.drop(columns="pcn")
    rest.insert(0, "pcn_code", codes)
    return rest.sort_values("pcn_code", kind="stable", ignore_index=True)


def _sorted(sums: pd.DataFrame) -> pd.DataFrame:
    keys = ["pcn_code", "slice", "value", "measure"]
    both = sums[[*keys, *(name for name in sums if name not in keys)]]
    ordered: pd.DataFrame = both.sort_values(keys, ignore_index=True)
    return ordered


def _path(frame: pd.DataFrame, months: Sequence[date]) -> pd.DataFrame:
    frame = frame.sort_values(["pcn_code", "m", "t"], ignore_index=True)
    return pd.DataFrame(
        {
            "pcn_code": frame["pcn_code"],
            "index_month": [months[m] for m in frame["m"]],
            "month": [months[t] for t in frame["t"]],
            "k": frame["t"] - frame["m"],
            **{name: frame[name] for name in ("observed", "expected", "variance")},
        }
    )


def _balance(frame: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    parts = []
    for name in diagnostics.covariates(outcomes):
        part = frame[["pcn_code", "group", "people"]].copy()
        part.insert(1, "covariate", name)
        for column in ("weight", "weight_squared", "total", "square"):
            part[column] = frame[f"{column}_{name}"].fillna(0.0)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
