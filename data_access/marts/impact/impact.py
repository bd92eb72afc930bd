"""The matched estimate's sums: from the lake's tables to a few small ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import pandas as pd

from data_access.marts.care import person_events
from data_access.marts.impact import impact_checks
from data_access.marts.impact import impact_diagnostics as diagnostics
from data_access.marts.impact import impact_people as people
from data_access.marts.impact.impact_coverage import covered
from data_access.marts.impact.impact_design import (
    HISTORY_MONTHS,
    MAIN,
    MAIN_COHORTS,
    SEXES,
    VARIANTS,
    Design,
    Outcome,
    index_months,
    recorded_outcomes,
    stratum_radices,
    unpacked,
)
from data_access.marts.impact.impact_history import main_cohorts, recent_use
from data_access.marts.impact.impact_sums import (
    SLICES,
    measured,
    quarter_sums,
    stratum_sums,
    sums,
)
from data_access.marts.impact.trial_people import kinds, trial_people
from data_access.marts.impact.trial_score import leveraged, scored
from data_access.marts.impact.trial_sums import (
    excess,
    in_strata,
    strata_of,
    trial_sums,
)
from data_access.marts.steps import Steps
from data_access.months import month_number
from data_access.selection import ALL

NEEDS = ("practices", "patients", "admissions", "caseload")
SHORTEST_STUDY = HISTORY_MONTHS + 2  # a year of history, an index month, one after it


@dataclass(frozen=True, slots=True)
class ComparedPeople:
    """People compared at each index month, and the tables they come from.

    `people` is `impact_people.compared` with the matching weights, `trials` everybody
    eligible as in `trial_people`; `everyone` numbers the people and `events` lists what
    happened to them, month by month.
    """

    months: list[date]
    recorded: list[str]
    windows: ibis.Table
    spans: ibis.Table
    everyone: ibis.Table
    events: ibis.Table
    people: ibis.Table
    trials: ibis.Table


def build_impact(
    tables: Mapping[str, ibis.Table], design: Design | None = None
) -> dict[str, pd.DataFrame]:
    """Compute every sum that the estimate of admissions avoided needs.

    `tables` are the lake's tables and `months` (DATE column month: the study), all of
    one engine; NEEDS says which are required; cohorts, attendances, appointments and
    health checks are used if present. Everything about single people runs on that
    engine; the result is small, adds up over PCNs and includes no person:

    - impact_sums: a PCN, slice, value and measure a row; see `impact_sums.sums`.
    - impact_trials: a PCN, slice and value a row; see `trial_sums.trial_sums`.
    - impact_strata: an index month, stratum and arm a row.
    - impact_quarters: the matched year by quarter, for the test of earlier trends.
    - impact_path: months from -12 to the end of follow-up, by index month.
    - impact_balance, impact_flow, impact_profile, impact_picking: as named.

    Empty if the study is too short for one index month with a month after it.
    """
    with Steps() as steps:
        compared = compare(tables, steps, design or Design())
        return {} if compared is None else summarise(compared, steps)


def compare(
    tables: Mapping[str, ibis.Table], steps: Steps, design: Design
) -> ComparedPeople | None:
    """Return who is compared with whom; None if the study is too short."""
    months: list[date] = sorted(tables["months"].month.to_pyarrow().to_pylist())
    if len(months) < SHORTEST_STUDY:
        return None
    known = covered(tables, months)
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
    use = steps.once(recent_use(events, index))
    cohorts = None
    if "cohorts" in tables:
        cohorts = steps.once(main_cohorts(tables, everyone, index))
    joined = everyone.filter(everyone.start < len(months))
    started = people.candidates(joined, windows, cohorts, use)
    started = steps.once(started.filter(started.started))
    eligible = people.candidates(everyone, windows, cohorts, use)
    selected = people.selected(eligible, started, everyone, windows)
    weighted = steps.once(people.weighted(steps.once(selected)))
    compared = people.compared(weighted, events)
    checks_known = known.recorded(impact_checks.CHECKS.name)
    if impact_checks.loaded(tables) and checks_known:
        origin = month_number(months[0])
        checks = tables["health_checks"]
        compared = impact_checks.with_checks(compared, everyone, checks, origin)
    trials = trial_people(eligible, everyone, windows, events)
    recorded = [name for name in _recorded(tables) if known.recorded(name)]
    return ComparedPeople(
        months,
        recorded,
        windows,
        ibis.memtable(spans),
        everyone,
        events,
        steps.once(compared),
        steps.once(trials),
    )


def summarise(
    compared: ComparedPeople, steps: Steps, variants: Sequence[Outcome] = VARIANTS
) -> dict[str, pd.DataFrame]:
    """Reduce compared people to the tables of `build_impact`.

    `variants` are compared as well as the recorded outcomes.
    """
    rows, recorded, months = compared.people, compared.recorded, compared.months
    outcomes = [*recorded_outcomes(recorded), *variants]
    if impact_checks.CHECKS.events in rows.columns:
        outcomes.append(impact_checks.CHECKS)
    by_outcome = steps.once(measured(rows, outcomes))
    names = _names(compared.everyone)
    strata = stratum_sums(rows, recorded)
    calendar = ibis.memtable(diagnostics.calendar(months))
    path = diagnostics.path(rows, compared.events, calendar, recorded)
    flow = diagnostics.flow(
        compared.everyone, compared.windows, compared.spans, rows, len(months) - 1
    )
    balance = diagnostics.balance(rows, recorded)
    return {
        "impact_sums": _named(
            sums(by_outcome, len(recorded)).execute(), outcomes, names
        ),
        "impact_trials": _trials(compared, steps, names),
        "impact_strata": _strata(strata.execute(), names["pcn"], months),
        "impact_quarters": quarter_sums(rows.filter(rows.matched)).execute(),
        "impact_path": _path(path.execute(), recorded, months),
        "impact_balance": _balance(balance.execute(), recorded),
        "impact_flow": flow.execute(),
        "impact_profile": diagnostics.profile(rows).execute(),
        "impact_picking": diagnostics.picking(rows).execute(),
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


def _trials(
    compared: ComparedPeople, steps: Steps, names: Mapping[str, Mapping[int, str]]
) -> pd.DataFrame:
    of_kinds = kinds(compared.trials).execute().sort_values("kind", ignore_index=True)
    by_kind = scored(of_kinds)
    score = ibis.memtable(by_kind[["kind", "rate", "bin"]])
    rows = steps.once(in_strata(compared.trials, score))
    strata = steps.once(strata_of(rows))
    leverage = ibis.memtable(leveraged(by_kind, excess(rows, strata).execute()))
    return _by_name(trial_sums(rows, strata, leverage).execute(), names)


def _named(
    sums: pd.DataFrame,
    outcomes: Sequence[Outcome],
    names: Mapping[str, Mapping[int, str]],
) -> pd.DataFrame:
    measures = [outcomes[place].name for place in sums["measure"]]
    return _by_name(sums.assign(measure=measures), names, "measure")


def _by_name(
    sums: pd.DataFrame, names: Mapping[str, Mapping[int, str]], *more: str
) -> pd.DataFrame:
    """Put names in the place of the numbers that people were grouped by."""
    values: dict[str, Mapping[int, str]] = {
        ALL: {0: ALL},
        "cohort": dict(enumerate(MAIN_COHORTS)),
        "practice": names["practice"],
        "route": names["route"],
    }
    slices = [SLICES[place] for place in sums["slice"]]
    keys = pd.DataFrame(
        {
            "pcn_code": [names["pcn"][number] for number in sums["pcn"]],
            "slice": slices,
            "value": [
                values[name][number]
                for name, number in zip(slices, sums["value"], strict=True)
            ],
            **{name: sums[name] for name in more},
        }
    )
    rest = sums.drop(columns=["pcn", "slice", "value", *more])
    both = pd.concat([keys, rest], axis="columns")
    ordered: pd.DataFrame = both.sort_values(list(keys.columns), ignore_index=True)
    return ordered


def _strata(
    frame: pd.DataFrame, pcns: Mapping[int, str], months: Sequence[date]
) -> pd.DataFrame:
    parts = unpacked(frame["cell"], stratum_radices(MAIN))
    keys = pd.DataFrame(
        {
            "pcn_code": [pcns[number] for number in parts.pop("pcn")],
            "month": [months[m] for m in parts.pop("m")],
            "sex": [SEXES[place] for place in parts.pop("sex")],
            "cohort": [MAIN_COHORTS[place] for place in parts.pop("cohort")],
            **parts,
        }
    )
    both = pd.concat([keys, frame.drop(columns="cell")], axis="columns")
    order = [*keys.columns, "started"]
    ordered: pd.DataFrame = both.sort_values(order, ignore_index=True)
    return ordered


def _path(
    frame: pd.DataFrame, outcomes: Sequence[str], months: Sequence[date]
) -> pd.DataFrame:
    frame = frame.sort_values(["pcn_code", "m", "t"], ignore_index=True)
    keys = pd.DataFrame(
        {
            "pcn_code": frame["pcn_code"],
            "index_month": [months[m] for m in frame["m"]],
            "month": [months[t] for t in frame["t"]],
            "k": frame["t"] - frame["m"],
            "days": frame["days"],
            "comparison_days": frame["comparison_days"],
        }
    )
    parts = []
    for name in outcomes:
        part = keys.copy()
        part.insert(1, "measure", name)
        for column in ("observed", "compared", "variance"):
            part[column] = frame[f"{column}_{name}"]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _balance(frame: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    parts = []
    for name in diagnostics.covariates(outcomes):
        part = frame[["pcn_code", "group", "people"]].copy()
        part.insert(1, "covariate", name)
        for column in ("weight", "weight_squared", "total", "square"):
            part[column] = frame[f"{column}_{name}"].fillna(0.0)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
