"""The truth beside a demo is what its own tables and worlds give."""

import functools

import numpy as np
import pandas as pd
import pytest

from data_access.demo import DemoPcn, DemoSettings, simulate
from data_access.demo.arrays import NEVER, take
from data_access.demo.places import pcns
from data_access.demo.world import World, world

EMERGENCY = {"21", "22", "23", "24", "25", "2A", "2D", "28"}


def settings(**changes: float) -> DemoSettings:
    kept = {"patients": 12_000, "monthly_intake": 8.0, "late": False}
    return DemoSettings(**{**kept, **changes})  # type: ignore[arg-type]


@functools.cache
def made(rate_ratio: float) -> DemoPcn:
    return simulate(settings(rate_ratio=rate_ratio))


@functools.cache
def grown(rate_ratio: float) -> World:
    asked = settings(rate_ratio=rate_ratio)
    return world(asked, pcns(asked)[0])


def emergency_spells(pcn: DemoPcn) -> pd.DataFrame:
    """Merge touching rows of the caseload one person at a time, plainly."""
    rows = (
        pcn.tables["admissions"].to_pandas().sort_values("admitted_on", kind="stable")
    )
    rows = rows[
        rows["patient_id"].isin(pcn.tables["caseload"]["patient_id"].to_pandas())
    ]
    found = []
    for person, stays in rows.groupby("patient_id"):
        until = None
        for stay in stays.itertuples():
            apart = until is None or stay.admitted_on > until
            if apart and stay.method in EMERGENCY:
                found.append((person, pd.Timestamp(stay.admitted_on)))
            end = stay.discharged_on or settings().end
            until = end if until is None else max(until, end)
    return pd.DataFrame(found, columns=["patient_id", "admitted_on"])


def followed(pcn: DemoPcn, spells: pd.DataFrame) -> int:
    """Count spells in months 1 to 12 after the month of the first episode."""
    cases, people = (pcn.tables[name].to_pandas() for name in ("caseload", "patients"))
    out = set(people.loc[people["opted_out"], "patient_id"])
    first = cases.groupby("patient_id")["opened_on"].min()
    first = pd.to_datetime(first).dt.to_period("M")
    spells = spells[spells["patient_id"].isin(set(first.index) - out)]
    month = spells["admitted_on"].dt.to_period("M")
    after = [
        (one - first[person]).n
        for one, person in zip(month, spells["patient_id"], strict=True)
    ]
    return sum(1 <= gap <= 12 for gap in after)


@pytest.mark.parametrize("rate_ratio", [0.7, 1.0, 1.3])
def test_observed_is_what_the_admissions_table_holds(rate_ratio: float) -> None:
    pcn = made(rate_ratio)
    assert pcn.truth.window().observed == followed(pcn, emergency_spells(pcn))


def test_never_is_the_same_pcn_with_a_service_that_does_nothing() -> None:
    # A rate ratio up to 1 only takes admissions away, so the world without an effect
    # is drawn by the same random numbers.
    inert = made(1.0)
    assert made(0.7).truth.window().never == followed(inert, emergency_spells(inert))
    assert inert.truth.window().never == inert.truth.window().observed


@pytest.mark.parametrize("rate_ratio", [0.5, 0.7, 1.3])
def test_observed_differs_from_the_true_effect_by_chance_alone(
    rate_ratio: float,
) -> None:
    window = made(rate_ratio).truth.window()
    assert window.served == pytest.approx(rate_ratio * window.never)
    chance = np.sqrt(window.never * abs(1 - rate_ratio))
    assert abs(window.observed - window.served) < 4 * chance


def test_a_service_that_does_nothing_has_a_true_ratio_of_one() -> None:
    window = made(1.0).truth.window()
    assert window.rate_ratio == pytest.approx(1.0)
    assert window.avoided == pytest.approx(0.0)


def test_not_now_lies_between_starting_and_never_starting() -> None:
    for ratio in (0.7, 1.3):
        window = made(ratio).truth.window()
        low, high = sorted((window.served, window.never))
        assert low < window.not_now < high
        # Few join in a year, so starting late dilutes the effect but little.
        assert abs(window.rate_ratio - ratio) < 0.5 * abs(1 - ratio)


