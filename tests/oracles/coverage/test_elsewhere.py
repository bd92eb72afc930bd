"""A practice whose people go to hospitals whose file is not loaded is marked, and said.

The marks are worked out again person by person, with whole numbers and fractions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from math import comb
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest
from fixtures.homes.kept import Homes
from fixtures.lakes import small_lake

from data_access.catalogue.elsewhere import read_elsewhere
from data_access.disclosure.rule import LEAST_SHOWN
from data_access.door import Context
from data_access.marts.care import elsewhere
from data_access.months import months_between
from data_access.questions.impact.impact import impact
from data_access.questions.indicators.indicator import indicator
from data_access.questions.quality.data_quality import data_quality
from data_access.selection import Selection
from data_access.stats.far_below import far_below
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

MONTHS = months_between(date(2025, 1, 1), date(2025, 12, 1))
BANDS = ("0-17", "40-64", "85+")
RATES = {"0-17": 0.004, "40-64": 0.01, "85+": 0.04}  # a month

Frames = tuple[pd.DataFrame, pd.DataFrame]


def drawn(seed: int) -> Frames:
    """Draw the months of the people of two PCNs, and which of them were sent."""
    rng = np.random.default_rng(seed)
    people, sent = [], []
    for number in range(6):
        practice, pcn = f"P{number}", f"N{number // 4}"
        kept = rng.choice([1.0, 1.0, 0.6, 0.35, 0.2, 0.05])
        for month in MONTHS:
            # What coverage calls short or missing is of no use here.
            state = rng.choice(["complete", "short", "none"], p=[0.8, 0.1, 0.1])
            sent.append(("admissions", practice, pcn, month, state))
            sent.append(("attendances", practice, pcn, month, "complete"))
        for one in range(int(rng.integers(20, 320))):
            band = str(rng.choice(BANDS))
            left = int(rng.integers(1, 13))
            for month in MONTHS[:left]:
                admitted = rng.random() < kept * RATES[band] * 3
                row = (f"{practice}-{one}", practice, pcn, month, band)
                days = int(rng.integers(1, 29))
                people.append((*row, days, int(admitted) * rng.integers(1, 4)))
    of_people = ["person_id", "practice_code", "pcn_code", "month", "age_band"]
    return (
        pd.DataFrame(people, columns=[*of_people, "days_at_risk", "emergency"]),
        pd.DataFrame(
            sent, columns=["file", "practice_code", "pcn_code", "month", "state"]
        ),
    )


def marked_slowly(people: pd.DataFrame, sent: pd.DataFrame) -> set[str]:
    """Mark practices by walking through the people, in exact fractions."""
    rule = read_elsewhere()
    whole = {
        (row.practice_code, row.month)
        for row in sent.itertuples()
        if row.file == "admissions" and row.state == "complete"
    }
    rows = [row for row in people.itertuples() if (row[2], row.month) in whole]
    rows.sort(key=lambda row: row.month)
    time: Counter = Counter()
    events: Counter = Counter()
    months = defaultdict(set)
    seen = set()
    pcn_of = {}
    for row in rows:
        key = (row.practice_code, row.month, row.age_band)
        pcn_of[row.practice_code] = row.pcn_code
        months[row.practice_code].add(row.month)
        time[key] += row.days_at_risk
        if row.emergency and row.person_id not in seen:
            seen.add(row.person_id)
            events[key] += 1
    found = set()
    for practice, pcn in pcn_of.items():
        others = [one for one in pcn_of if pcn_of[one] == pcn and one != practice]

        def total(
            counts: Counter, codes: list[str], band: str, of: str = practice
        ) -> int:
            return sum(counts[code, m, band] for code in codes for m in months[of])

        strata = [
            (
                Fraction(total(events, [practice], band)),
                total(time, [practice], band),
                total(events, others, band),
                total(time, others, band),
            )
            for band in BANDS
            if total(time, others, band)
        ]
        usual = [Fraction(r, m) * n for _, n, r, m in strata]
        others_events = sum(r for _, _, r, _ in strata)
        if not sum(usual):
            continue
        own = [o for o, *_ in strata]
        if sum(own) < LEAST_SHOWN:
            own = [LEAST_SHOWN * one / sum(usual) for one in usual]
        rates = [(o + r) / (n + m) for o, (_, n, r, m) in zip(own, strata, strict=True)]
        here = sum(rate * n for rate, (_, n, _, _) in zip(rates, strata, strict=True))
        there = sum(rate * m for rate, (_, _, _, m) in zip(rates, strata, strict=True))
        count = int(sum(own))
        p = here / (here + there)
        n = count + others_events
        tail = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(count + 1))
        in_pcn = sum(one == pcn for one in pcn_of.values())
        if (
            count / here < Fraction(rule.below.value) * others_events / there
            and tail < Fraction(rule.chance.value) / in_pcn
        ):
            found.add(practice)
    return found


def tables(people: pd.DataFrame, sent: pd.DataFrame) -> dict[str, ibis.Table]:
    return {"person_month": ibis.memtable(people), "coverage": ibis.memtable(sent)}


def test_marks_are_those_of_people_counted_one_by_one() -> None:
    expected, judged = [], []
    for seed in range(8):
        frames = drawn(seed)
        found = elsewhere.table(tables(*frames))
        judged.append(set(found["practice_code"]))
        expected.append(marked_slowly(*frames))
    assert judged == expected
    assert 4 <= sum(map(len, expected)) <= 30  # some, and not all of the 48


def network(
    rng: np.random.Generator, kept: tuple[float, ...], people: int
) -> pd.DataFrame:
    """Draw a PCN's counts; of each practice a share of its people's are kept."""
    rows = []
    for number, share in enumerate(kept):
        # Some practices have many old people, others few, at the same rates.
        mix = rng.dirichlet([2.0, 4.0, 1.0])
        for band, part in zip(BANDS, mix, strict=True):
            here = int(people * part)
            risk = share * (1 - np.exp(-RATES[band] * len(MONTHS)))
            rows.append(
                (
                    "N",
                    f"P{number}",
                    MONTHS[0],
                    band,
                    here * 365,
                    rng.binomial(here, risk),
                )
            )
    columns = ["pcn_code", "practice_code", "month", "age_band", "days", "people"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize("people", [60, 400, 6_000])
def test_practices_of_equal_rates_are_not_marked(people: int) -> None:
    rng = np.random.default_rng(people)
    wrong = sum(
        any(elsewhere.marked(network(rng, (1.0,) * 5, people))) for _ in range(500)
    )
    assert wrong < 500 / 100


def test_a_practice_without_four_fifths_of_its_rows_is_marked_if_large() -> None:
    rng = np.random.default_rng(4)
    for _ in range(100):
        found = elsewhere.marked(network(rng, (1.0, 1.0, 1.0, 0.2, 1.0), 2_000))
        assert [*found] == [("P3", "N")]
    # Nobody is, where so few people would be marked for counts that are not shown.
    for _ in range(100):
        assert not any(elsewhere.marked(network(rng, (1.0, 1.0, 1.0, 0.2, 1.0), 60)))


@pytest.mark.parametrize("other", [8, 15, 30, 300, 2_000])
def test_a_mark_does_not_tell_counts_apart_that_are_not_shown(other: int) -> None:
    judged = {
        far_below(
            np.array([0.0, count]),
            np.array([40.0, 60.0]),
            np.array([other, 2.0 * other]),
            np.array([100.0, 200.0]),
            below=0.5,
            chance=0.0002,
            least=LEAST_SHOWN,
        )
        for count in range(LEAST_SHOWN + 1)
    }
    assert judged == {other >= 30}


def lake(*, kept: float) -> dict[str, pd.DataFrame]:
    """Return a lake of a PCN of three practices, one with a share of its admissions."""
    made = small_lake.make_tables(seed=3, people=900)
    made["practices"] = made["practices"].assign(pcn_code="N1", pcn_name="First")
    patients, admissions = made["patients"], made["admissions"]
    of_two = set(patients.loc[patients["practice_code"] == "P2", "person_id"])
    rng = np.random.default_rng(1)
    stays = ~admissions["person_id"].isin(of_two) | (rng.random(len(admissions)) < kept)
    return {
        name: made[name] if name != "admissions" else admissions[stays]
        for name in small_lake.REQUIRED
    }


@pytest.fixture(scope="module")
def stores(homes: Homes) -> tuple[Evidence, Evidence]:
    def cut(home: Path) -> None:
        small_lake.build(lake(kept=0.15), home)

    def whole(home: Path) -> None:
        small_lake.build(lake(kept=1.0), home)

    return (
        Evidence(homes.home("elsewhere-cut", cut)),
        Evidence(homes.home("elsewhere-whole", whole)),
    )


def said(store: Evidence, viewer: Viewer, practice: str | None = None) -> list[str]:
    context = Context(store, Selection(pcn="N1", practice=practice), viewer)
    shown = indicator(context, "emergency")
    assert shown.over_time is not None
    return [
        data_quality(context).elsewhere,
        shown.over_time.caption.summary,
        shown.practices.caption.summary,
        " ".join(impact(context).reasons),
    ]


@pytest.mark.parametrize(
    "viewer",
    [Viewer(), Viewer(Role.PCN_MANAGER, ("P1", "P2", "P3"))],
    ids=["board", "manager"],
)
def test_the_page_and_every_figure_of_admissions_name_the_practice(
    stores: tuple[Evidence, Evidence], viewer: Viewer
) -> None:
    cut, whole = stores
    words = "Emergency admissions of Two are probably not whole"
    assert all(words in sentence for sentence in said(cut, viewer))
    assert "Ask the ICB" in said(cut, viewer)[0]
    assert not any("probably not whole" in text for text in said(whole, viewer))


def test_a_figure_of_another_practice_does_not_name_it(
    stores: tuple[Evidence, Evidence],
) -> None:
    context = Context(stores[0], Selection(pcn="N1", practice="P1"), Viewer())
    shown = indicator(context, "emergency").over_time
    assert shown is not None
    assert "probably not whole" not in shown.caption.summary
    other = Context(stores[0], Selection(pcn="N1"), Viewer())
    caseload = indicator(other, "caseload_open").over_time
    assert caseload is not None
    assert "probably not whole" not in caseload.caption.summary