def test_not_now_is_the_average_over_futures_in_which_each_may_start_later() -> None:
    here = grown(0.7)
    months = here.timeline.months
    without = take(here.potential, here.potential.without)
    counts = without.emergencies(here.folk, here.timeline)
    people = np.flatnonzero((here.starts.month < NEVER) & ~here.folk.opted_out)
    rng = np.random.default_rng(5)
    futures = []
    for _ in range(200):
        total = 0.0
        for person in people:
            begun = here.starts.month[person]
            later = months
            for month in range(begun + 1, months):
                if rng.random() < here.starts.hazard[person, month]:
                    later = month
                    break
            stop = min(begun + 13, months)
            now = counts[person, begun + 1 : stop]
            served = np.arange(begun + 1, stop) > later
            total += now[~served].sum() + 0.7 * now[served].sum()
        futures.append(total)
    error = np.std(futures) / np.sqrt(len(futures))
    expected = made(0.7).truth.window().not_now
    assert abs(np.mean(futures) - expected) < 4 * error


def test_the_last_months_can_be_left_out() -> None:
    truth = made(0.7).truth
    whole, settled = truth.window(), truth.window(through=34)
    rows = truth.people
    assert settled.never < whole.never
    assert settled.never == rows[rows["month"] < "2026-09-01"]["never"].sum()


def test_the_service_changes_nothing_else() -> None:
    with_effect, without = made(0.7).tables, made(1.0).tables
    for name in ("practices", "patients", "cohorts", "coordinators", "caseload"):
        assert with_effect[name].equals(without[name]), name
    planned = [
        rows.loc[
            rows["method"].isin(["11", "12", "13", "31"]), ["patient_id", "admitted_on"]
        ]
        for rows in (one["admissions"].to_pandas() for one in (with_effect, without))
    ]
    assert planned[0].reset_index(drop=True).equals(planned[1].reset_index(drop=True))


def test_nothing_changes_before_the_month_after_the_start() -> None:
    here, inert = grown(0.7), grown(1.0)
    counts = here.spells.emergencies(here.folk, here.timeline)
    untouched = inert.spells.emergencies(inert.folk, inert.timeline)
    before = np.arange(here.timeline.months) <= here.starts.month[:, None]
    assert (counts[before] == untouched[before]).all()
    assert (counts <= untouched).all()
    assert counts.sum() < untouched.sum()


def test_before_and_after_is_badly_wrong_for_a_service_that_does_nothing() -> None:
    asked = DemoSettings(rate_ratio=1.0)
    here = world(asked, pcns(asked)[0])
    counts = here.spells.emergencies(here.folk, here.timeline)
    started = [
        (person, month)
        for person, month in enumerate(here.starts.month)
        if month + 12 < here.timeline.months
        and here.folk.left[person] > here.timeline.firsts[month + 12]
    ]
    before = sum(counts[p, m - 12 : m].sum() for p, m in started)
    after = sum(counts[p, m + 1 : m + 13].sum() for p, m in started)
    assert len(started) > 50
    assert after < 0.65 * before


def test_selection_follows_recent_admissions_and_not_hidden_risk() -> None:
    here = grown(0.7)
    counts = take(here.potential, here.potential.without).emergencies(
        here.folk, here.timeline
    )
    hazard = here.starts.hazard[:, 20]
    recent = counts[:, 17:20].sum(axis=1) > 0
    assert hazard[recent].mean() > 5 * hazard[~recent].mean()
    # Among adults alike in all that the hazard reads, it is one number for a practice.
    year = np.minimum(counts[:, 8:20].sum(axis=1), 3)
    rows = pd.DataFrame(
        {
            "hazard": hazard,
            "practice": here.folk.practice,
            "band": np.searchsorted(
                [18, 40, 65, 75, 85],
                here.timeline.years[20] - here.folk.birth_year,
                side="right",
            ),
            "quintile": (here.folk.imd + 1) // 2,
            "cohort": here.main[:, 20],
            "year": year,
            "recent": recent,
        }
    )
    rows = rows[rows["hazard"] > 0]
    alike = rows.groupby([name for name in rows if name != "hazard"])["hazard"]
    assert (alike.max() - alike.min()).max() < 1e-12


def test_hidden_risk_selection_picks_people_who_are_worse_than_they_look() -> None:
    asked = settings(hidden_risk_selection=1.0)
    biased, fair = world(asked, pcns(asked)[0]), grown(0.7)
    means = [one.folk.hidden[one.starts.month < NEVER].mean() for one in (fair, biased)]
    assert means[1] > 1.5 * means[0]
